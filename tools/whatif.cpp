#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <set>

#include "tools/change_conflict.hpp"
#include "tools/idle_removal.hpp"
#include "tools/import_input.hpp"
#include "tools/plan_states.hpp"
#include "tools/reports/difference_report.hpp"
#include "tools/reports/names.hpp"
#include "tools/scenario_input.hpp"
#include "tools/suppression.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

std::vector<Finding> in_force(const Simulation& simulation, std::vector<Finding> findings,
                              std::chrono::year_month_day day) {
    return suppress(simulation.scenario(), std::move(findings), day).findings;
}

StateChange difference(const Simulation& before, const Simulation& after, std::string change,
                       std::chrono::year_month_day day) {
    StateChange out{before, after, compare(before, after), std::move(change)};
    out.comparison.added = in_force(after, std::move(out.comparison.added), day);
    out.comparison.grown = in_force(after, std::move(out.comparison.grown), day);
    out.comparison.removed = in_force(before, std::move(out.comparison.removed), day);
    return out;
}

bool harms(const FlowChange& change) {
    return effect(change) == FlowEffect::lost || effect(change) == FlowEffect::may_be_lost;
}

/// What states between the first and the last must not do.
class Migration {
  public:
    Migration(const ChangedDocument& document, const Simulation& first, const Simulation& last, SimulationLimits limits,
              std::chrono::year_month_day day)
        : document_{document}, first_{first}, limits_{limits}, day_{day} {
        const auto meant = compare(first, last);
        for (const auto& finding : meant.added) meant_findings_.insert(finding.fingerprint());
        std::copy_if(meant.flows.begin(), meant.flows.end(), std::back_inserter(meant_losses_), harms);
    }
    std::optional<std::string> fault(const ChangeSet& applied) const {
        std::optional<Simulation> state;
        try {
            state.emplace(document_.after(applied), limits_);
        } catch (const InputFailure& failure) {
            return "the file is not valid: " + failure.lines.front();
        }
        const auto difference = compare(first_, *state);
        for (const auto& change : difference.flows) {
            if (!harms(change)) continue;
            std::vector<PacketBox> left{change.box};
            for (const auto& meant : meant_losses_) {
                if (meant.before != change.before) continue;
                std::vector<PacketBox> rest;
                for (const auto& box : left) subtract(box, meant.box, rest);
                left = std::move(rest);
            }
            if (left.empty()) continue;
            const auto packet = left.front().witness();
            return "packets such as " + packet.source.text() + " -> " + packet.destination.text() +
                   (effect(change) == FlowEffect::lost ? " are lost" : " may be lost");
        }
        for (const auto& finding : in_force(*state, difference.added, day_)) {
            if (finding.severity == Severity::error && !meant_findings_.contains(finding.fingerprint())) {
                return "error " + finding.rule + ": " + finding.message;
            }
        }
        if (!difference.complete) return "the analysis stopped at its limit (--max-classes)";
        return std::nullopt;
    }

  private:
    const ChangedDocument& document_;
    const Simulation& first_;
    SimulationLimits limits_;
    std::chrono::year_month_day day_;       ///< on which suppressions count
    std::set<std::string> meant_findings_;  ///< that the last state adds
    std::vector<FlowChange> meant_losses_;  ///< of the last state
};

/// What the operands of a comparison with a plan are: nothing, a scenario, or further inputs as `import` takes them.
PlanStates states_of_plan(const Arguments& arguments, const std::string& plan) {
    const auto& operands = arguments.positional();
    if (arguments.has("against") || arguments.has("any-order")) {
        throw UsageError{"--terraform-plan brings both states itself: leave --against and --any-order out"};
    }
    if (operands.empty() || names_import_format(operands.front())) return plan_states(arguments, plan, operands);
    if (operands.size() > 1) {
        throw UsageError{
            "with --terraform-plan, whatif takes one scenario, or further inputs after the name of their format"};
    }
    return plan_states_of_scenario(arguments, plan, operands.front());
}

