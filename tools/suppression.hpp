#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/scenario.hpp"
#include "sim/finding.hpp"
#include "tools/command_line.hpp"

namespace vpnsim {

struct SuppressionResult {
    std::vector<Finding> findings;          ///< those that stay, in order
    std::size_t suppressed = 0;             ///< those that do not
    std::vector<std::string> not_in_force;  ///< sentences about suppressions that expired or match nothing
};

/// The value of option::today, else the day of the clock: the only use of it.
[[nodiscard]] std::chrono::year_month_day today(const Arguments& arguments);

/// A suppression takes a finding of its rule, about its entity if it names one, up to and including its last day.
[[nodiscard]] SuppressionResult suppress(const Scenario& scenario, std::vector<Finding> findings,
                                         std::chrono::year_month_day today);

}  // namespace vpnsim
