#pragma once

#include <memory>
#include <vector>

#include "model/scenario.hpp"
#include "sim/class_rows.hpp"
#include "sim/finding.hpp"
#include "sim/flow_classes.hpp"
#include "sim/negotiation.hpp"
#include "sim/network.hpp"
#include "sim/trace.hpp"

namespace vpnsim {

struct SimulationLimits {
    std::size_t max_boxes = 4'000'000;  ///< flow boxes kept; what is beyond is reported, never swallowed
};

/// One scenario, simulated: the questions that the verbs of the program ask. Immutable and safe to share between
/// threads; negotiations and tables are computed at construction, the partition and the findings when they are first
/// asked for. Same scenario, same answers, in the same order. How to begin: docs/api.md.
class Simulation {
  public:
    explicit Simulation(Scenario scenario, SimulationLimits limits = {});
    ~Simulation();
    Simulation(Simulation&&) noexcept;
    Simulation& operator=(Simulation&&) noexcept;

    [[nodiscard]] const Scenario& scenario() const;
    [[nodiscard]] const Negotiations& negotiations() const;
    [[nodiscard]] const Network& network() const;
    [[nodiscard]] const SimulationLimits& limits() const;
    /// Requires: `from` owns the source of the flow (see `owners`).
    [[nodiscard]] Trace trace(const Endpoint& from, const Flow& flow) const;
    [[nodiscard]] std::vector<Endpoint> owners(const Address& address) const;
    /// Every packet that declared networks may send, partitioned.
    [[nodiscard]] const FlowPartition& partition() const;
    /// The partition in canonical rows, in their order; `behaviour` is an index into `partition().behaviours`.
    [[nodiscard]] std::vector<ClassRow> classes() const;
    /// Order: severity, rule in the order of docs/findings.md, pointer, entities.
    [[nodiscard]] const std::vector<Finding>& findings() const;
    /// The same for a partition of this network made otherwise.
    [[nodiscard]] std::vector<Finding> findings(const FlowPartition& partition) const;
    /// What the answers take for granted: chosen switches, mirror images, missing filters … one sentence each.
    [[nodiscard]] std::vector<std::string> assumptions() const;

  private:
    struct State;
    std::unique_ptr<const State> state_;
};

}  // namespace vpnsim
