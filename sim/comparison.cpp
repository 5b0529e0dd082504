#include "sim/comparison.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "sim/comparison_scope.hpp"

namespace vpnsim {
namespace {

bool delivered(const Outcome& outcome) { return outcome.forward.disposition == Disposition::delivered; }
bool replied(const Outcome& outcome) { return outcome.reply && outcome.reply->disposition == Disposition::delivered; }

/// In how many worlds something holds, as far as that counts.
enum class Extent : std::uint8_t { none, some, all };
template <class Holds>
Extent extent(const Behaviour& behaviour, const Holds& holds) {
    const auto count = std::count_if(behaviour.begin(), behaviour.end(), holds);
    if (count == 0) return Extent::none;
    return count == static_cast<std::ptrdiff_t>(behaviour.size()) ? Extent::all : Extent::some;
}

/// The two ends of a negotiation by name: connection, tunnel, device tunnel.
using NegotiationName = std::array<std::string, 3>;
NegotiationName name_of(const Estate& estate, const Negotiation& pair) {
    const auto& connection = estate[pair.cloud.connection];
    NegotiationName name{connection.name, "", ""};
    if (pair.cloud.tunnel) name[1] = connection.tunnels[pair.cloud.tunnel->index()].name;
    if (pair.peer) {
        const auto& device = estate[pair.peer->site].devices[pair.peer->device.index()];
        name[2] =
            estate[pair.peer->site].name + '/' + device.name + '/' + device.tunnels[pair.peer->tunnel.index()].name;
    }
    return name;
}

bool same_result(const Negotiation& before, const Negotiation& after) {
    auto renamed = after;  // ids are positions, which may differ for the same records
    renamed.cloud = before.cloud;
    renamed.peer = before.peer;
    return before == renamed;
}

std::vector<NegotiationChange> changed_negotiations(const Simulation& before, const Simulation& after) {
    const auto& old = before.negotiations().pairs;
    const auto& now = after.negotiations().pairs;
    std::map<NegotiationName, std::size_t> known;
    for (std::size_t i = 0; i < old.size(); ++i) known.emplace(name_of(before.scenario().estate, old[i]), i);
    std::vector<NegotiationChange> out;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const auto found = known.find(name_of(after.scenario().estate, now[i]));
        if (found == known.end()) {
            out.push_back({std::nullopt, i});
            continue;
        }
        if (!same_result(old[found->second], now[i])) out.push_back({found->second, i});
        known.erase(found);
    }
    std::vector<NegotiationChange> gone;
    for (const auto& [ignored, i] : known) gone.push_back({i, std::nullopt});
    std::sort(gone.begin(), gone.end(), [](const auto& a, const auto& b) { return a.before < b.before; });
    out.insert(out.end(), gone.begin(), gone.end());
    return out;
}

/// The findings of a list by fingerprint: several may have one.
struct Known {
    std::uint64_t size = 0;
    std::vector<const Finding*> findings;
};
std::map<std::string, Known> by_fingerprint(const std::vector<Finding>& findings) {
    std::map<std::string, Known> out;
    for (const auto& finding : findings) {
        auto& known = out[finding.fingerprint()];
        known.size += finding.size;
        known.findings.push_back(&finding);
    }
    return out;
}

/// Those of the first list that the second does not have.
std::vector<Finding> only_in(const std::vector<Finding>& findings, const std::map<std::string, Known>& others) {
    std::vector<Finding> out;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(out),
                 [&](const Finding& f) { return !others.contains(f.fingerprint()); });
    return out;
}

/// Those of the first list that the second has about fewer packets, or fewer times.
std::vector<Finding> grown(const std::vector<Finding>& findings, const std::map<std::string, Known>& others) {
    std::vector<Finding> out;
    for (const auto& [fingerprint, known] : by_fingerprint(findings)) {
        const auto other = others.find(fingerprint);
        if (other == others.end()) continue;
        if (known.size <= other->second.size && known.findings.size() <= other->second.findings.size()) continue;
        for (const auto* finding : known.findings) out.push_back(*finding);
    }
    return out;
}

/// An answer that stopped at its limit says so itself; where it stopped is no difference.
void leave_out_limits(std::vector<Finding>& findings) {
    std::erase_if(findings, [](const Finding& f) { return f.rule == "analysis-incomplete"; });
}

/// Returns false where the finding does not list all of its flows.
bool add_flows_of(const Finding& finding, std::vector<PacketBox>& boxes) {
    for (const auto& row : finding.flows) {
        for (const auto& from : row.from) {
            for (const auto& to : row.to) {
                auto box = PacketBox::of(from, to);
                for (const auto& service : row.services) {
                    box.service = service;
                    boxes.push_back(box);
                    boxes.push_back(box.reversed());
                }
            }
        }
    }
    return finding.flows_left_out == 0;
}

}  // namespace

bool existed(const FlowChange& change) {
    return std::any_of(change.behaviour_before.begin(), change.behaviour_before.end(), delivered);
}

FlowEffect effect(const FlowChange& change) {
    const auto sent_before = extent(change.behaviour_before, delivered);
    const auto sent_after = extent(change.behaviour_after, delivered);
    if (sent_before == Extent::none) return sent_after == Extent::none ? FlowEffect::otherwise : FlowEffect::gained;
    const auto replied_before = extent(change.behaviour_before, replied);
    const auto replied_after = extent(change.behaviour_after, replied);
    const auto went = [](Extent before, Extent after, Extent from, Extent to) { return before == from && after == to; };
    if (sent_after == Extent::none || (replied_before != Extent::none && replied_after == Extent::none))
        return FlowEffect::lost;
    if (went(sent_before, sent_after, Extent::all, Extent::some) ||
        went(replied_before, replied_after, Extent::all, Extent::some)) {
        return FlowEffect::may_be_lost;
    }
    // A request that went the same way before and now is answered.
    const bool answered = replied_before == Extent::none && replied_after != Extent::none;
    if (answered && change.same_requests) return FlowEffect::gained;
    return FlowEffect::rerouted;
}

