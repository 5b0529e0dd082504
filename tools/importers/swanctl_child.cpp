#include <algorithm>
#include <array>
#include <charconv>

#include "tools/importers/ike_proposals.hpp"
#include "tools/importers/swanctl_connection.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr auto child_settings = std::to_array<std::string_view>(
    {"ah_proposals",     "esp_proposals", "sha256_96",   "local_ts",   "remote_ts",    "rekey_time",
     "life_time",        "rand_time",     "rekey_bytes", "life_bytes", "rand_bytes",   "rekey_packets",
     "life_packets",     "rand_packets",  "updown",      "hostaccess", "mode",         "policies",
     "policies_fwd_out", "dpd_action",    "ipcomp",      "inactivity", "reqid",        "priority",
     "interface",        "mark_in",       "mark_in_sa",  "mark_out",   "set_mark_in",  "set_mark_out",
     "if_id_in",         "if_id_out",     "label",       "label_mode", "tfc_pad",      "replay_window",
     "hw_offload",       "copy_df",       "copy_ecn",    "copy_dscp",  "start_action", "close_action",
     "per_cpu_sas"});
constexpr auto child_unsimulated =
    std::to_array<std::string_view>({"interface", "mark_in", "mark_out", "label", "ipcomp"});

/// "42", "0x2a"; 0 = chosen by the daemon (%unique)
std::uint32_t interface_id(std::string_view text) {
    const bool hexadecimal = text.starts_with("0x");
    if (hexadecimal) text.remove_prefix(2);
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, hexadecimal ? 16 : 10);
    return error == std::errc{} && end == text.data() + text.size() ? out : 0;
}

/// "1000", "10k", "5M", "1G"
std::optional<std::uint64_t> bytes(std::string_view text) {
    std::uint64_t unit = 1;
    constexpr auto units = std::to_array<std::pair<char, unsigned>>({{'k', 10}, {'m', 20}, {'g', 30}});
    if (!text.empty()) {
        const char last = text.back() >= 'A' && text.back() <= 'Z' ? static_cast<char>(text.back() + 32) : text.back();
        for (const auto& [letter, shift] : units) {
            if (last == letter) unit = std::uint64_t{1} << shift;
        }
        if (unit != 1) text.remove_suffix(1);
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number > UINT64_MAX / unit ? std::nullopt : std::optional{number * unit};
}

}  // namespace

void SwanctlConnections::read_child(const Shared& shared, std::string_view name, const SettingsView& view, Host& host) {
    if (view.nodes.empty()) return;
    auto out = shared.protection;
    out.name += '/' + std::string{name};
    out.origin = tree_[view.nodes.front()].origin;
    const RemarkPlace place{remarks_, out.name, out.origin};
    check_settings(view, child_settings, child_unsimulated, place);
    read_child_parameters(view, out, place);
    read_selectors(shared, view, out, place);
    if (out.mode == ProtectionMode::pass || out.mode == ProtectionMode::drop) {
        out.peers.clear();
        out.any_peer = false;
        out.key.reset();
        out.loaded = !out.start_action.empty() && out.start_action != "none";
        if (!out.loaded) {
            place.say(Gravity::note, "not-installed", "Without start_action the exception is not in force.");
        }
    }
    host.protections.push_back(std::move(out));
}

