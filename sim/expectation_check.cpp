#include "sim/expectation_check.hpp"

#include <algorithm>

#include "sim/expected_packets.hpp"
#include "sim/joined_text.hpp"

namespace vpnsim {
namespace {

using Names = std::vector<std::string>;

std::string about(const std::string& rule, const Names& entities) {
    return rule + (entities.empty() ? "" : " (" + joined(entities, ", ") + ')');
}

std::string list(const Names& names) { return '[' + joined(names, ", ") + ']'; }

std::vector<std::string> lists(const std::vector<Names>& all) {
    std::vector<std::string> out;
    for (const auto& names : all) out.push_back(list(names));
    return out;
}

template <class Value>
void add_once(std::vector<Value>& values, Value value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
}

Names names_of(const Estate& estate, const std::vector<ConnectionId>& connections) {
    Names out;
    for (const auto id : connections) out.push_back(estate[id].name);
    return out;
}

/// The values of a member over all peers of a connection, or over all that a packet may meet.
void compare(std::vector<Difference>& out, const std::string& what, const std::string& expected,
             const std::vector<std::string>& found) {
    if (std::any_of(found.begin(), found.end(), [&](const auto& value) { return value != expected; }))
        out.push_back({what, expected, found});
}

std::vector<Difference> differences(const ExpectedFlow& expected, const FlowAnswers& found) {
    std::vector<Difference> out;
    if (expected.outcome) compare(out, "outcome", *expected.outcome, found.outcomes);
    if (expected.via) compare(out, "via", list(*expected.via), lists(found.via));
    if (expected.return_via) {
        const auto wanted = list(*expected.return_via);
        if (found.replies != Names{"delivered"}) out.push_back({"return_via", wanted, found.replies});
        else compare(out, "return_via", wanted, lists(found.return_via));
    }
    if (expected.symmetry) compare(out, "symmetry", *expected.symmetry, found.symmetries);
    return out;
}

}  // namespace

std::vector<Expectation> listed(const Expectations& expect) {
    std::vector<Expectation> out;
    const auto add = [&](ExpectationKind kind, std::size_t index, std::string name, Place place) {
        out.push_back({kind, index, std::move(name), place});
    };
    for (std::size_t i = 0; i < expect.negotiations.size(); ++i) {
        const auto& it = expect.negotiations[i];
        add(ExpectationKind::negotiation, i, "negotiation " + it.connection, it.place);
    }
    for (std::size_t i = 0; i < expect.flows.size(); ++i) {
        const auto& it = expect.flows[i];
        const auto name = it.name.empty() ? it.from.text() + " -> " + it.to.text() : it.name;
        add(ExpectationKind::flow, i, "flow " + name, it.place);
    }
    for (std::size_t i = 0; i < expect.findings.size(); ++i) {
        const auto& it = expect.findings[i];
        add(ExpectationKind::finding, i, "finding " + about(it.rule, it.entities), it.place);
    }
    if (expect.no_other_findings)
        add(ExpectationKind::no_other_findings, 0, "no other findings", expect.no_other_findings_place);
    return out;
}

bool about_findings(ExpectationKind kind) {
    return kind == ExpectationKind::finding || kind == ExpectationKind::no_other_findings;
}

std::string text(const Difference& difference) {
    return difference.what + (difference.found.size() == 1 ? " is " : " may be ") + joined(difference.found, " or ") +
           ", expected is " + difference.expected;
}

bool answers(const ExpectedFinding& expected, const Finding& finding) {
    return finding.rule == expected.rule &&
           std::all_of(expected.entities.begin(), expected.entities.end(), [&](const auto& entity) {
               return std::find(finding.entities.begin(), finding.entities.end(), entity) != finding.entities.end();
           });
}

NegotiationAnswers negotiation_answers(const Network& network, const std::string& connection) {
    NegotiationAnswers out;
    for (const auto& pair : network.negotiations().pairs) {
        if (network.estate()[pair.cloud.connection].name != connection) continue;
        add_once(out.phase1, std::string{text(pair.phase1)});
        add_once(out.phase2, std::string{text(pair.phase2)});
        add_once(out.errors, pair.error ? std::string{text(pair.error->code)} : "none");
        out.child_sas += pair.child_sas.size();
    }
    return out;
}

void FlowAnswers::add(const Behaviour& behaviour, const Estate& estate) {
    for (const auto& trip : forward_trips(behaviour)) {
        add_once(outcomes, std::string{text(trip.disposition)});
        add_once(via, names_of(estate, trip.connections));
    }
    const auto trips = reply_trips(behaviour);
    if (trips.empty()) add_once(replies, std::string{"no reply"});
    for (const auto& trip : trips) {
        add_once(replies, std::string{text(trip.disposition)});
        add_once(return_via, names_of(estate, trip.connections));
    }
    add_once(symmetries, std::string{text(symmetry(behaviour))});
}

CheckedExpectation ExpectationCheck::operator()(const Expectation& expectation) const {
    const auto& expect = network_.scenario().expect;
    switch (expectation.kind) {
        case ExpectationKind::negotiation: return check(expect.negotiations[expectation.index]);
        case ExpectationKind::flow: return check(expect.flows[expectation.index]);
        case ExpectationKind::finding: return check(expect.findings[expectation.index]);
        case ExpectationKind::no_other_findings: return check_others();
    }
    return {};
}

CheckedExpectation ExpectationCheck::check(const ExpectedNegotiation& expected) const {
    const auto found = negotiation_answers(network_, expected.connection);
    CheckedExpectation out;
    if (expected.phase1) compare(out.differences, "phase1", *expected.phase1, found.phase1);
    if (expected.phase2) compare(out.differences, "phase2", *expected.phase2, found.phase2);
    if (expected.error) compare(out.differences, "error", *expected.error, found.errors);
    if (expected.expects_no_error) compare(out.differences, "error", "none", found.errors);
    if (expected.child_sas)
        compare(out.differences, "child_sas", std::to_string(*expected.child_sas), {std::to_string(found.child_sas)});
    return out;
}

CheckedExpectation ExpectationCheck::check(const ExpectedFlow& expected) const {
    if (expected.from.family() != expected.to.family())
        return {{{"packets", "some", {"none: from and to are of different families"}}}};
    if (expected.port && expected.protocol && !has_ports(*expected.protocol))
        return {{{"packets", "some", {"none: " + text(*expected.protocol) + " has no ports"}}}};
    CheckedExpectation out;
    const auto visit = [&](const Endpoint& from, const PacketBox& part, const Behaviour& behaviour) {
        FlowAnswers found;
        found.add(behaviour, network_.estate());
        out.differences = differences(expected, found);
        if (out.differences.empty()) return AfterPart::go_on;
        out.counterexample = {from, part.witness()};
        return AfterPart::stop;
    };
    auto packets = visit_expected_packets(network_, expected, max_parts_, visit);
    out.not_sent = std::move(packets.not_sent);
    if (!packets.any) {
        out.differences = {{"packets", "some", {"none: no network of the scenario has an address of `from`"}}};
        out.not_sent.clear();
    } else if (!packets.complete) {
        out.differences = {{"analysis", "complete", {"stopped at its limit (--max-classes)"}}};
    }
    return out;
}

CheckedExpectation ExpectationCheck::check(const ExpectedFinding& expected) const {
    Names others;  // of the same rule, about something else
    for (const auto& finding : findings_) {
        if (answers(expected, finding)) return {};
        if (finding.rule == expected.rule) others.push_back(about(finding.rule, finding.entities));
    }
    return {{{"finding",
              about(expected.rule, expected.entities),
              {others.empty() ? "none" : "only " + joined(others, " and ")}}}};
}

CheckedExpectation ExpectationCheck::check_others() const {
    const auto& expect = network_.scenario().expect;
    CheckedExpectation out;
    for (const auto& finding : findings_) {
        const bool other = std::none_of(expect.findings.begin(), expect.findings.end(),
                                        [&](const ExpectedFinding& e) { return answers(e, finding); });
        if (finding.severity <= *expect.no_other_findings && other && !accepted_(finding))
            out.differences.push_back(
                {"other finding", "none", {about(finding.rule, finding.entities) + ": " + finding.message}});
    }
    return out;
}

}  // namespace vpnsim