std::string_view text(Verdict verdict) {
    constexpr std::array<std::string_view, 4> names{"unchanged", "safe", "review", "breaking"};
    return names[static_cast<std::size_t>(verdict)];
}

Verdict verdict(const Comparison& comparison) {
    if (comparison.flows.empty() && comparison.negotiations.empty() && comparison.added.empty() &&
        comparison.removed.empty() && comparison.grown.empty() && comparison.complete) {
        return Verdict::unchanged;
    }
    bool harms = count(comparison.added, Severity::error) > 0;
    bool touches = count(comparison.added, Severity::warning) > 0 || !comparison.complete ||
                   std::any_of(comparison.grown.begin(), comparison.grown.end(),
                               [](const Finding& f) { return f.severity != Severity::note; });
    for (const auto& change : comparison.flows) {
        const auto what = effect(change);
        harms = harms || what == FlowEffect::lost || what == FlowEffect::may_be_lost;
        touches = touches || what == FlowEffect::rerouted;
    }
    return harms ? Verdict::breaking : touches ? Verdict::review : Verdict::safe;
}

ScenarioDifference difference(const Simulation& before, const Simulation& after) {
    auto networks = difference(before.network(), after.network());
    auto records = record_difference(before.network(), after.network(), networks.same);
    return {std::move(networks), std::move(records), changed_negotiations(before, after)};
}

namespace {

class Comparing {
  public:
    Comparing(const Simulation& before, const Simulation& after, const ScenarioDifference& difference)
        : before_{before}, after_{after}, difference_{difference}, touched_{difference.networks.touched} {
        out_.negotiations = difference.negotiations;
    }

    Comparison run() {
        const bool reviewed = before_.partition().complete();
        auto found = reviewed ? in_scope() : Found::too_much;
        while (found == Found::in_part) found = in_scope();
        if (found == Found::too_much) everywhere();
        return std::move(out_);
    }

  private:
    enum class Found : std::uint8_t { all, in_part, too_much };

    [[nodiscard]] JointPartition partition(const std::vector<PacketBox>& region) const {
        return joint_partition(before_.network(), after_.network(), difference_.networks.same, region,
                               before_.limits().max_boxes);
    }

    /// Looks at what the difference touches. What is found there on one side only may be there outside of it, in flows
    /// that fare alike on both: it is gone for sure where all of its packets were looked at.
    Found in_scope() {
        const auto scope = comparison_scope(before_.network(), after_.network(), difference_.networks.same,
                                            difference_.records, touched_);
        auto joint = partition(scope.region);
        if (!joint.complete()) return Found::too_much;
        out_.flows = std::move(joint.changes);
        const auto old = findings(before_.network(), joint.before, scope.before);
        const auto now = findings(after_.network(), joint.after, scope.after);
        const auto old_known = by_fingerprint(old);
        const auto now_known = by_fingerprint(now);
        const auto added = only_in(now, old_known);
        const auto removed = only_in(old, now_known);
        out_.added.clear();
        out_.removed.clear();
        out_.grown = grown(now, old_known);
        if (added.empty() && removed.empty()) return Found::all;
        const auto all = by_fingerprint(before_.findings());
        auto result = Found::all;
        for (const auto& [fingerprint, known] : by_fingerprint(removed)) {
            const auto whole = all.find(fingerprint);
            if (whole == all.end() || known.size == whole->second.size || !looked_at_.insert(fingerprint).second)
                continue;
            result = Found::in_part;
            for (const auto* finding : whole->second.findings) {
                if (!add_flows_of(*finding, touched_)) return Found::too_much;
            }
        }
        if (result == Found::in_part) return result;
        const auto gone = by_fingerprint(removed);
        std::copy_if(before_.findings().begin(), before_.findings().end(), std::back_inserter(out_.removed),
                     [&](const Finding& f) { return gone.contains(f.fingerprint()); });
        std::copy_if(added.begin(), added.end(), std::back_inserter(out_.added),
                     [&](const Finding& f) { return !all.contains(f.fingerprint()); });
        return result;
    }
    void everywhere() {
        auto joint = partition({PacketBox::everything(Family::ipv4), PacketBox::everything(Family::ipv6)});
        out_.flows = std::move(joint.changes);
        out_.complete = joint.complete() && before_.partition().complete() && after_.partition().complete();
        out_.added = only_in(after_.findings(), by_fingerprint(before_.findings()));
        out_.removed = only_in(before_.findings(), by_fingerprint(after_.findings()));
        out_.grown = grown(after_.findings(), by_fingerprint(before_.findings()));
        for (auto* list : {&out_.added, &out_.removed, &out_.grown}) leave_out_limits(*list);
    }

    const Simulation& before_;
    const Simulation& after_;
    const ScenarioDifference& difference_;
    std::vector<PacketBox> touched_;
    std::set<std::string> looked_at_;  ///< findings all of whose packets are in the region
    Comparison out_;
};

}  // namespace

Comparison compare(const Simulation& before, const Simulation& after) {
    return compare(before, after, difference(before, after));
}

Comparison compare(const Simulation& before, const Simulation& after, const ScenarioDifference& difference) {
    return Comparing{before, after, difference}.run();
}

}  // namespace vpnsim
