#include "expectation_check.hpp"

#include "sim/expectation_check.hpp"

namespace vpnsim::test {

SimulatedScenario::SimulatedScenario(Scenario scenario)
    : simulation{std::move(scenario)}, flows{simulation.partition()}, findings{simulation.findings(flows)} {}

std::vector<std::string> broken_expectations(const SimulatedScenario& it) {
    std::vector<std::string> broken;
    const ExpectationCheck check{it.simulation.network(), it.findings, [](const Finding&) { return false; }, 1'000'000};
    for (const auto& expectation : listed(it.simulation.scenario().expect)) {
        for (const auto& difference : check(expectation).differences)
            broken.push_back(expectation.name + ": " + text(difference));
    }
    return broken;
}

}  // namespace vpnsim::test
