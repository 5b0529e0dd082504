#include <algorithm>
#include <array>

#include "tools/importers/imported.hpp"
#include "tools/importers/machine_files.hpp"
#include "tools/importers/settings_parser.hpp"
#include "tools/importers/swanctl_connection.hpp"
#include "tools/importers/swanctl_list_conns.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

void read_machine(const MachineFiles& machine, std::span<const InputText> inputs, KeyFingerprints& keys,
                  Imported& out) {
    Host host;
    host.name = machine.host;
    host.profile = "strongswan";
    host.origin = {inputs[machine.roots.front()].name};
    SettingsParser parser{inputs, out.remarks};
    std::vector<Protection> loaded;
    bool listed = false;
    bool configured = false;
    for (const auto root : machine.roots) {
        if (looks_like_list_conns(inputs[root].text)) {
            listed = true;
            const auto more = loaded_children(inputs[root], out.remarks);
            loaded.insert(loaded.end(), more.begin(), more.end());
        } else {
            configured = parser.read(root) || configured;
        }
    }
    const auto& sections = parser.tree()[0].section_by_name;
    if (configured && !sections.contains("connections") && !sections.contains("secrets")) {
        out.remarks.push_back({listed ? Gravity::incomplete : Gravity::error, "no-connections", "",
                               "There is no connections section. This is not the configuration of swanctl.",
                               host.origin});
        configured = false;
    }
    if (configured) SwanctlConnections{parser.tree(), keys, out.remarks}.read_into(host);
    if (configured && listed) compare_with_loaded(loaded, host, out.remarks);
    if (!configured && listed) {
        for (auto& child : loaded) {
            for (const auto& address : child.local_addresses) {
                auto& outer = host.outer_addresses;
                if (std::find(outer.begin(), outer.end(), address) == outer.end()) outer.push_back(address);
            }
            host.protections.push_back(std::move(child));
        }
    }
    if (configured || listed) out.hosts.push_back(std::move(host));
}

/// Words of a section that a text in this grammar has and the others have not.
constexpr auto telling = std::to_array<std::string_view>(
    {"local_addrs", "remote_addrs", "local_ts", "remote_ts", "esp_proposals", "start_action"});

}  // namespace

Imported import_swanctl(std::span<const InputText> inputs, KeyFingerprints& keys) {
    Imported out;
    out.format = "swanctl";
    for (const auto& input : inputs) out.inputs.push_back(input.name);
    for (const auto& machine : machines(inputs)) read_machine(machine, inputs, keys, out);
    return out;
}

unsigned looks_like_swanctl(std::string_view text) {
    constexpr std::size_t beginning = 1U << 16U;
    text = text.substr(0, beginning);
    if (looks_like_list_conns(text)) return 90;
    unsigned words = 0;
    unsigned sections = 0;
    for (const auto& line : text_lines(text)) {
        const auto is_value = [&](std::string_view name) {
            if (!line.text.starts_with(name)) return false;
            const auto rest = line.text.find_first_not_of(" \t", name.size());
            return rest != std::string_view::npos && line.text[rest] == '=';
        };
        if (std::any_of(telling.begin(), telling.end(), is_value)) ++words;
        for (const std::string_view name : {"connections", "secrets"}) {
            if (!line.text.starts_with(name)) continue;
            const auto rest = line.text.find_first_not_of(" \t", name.size());
            if (rest == std::string_view::npos || line.text[rest] == '{' || line.text[rest] == ':') ++sections;
        }
    }
    return words > 0 && sections > 0 ? 95 : words > 0 ? 70 : sections > 0 ? 60 : 0;
}

}  // namespace vpnsim::importers
