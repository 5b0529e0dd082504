#include "tools/scenario_test.hpp"

#include <algorithm>

#include "sim/expectation_update.hpp"
#include "sim/simulation.hpp"
#include "tools/expectation_patch.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/trace_report.hpp"
#include "tools/scenario_format.hpp"
#include "tools/suppression.hpp"

namespace vpnsim {
namespace {

using Result = TestedScenario::Result;
using Clock = std::chrono::steady_clock;

constexpr std::size_t indent_of_paths = 4;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

bool has_member(const JsonDocument& document, std::string_view name) {
    return document.member(document[document.root()], name) != JsonNode::none;
}

/// Whether a file says that it is something else, such as a baseline or an answer of this program, or says nothing.
bool of_another_kind(const JsonDocument& document) {
    const auto format = document.member(document[document.root()], "format");
    if (format != JsonNode::none) return document[format].text.starts_with("vpnsim-");
    return !has_member(document, "expect");
}

/// Whether a file is wrong only in what the files that extend it may add.
bool merely_incomplete(const std::vector<InputError>& errors) {
    return std::all_of(errors.begin(), errors.end(), [](const InputError& error) {
        return error.fault == InputFault::missing_key || error.fault == InputFault::dangling_reference ||
               error.fault == InputFault::incomplete_order;
    });
}

/// A scenario, simulated as far as the expectations need it.
class Subject {
  public:
    Subject(Scenario scenario, const std::vector<Expectation>& selected, const TestQuestion& question)
        : question_{question}, limits_{question.max_boxes}, simulation_{std::move(scenario), limits_} {
        const bool needed =
            std::any_of(selected.begin(), selected.end(), [](const Expectation& e) { return about_findings(e.kind); });
        if (needed) findings_ = simulation_.findings(simulation_.partition());
    }

    [[nodiscard]] std::vector<TestedExpectation> check(const std::vector<Expectation>& selected) const {
        const ExpectationCheck check{simulation_.network(), findings_, accepted(), limits_.max_boxes};
        const auto& files = simulation_.scenario().files;
        std::vector<TestedExpectation> out;
        for (const auto& expectation : selected) {
            const auto begin = Clock::now();
            const bool placed = expectation.place.line != 0;
            TestedExpectation tested{expectation,
                                     placed ? files[expectation.place.file] : "",
                                     expectation.place.line,
                                     check(expectation),
                                     {},
                                     0};
            if (tested.checked.counterexample) tested.counterexample = show(*tested.checked.counterexample);
            tested.seconds = seconds_since(begin);
            out.push_back(std::move(tested));
        }
        return out;
    }
    [[nodiscard]] ExpectationUpdate update(Expectations expect, const std::vector<Expectation>& selected) const {
        return updated_expectations(simulation_.network(), findings_, accepted(), limits_.max_boxes, std::move(expect),
                                    selected);
    }

  private:
    [[nodiscard]] ExpectationCheck::Accepted accepted() const {
        return [this](const Finding& finding) {
            return suppress(simulation_.scenario(), {finding}, question_.today).findings.empty();
        };
    }
    [[nodiscard]] ShownCounterexample show(const Counterexample& counterexample) const {
        const auto trace = simulation_.trace(counterexample.from, counterexample.flow);
        Screen narrow = question_.screen;
        narrow.width -= std::min(narrow.width / 2, indent_of_paths);
        return {text(trace.flow) + ", from " + label(simulation_.network(), counterexample.from),
                trace_paths_text(simulation_, trace, narrow), trace_paths_text(simulation_, trace, Screen{}),
                trace_object(simulation_, trace)};
    }

