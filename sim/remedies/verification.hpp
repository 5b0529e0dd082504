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
    [[nodiscard]] const FlowPartition& partition() const { return partition_; }
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    /// The analysis reached no limit: what is not found is not there.
    [[nodiscard]] bool complete() const { return partition_.complete(); }
    [[nodiscard]] bool has(const std::string& fingerprint) const { return fingerprints_.contains(fingerprint); }
    /// The findings that the other one has not. Order: as found.
    [[nodiscard]] std::vector<Finding> beyond(const ReviewedScenario& other) const;

  private:
    Simulation simulation_;
    FlowPartition partition_;
    std::vector<Finding> findings_;
    std::set<std::string> fingerprints_;
};

/// Returns true iff every packet that is delivered and answered in every world of `before` still is in `after`.
/// Requires: the same VPCs and sites, both partitions complete.
[[nodiscard]] bool keeps_deliveries(const FlowPartition& before, const FlowPartition& after);

}  // namespace vpnsim
