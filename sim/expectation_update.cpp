#include "sim/expectation_update.hpp"

#include <algorithm>
#include <ranges>

#include "sim/expected_packets.hpp"
#include "sim/joined_text.hpp"

namespace vpnsim {
namespace {

using Names = std::vector<std::string>;

std::string in_words(const std::string& value) { return value; }
std::string in_words(std::uint32_t value) { return std::to_string(value); }
std::string in_words(const Names& value) { return '[' + joined(value, ", ") + ']'; }
template <class Value>
Names all_in_words(const std::vector<Value>& values) {
    Names out;
    for (const auto& value : values) out.push_back(in_words(value));
    return out;
}

/// Brings the members of one expectation up to date and collects what there is to say.
class MemberUpdate {
  public:
    /// `every`: also members that are not stated.
    explicit MemberUpdate(bool every) : every_{every} {}

    template <class Value>
    void set(std::optional<Value>& member, const std::string& name, const std::vector<Value>& today) {
        if (!member && !every_) return;
        if (today.size() != 1) {
            if (member) undecided(name, all_in_words(today));
        } else if (member != today.front()) {
            changed(name, member ? in_words(*member) : "not stated", in_words(today.front()));
            member = today.front();
        }
    }
    void changed(const std::string& name, const std::string& before, const std::string& after) {
        changes_.push_back(name + ' ' + before + " -> " + after);
    }

    void undecided(const std::string& name, const Names& values) {
        undecided_.push_back(name + " (" + joined(values, " or ") + ')');
    }

    [[nodiscard]] const Names& changes() const { return changes_; }
    [[nodiscard]] const Names& undecided() const { return undecided_; }

  private:
    bool every_;
    Names changes_;
    Names undecided_;
};

MemberUpdate update(ExpectedNegotiation& it, const NegotiationAnswers& today) {
    const bool states_error = it.error || it.expects_no_error;
    MemberUpdate members{!it.phase1 && !it.phase2 && !states_error && !it.child_sas};
    members.set(it.phase1, "phase1", today.phase1);
    members.set(it.phase2, "phase2", today.phase2);
    auto error = it.expects_no_error ? std::optional<std::string>{"none"} : it.error;
    members.set(error, "error", today.errors);
    it.expects_no_error = error == "none";
    it.error = it.expects_no_error ? std::nullopt : error;
    members.set(it.child_sas, "child_sas", std::vector{static_cast<std::uint32_t>(today.child_sas)});
    return members;
}

MemberUpdate update(ExpectedFlow& it, const FlowAnswers& today) {
    const bool nothing = !it.outcome && !it.via && !it.return_via && !it.symmetry;
    MemberUpdate members{nothing};
    members.set(it.outcome, "outcome", today.outcomes);
    members.set(it.via, "via", today.via);
    const auto& replies = today.replies;
    if (replies == Names{"delivered"}) {
        members.set(it.return_via, "return_via", today.return_via);
    } else if (it.return_via && std::find(replies.begin(), replies.end(), "delivered") == replies.end()) {
        members.changed("return_via", in_words(*it.return_via),
                        "not stated, because there is " + joined(replies, " or "));
        it.return_via.reset();
    } else if (it.return_via) {
        members.undecided("return_via", replies);
    }
    members.set(it.symmetry, "symmetry", today.symmetries);
    return members;
}

class Updater {
  public:
    Updater(const Network& network, const std::vector<Finding>& findings, const ExpectationCheck::Accepted& accepted,
            std::size_t max_parts, Expectations expect)
        : network_{network}, findings_{findings}, accepted_{accepted}, max_parts_{max_parts} {
        out_.expect = std::move(expect);
    }

    ExpectationUpdate run(const std::vector<Expectation>& selected) {
        for (const auto& expectation : selected) {
            if (expectation.kind == ExpectationKind::negotiation) update_negotiation(expectation);
            else if (expectation.kind == ExpectationKind::flow) update_flow(expectation);
        }
        // Behind the others, so that positions stay what they are until they have been used.
        for (const auto& expectation : std::views::reverse(selected)) {
            if (expectation.kind == ExpectationKind::finding) update_finding(expectation);
        }
        for (const auto& expectation : selected) {
            if (expectation.kind == ExpectationKind::no_other_findings && !stopped(expectation)) add_findings();
        }
        return std::move(out_);
    }