    const TestQuestion& question_;
    SimulationLimits limits_;
    Simulation simulation_;
    std::vector<Finding> findings_;
};

std::vector<Expectation> selection(const Scenario& scenario, const TestQuestion& question) {
    auto all = listed(scenario.expect);
    if (!question.filter(scenario.files.back()) && !question.filter(scenario.name))
        std::erase_if(all, [&](const Expectation& e) { return !question.filter(e.name); });
    return all;
}

/// Findings depend on what is expected of flows: an update may call for another one.
Expectations up_to_date(Scenario scenario, const TestQuestion& question, TestedScenario& out) {
    constexpr int most_rounds = 5;
    for (int round = 0; round < most_rounds; ++round) {
        const auto selected = selection(scenario, question);
        const Subject subject{scenario, selected, question};
        auto update = subject.update(scenario.expect, selected);
        out.left = std::move(update.left);
        if (update.changes.empty()) break;
        std::move(update.changes.begin(), update.changes.end(), std::back_inserter(out.changes));
        scenario.expect = std::move(update.expect);
    }
    return std::move(scenario.expect);
}

/// Returns the scenario that the file holds after the update; the old one where nothing changes or nothing can.
Scenario update(Scenario scenario, const SuiteFile& file, const std::string& bytes, const TestQuestion& question,
                TestedScenario& out) {
    auto start = scenario;
    if (start.expect.empty()) start.expect = first_expectations(start.estate);
    const auto expect = up_to_date(std::move(start), question, out);
    if (out.changes.empty()) return scenario;
    auto changed = patched_text(bytes, expectation_patch(bytes, scenario.expect, expect));
    auto read = question.input.read_as(file.path, changed.text);
    auto* const after = std::get_if<Scenario>(&read);
    const bool takes = after != nullptr && after->expect == expect && after->estate == scenario.estate;
    if (!takes || changed.comments_lost > 0) {
        out.changes.clear();
        out.left.emplace_back(takes ? "the file is left as it is, because comments would be lost; update it by hand"
                                    : "the file is left as it is, because what it extends does not take the update");
        return scenario;
    }
    out.rewritten = {file.path, std::move(changed.text), OutputFile::Write::replace};
    return std::move(*after);
}

void test(const SuiteFile& file, const TestQuestion& question, TestedScenario& out) {
    const bool found = file.named == SuiteFile::Named::by_directory;
    std::string bytes;
    const auto invalid = [&](const std::vector<InputError>& errors) {
        out.result = Result::invalid;
        for (const auto& error : errors) out.errors.push_back(error.text());
    };
    const auto document = question.input.read_document(file.path, [&](const std::string& read) { bytes = read; });
    if (const auto* const errors = std::get_if<std::vector<InputError>>(&document)) return invalid(*errors);
    const auto& json = std::get<JsonDocument>(document);
    out.files = json.files();
    const bool expects = has_member(json, "expect");
    if (found && of_another_kind(json)) {
        out.result = Result::no_scenario;
        return;
    }
    auto decoded = decode_scenario(json);
    if (const auto* const errors = std::get_if<std::vector<InputError>>(&decoded)) {
        if (!found || expects || !merely_incomplete(*errors)) return invalid(*errors);
        out.result = Result::no_expectations;
        return;
    }
    auto scenario = std::get<Scenario>(std::move(decoded));
    out.name = scenario.name;
    const bool updates = question.update == TestQuestion::Update::yes;
    if (scenario.expect.empty() && (found || !updates)) {
        out.result = Result::no_expectations;
        return;
    }
    if (!scenario.expect.empty() && selection(scenario, question).empty()) {
        out.result = Result::not_selected;
        return;
    }
    if (updates) scenario = update(std::move(scenario), file, bytes, question, out);
    const auto selected = selection(scenario, question);
    out.expectations = Subject{std::move(scenario), selected, question}.check(selected);
    const bool holds = std::all_of(out.expectations.begin(), out.expectations.end(),
                                   [](const TestedExpectation& e) { return e.checked.holds(); });
    out.result = holds ? Result::passed : Result::failed;
}

}  // namespace

TestedScenario test_scenario(const SuiteFile& file, const TestQuestion& question) {
    const auto begin = Clock::now();
    TestedScenario out{file.path == "-" ? "<stdin>" : file.path, file.named};
    out.files = {file.path};
    test(file, question, out);
    out.seconds = seconds_since(begin);
    return out;
}

}  // namespace vpnsim
