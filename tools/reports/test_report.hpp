#pragma once

#include <vector>

#include "tools/reports/page.hpp"
#include "tools/scenario_test.hpp"

namespace vpnsim {

/// How the files of a run fared.
struct TestSummary {
    std::size_t scenarios = 0;  ///< whose expectations were checked
    std::size_t failed = 0;     ///< of these, with a broken one
    std::size_t held = 0;       ///< expectations
    std::size_t broken = 0;
    std::size_t no_expectations = 0;
    std::size_t no_scenario = 0;
    std::size_t invalid = 0;
    std::size_t updated = 0;  ///< files that --update rewrites
};
[[nodiscard]] TestSummary summary(const std::vector<TestedScenario>& tested);

/// Whether an answer tells how long it took: if not, the same input gives the same answer.
enum class Durations : std::uint8_t { left_out, shown };

/// What is broken with its counterexample, what --update changes, and a summary.
[[nodiscard]] std::string test_text(const std::vector<TestedScenario>& tested, Durations durations, Screen screen);
/// vpnsim-test/1 (docs/test.md).
[[nodiscard]] std::string test_json(const std::vector<TestedScenario>& tested, Durations durations);
/// A suite for each scenario, a case for each expectation; a file that cannot be read is an error.
[[nodiscard]] std::string test_junit(const std::vector<TestedScenario>& tested, Durations durations);

}  // namespace vpnsim
