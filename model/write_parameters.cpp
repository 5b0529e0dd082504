#include "model/write_parameters.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

template <class Values, class Table>
void write_algorithms(JsonText& out, std::string_view key, const Values& values, const Table& table) {
    if (values.empty()) return;
    out.one_or_more(key, values, [&](auto value) { return name_of(table, value); });
}

void write_groups(JsonText& out, const std::vector<DhGroup>& groups) {
    if (groups.empty()) return;
    out.one_or_more("dh_group", groups, [](DhGroup group) -> JsonText::NumberOrText {
        if (group == DhGroup::disabled) return "disabled";
        return static_cast<std::uint64_t>(group);
    });
}

template <class Value, class Table>
void write_name(JsonText& out, std::string_view key, const std::optional<Value>& value, const Table& table) {
    if (value) out.text(key, name_of(table, *value));
}

void write_direction(JsonText& out, std::string_view key, const std::vector<FilterRule>& rules) {
    if (rules.empty()) return;
    out.list(key, [&] {
        for (const auto& rule : rules) {
            out.object([&] {
                out.text("action", rule.action == FilterAction::accept ? "accept" : "drop");
                if (rule.priority != FilterRule{}.priority) out.number("priority", rule.priority);
                if (rule.protocol) out.text("protocol", text(*rule.protocol));
                write_prefix(out, "source", rule.source);
                write_prefix(out, "destination", rule.destination);
                write_ports(out, rule.ports);
            });
        }
    });
}

}  // namespace

void write_text(JsonText& out, std::string_view key, const std::optional<std::string>& value) {
    if (value) out.text(key, *value);
}

void write_flag(JsonText& out, std::string_view key, const std::optional<bool>& value) {
    if (value) out.boolean(key, *value);
}

void write_address(JsonText& out, std::string_view key, const std::optional<Address>& value) {
    if (value) out.text(key, value->text());
}

void write_prefix(JsonText& out, std::string_view key, const std::optional<Prefix>& value) {
    if (value) out.text(key, value->text());
}

void write_prefixes(JsonText& out, std::string_view key, const std::vector<Prefix>& values) {
    if (!values.empty()) out.values(key, values, [](const Prefix& prefix) { return prefix.text(); });
}

void write_ports(JsonText& out, const std::vector<PortRange>& ports) {
    if (ports.empty()) return;
    const auto print = [](const PortRange& range) { return range.text(); };
    // "all" alone would read as no list of ports.
    ports.front().is_all() ? out.values("ports", ports, print) : out.one_or_more("ports", ports, print);
}

void write_day(JsonText& out, std::string_view key, const std::optional<std::chrono::year_month_day>& value) {
    if (!value) return;
    const auto padded = [](unsigned number, std::size_t digits) {
        std::string text = std::to_string(number);
        return std::string(digits - std::min(digits, text.size()), '0') + text;
    };
    out.text(key, padded(static_cast<unsigned>(static_cast<int>(value->year())), 4) + '-' +
                      padded(static_cast<unsigned>(value->month()), 2) + '-' +
                      padded(static_cast<unsigned>(value->day()), 2));
}

void write_psk(JsonText& out, const std::optional<PreSharedKey>& psk) {
    if (psk) out.text("psk", psk->reveal());
}

void write_selectors(JsonText& out, std::string_view key, const SelectorList& selectors) {
    if (selectors == SelectorList{TrafficSelector::everything(Family::ipv4)}) return;
    out.values(key, selectors, [](const TrafficSelector& selector) { return selector.text(); });
}

void write_ike(JsonText& out, const IkeParameters& ike) {
    out.object("ike", [&] {
        write_name(out, "version", ike.version, ike_version_names);
        write_name(out, "mode", ike.mode, ike_mode_names);
        write_algorithms(out, "encryption", ike.encryption, encryption_names);
        write_algorithms(out, "integrity", ike.integrity, integrity_names);
        write_groups(out, ike.dh_group);
        write_number(out, "lifetime_seconds", ike.lifetime_seconds);
        write_text(out, "local_id", ike.local_id);
        write_text(out, "remote_id", ike.remote_id);
    });
}

void write_esp(JsonText& out, const EspParameters& esp) {
    out.object("esp", [&] {
        write_algorithms(out, "encryption", esp.encryption, encryption_names);
        write_algorithms(out, "integrity", esp.integrity, integrity_names);
        write_groups(out, esp.dh_group);
        write_number(out, "lifetime_seconds", esp.lifetime_seconds);
        write_number(out, "lifetime_bytes", esp.lifetime_bytes);
        write_name(out, "protocol", esp.protocol, security_protocol_names);
        write_name(out, "encapsulation", esp.encapsulation, encapsulation_names);
    });
}

void write_bgp(JsonText& out, const std::optional<BgpParameters>& bgp) {
    if (!bgp) return;
    out.object("bgp", [&] {
        write_prefix(out, "tunnel_cidr", bgp->tunnel_cidr);
        write_address(out, "local_address", bgp->local_address);
        write_number(out, "local_asn", bgp->local_asn);
    });
}

void write_profile(JsonText& out, const DeviceProfile& profile, std::string_view base) {
    const auto* const built_in = find_profile(profile.name);
    const DeviceProfile& like = built_in != nullptr ? built_in->profile : find_profile(base)->profile;
    if (profile == like) {
        if (like.name != base) out.text("profile", like.name);
        return;
    }
    out.object("profile", [&] {
        const auto changed = [&](auto member) { return profile.*member != like.*member; };
        const auto name = [&](std::string_view key, auto member, const auto& table) {
            if (changed(member)) out.text(key, name_of(table, profile.*member));
        };
        const auto flag = [&](std::string_view key, bool DeviceProfile::*member) {
            if (changed(member)) out.boolean(key, profile.*member);
        };
        out.text("like", like.name);
        name("child_sa_per", &DeviceProfile::child_sa_per, child_sa_per_names);
        if (changed(&DeviceProfile::max_child_sas)) {
            profile.max_child_sas ? out.number("max_child_sas", *profile.max_child_sas) : out.null("max_child_sas");
        }
        name("ikev1_selectors", &DeviceProfile::ikev1_selectors, selector_match_names);
        name("ikev2_selectors", &DeviceProfile::ikev2_selectors, selector_match_names);
        name("ikev1_multiple", &DeviceProfile::ikev1_multiple, ikev1_multiple_names);
        flag("wider_initiator_refused", &DeviceProfile::wider_initiator_refused);
        flag("same_selectors_two_peers", &DeviceProfile::same_selectors_two_peers);
        flag("single_value", &DeviceProfile::single_value);
        name("connection_search", &DeviceProfile::connection_search, connection_search_names);
        name("sa_choice", &DeviceProfile::sa_choice, sa_choice_names);
        name("ikev1_answer", &DeviceProfile::ikev1_answer, ikev1_answer_names);
        name("list_answer", &DeviceProfile::list_answer, list_answer_names);
        name("identical_to", &DeviceProfile::identical_to, identical_to_names);
    });
}

void write_rules(JsonText& out, const FilterRules& rules) {
    write_direction(out, "inbound", rules.inbound);
    write_direction(out, "outbound", rules.outbound);
}

}  // namespace vpnsim