Answer run_whatif(const Arguments& arguments) {
    constexpr std::array<std::string_view, 4> levels{"error", "warning", "note", "never"};
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    const auto level = arguments.one_of("fail-on", levels);
    const auto day = today(arguments);
    const auto against = arguments.value("against");
    const auto plan = arguments.value("terraform-plan");
    const bool any_order = arguments.has("any-order");
    const bool imports =
        plan && (arguments.positional().empty() || names_import_format(arguments.positional().front()));
    if ((arguments.has("salt") && !imports) ||
        (arguments.has("site") && (!imports || arguments.positional().empty()))) {
        throw UsageError{
            "--site and --salt belong to further inputs: whatif --terraform-plan PLAN FORMAT INPUT... [--site NAME]"};
    }
    if (arguments.positional().empty() && !plan) throw UsageError{"whatif wants a scenario, or --terraform-plan"};
    const auto path = plan ? std::string{} : arguments.positional().front();
    const std::vector<std::string> changes{arguments.positional().begin() + (plan ? 0 : 1),
                                           arguments.positional().end()};
    if (!plan && changes.empty() == !against) {
        throw UsageError{
            "whatif compares a scenario either with changes of it (CHANGE...) or with another one "
            "(--against)"};
    }
    if (any_order && (changes.size() < 2 || changes.size() > most_changes)) {
        throw UsageError{"--any-order wants 2 to " + std::to_string(most_changes) + " changes"};
    }
    SimulationLimits limits;
    if (const auto most = max_classes(arguments)) limits.max_boxes = *most;

    const ScenarioInput input{arguments};
    std::vector<std::unique_ptr<Simulation>> states;
    ChangedDocument document;
    std::string messages;
    if (plan) {
        auto both = states_of_plan(arguments, *plan);
        messages = std::move(both.messages);
        states.push_back(std::make_unique<Simulation>(std::move(both.before), limits));
        states.push_back(std::make_unique<Simulation>(std::move(both.after), limits));
    } else if (against) {
        for (auto& scenario : input.read({path, *against})) {
            states.push_back(std::make_unique<Simulation>(std::move(scenario), limits));
        }
    } else {
        document = input.read_changes(path, changes);
        if (any_order) require_independent(document);
        for (std::size_t n = 0; n <= changes.size(); ++n) {
            ChangeSet applied(n);
            std::iota(applied.begin(), applied.end(), std::size_t{0});
            states.push_back(std::make_unique<Simulation>(document.after(applied), limits));
        }
    }
    auto names = changes;
    std::replace(names.begin(), names.end(), std::string{"-"}, std::string{"<stdin>"});
    WhatIf what_if{states.front()->scenario().files.back(),
                   difference(*states.front(), *states.back(),
                              plan      ? (*plan == "-" ? "<stdin>" : *plan)
                              : against ? states.back()->scenario().files.back()
                                        : joined(names),
                              day),
                   {},
                   {}};
    if (states.size() > 2) {
        for (std::size_t n = 1; n < states.size(); ++n) {
            what_if.steps.push_back(difference(*states[n - 1], *states[n], names[n - 1], day));
        }
    }
    if (any_order) {
        const Migration migration{document, *states.front(), *states.back(), limits, day};
        what_if.orders =
            change_orders(changes.size(), [&](const ChangeSet& applied) { return migration.fault(applied); });
    }
    Answer answer{format == Format::json ? what_if_json(what_if) : what_if_text(what_if, where_to)};
    answer.messages = std::move(messages);
    const auto fails = [&](const StateChange& d) {
        return verdict(d.comparison) == Verdict::breaking || !d.comparison.complete ||
               std::any_of(d.comparison.added.begin(), d.comparison.added.end(),
                           [&](const Finding& f) { return static_cast<std::size_t>(f.severity) <= level; });
    };
    if (!plan && !against) answer.messages = idle_removals(document);
    const bool unsafe = fails(what_if.total) || std::any_of(what_if.steps.begin(), what_if.steps.end(), fails) ||
                        (what_if.orders && what_if.orders->safe_orders != what_if.orders->orders);
    if (unsafe && level < 3) answer.code = ExitCode::findings;
    return answer;
}

constexpr std::array whatif_options{
    Option{"against", "OTHER", "compare with another scenario file instead of with changes"},
    Option{
        "terraform-plan", "PLAN",
        "compare before and after a plan (terraform show -json). With a SCENARIO: what the plan changes is applied to "
        "it. With FORMAT INPUT...: other configuration is imported with the plan, as import does"},
    Option{"any-order", "", "say whether every order of applying the changes is safe (2 to 12 changes)"},
    option::format,
    Option{"fail-on", "error|warning|note|never",
           "exit with 1 for added findings from this severity up, for the verdict breaking and for an analysis that "
           "reached its limit (default: error); never: for nothing"},
    option::max_classes,
    option::today,
    option::color,
    Option{"verbose", "", "with a plan: list also what was skipped because it is of no matter"},
    option::site,
    option::salt,
    option::max_input,
    option::root};

}  // namespace

const Verb& whatif_verb() {
    static constexpr Verb verb{
        "whatif",
        "SCENARIO [CHANGE...] | --terraform-plan PLAN [SCENARIO | FORMAT INPUT...]",
        "what a change does to traffic, negotiations and findings",
        "A CHANGE is an RFC 7396 merge patch: what it names is set, null removes. Several are applied one after the "
        "other,\n"
        "with the difference that each makes. Prints only what changes: first every flow that was delivered before "
        "and\n"
        "takes other paths, or none, then what is new. Exact: no packet is sampled. Verdicts: unchanged, safe, "
        "review,\n"
        "breaking (a delivered flow is or may be lost, or an error is added: exit code 1).\n",
        "  $ vpnsim whatif estate.json add-connection-4.json\n"
        "  $ vpnsim whatif estate.json step-1.json step-2.json step-3.json --any-order\n"
        "  $ vpnsim whatif old.json --against new.json --format json\n"
        "  $ vpnsim whatif --terraform-plan plan.json\n"
        "  $ vpnsim whatif --terraform-plan plan.json swanctl device1/ cisco-asa device2.txt\n",
        0,
        1 + 100,
        whatif_options,
        run_whatif};
    return verb;
}

}  // namespace vpnsim
