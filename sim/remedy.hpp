#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/simulation.hpp"

namespace vpnsim {

/// A change of the configuration that may clear a finding. Records keep their positions; new ones come last in their
/// collection, so that `scenario_patch` can tell the two scenarios apart.
struct Remedy {
    std::string title;      ///< what it does, one sentence
    std::string trade_off;  ///< what it costs, one or two sentences; empty = nothing worth a word
    Scenario changed;
};

/// What might clear a finding, cheapest first; nothing is verified. Empty where no change can be computed: a key that
/// nobody knows, networks that must be renumbered. A change never holds a key that its record did not have before.
[[nodiscard]] std::vector<Remedy> candidate_remedies(const Simulation& simulation, const Finding& finding);

/// What is interrupted, or has to be made beforehand, by whoever applies a change: tunnels that negotiate again, new
/// customer gateways, connections without a key. Order: kind, then file order. Requires: as for `scenario_patch`.
[[nodiscard]] std::vector<std::string> interruptions(const Estate& before, const Estate& after);

/// A remedy that was applied and reviewed: its finding is gone, no other one has come, whatever its severity, and no
/// packet that was surely delivered and answered is lost.
struct VerifiedRemedy {
    std::string title;
    std::string trade_off;
    std::vector<std::string> interrupts;
    std::string patch;  ///< RFC 7396; never with a pre-shared key
};

/// How much verification may cost: flow boxes and records looked at, over all simulations.
struct VerificationBudget {
    std::size_t left = 60'000;  ///< about half a second
};
/// For each finding the candidates that proved true, cheapest first. `findings` are those that are asked about, of all
/// that the simulation has. A finding that the budget does not reach has no answer.
[[nodiscard]] std::vector<std::optional<std::vector<VerifiedRemedy>>> verified_remedies(
    const Simulation& simulation, const FlowPartition& partition, const std::vector<Finding>& findings,
    SimulationLimits limits, VerificationBudget budget = {});

}  // namespace vpnsim
