#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include "model/input_error.hpp"
#include "tools/baseline.hpp"
#include "tools/output.hpp"
#include "tools/reports/review_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/suppression.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_cells = 10'000;
enum class ReviewFormat : std::uint8_t { text, json, sarif, junit, markdown, html, github };
constexpr std::array<std::string_view, 7> formats{"text", "json", "sarif", "junit", "markdown", "html", "github"};

struct Output {
    ReviewFormat format;
    std::string path;
};

std::vector<Output> outputs(const Arguments& arguments) {
    std::vector<Output> out;
    for (const auto& given : arguments.values("output")) {
        const auto equals = given.find('=');
        const auto name = given.substr(0, equals);
        const auto format = std::find(formats.begin(), formats.end(), name);
        if (format == formats.end()) {
            throw UsageError{"--output does not know the format " + in_quotes(name) + suggestion(name, formats) +
                             " (known: " + joined({formats.begin(), formats.end()}) + ')'};
        }
        if (equals == std::string::npos || equals + 1 == given.size()) {
            throw UsageError{"--output wants FORMAT=FILE, not " + in_quotes(given)};
        }
        const auto path = given.substr(equals + 1);
        if (path == "-") throw UsageError{"--output wants a file; --format says what goes to standard output"};
        out.push_back({static_cast<ReviewFormat>(format - formats.begin()), path});
    }
    return out;
}

/// Remedies are verified by further simulations: only where the answer shows them.
enum class Remedies : std::uint8_t { left_out, verified };

/// What all reviews of a call have in common.
struct Settings {
    SimulationLimits limits;
    std::chrono::year_month_day day;
    Remedies remedies;
    std::optional<Baseline> baseline;
};

Review review(Scenario scenario, const Settings& settings) {
    Simulation simulation{std::move(scenario), settings.limits};
    const auto& partition = simulation.partition();
    auto rest = suppress(simulation.scenario(), simulation.findings(), settings.day);
    std::optional<BaselineComparison> baseline;
    if (settings.baseline) {
        std::vector<const Finding*> suppressed;
        for (const auto& it : rest.suppressed) suppressed.push_back(&it.finding);
        const auto path = baseline_path(settings.baseline->file, simulation.scenario().files.back());
        baseline = compare(*settings.baseline, path, rest.findings, suppressed);
        if (!partition.complete()) baseline->gone.clear();  // they may be in what was not looked at
    }
    auto verified = settings.remedies == Remedies::verified
                        ? verified_remedies(simulation, partition, rest.findings, settings.limits)
                        : std::vector<std::optional<std::vector<VerifiedRemedy>>>{};
    auto reach = reachability(simulation.network(), partition, most_cells);
    return {std::move(simulation), std::move(rest.findings), std::move(rest.suppressed), std::move(rest.not_in_force),
            std::move(baseline),   std::move(reach),         partition.complete(),       std::move(verified)};
}

std::string answer_text(ReviewFormat format, const std::vector<Review>& reviews, FailOn from, Screen screen) {
    switch (format) {
        case ReviewFormat::text: return reviews_text(reviews, screen);
        case ReviewFormat::json: return reviews_json(reviews);
        case ReviewFormat::sarif: return reviews_sarif(reviews);
        case ReviewFormat::junit: return reviews_junit(reviews, from);
        case ReviewFormat::markdown: return reviews_markdown(reviews);
        case ReviewFormat::html: return reviews_html(reviews);
        case ReviewFormat::github: return reviews_github(reviews);
    }
    return {};
}

std::optional<Baseline> given_baseline(const Arguments& arguments, const ScenarioInput& input) {
    const auto file = arguments.value("baseline");
    if (!file) return std::nullopt;
    if (*file == "-") throw UsageError{"--baseline wants a file: what it says of a scenario depends on where it lies"};
    return read_baseline(*file, input.read_bytes(*file, "baseline"));
}

/// What the reviews found, suppressed findings apart; of other scenarios what the baseline says.
OutputFile baseline_file(const std::string& path, std::optional<Baseline> known, const std::vector<Review>& reviews) {
    auto baseline = std::move(known).value_or(Baseline{path, {}});
    const auto old_path = std::exchange(baseline.file, path);
    if (old_path != path) {  // paths are relative to the file
        const auto folder = std::filesystem::path{old_path}.parent_path();
        for (auto& scenario : baseline.scenarios)
            scenario.path = baseline_path(path, (folder / scenario.path).string());
    }
    for (const auto& review : reviews) {
        if (!review.complete) {
            throw UsageError{"no baseline can be written: the analysis of " + in_quotes(review.file()) +
                             " reached its limit (--max-classes), and what it did not look at is not known"};
        }
        std::vector<const Finding*> found;
        for (const auto& finding : review.findings) found.push_back(&finding);
        if (review.baseline) {
            for (const auto& finding : review.baseline->known) found.push_back(&finding);
        }
        replace_entries(baseline, baseline_path(path, review.file()), found);
    }
    const bool exists = std::filesystem::is_regular_file(path);
    return {path, baseline_text(std::move(baseline)), exists ? OutputFile::Write::replace : OutputFile::Write::create};
}

