#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <variant>

#include "tools/importers/imported.hpp"
#include "tools/importers/terraform_estate.hpp"
#include "tools/importers/terraform_input.hpp"
#include "tools/importers/terraform_records.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

using namespace terraform;

/// One input with where its parts stand.
struct Source {
    std::string name;
    TerraformKind kind;
    JsonDocument document;
    std::size_t number = 0;
    [[nodiscard]] JsonValue root() const { return {document, document.root()}; }
    [[nodiscard]] Origin origin() const { return {.file = name}; }
};

/// A gateway or connection that is deleted and made anew: the comparison of both states does not show the time between
/// them, and no plan knows the address of a new VPN gateway.
void say_replaced(const Source& source, const std::string& address, const JsonValue& change, Remarks& remarks) {
    const auto type = change.member("type").text().value_or("");
    const bool gateway = is_one_of(type, gateway_types);
    if (!gateway && !is_one_of(type, customer_gateway_types) && !is_one_of(type, connection_types)) return;
    auto origin = source.origin();
    origin.line = change.line();
    std::string message =
        "The plan deletes this and creates it anew. Its tunnels are torn down, and stay down until it is there again "
        "and both ends have negotiated. The comparison shows only the states before and after that.";
    if (gateway) {
        const auto old = change.member("change").member("before").member("internet_ip").text();
        const auto known = change.member("change").member("after").member("internet_ip").text();
        if (!known || known != old) {
            message += " The new gateway gets another address: every device that aims at " +
                       std::string{old && Address::parse(*old) ? *old : "the old one"} +
                       " loses its tunnels until it is given the new one.";
        }
    }
    remarks.push_back({Gravity::warning, "replaced", address, std::move(message), std::move(origin)});
}

/// Addresses of resources.
struct Changed {
    std::set<std::string> forgotten;  ///< by Terraform, which leaves them alone
    std::set<std::string> replaced;
};

/// Reads what the plan does to each resource.
Changed read_changes(const Source& source, Resources& resources, std::map<std::string, std::uint32_t>& actions,
                     Remarks& remarks) {
    std::map<std::string, JsonValue, std::less<>> unknown;
    Changed out;
    for (const auto& change : source.root().member("resource_changes").children()) {
        if (change.member("deposed").is_set()) continue;
        const auto module = change.member("module_address").text().value_or("");
        // The address is what names the instance; the index may be missing beside it.
        const auto written = change.member("address").text();
        const auto address = written ? std::string{*written} : address_of(module, change);
        const auto what = change.member("change");
        unknown.emplace(address, what.member("after_unknown"));
        const auto steps = what.member("actions").children(3);
        if (steps.empty()) continue;
        ++actions[steps.size() == 1 ? std::string{steps.front().text().value_or("")} : std::string{"replace"}];
        if (steps.size() > 1) {
            say_replaced(source, address, change, remarks);
            out.replaced.insert(address);
        }
        if (steps.size() == 1 && steps.front().text() == "forget") out.forgotten.insert(address);
    }
    for (auto& resource : resources) {
        if (resource.input != source.number) continue;
        const auto found = unknown.find(resource.address);
        if (found != unknown.end()) resource.unknown = found->second;
    }
    return out;
}

void say_about_plan(const Source& source, Remarks& remarks) {
    const auto say = [&](Gravity gravity, std::string kind, std::string message) {
        remarks.push_back({gravity, std::move(kind), "", std::move(message), source.origin()});
    };
    const auto root = source.root();
    if (root.member("errored").is_true()) {
        say(Gravity::incomplete, "plan-failed",
            "Planning ended with an error: the plan is only a part. Correct the configuration and plan again.");
    }
    const auto complete = root.member("complete");
    if (complete.is(JsonKind::boolean) && !complete.is_true()) {
        say(Gravity::incomplete, "plan-partial",
            "The plan leaves changes for later (-target, deferred changes or an error): what comes after it is not all "
            "that the configuration wants. Plan without -target.");
    }
    if (!root.member("deferred_changes").children(1).empty()) {
        say(Gravity::incomplete, "plan-deferred",
            "The plan defers changes whose values it cannot know. Apply it and plan again.");
    }
    if (!root.member("resource_drift").children(1).empty()) {
        say(Gravity::note, "drift",
            "Something was changed outside of Terraform. \"Before\" is what the plan found, not what the last state "
            "said.");
    }
    if (!root.member("configuration").exists()) {
        say(Gravity::incomplete, "plan-without-configuration",
            "The member configuration is missing. Without it, resources that are new cannot be linked.");
    }
}

