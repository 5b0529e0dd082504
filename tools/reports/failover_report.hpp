#pragma once

#include <string>

#include "sim/failover.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

struct FailoverReport {
    const Simulation& simulation;
    const Failover& failover;
    std::size_t max_failures;
    std::string file;
};

/// "vpnsim-failover/1"
[[nodiscard]] std::string failover_json(const FailoverReport& report);
[[nodiscard]] std::string failover_text(const FailoverReport& report, Screen screen);

}  // namespace vpnsim
