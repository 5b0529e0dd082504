#pragma once

#include <map>
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
    [[nodiscard]] const FlowPartition& partition() const { return simulation_.partition(); }
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    /// The analysis reached no limit: what is not found is not there.
    [[nodiscard]] bool complete() const { return partition().complete(); }
    /// How often a fingerprint was found: two pairs of one connection may have the same problem.
    [[nodiscard]] std::size_t count(const std::string& fingerprint) const;
    /// The findings that the other one has not, or not as often. Order: as found.
    [[nodiscard]] std::vector<Finding> beyond(const ReviewedScenario& other) const;

  private:
    Simulation simulation_;
    std::vector<Finding> findings_;
    std::map<std::string, std::size_t> counts_;  ///< by fingerprint
};

/// Returns true iff every packet that is delivered and answered in every world of `before` still is in `after`.
/// Requires: the same VPCs and sites, both partitions complete.
[[nodiscard]] bool keeps_deliveries(const FlowPartition& before, const FlowPartition& after);

}  // namespace vpnsim