  private:
    template <class Expected>
    void keep(const Expectation& expectation, Expected& target, Expected updated, const MemberUpdate& members) {
        if (!members.undecided().empty()) {
            out_.left.push_back(expectation.name + ": left as it is, because there is more than one answer: " +
                                joined(members.undecided(), ", "));
            return;
        }
        target = std::move(updated);
        for (const auto& change : members.changes()) out_.changes.push_back(expectation.name + ": " + change);
    }
    void update_negotiation(const Expectation& expectation) {
        auto& target = out_.expect.negotiations[expectation.index];
        auto updated = target;
        const auto members = update(updated, negotiation_answers(network_, target.connection));
        keep(expectation, target, std::move(updated), members);
    }
    void update_flow(const Expectation& expectation) {
        auto& target = out_.expect.flows[expectation.index];
        FlowAnswers today;
        const auto packets = visit_expected_packets(network_, target, max_parts_,
                                                    [&](const Endpoint&, const PacketBox&, const Behaviour& behaviour) {
                                                        today.add(behaviour, network_.estate());
                                                        return AfterPart::go_on;
                                                    });
        if (today.outcomes.empty() || !packets.complete) {
            out_.left.push_back(expectation.name + ": left as it is, because " +
                                (packets.complete ? "no network of the scenario sends such packets"
                                                  : "the analysis stopped at its limit (--max-classes)"));
            return;
        }
        auto updated = target;
        const auto members = update(updated, today);
        keep(expectation, target, std::move(updated), members);
    }
    /// What was not looked at is no reason to expect it gone.
    [[nodiscard]] bool stopped(const Expectation& expectation) {
        const bool incomplete = std::any_of(findings_.begin(), findings_.end(),
                                            [](const Finding& f) { return f.rule == "analysis-incomplete"; });
        if (incomplete)
            out_.left.push_back(expectation.name +
                                ": left as it is, because the analysis stopped at its limit (--max-classes)");
        return incomplete;
    }
    void update_finding(const Expectation& expectation) {
        if (stopped(expectation)) return;
        auto& list = out_.expect.findings;
        const auto& expected = list[expectation.index];
        if (std::any_of(findings_.begin(), findings_.end(), [&](const Finding& f) { return answers(expected, f); }))
            return;
        out_.changes.push_back(expectation.name + ": removed");
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(expectation.index));
    }
    void add_findings() {
        auto& list = out_.expect.findings;
        for (const auto& finding : findings_) {
            const bool listed =
                std::any_of(list.begin(), list.end(), [&](const ExpectedFinding& e) { return answers(e, finding); });
            if (listed || finding.severity > *out_.expect.no_other_findings || accepted_(finding)) continue;
            list.push_back({finding.rule, finding.entities, {}});
            out_.changes.push_back("finding " + finding.rule + " (" + joined(finding.entities, ", ") + "): added");
        }
    }

    const Network& network_;
    const std::vector<Finding>& findings_;
    const ExpectationCheck::Accepted& accepted_;
    std::size_t max_parts_;
    ExpectationUpdate out_;
};

}  // namespace

ExpectationUpdate updated_expectations(const Network& network, const std::vector<Finding>& findings,
                                       const ExpectationCheck::Accepted& accepted, std::size_t max_parts,
                                       Expectations expect, const std::vector<Expectation>& selected) {
    return Updater{network, findings, accepted, max_parts, std::move(expect)}.run(selected);
}

Expectations first_expectations(const Estate& estate) {
    Expectations out;
    for (const auto& connection : estate.ipsec_connections)
        out.negotiations.emplace_back().connection = connection.name;
    out.no_other_findings = Severity::warning;
    return out;
}

}  // namespace vpnsim