Resources collected(const Source& source, const JsonValue& module, Remarks& remarks) {
    Resources out;
    if (source.kind == TerraformKind::raw_state) {
        collect_raw_state(source.root(), source.origin(), source.number, out, remarks);
    } else {
        collect_module(module, source.origin(), source.number, out, remarks);
    }
    return out;
}

/// The resources of one side. Those with an address that an earlier input has get another one.
class Side {
  public:
    void add(const Source& source, Resources found) {
        for (auto& resource : found) {
            const auto other = input_of_.find(resource.address);
            if (other != input_of_.end() && other->second != source.number && !resource.data) {
                resource.address += " (" + source.name + ')';
            }
            input_of_.emplace(resource.address, source.number);
            resources.push_back(std::move(resource));
        }
    }
    Resources resources;

  private:
    std::map<std::string, std::size_t> input_of_;
};

/// What makes one real object: the address and the id. A resource that is still to be created has no id.
using Objects = std::set<std::pair<std::string, std::string>>;

std::string id_of(const Resource& resource) { return std::string{resource.values.member("id").text().value_or("")}; }

void add_objects(Objects& objects, const Resources& resources) {
    for (const auto& resource : resources) objects.emplace(resource.address, id_of(resource));
}

/// Takes out of a state what earlier inputs have, and says so. A state that has nothing in common with them is one of
/// another configuration, whose addresses mean other objects.
void leave_out_known(Resources& state, const Objects& known, const Origin& origin, Remarks& remarks) {
    constexpr std::size_t most_named = 5;
    const auto is_known = [&](const Resource& resource) {
        const auto id = id_of(resource);
        return !id.empty() && known.contains({resource.address, id});
    };
    const auto total = state.size();
    if (std::none_of(state.begin(), state.end(), is_known)) return;
    std::erase_if(state, [&](const Resource& resource) {
        return is_known(resource) || known.contains({resource.address, std::string{}});  // the plan creates it
    });
    if (std::all_of(state.begin(), state.end(), [](const Resource& resource) { return resource.data; })) {
        remarks.push_back({Gravity::note, "given-twice", "",
                           "The resources of this state are those of another input, with the same ids. They are taken "
                           "once.",
                           origin});
        return;
    }
    std::string names;
    std::size_t count = 0;
    for (const auto& resource : state) {
        if (!resource.data && ++count <= most_named) names += (names.empty() ? "" : ", ") + resource.address;
    }
    if (count > most_named) names += " and " + std::to_string(count - most_named) + " more";
    remarks.push_back({Gravity::warning, "given-twice", "",
                       std::to_string(total - state.size()) +
                           " of the resources of this state are those of another input, and are taken once. What it "
                           "has beyond them is added: " +
                           names + ". If this is an older state of the same configuration, leave it out.",
                       origin});
}

/// Whether nothing of the inputs is a resource of this cloud: they belong to another one, or are damaged.
bool is_of_another_cloud(const Resources& after, const Resources& before, const Remarks& remarks) {
    const auto is_alicloud = [](const Resource& resource) { return resource.type.starts_with("alicloud_"); };
    if (std::any_of(after.begin(), after.end(), is_alicloud)) return false;
    if (std::any_of(before.begin(), before.end(), is_alicloud)) return false;
    return !after.empty() || !before.empty() || std::any_of(remarks.begin(), remarks.end(), [](const Remark& remark) {
        return remark.kind == "unreadable-resource";
    });
}

/// Resources that were there before come first, in the order that they had: a change never moves records.
void keep_order(Resources& after, const Resources& before) {
    std::map<std::string_view, std::size_t> position;
    for (const auto& resource : before) position.emplace(resource.address, position.size());
    const auto place = [&](const Resource& resource) {
        const auto found = position.find(resource.address);
        return found == position.end() ? position.size() : found->second;
    };
    std::stable_sort(after.begin(), after.end(),
                     [&](const Resource& a, const Resource& b) { return place(a) < place(b); });
}