void require_distinct(const std::vector<OutputFile>& files) {
    std::set<std::filesystem::path> seen;
    for (const auto& file : files) {
        if (!seen.insert(std::filesystem::weakly_canonical(file.path)).second) {
            throw UsageError{in_quotes(file.path) + " would be written twice"};
        }
    }
}

Answer run_review(const Arguments& arguments) {
    constexpr std::array<std::string_view, 4> levels{"error", "warning", "note", "never"};
    const auto format = static_cast<ReviewFormat>(arguments.one_of(option::format.name, formats));
    const Screen where_to = screen(arguments);
    const auto level = arguments.one_of("fail-on", levels);
    const auto from = level < 3 ? FailOn{static_cast<Severity>(level)} : FailOn{};
    const auto day = today(arguments);
    const auto files = outputs(arguments);
    const auto new_baseline = arguments.value("write-baseline");
    if (new_baseline == "-") throw UsageError{"--write-baseline wants a file"};
    SimulationLimits limits;
    if (const auto most = max_classes(arguments)) limits.max_boxes = *most;

    const ScenarioInput input{arguments};
    const bool shows_remedies =
        format == ReviewFormat::json ||
        std::any_of(files.begin(), files.end(), [](const Output& o) { return o.format == ReviewFormat::json; });
    const Settings settings{limits, day, shows_remedies ? Remedies::verified : Remedies::left_out,
                            given_baseline(arguments, input)};
    std::vector<Review> reviews;
    for (auto& scenario : input.read(arguments.positional())) reviews.push_back(review(std::move(scenario), settings));

    Answer answer{answer_text(format, reviews, from, where_to)};
    std::vector<std::string> inputs;
    for (const auto& review : reviews) {
        const auto& read = review.simulation.scenario().files;
        inputs.insert(inputs.end(), read.begin(), read.end());
    }
    if (new_baseline) require_no_input(*new_baseline, inputs);
    if (settings.baseline) inputs.push_back(settings.baseline->file);
    for (const auto& [form, path] : files) {
        require_no_input(path, inputs);
        answer.files.push_back({path, answer_text(form, reviews, from, Screen{})});
    }
    // Last: where a report cannot be written, the baseline stays as it is.
    if (new_baseline) answer.files.push_back(baseline_file(*new_baseline, settings.baseline, reviews));
    require_distinct(answer.files);
    const bool failed = std::any_of(reviews.begin(), reviews.end(), [&](const Review& r) {
        return std::any_of(r.findings.begin(), r.findings.end(), [&](const Finding& f) { return fails(f, from); });
    });
    if (failed) answer.code = ExitCode::findings;
    return answer;
}

constexpr std::array review_options{
    Option{
        "format", "text|json|sarif|junit|markdown|html|github",
        "the form of the answer (default: text). sarif: SARIF 2.1.0 for code scanning; junit: a test report, one case "
        "for each rule; markdown: a comment on a merge request; html: a page without scripts; github: annotations of "
        "GitHub Actions"},
    Option{"output", "FORMAT=FILE", "also write the answer to a file, in any of these forms; any number of times",
           Option::Times::any},
    Option{"fail-on", "error|warning|note|never", "exit with 1 for findings from this severity up (default: error)"},
    Option{"baseline", "FILE",
           "count the findings that this file names instead of showing them: they do not fail the run. Says which of "
           "them no longer occur"},
    Option{"write-baseline", "FILE",
           "write the findings of this run as a baseline; what --baseline says of other scenarios stays. Does not "
           "change the exit code"},
    option::max_classes,
    option::today,
    option::color,
    option::max_input,
    option::root};

}  // namespace

const Verb& review_verb() {
    static constexpr Verb verb{
        "review",
        "SCENARIO...",
        "the design review: findings, negotiations and reachability",
        "Simulates every packet that a declared network may send and reports what is wrong, why, and what to do. "
        "Findings\n"
        "that the scenario suppresses, or that a baseline names, are counted, not shown, and fail nothing. Several "
        "scenarios\n"
        "give a list in JSON and one report in every other form. docs/reports.md describes the forms, docs/ci.md their "
        "use.\n",
        "  $ vpnsim review one-connection.json\n"
        "  $ vpnsim review estate.json --format json --output text=review.txt --fail-on warning\n"
        "  $ vpnsim review scenarios/*.json --output sarif=vpnsim.sarif --output markdown=comment.md\n"
        "  $ vpnsim review estate.json --write-baseline vpnsim-baseline.json --fail-on never\n"
        "  $ vpnsim review estate.json --baseline vpnsim-baseline.json\n",
        1,
        1000,
        review_options,
        run_review};
    return verb;
}

}  // namespace vpnsim