void SwanctlConnections::read_child_parameters(const SettingsView& view, Protection& out, const RemarkPlace& place) {
    const auto mode = text(view, "mode");
    if (mode == "pass") out.mode = ProtectionMode::pass;
    else if (mode == "drop") out.mode = ProtectionMode::drop;
    else if (mode == "transport") out.mode = ProtectionMode::transport;
    else if (!mode.empty() && mode != "tunnel") {
        place.say(Gravity::warning, "not-simulated",
                  "The mode is neither tunnel, transport, pass nor drop; it is simulated as tunnel.");
    }
    const bool tunnel = out.mode == ProtectionMode::tunnel;
    if (tunnel || out.mode == ProtectionMode::transport) {
        out.sas = 1;
        out.esp.encapsulation = tunnel ? Encapsulation::tunnel : Encapsulation::transport;
    }
    const auto ah = text(view, "ah_proposals");
    const auto esp = text(view, "esp_proposals");
    out.esp.protocol = esp.empty() && !ah.empty() ? SecurityProtocol::ah : SecurityProtocol::esp;
    if (!esp.empty() && !ah.empty()) {
        place.say(Gravity::warning, "not-simulated",
                  "ESP and AH proposals are both given; the ones for AH are left out.");
    }
    const auto proposals = esp.empty() ? ah : esp;
    out.esp_proposals = comma_list(proposals);
    const auto list = proposal_list(proposals, place);
    out.esp.encryption = list.encryption;
    out.esp.integrity = list.integrity;
    out.esp.dh_group = list.dh_group;
    // A proposal without a group is one without PFS. What is not known is not stated.
    if (list.some_without_group && !list.some_unknown_group) out.esp.dh_group.push_back(DhGroup::disabled);
    if (out.sas > 0 && (list.defaults || proposals.empty())) {
        place.say(Gravity::note, "default-proposals",
                  "strongSwan's built-in ESP proposals are offered; they are not compared.");
    }
    auto life = time(view, "life_time", place);
    if (!life) life = time(view, "rekey_time", place);
    if (life.value_or(0) > 0) out.esp.lifetime_seconds = life;
    for (const auto* const name : {"life_bytes", "rekey_bytes"}) {
        const auto written = text(view, name);
        if (written.empty() || out.esp.lifetime_bytes) continue;
        out.esp.lifetime_bytes = bytes(written);
        if (!out.esp.lifetime_bytes) {
            place.say(Gravity::incomplete, "bad-value", '"' + std::string{name} + "\" is no number of bytes.");
        }
    }
    const auto start = text(view, "start_action");
    for (const std::string_view action : {"none", "trap", "start", "trap|start", "start|trap"}) {
        if (start == action) out.start_action = action;
    }
    if (!start.empty() && out.start_action.empty()) {
        place.say(Gravity::incomplete, "bad-value", "\"start_action\" is neither none, trap nor start.");
    }
    out.initiates = out.start_action.find("start") != std::string::npos;
    if (const auto written = text(view, "priority"); !written.empty() && written != "0") {
        std::uint32_t priority = 0;
        const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), priority);
        if (error == std::errc{} && end == written.data() + written.size()) out.priority = priority;
        else place.say(Gravity::incomplete, "bad-value", "\"priority\" is no number.");
    }
    if (truth(text(view, "policies")) == false) {
        place.say(Gravity::warning, "not-simulated",
                  "policies = no: no policies are installed for the selectors. It is simulated as if they were.");
    }
}

void SwanctlConnections::read_selectors(const Shared& shared, const SettingsView& view, Protection& out,
                                        const RemarkPlace& place) {
    SelectorGroup group{side(view, "local_ts", out.local_addresses, place), side(view, "remote_ts", out.peers, place)};
    if (group.local.empty() || group.remote.empty()) {
        place.say(Gravity::incomplete, "no-selectors",
                  shared.virtual_addresses
                      ? "Its selectors are virtual addresses that are known at run time only. It is left out."
                      : "Its selectors are not known. It is left out.");
        return;
    }
    const bool several = group.local.size() > 1 || group.remote.size() > 1;
    if (out.version == IkeVersion::ikev1 && several && out.sas > 0) {
        out.effective = SelectorGroup{{group.local.front()}, {group.remote.front()}};
        place.say(Gravity::warning, "ikev1-extra-selectors-ignored",
                  "IKEv1 carries one selector a side. strongSwan negotiates only the first of each list: " +
                      group.local.front().text() + " and " + group.remote.front().text() +
                      ". Write a child for each further pair.");
    }
    out.groups.push_back(std::move(group));
    for (const auto* const name : {"if_id_out", "if_id_in"}) {
        const auto id = text(view, name);
        if (id.empty() || id == "0") continue;
        out.route_based = true;
        out.interface_id = interface_id(id);
        place.say(Gravity::note, "route-based", "The tunnel has an interface ID: routes into its interface choose it.");
        break;
    }
}

SelectorList SwanctlConnections::side(const SettingsView& view, std::string_view key, const std::vector<Address>& outer,
                                      const RemarkPlace& place) {
    const auto written = text(view, key);
    auto found = selector_side(list_elements(written, ","), place);
    if (!written.empty() && !found.dynamic) return found.selectors;
    if (outer.size() == 1) {
        found.selectors.insert(found.selectors.begin(), TrafficSelector::of(Prefix::host(outer.front())));
        place.say(Gravity::note, "dynamic-selector",
                  '"' + std::string{key} + "\" is the outer address " + outer.front().text() + ", as none is written.");
    } else {
        place.say(Gravity::warning, "dynamic-selector",
                  '"' + std::string{key} + "\" is the outer address or a virtual one, and it is not known here.");
    }
    return found.selectors;
}

}  // namespace vpnsim::importers
