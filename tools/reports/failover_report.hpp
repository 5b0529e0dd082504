#pragma once

#include <string>
#include <vector>

#include "sim/failover.hpp"
#include "sim/service_text.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

struct FailoverReport {
    const Simulation& simulation;
    const Failover& failover;
    std::size_t max_failures;
    std::string file;
};

/// Flows that a combination of failures treats alike: sources × destinations × a service that is one box, up to lists.
struct FailoverRow {
    FailoverEffect effect;
    Endpoint at;
    Behaviour before;
    Behaviour after;
    std::vector<Prefix> from;
    std::vector<Prefix> to;
    ServiceText service;
    Flow witness;
};
/// Order: worst first, then as the flow partition.
[[nodiscard]] std::vector<FailoverRow> failover_rows(const FailureCombination& combination);

/// "vpnsim-failover/1"
[[nodiscard]] std::string failover_json(const FailoverReport& report);
[[nodiscard]] std::string failover_text(const FailoverReport& report, Screen screen);

}  // namespace vpnsim
