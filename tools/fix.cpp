#include <array>
#include <range/v3/algorithm/contains.hpp>

#include "model/finding_rules.hpp"
#include "model/input_error.hpp"
#include "tools/output.hpp"
#include "tools/reports/fix_report.hpp"
#include "tools/scenario_format.hpp"
#include "tools/scenario_input.hpp"
#include "tools/suppression.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

std::vector<std::string> rules(const Arguments& arguments) {
    auto out = arguments.values("rule");
    std::vector<std::string_view> known;
    for (const auto& rule : finding_rules()) known.push_back(rule.id);
    for (const auto& rule : out) {
        if (find_rule(rule) == nullptr) {
            throw UsageError{"--rule does not know " + in_quotes(rule) + suggestion(rule, known) +
                             " (docs/findings.md lists the rules)"};
        }
    }
    return out;
}

/// The file with the change in it. It is read again first: what it then says must be the plan's scenario.
OutputFile rewritten(const ScenarioInput& input, const std::string& path, const std::string& bytes,
                     const FixPlan& plan) {
    auto changed = patched_text(bytes, plan.patch);
    const auto refuse = [&](const std::string& why) {
        return UsageError{in_quotes(path) + " cannot be rewritten in place: " + why +
                          "; write the change to a file of its own (-o)"};
    };
    if (changed.comments_lost > 0) throw refuse("comments would be lost");
    const auto read = input.read_as(path, changed.text);
    const auto* const scenario = std::get_if<Scenario>(&read);
    if (scenario == nullptr || !(*scenario == plan.fixed)) throw refuse("what it extends does not take the change");
    return {path, std::move(changed.text), OutputFile::Write::replace};
}

Answer run_fix(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    const auto only = rules(arguments);
    const auto day = today(arguments);
    const auto change_file = arguments.value("output");
    const bool in_place = arguments.has("in-place");
    const auto& path = arguments.positional().front();
    if (change_file == "-") throw UsageError{"-o wants a file; without it the change is printed"};
    if (in_place && path == "-") throw UsageError{"standard input cannot be rewritten in place"};
    SimulationLimits limits;
    if (const auto most = max_classes(arguments)) limits.max_boxes = *most;

    const ScenarioInput input{arguments};
    std::string bytes;
    const auto scenario = std::move(input.read({path}, [&](const std::string& read) { bytes = read; }).front());
    const auto in_force = [&](std::vector<Finding> findings) {
        return suppress(scenario, std::move(findings), day).findings;
    };
    const auto wanted = [&](const Finding& finding) {
        const bool asked = only.empty() ? finding.severity == Severity::error : ranges::contains(only, finding.rule);
        return asked && !in_force({finding}).empty();
    };
    FixReport report{scenario.files.back(),
                     scenario.name.empty() ? scenario.files.back() : scenario.name,
                     plan_fix(scenario, wanted, limits),
                     {},
                     {},
                     "error"};
    report.before = in_force(report.plan.before);
    report.after = in_force(report.plan.after);
    for (const auto& rule : only)
        report.wanted = (rule == only.front() ? "finding of " : report.wanted + " or ") + rule;

    const auto show = change_file || in_place ? ShowPatch::no : ShowPatch::yes;
    Answer answer{format == Format::json ? fix_json(report) : fix_text(report, where_to, show)};
    if (change_file) require_no_input(*change_file, scenario.files);
    if (change_file) answer.files.push_back({*change_file, report.plan.patch});
    if (in_place && !report.plan.steps.empty()) answer.files.push_back(rewritten(input, path, bytes, report.plan));
    if (count(report.after, Severity::error) > 0 || !report.plan.left.empty()) answer.code = ExitCode::findings;
    return answer;
}

constexpr std::array fix_options{
    Option{"rule", "ID",
           "fix the findings of this rule, whatever their severity, instead of all errors; any number of times",
           Option::Times::any},
    Option{"output", "FILE", "write the change as RFC 7396 merge patch; \"{}\" where there is nothing to change",
           Option::Times::once, 'o'},
    Option{"in-place", "", "apply the change to the scenario file, in the layout of vpnsim fmt; comments stay"},
    option::format,
    option::max_classes,
    option::today,
    option::color,
    option::max_input,
    option::root};

}  // namespace

const Verb& fix_verb() {
    static constexpr Verb verb{
        "fix",
        "SCENARIO",
        "changes that clear the errors of a review, verified",
        "Tries what can be computed against each error, keeps what clears it and leads to no other finding, and leaves "
        "out\n"
        "what is not needed. Says for each step what it costs and what applying it interrupts, and for what is left "
        "why.\n"
        "Nothing is written unless -o or --in-place says so. A change never holds a pre-shared key. Exit code 1: an "
        "error,\n"
        "or a finding of --rule, is left.\n",
        "  $ vpnsim fix estate.json\n"
        "  $ vpnsim fix estate.json -o change.json\n"
        "  $ vpnsim fix estate.json --rule selectors-inclusive --rule quota --in-place\n",
        1,
        1,
        fix_options,
        run_fix};
    return verb;
}

}  // namespace vpnsim
