#include "tools/importers/import_run.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "model/json_text.hpp"
#include "tools/importers/cloud_merge.hpp"
#include "tools/importers/keys_in_names.hpp"
#include "tools/importers/outcome.hpp"
#include "tools/importers/scenario_cloud.hpp"
#include "tools/importers/scenario_sites.hpp"
#include "tools/importers/unmatched_ends.hpp"

namespace vpnsim::importers {
namespace {

/// Below this, a text has a word in common with a format and no more.
constexpr unsigned least_likeness = 30;

std::string description(const std::vector<Imported>& parts, const Remarks& remarks) {
    std::string out = "Imported from";
    for (const auto& part : parts) {
        out += (&part == parts.data() ? " " : ", ") + part.format + " (" + std::to_string(part.inputs.size()) +
               (part.inputs.size() == 1 ? " file)" : " files)");
    }
    const auto lost =
        std::count_if(remarks.begin(), remarks.end(), [](const Remark& r) { return r.gravity == Gravity::incomplete; });
    if (lost == 0) return out + '.';
    return out + ". Partial: " + std::to_string(lost) +
           (lost == 1 ? " thing of the input is" : " things of the input are") + " missing or could not be read.";
}

/// Terraform's ids tell its resources apart wherever the files are named: a plan and states beside it link to one
/// another only as one group. Machines of a site there are none.
std::vector<ImportGroup> with_terraform_as_one(std::span<const ImportGroup> groups) {
    std::vector<ImportGroup> out;
    const auto terraform = [](const ImportGroup& group) { return group.format->name == "terraform"; };
    for (const auto& group : groups) {
        const auto first = terraform(group) ? std::find_if(out.begin(), out.end(), terraform) : out.end();
        if (first == out.end()) out.push_back(group);
        else first->inputs.insert(first->inputs.end(), group.inputs.begin(), group.inputs.end());
    }
    return out;
}

/// What is to be said of the state before a plan, and was not said of the state after it.
void add_remarks_before(Remarks& remarks, Remarks before) {
    std::set<std::tuple<std::string, std::string, std::string>> said;
    for (const auto& remark : remarks) said.emplace(remark.kind, remark.about, remark.message);
    for (auto& remark : before) {
        if (said.contains({remark.kind, remark.about, remark.message})) continue;
        remark.message = "before the plan: " + remark.message;
        remarks.push_back(std::move(remark));
    }
}

}  // namespace

const ImportFormat* guessed_format(std::string_view text) {
    const ImportFormat* best = nullptr;
    unsigned most = least_likeness - 1;
    for (const auto& format : import_formats()) {
        const auto likeness = format.likeness(text);
        if (likeness == most) best = nullptr;
        if (likeness <= most) continue;
        most = likeness;
        best = &format;
    }
    return best;
}

std::vector<Imported> import_all(std::span<const ImportGroup> groups, KeyFingerprints& keys) {
    std::vector<Imported> out;
    for (const auto& group : with_terraform_as_one(groups)) {
        out.push_back(group.format->import(group.inputs, keys));
        for (auto& host : out.back().hosts) host.site = group.site;
    }
    for (auto& part : out) take_keys_out(part, keys);  // a key of one input may stand in another
    return out;
}

ImportedScenario scenario_of(std::vector<Imported> parts, const std::string& name, const KeyFingerprints& keys) {
    ImportedScenario out;
    std::vector<CloudPart> clouds;
    std::vector<Host> hosts;
    bool plan = false;
    for (auto& part : parts) {
        out.remarks.insert(out.remarks.end(), part.remarks.begin(), part.remarks.end());
        plan = plan || part.prior;
        clouds.push_back({std::move(part.cloud), std::move(part.prior)});
        std::move(part.hosts.begin(), part.hosts.end(), std::back_inserter(hosts));
    }
    hosts = merged_hosts(std::move(hosts), out.remarks);
    const auto text = [&](const Cloud& cloud, Remarks& remarks) {
        JsonText whole;
        whole.object([&] {
            whole.text("format", "vpnsim/1");
            whole.text("name", name);
            write_cloud(whole, cloud, remarks);
            write_sites(whole, hosts, cloud, remarks);
            whole.text("description", description(parts, remarks));
        });
        return std::move(whole).take();
    };
    const auto states = merged_states(std::move(clouds), out.remarks);
    out.text = text(states.after, out.remarks);
    tie_remarks(states.after, hosts, out.remarks);
    if (plan) {
        Remarks before;
        out.before = text(states.before, before);
        add_remarks_before(out.remarks, std::move(before));
    }
    if (const auto count = keys.placeholders(); count != 0) {
        out.remarks.push_back(
            {Gravity::note,
             "placeholder-keys",
             "",
             std::to_string(count) +
                 (count == 1 ? " pre-shared key is a placeholder" : " pre-shared keys are placeholders") +
                 " (\"FAKE…\", \"<removed>\"): there, keys are not compared.",
             {}});
    }
    return out;
}

}  // namespace vpnsim::importers
