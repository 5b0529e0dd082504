#include "tools/reports/junit_document.hpp"
#include "tools/reports/test_report.hpp"

namespace vpnsim {
namespace {

/// Jenkins takes what stands before the last dot of a class for its package.
std::string class_of(const std::string& file) {
    return file.ends_with(".json") ? file.substr(0, file.size() - 5) : file;
}

JunitCase junit_case(const TestedScenario& scenario, const TestedExpectation& tested) {
    JunitCase out{.name = tested.expectation.name, .class_name = class_of(scenario.file)};
    out.file = tested.file;
    if (!tested.file.empty()) out.line = tested.line;
    if (tested.checked.holds()) return out;
    out.result = JunitCase::Result::failed;
    out.type = tested.checked.differences.front().what;
    for (const auto& difference : tested.checked.differences)
        out.message += (out.message.empty() ? "" : "; ") + text(difference);
    out.text = out.file + (out.line ? ':' + std::to_string(*out.line) + ": " : "") + out.message + '\n';
    if (tested.counterexample)
        out.text += "packet " + tested.counterexample->packet + '\n' + tested.counterexample->plain;
    return out;
}

}  // namespace

std::string test_junit(const std::vector<TestedScenario>& tested, Durations durations) {
    std::vector<JunitSuite> suites;
    for (const auto& it : tested) {
        JunitSuite suite{it.file, {}};
        for (const auto& expectation : it.expectations) {
            auto& added = suite.cases.emplace_back(junit_case(it, expectation));
            if (durations == Durations::shown) added.seconds = expectation.seconds;
        }
        if (it.result == TestedScenario::Result::invalid) {
            JunitCase error{.name = "input", .class_name = class_of(it.file), .file = it.file};
            error.result = JunitCase::Result::error;
            error.type = "input";
            error.message = it.errors.front();
            for (const auto& line : it.errors) error.text += line + '\n';
            suite.cases.push_back(std::move(error));
        }
        // Reading and simulating is the work of the first case: a suite takes the sum of its cases.
        if (durations == Durations::shown && !suite.cases.empty()) {
            auto& first = suite.cases.front().seconds;
            first = it.seconds;
            for (std::size_t i = 1; i < suite.cases.size(); ++i) first -= suite.cases[i].seconds;
        }
        if (!suite.cases.empty()) suites.push_back(std::move(suite));
    }
    return junit_xml(suites);
}

}  // namespace vpnsim
