#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "model/scenario.hpp"
#include "sim/finding.hpp"
#include "tools/command_line.hpp"

namespace vpnsim {

/// A finding that a suppression takes.
struct SuppressedFinding {
    Finding finding;
    std::size_t by;  ///< position in Scenario::suppressions, of the first one in force that takes it
};

/// A suppression that takes nothing.
struct IdleSuppression {
    enum class Why : std::uint8_t { expired, unused };
    std::size_t index;  ///< position in Scenario::suppressions
    Why why;
    std::string sentence;  ///< "suppression of no-route for conn-2 expired after 2027-01-31"
    std::string hint{};    ///< "; did you mean \"conn-2\"?": an entity of a finding of its rule, or nothing
};

struct SuppressionResult {
    std::vector<Finding> findings;              ///< those that stay, in order
    std::vector<SuppressedFinding> suppressed;  ///< those that do not, likewise
    std::vector<IdleSuppression> not_in_force;  ///< in the order of the file
};

/// The value of option::today, else the day of the clock: the only use of it.
[[nodiscard]] std::chrono::year_month_day today(const Arguments& arguments);
/// "2027-01-31"
[[nodiscard]] std::string text(std::chrono::year_month_day day);

/// A suppression takes a finding of its rule, about its entity if it names one, up to and including its last day.
[[nodiscard]] SuppressionResult suppress(const Scenario& scenario, std::vector<Finding> findings,
                                         std::chrono::year_month_day today);

}  // namespace vpnsim
