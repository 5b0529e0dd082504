#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/remedy.hpp"

namespace vpnsim {

/// One change of a plan; steps are applied in their order.
struct FixStep {
    std::string title;
    std::string trade_off;
    std::vector<std::string> interrupts;
    std::string patch;            ///< RFC 7396, over the scenario with the steps before
    std::vector<Finding> clears;  ///< findings that are gone with it, whether they were wanted or not
};

/// A finding that stays, and why.
struct UnfixedFinding {
    Finding finding;
    std::string reason;
};

/// What to change so that findings go. No step can be left out: without it one of the cleared findings is back, or
/// another one comes.
struct FixPlan {
    std::vector<FixStep> steps;
    std::vector<UnfixedFinding> left;     ///< of those that were to go
    std::string patch;                    ///< all steps as one RFC 7396 patch; "{}\n" without steps
    std::vector<std::string> interrupts;  ///< what applying all of them interrupts
    Scenario fixed;
    std::vector<Finding> before;  ///< all findings of the scenario
    std::vector<Finding> after;   ///< all findings of `fixed`; each is one of `before`
};

/// Searches for changes that clear the findings that `wanted` names, one finding after the other in the order of the
/// review, on the scenario reached so far: the first candidate that clears it, adds no finding and loses no packet
/// that is surely delivered and answered; else the first that does so together with remedies for what it would add.
/// Greedy: another plan may clear more. Deterministic.
[[nodiscard]] FixPlan plan_fix(const Scenario& scenario, const std::function<bool(const Finding&)>& wanted,
                               SimulationLimits limits = {});

}  // namespace vpnsim
