#pragma once

#include <string>
#include <vector>

#include "sim/simulation.hpp"

namespace vpnsim::test {

/// A scenario with everything that the library says about it.
struct SimulatedScenario {
    Simulation simulation;
    FlowPartition flows;
    std::vector<Finding> findings;
    explicit SimulatedScenario(Scenario scenario);
};

/// What the `expect` section of the scenario promises and the simulation does not keep: one sentence each, with the
/// name of the expectation. Suppressions do not count. Order: as in the file.
[[nodiscard]] std::vector<std::string> broken_expectations(const SimulatedScenario& simulated);

}  // namespace vpnsim::test
