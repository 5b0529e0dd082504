#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/remedy.hpp"

namespace vpnsim {

/// A scenario with everything that its review finds.
class ReviewedScenario {
  public:
    ReviewedScenario(Scenario scenario, SimulationLimits limits);

    [[nodiscard]] const Simulation& simulation() const { return simulation_; }
    [[nodiscard]] const Scenario& scenario() const { return simulation_.scenario(); }
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    /// The analysis reached no limit: what is not found is not there.
    [[nodiscard]] bool complete() const { return complete_; }
    [[nodiscard]] bool has(const std::string& fingerprint) const { return fingerprints_.contains(fingerprint); }
    /// The findings that the other one has not. Order: as found.
    [[nodiscard]] std::vector<Finding> beyond(const ReviewedScenario& other) const;

  private:
    Simulation simulation_;
    std::vector<Finding> findings_;
    std::set<std::string> fingerprints_;
    bool complete_;
};

}  // namespace vpnsim
