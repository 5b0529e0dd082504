#pragma once

#include <string>
#include <vector>

#include "sim/simulation.hpp"

namespace vpnsim::test {

/// A scenario file with everything that the library says about it.
struct SimulatedScenario {
    Simulation simulation;
    FlowPartition flows;
    std::vector<Finding> findings;
    /// Reads a file of the disk. Throws with its errors if it is invalid.
    explicit SimulatedScenario(const std::string& path);
};

/// What the `expect` section of the scenario promises and the simulation does not keep: one sentence each. Order: as in
/// the file: negotiations, flows, findings, other findings. Empty = everything holds.
///
/// - A negotiation holds for every peer of the connection; `child_sas` counts the SAs of all of them.
/// - A flow holds for every packet from one block to the other and in every world; `return_via` and `symmetry` for the
///   replies as well. A flow that no network of the file can send does not hold.
/// - A finding is there if one of its rule names all the entities listed, and perhaps more.
[[nodiscard]] std::vector<std::string> broken_expectations(const SimulatedScenario& simulated);

}  // namespace vpnsim::test