/// What both sides say is said once.
void add_prior_remarks(Remarks& remarks, Remarks prior) {
    std::set<std::tuple<std::string, std::string, std::string>> said;
    for (const auto& remark : remarks) said.emplace(remark.kind, remark.about, remark.message);
    for (auto& remark : prior) {
        if (said.contains({remark.kind, remark.about, remark.message})) continue;
        remark.message = "Before the plan: " + remark.message;
        remarks.push_back(std::move(remark));
    }
}

std::string_view name_of_format(const std::deque<Source>& sources) {
    if (sources.empty() || sources.front().kind == TerraformKind::plan) return "terraform-plan";
    return sources.front().kind == TerraformKind::raw_state ? "tfstate-v4" : "terraform-state";
}

std::deque<Source> read_sources(std::span<const InputText> inputs, Remarks& remarks) {
    std::deque<Source> out;
    for (const auto& input : inputs) {
        if (auto read = read_terraform(input, remarks)) {
            out.push_back({input.name, read->kind, std::move(read->document)});
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const Source& a, const Source& b) {
        return (a.kind == TerraformKind::plan) > (b.kind == TerraformKind::plan);
    });
    for (std::size_t n = 0; n < out.size(); ++n) out[n].number = n;
    return out;
}

}  // namespace

Imported import_terraform(std::span<const InputText> inputs, KeyFingerprints& keys) {
    Imported out;
    for (const auto& input : inputs) out.inputs.push_back(input.name);
    const auto sources = read_sources(inputs, out.remarks);
    out.format = name_of_format(sources);
    Side after;
    Side before;
    std::vector<JsonValue> roots;
    Objects known;
    std::set<std::string> replaced;
    bool any_plan = false;
    for (const auto& source : sources) {
        const auto root = source.root();
        roots.push_back(root.member("configuration").member("root_module"));
        const auto state = root.member("values").member("root_module");
        if (source.kind == TerraformKind::plan) {
            any_plan = true;
            say_about_plan(source, out.remarks);
            const auto prior = root.member("prior_state").member("values").member("root_module");
            auto planned = collected(source, root.member("planned_values").member("root_module"), out.remarks);
            auto present = collected(source, prior, out.remarks);
            add_objects(known, planned);
            add_objects(known, present);
            after.add(source, std::move(planned));
            before.add(source, std::move(present));
            auto changed = read_changes(source, after.resources, out.actions, out.remarks);
            for (const auto& resource : before.resources) {
                if (resource.input != source.number) continue;
                const bool stays = changed.forgotten.contains(resource.address);
                if (stays) {
                    out.remarks.push_back({Gravity::note,
                                           "forgotten",
                                           resource.address,
                                           "Terraform forgets this and does not delete it. It stays in the cloud, and "
                                           "so in the state after the plan.",
                                           {resource.origin.file, resource.origin.line}});
                }
                if (resource.data || stays) after.resources.push_back(resource);
            }
            replaced.merge(changed.replaced);
        } else {
            auto resources = collected(source, state, out.remarks);
            leave_out_known(resources, known, source.origin(), out.remarks);
            add_objects(known, resources);
            after.add(source, resources);
            before.add(source, std::move(resources));
        }
    }
    if (is_of_another_cloud(after.resources, before.resources, out.remarks)) {
        out.remarks.push_back({Gravity::error, "no-alicloud-resource", "",
                               "Not one resource is of the provider alicloud. Only plans and states of Alibaba Cloud "
                               "are understood.",
                               sources.front().origin()});
    }
    if (any_plan) keep_order(after.resources, before.resources);
    const std::vector<JsonValue> no_configuration(roots.size());
    out.cloud = cloud_of(after.resources, std::move(roots), keys, out.remarks);
    for (auto& gateway : out.cloud.vpn_gateways) gateway.replaced = replaced.contains(gateway.id);
    if (any_plan) {
        Remarks prior;
        out.prior = cloud_of(before.resources, no_configuration, keys, prior);
        add_prior_remarks(out.remarks, std::move(prior));
    }
    return out;
}

}  // namespace vpnsim::importers
