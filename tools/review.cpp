#include <algorithm>
#include <array>

#include "model/input_error.hpp"
#include "tools/output.hpp"
#include "tools/reports/review_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/suppression.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_cells = 10'000;
constexpr std::array<std::string_view, 2> formats{"text", "json"};

struct Output {
    Format format;
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
                             " (known: text, json)"};
        }
        if (equals == std::string::npos || equals + 1 == given.size()) {
            throw UsageError{"--output wants FORMAT=FILE, not " + in_quotes(given)};
        }
        out.push_back({static_cast<Format>(format - formats.begin()), given.substr(equals + 1)});
    }
    return out;
}

/// Remedies are verified by further simulations: only where the answer shows them.
enum class Remedies : std::uint8_t { left_out, verified };

Review review(Scenario scenario, SimulationLimits limits, std::chrono::year_month_day day, Remedies remedies) {
    Simulation simulation{std::move(scenario), limits};
    const auto& partition = simulation.partition();
    auto rest = suppress(simulation.scenario(), simulation.findings(), day);
    auto verified = remedies == Remedies::verified ? verified_remedies(simulation, partition, rest.findings, limits)
                                                   : std::vector<std::optional<std::vector<VerifiedRemedy>>>{};
    auto reach = reachability(simulation.network(), partition, most_cells);
    return {std::move(simulation), std::move(rest.findings), rest.suppressed,    std::move(rest.not_in_force),
            std::move(reach),      partition.complete(),     std::move(verified)};
}

Answer run_review(const Arguments& arguments) {
    constexpr std::array<std::string_view, 4> levels{"error", "warning", "note", "never"};
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    const auto level = arguments.one_of("fail-on", levels);
    const auto day = today(arguments);
    const auto files = outputs(arguments);
    SimulationLimits limits;
    if (const auto most = max_classes(arguments)) limits.max_boxes = *most;

    const bool shows_remedies = format == Format::json || std::any_of(files.begin(), files.end(), [](const Output& o) {
                                    return o.format == Format::json;
                                });
    const auto remedies = shows_remedies ? Remedies::verified : Remedies::left_out;
    std::vector<Review> reviews;
    for (auto& scenario : ScenarioInput{arguments}.read(arguments.positional())) {
        reviews.push_back(review(std::move(scenario), limits, day, remedies));
    }
    Answer answer{format == Format::json ? reviews_json(reviews) : reviews_text(reviews, where_to)};
    for (const auto& [form, path] : files) {
        for (const auto& review : reviews) require_no_input(path, review.simulation.scenario().files);
        answer.files.push_back({path, form == Format::json ? reviews_json(reviews) : reviews_text(reviews, Screen{})});
    }
    const bool failed = std::any_of(reviews.begin(), reviews.end(), [&](const Review& r) {
        return std::any_of(r.findings.begin(), r.findings.end(), [&](const Finding& f) {
            return level < 3 && static_cast<std::size_t>(f.severity) <= level;
        });
    });
    if (failed) answer.code = ExitCode::findings;
    return answer;
}

constexpr std::array options{
    option::format,
    Option{"output", "FORMAT=FILE", "also write the answer to a file; any number of times", Option::Times::any},
    Option{"fail-on", "error|warning|note|never", "exit with 1 for findings from this severity up (default: error)"},
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
        "that the scenario suppresses are counted, not shown. Several scenarios give a list in JSON.\n",
        "  $ vpnsim review one-connection.json\n"
        "  $ vpnsim review estate.json --format json --output text=review.txt --fail-on warning\n",
        1,
        1000,
        options,
        run_review};
    return verb;
}

}  // namespace vpnsim
