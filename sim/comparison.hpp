#pragma once

#include <string_view>
#include <vector>

#include "sim/joint_partition.hpp"
#include "sim/record_difference.hpp"
#include "sim/simulation.hpp"

namespace vpnsim {

/// What a change does to the packets of a flow. Order: what to look at first.
enum class FlowEffect : std::uint8_t {
    lost,         ///< was delivered, or its reply was, in some world; now in none
    may_be_lost,  ///< was delivered, or its reply was, in every world; now in some only
    rerouted,     ///< was delivered and still is, but over other connections, or in other worlds
    gained,       ///< was delivered, or answered, in no world and now is
    otherwise     ///< delivered neither before nor after, but dropped elsewhere or for another reason
};
[[nodiscard]] FlowEffect effect(const FlowChange& change);
/// Whether the flow was delivered in some world before the change.
[[nodiscard]] bool existed(const FlowChange& change);
/// Whether traffic that worked before fares otherwise.
[[nodiscard]] inline bool touches_existing_traffic(const FlowChange& change) {
    return effect(change) <= FlowEffect::rerouted;
}

/// A negotiation that differs, by its position in `Negotiations::pairs` of either side.
struct NegotiationChange {
    std::optional<std::size_t> before;  ///< absent: it is new
    std::optional<std::size_t> after;   ///< absent: it is gone
};

enum class Verdict : std::uint8_t {
    unchanged,  ///< no flow, negotiation or finding differs
    safe,       ///< nothing that was delivered changes; no error and no warning is added or grows
    review,     ///< everything else
    breaking    ///< a flow that was delivered is lost or may be lost, or an error is added
};
[[nodiscard]] std::string_view text(Verdict verdict);

/// The difference between two scenarios.
struct Comparison {
    std::vector<FlowChange> flows;                ///< exact, in boxes; order: as `JointPartition::changes`
    std::vector<NegotiationChange> negotiations;  ///< order: as `after`, then those that are gone as `before`
    std::vector<Finding> added;                   ///< order: as `findings`; the same finding has the same fingerprint
    std::vector<Finding> removed;                 ///< likewise
    /// Those of `after` that `before` has too, but about fewer packets or fewer times.
    std::vector<Finding> grown;
    bool complete = true;  ///< false: the analysis stopped at the limit of the simulations
};
/// Of a comparison, or of what remains of it after findings were suppressed.
[[nodiscard]] Verdict verdict(const Comparison& comparison);

/// How the records of two scenarios differ: what a comparison begins with, and the part of it that takes time in
/// proportion to the scenarios.
struct ScenarioDifference {
    NetworkDifference networks;
    RecordDifference records;
    std::vector<NegotiationChange> negotiations;  ///< as `Comparison::negotiations`
};
[[nodiscard]] ScenarioDifference difference(const Simulation& before, const Simulation& after);

/// Compares two simulations: `compare(a, a)` is empty, `compare(b, a)` mirrors `compare(a, b)`. The records of the two
/// are the same one where they have the same name.
[[nodiscard]] Comparison compare(const Simulation& before, const Simulation& after);
/// The same where the difference is known; takes time in proportion to what the change reaches, once `before` has its
/// findings. Requires: it is that of these two.
[[nodiscard]] Comparison compare(const Simulation& before, const Simulation& after,
                                 const ScenarioDifference& difference);

}  // namespace vpnsim
