#include "tools/plan_states.hpp"

#include <algorithm>
#include <variant>

#include "model/input_error.hpp"
#include "model/scenario_patch.hpp"
#include "model/scenario_writer.hpp"
#include "tools/import_input.hpp"

namespace vpnsim {
namespace {

std::string name_of_input(const std::string& path) { return path == "-" ? "<stdin>" : path; }

/// What the program wrote itself.
JsonDocument document(const std::string& name, std::string text) {
    return std::get<JsonDocument>(read_document({name, std::move(text)}));
}

/// What a patch changes or removes must be there: finds the objects of `before` that it names and `scenario` lacks.
class Agreement {
  public:
    Agreement(const JsonDocument& patch, const JsonDocument& before, const JsonDocument& scenario)
        : patch_{patch}, before_{before}, scenario_{scenario} {}

    std::vector<std::string> missing() && {
        compare(patch_.root(), before_.root(), scenario_.root(), "");
        return std::move(missing_);
    }

  private:
    void compare(std::uint32_t patch, std::uint32_t before, std::uint32_t scenario, const std::string& path) {
        for (auto at = patch_[patch].first_child; at != JsonNode::none; at = patch_[at].next) {
            const auto& member = patch_[at];
            const auto old = before_.member(before_[before], member.key);
            if (old == JsonNode::none || before_[old].kind != JsonKind::object) continue;
            auto here = path;
            append_pointer(here, member.key);
            const auto same = scenario_.member(scenario_[scenario], member.key);
            if (same == JsonNode::none || scenario_[same].kind != JsonKind::object) {
                missing_.push_back(here);
            } else if (member.kind == JsonKind::object) {
                compare(at, old, same, here);
            }
        }
    }

    const JsonDocument& patch_;
    const JsonDocument& before_;
    const JsonDocument& scenario_;
    std::vector<std::string> missing_;
};

}  // namespace

bool names_import_format(const std::string& word) {
    const auto formats = importers::import_formats();
    return std::any_of(formats.begin(), formats.end(), [&](const auto& format) { return format.name == word; });
}

Scenario scenario_of_import(const std::string& name, const std::string& text) {
    auto read = read_scenario({name, text}, [](const std::string&) { return FileRefusal{}; });
    if (const auto* errors = std::get_if<std::vector<InputError>>(&read)) {
        std::vector<std::string> lines{"the inputs cannot be put together into a valid scenario:"};
        for (const auto& error : *errors) lines.push_back(error.text());
        throw InputFailure{std::move(lines)};
    }
    return std::get<Scenario>(std::move(read));
}

PlanStates plan_states(const Arguments& arguments, const std::string& plan, const std::vector<std::string>& others) {
    auto words = others;  // the plan comes last: the places of --site count from the first operand
    words.insert(words.end(), {"terraform", plan});
    auto input = read_import_input(arguments, words);
    importers::KeyFingerprints keys{fingerprint_salt(arguments, input)};
    const auto name = name_of_input(plan);
    auto made = importers::scenario_of(importers::import_all(input.groups, keys), name, keys);
    auto remarks = std::move(input.remarks);
    remarks.insert(remarks.end(), made.remarks.begin(), made.remarks.end());
    auto messages = remark_messages(arguments, remarks);
    if (!made.before) {
        throw InputFailure{{name +
                            ": this is a state, not a plan: there is nothing to compare. Run: terraform plan -out " +
                            "PLANFILE; terraform show -json PLANFILE > plan.json"}};
    }
    return {scenario_of_import(name + " (before)", *made.before), scenario_of_import(name + " (after)", made.text),
            std::move(messages)};
}

PlanStates plan_states_of_scenario(const Arguments& arguments, const std::string& plan, const std::string& scenario) {
    if (plan == "-" && scenario == "-") throw UsageError{"standard input can be read once only"};
    auto alone = plan_states(arguments, plan, {});
    auto changed = ScenarioInput{arguments}.read_changes(scenario, {});
    const auto name = name_of_input(plan);
    changed.changes.push_back(document(name + " (changes)", scenario_patch(alone.before, alone.after)));
    const auto before = document(name + " (before)", write_scenario(alone.before));
    const auto missing = Agreement{changed.changes.front(), before, changed.scenario}.missing();
    if (!missing.empty()) {
        std::vector<std::string> lines{
            name + ": the plan changes what " + name_of_input(scenario) +
            " does not have under the same id. Import both from the same names, or leave the "
            "scenario out. Missing:"};
        for (const auto& path : missing) lines.push_back(path);
        throw InputFailure{std::move(lines)};
    }
    return {changed.after({}), changed.after({0}), std::move(alone.messages)};
}

}  // namespace vpnsim
