#pragma once

#include <vector>

#include "sim/comparison.hpp"
#include "sim/failure.hpp"

namespace vpnsim {

/// What failures do to a flow that is delivered, in some world at least, while nothing fails. Order: ever worse.
enum class FailoverEffect : std::uint8_t {
    moves,                  ///< still delivered, over other connections or in other worlds
    may_become_asymmetric,  ///< was symmetric; now replies use other connections, or get lost, in some worlds
    becomes_asymmetric,     ///< now replies use other connections in every world
    may_die,                ///< was delivered, or its reply was, in every world; now in some only
    dies                    ///< is delivered, or its reply is, in no world any more
};
[[nodiscard]] std::string_view text(FailoverEffect effect);
/// Requires: the flow is delivered in some world before, and the two differ.
[[nodiscard]] FailoverEffect failover_effect(const Behaviour& before, const Behaviour& after);
[[nodiscard]] inline FailoverEffect failover_effect(const FlowChange& change) {
    return failover_effect(change.behaviour_before, change.behaviour_after);
}

/// Failures at the same time, and what they do.
struct FailureCombination {
    std::vector<std::uint32_t> failures;  ///< positions in `Failover::failures`, ascending
    /// Every flow that fares otherwise than while nothing fails. Of several failures only what they do together beyond
    /// what some of them do: the flow fares as under none of these, at least as badly as under any, and it does not
    /// die under one already. `after` = `before`: failures move no network. Order: as the flow partition.
    std::vector<FlowChange> flows;
    /// The worst of `flows`, absent where every flow survives unchanged.
    [[nodiscard]] std::optional<FailoverEffect> worst() const;
};

struct Failover {
    std::vector<Failure> failures;
    /// Every single failure, then the combinations that do something. Order: size, then failures. Left out are those
    /// that take the same ends down as fewer failures do.
    std::vector<FailureCombination> combinations;
    bool complete = true;  ///< false: the flow analysis stopped at the limit of the simulation
};

/// Exact: every combination of up to `max_failures` failures, every flow, every world. Requires: max_failures >= 1.
[[nodiscard]] Failover failover(const Simulation& simulation, std::size_t max_failures);

}  // namespace vpnsim
