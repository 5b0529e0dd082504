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

/// What a patch changes or removes must be there, and what it creates must not be: finds the objects of `before` that
/// the patch names and `scenario` lacks, and the records that the patch creates and `scenario` has.
class Agreement {
  public:
    Agreement(const JsonDocument& patch, const JsonDocument& before, const JsonDocument& scenario)
        : patch_{patch}, before_{before}, scenario_{scenario} {
        compare(patch_.root(), before_.root(), scenario_.root(), "", 1);
    }
    [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }
    [[nodiscard]] const std::vector<std::string>& there() const { return there_; }

  private:
    static std::uint32_t object(const JsonDocument& document, std::uint32_t parent, std::string_view key) {
        if (parent == JsonNode::none) return JsonNode::none;
        const auto found = document.member(document[parent], key);
        return found == JsonNode::none || document[found].kind != JsonKind::object ? JsonNode::none : found;
    }
    /// Records stand at even depths: "vpcs", the VPC, its "route_tables", the table.
    void compare(std::uint32_t patch, std::uint32_t before, std::uint32_t scenario, const std::string& path,
                 unsigned depth) {
        for (auto at = patch_[patch].first_child; at != JsonNode::none; at = patch_[at].next) {
            const auto& member = patch_[at];
            const auto old = object(before_, before, member.key);
            const auto same = object(scenario_, scenario, member.key);
            const bool is_object = member.kind == JsonKind::object;
            auto here = path;
            append_pointer(here, member.key);
            if (old != JsonNode::none && same == JsonNode::none) {
                missing_.push_back(here);
            } else if (old == JsonNode::none && same != JsonNode::none && is_object && depth % 2 == 0) {
                there_.push_back(here);
            } else if (is_object && same != JsonNode::none) {
                compare(at, old, same, here, depth + 1);
            }
        }
    }

    const JsonDocument& patch_;
    const JsonDocument& before_;
    const JsonDocument& scenario_;
    std::vector<std::string> missing_;
    std::vector<std::string> there_;
};

const IpsecConnection* connection_named(const Scenario& scenario, const std::string& name) {
    const auto& all = scenario.estate.ipsec_connections;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<std::optional<PreSharedKey>> keys_of(const IpsecConnection& connection) {
    std::vector<std::optional<PreSharedKey>> out{connection.psk};
    for (const auto& tunnel : connection.tunnels) out.push_back(tunnel.psk);
    return out;
}

/// Keys of a plan are fingerprints, those of the scenario may be anything: they are not applied, so that is said.
void say_keys(const PlanStates& plan, const std::string& name, importers::Remarks& remarks) {
    for (const auto& after : plan.after.estate.ipsec_connections) {
        const auto* before = connection_named(plan.before, after.name);
        const auto keys = keys_of(after);
        if (before != nullptr && keys_of(*before) != keys) {
            remarks.push_back({importers::Gravity::warning,
                               "key-changed",
                               after.name,
                               "The plan changes a pre-shared key of this connection. The key is not applied to the "
                               "scenario, and the comparison does not show whether the device has the new one: set it "
                               "at both ends at the same time. To compare keys, name the device's configuration "
                               "instead of the scenario.",
                               {name}});
        } else if (before == nullptr && std::any_of(keys.begin(), keys.end(), [](const auto& k) { return !!k; })) {
            remarks.push_back({importers::Gravity::note,
                               "key-not-applied",
                               after.name,
                               "The connection is new. Its pre-shared key is not applied to the scenario, and not "
                               "compared with the device's.",
                               {name}});
        }
    }
}

/// Connections that the plan changes or removes while the scenario and the plan disagree on who makes their policy
/// routes: what the plan does to the routes cannot be applied to the scenario.
std::vector<std::string> other_routes(const PlanStates& plan, const Scenario& scenario) {
    std::vector<std::string> out;
    for (const auto& before : plan.before.estate.ipsec_connections) {
        const auto* there = connection_named(scenario, before.name);
        if (there == nullptr || there->auto_routes == before.auto_routes) continue;
        const auto* after = connection_named(plan.after, before.name);
        const bool touched = after == nullptr || after->auto_routes != before.auto_routes ||
                             after->local_ts != before.local_ts || after->remote_ts != before.remote_ts;
        if (touched) out.push_back(before.name);
    }
    return out;
}

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
    const Agreement agreement{changed.changes.front(), before, changed.scenario};
    if (!agreement.missing().empty()) {
        std::vector<std::string> lines{
            name + ": the plan changes what " + name_of_input(scenario) +
            " does not have under the same id. Import both from the same names, or leave the "
            "scenario out. Missing:"};
        lines.insert(lines.end(), agreement.missing().begin(), agreement.missing().end());
        throw InputFailure{std::move(lines)};
    }
    auto now = changed.after({});
    if (auto connections = other_routes(alone, now); !connections.empty()) {
        std::vector<std::string> lines{
            name + ": the plan changes or removes connections whose auto_routes are not the same in " +
            name_of_input(scenario) +
            " and before the plan: one lists policy routes, the other lets the service make them, so what becomes of "
            "the routes cannot be told. Give what the scenario was imported from instead of the scenario (whatif "
            "--terraform-plan PLAN aliyun DIRECTORY), or correct auto_routes and the routes in it. Connections:"};
        lines.insert(lines.end(), connections.begin(), connections.end());
        throw InputFailure{std::move(lines)};
    }
    importers::Remarks remarks;
    for (const auto& path : agreement.there()) {
        remarks.push_back({importers::Gravity::warning,
                           "already-there",
                           path,
                           "The plan creates this, but the scenario has it already. What the plan sets is set in it, "
                           "and the comparison shows only that. If it is another one, rename it in the scenario; if "
                           "the plan was applied since, plan again.",
                           {name}});
    }
    say_keys(alone, name, remarks);
    try {
        return {std::move(now), changed.after({0}), alone.messages + remark_messages(arguments, remarks)};
    } catch (InputFailure& failure) {
        failure.lines.insert(failure.lines.begin(),
                             name + ": what the plan changes leaves " + name_of_input(scenario) +
                                 " invalid. What is missing there is removed by the plan, and something of the "
                                 "scenario that the plan does not remove still needs it:");
        throw;
    }
}

}  // namespace vpnsim
