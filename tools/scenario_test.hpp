#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sim/expectation_check.hpp"
#include "tools/name_filter.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/page.hpp"
#include "tools/scenario_input.hpp"
#include "tools/suite_files.hpp"

namespace vpnsim {

/// What a run of the suite asks of each file.
struct TestQuestion {
    const ScenarioInput& input;
    NameFilter filter;
    std::size_t max_boxes;
    std::chrono::year_month_day today;
    Screen screen;
    enum class Update : std::uint8_t { no, yes } update;
};

/// A packet that breaks an expectation, with its paths in every form that a report may want.
struct ShownCounterexample {
    std::string packet;  ///< "10.0.0.1:40000 -> 10.1.0.1:443 tcp at vpc-1"
    std::string screen;  ///< its paths there and back, for the screen of the question
    std::string plain;   ///< the same without colours
    Json json;           ///< vpnsim-trace/1
};

struct TestedExpectation {
    Expectation expectation;
    std::string file;  ///< where it stands; empty and 0 = in no file
    std::size_t line;
    CheckedExpectation checked;
    std::optional<ShownCounterexample> counterexample;
    double seconds;
};

/// What became of one file.
struct TestedScenario {
    enum class Result : std::uint8_t {
        passed,
        failed,
        invalid,          ///< it cannot be read: `errors`
        no_expectations,  ///< it expects nothing, or is a base that is incomplete without what extends it
        no_scenario,      ///< JSON of another kind, found in a directory
        not_selected      ///< by the filter
    };
    std::string file;
    SuiteFile::Named named;
    Result result = Result::passed;
    std::string name{};
    std::vector<std::string> files{};  ///< that were read
    std::vector<std::string> errors{};
    std::vector<TestedExpectation> expectations{};  ///< those that were selected, in the order of the file
    std::vector<std::string> changes{};             ///< that --update makes, one sentence each
    std::vector<std::string> left{};                ///< what it leaves, and why
    std::optional<OutputFile> rewritten{};          ///< the file with them
    double seconds = 0;                             ///< everything about this file
};

/// Reads a file, checks its expectations and, if asked, brings them up to date. Safe to call from several threads.
[[nodiscard]] TestedScenario test_scenario(const SuiteFile& file, const TestQuestion& question);

}  // namespace vpnsim
