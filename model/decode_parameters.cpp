#include "model/decode_parameters.hpp"

#include <algorithm>
#include <array>

namespace vpnsim {
namespace {

/// One value, or at a device a list of them.
template <class Each>
void values(Decoder& in, const JsonValue& value, End end, const Each& each) {
    if (end == End::device) {
        in.one_or_more(value, each);
    } else {
        each(value);
    }
}

template <class Value, class Table>
std::vector<Value> algorithms(Decoder& in, const JsonValue& value, End end, const Table& table) {
    std::vector<Value> out;
    values(in, value, end, [&](const JsonValue& element) {
        if (const auto algorithm = in.one_of(element, table)) out.push_back(*algorithm);
    });
    return out;
}

enum class Pfs : std::uint8_t { none, possible };

std::vector<DhGroup> dh_groups(Decoder& in, const JsonValue& value, End end, Pfs disabled) {
    std::vector<DhGroup> out;
    values(in, value, end, [&](const JsonValue& element) {
        if (disabled == Pfs::possible && element.node.kind == JsonKind::text) {
            static constexpr std::array<std::string_view, 1> names{"disabled"};
            if (in.one_of(element, names)) out.push_back(DhGroup::disabled);
            return;
        }
        const auto number = in.number<std::uint32_t>(element);
        if (!number) return;
        if (std::find(dh_group_numbers.begin(), dh_group_numbers.end(), *number) != dh_group_numbers.end()) {
            out.push_back(DhGroup{static_cast<std::uint8_t>(*number)});
        } else {
            std::string known;
            for (const auto group : dh_group_numbers) known += (known.empty() ? "" : ", ") + std::to_string(group);
            in.report(InputFault::unknown_value, element,
                      "there is no DH group " + std::to_string(*number) + " here; allowed are " + known);
        }
    });
    return out;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace

std::optional<PreSharedKey> decode_psk(Decoder& in, const JsonValue& value) {
    const auto secret = in.text(value);
    if (!secret) return std::nullopt;
    const auto length = characters(*secret);
    if (length < 1 || length > 100) {
        in.report(InputFault::bad_key_length, value,
                  "a pre-shared key has 1 to 100 characters, this one has " + std::to_string(length));
        return std::nullopt;
    }
    return PreSharedKey{std::string{*secret}};
}

IkeParameters decode_ike(Decoder& in, const JsonValue& value, End end) {
    IkeParameters out;
    const auto version = [&](const JsonValue& v) {
        if (end == End::device) return set(out.version, in.one_of(v, ike_version_names));
        set(out.version, in.one_of(v, std::array{ike_version_names[0], ike_version_names[1]}));
    };
    const auto mode = [&](const JsonValue& v) { set(out.mode, in.one_of(v, ike_mode_names)); };
    const auto encryption = [&](const JsonValue& v) {
        out.encryption = algorithms<Encryption>(in, v, end, encryption_names);
    };
    const auto integrity = [&](const JsonValue& v) {
        out.integrity = algorithms<Integrity>(in, v, end, integrity_names);
    };
    const auto dh_group = [&](const JsonValue& v) { out.dh_group = dh_groups(in, v, end, Pfs::none); };
    const auto lifetime = [&](const JsonValue& v) { set(out.lifetime_seconds, in.number<std::uint32_t>(v)); };
    const auto local_id = [&](const JsonValue& v) { set(out.local_id, in.text(v)); };
    const auto remote_id = [&](const JsonValue& v) { set(out.remote_id, in.text(v)); };
    in.object(value, {{"version", version},
                      {"mode", mode},
                      {"encryption", encryption},
                      {"integrity", integrity},
                      {"dh_group", dh_group},
                      {"lifetime_seconds", lifetime},
                      {"local_id", local_id},
                      {"remote_id", remote_id}});
    return out;
}

EspParameters decode_esp(Decoder& in, const JsonValue& value, End end) {
    EspParameters out;
    const auto encryption = [&](const JsonValue& v) {
        out.encryption = algorithms<Encryption>(in, v, end, encryption_names);
    };
    const auto integrity = [&](const JsonValue& v) {
        out.integrity = algorithms<Integrity>(in, v, end, integrity_names);
    };
    const auto dh_group = [&](const JsonValue& v) { out.dh_group = dh_groups(in, v, end, Pfs::possible); };
    const auto lifetime = [&](const JsonValue& v) { set(out.lifetime_seconds, in.number<std::uint32_t>(v)); };
    if (end == End::cloud) {
        in.object(value, {{"encryption", encryption},
                          {"integrity", integrity},
                          {"dh_group", dh_group},
                          {"lifetime_seconds", lifetime}});
        return out;
    }
    const auto volume = [&](const JsonValue& v) { set(out.lifetime_bytes, in.number<std::uint64_t>(v)); };
    const auto protocol = [&](const JsonValue& v) { set(out.protocol, in.one_of(v, security_protocol_names)); };
    const auto mode = [&](const JsonValue& v) { set(out.encapsulation, in.one_of(v, encapsulation_names)); };
    in.object(value, {{"encryption", encryption},
                      {"integrity", integrity},
                      {"dh_group", dh_group},
                      {"lifetime_seconds", lifetime},
                      {"lifetime_bytes", volume},
                      {"protocol", protocol},
                      {"encapsulation", mode}});
    return out;
}

BgpParameters decode_bgp(Decoder& in, const JsonValue& value) {
    BgpParameters out;
    in.object(value, {{"tunnel_cidr", [&](const JsonValue& v) { set(out.tunnel_cidr, in.prefix(v)); }},
                      {"local_address", [&](const JsonValue& v) { set(out.local_address, in.address(v)); }},
                      {"local_asn", [&](const JsonValue& v) { set(out.local_asn, in.asn(v)); }}});
    return out;
}

SelectorList decode_selectors(Decoder& in, const JsonValue& value) {
    SelectorList out;
    in.one_or_more(value, [&](const JsonValue& v) {
        if (const auto selector = in.selector(v)) out.push_back(*selector);
    });
    return out;
}

DeviceProfile decode_profile(Decoder& in, const JsonValue& value, std::string_view base) {
    const auto named = [&](const JsonValue& v) {
        std::vector<std::string_view> names;
        for (const auto& built_in : built_in_profiles()) names.emplace_back(built_in.profile.name);
        const auto found = in.one_of(v, names);
        return find_profile(found.value_or(base))->profile;
    };
    if (value.node.kind == JsonKind::text) return named(value);
    DeviceProfile out = find_profile(base)->profile;
    // `like` comes first, wherever it stands.
    if (const auto like = in.document().member(value.node, "like"); like != JsonNode::none) {
        out = named(JsonValue{in.document()[like], &value});
    }
    const auto limit = [&](const JsonValue& v) {
        if (v.node.kind == JsonKind::null || v.node.text == "none") {
            out.max_child_sas.reset();
        } else {
            set(out.max_child_sas, in.number<std::uint32_t>(v, 1));
        }
    };
    in.object(
        value,
        {{"like", [](const JsonValue&) {}},
         {"child_sa_per", [&](const JsonValue& v) { set(out.child_sa_per, in.one_of(v, child_sa_per_names)); }},
         {"max_child_sas", limit},
         {"ikev1_selectors", [&](const JsonValue& v) { set(out.ikev1_selectors, in.one_of(v, selector_match_names)); }},
         {"ikev2_selectors", [&](const JsonValue& v) { set(out.ikev2_selectors, in.one_of(v, selector_match_names)); }},
         {"ikev1_multiple", [&](const JsonValue& v) { set(out.ikev1_multiple, in.one_of(v, ikev1_multiple_names)); }},
         {"wider_initiator_refused", [&](const JsonValue& v) { set(out.wider_initiator_refused, in.boolean(v)); }},
         {"same_selectors_two_peers", [&](const JsonValue& v) { set(out.same_selectors_two_peers, in.boolean(v)); }},
         {"single_value", [&](const JsonValue& v) { set(out.single_value, in.boolean(v)); }},
         {"connection_search",
          [&](const JsonValue& v) { set(out.connection_search, in.one_of(v, connection_search_names)); }},
         {"sa_choice", [&](const JsonValue& v) { set(out.sa_choice, in.one_of(v, sa_choice_names)); }},
         {"ikev1_answer", [&](const JsonValue& v) { set(out.ikev1_answer, in.one_of(v, ikev1_answer_names)); }},
         {"list_answer", [&](const JsonValue& v) { set(out.list_answer, in.one_of(v, list_answer_names)); }},
         {"identical_to", [&](const JsonValue& v) { set(out.identical_to, in.one_of(v, identical_to_names)); }}});
    return out;
}

std::vector<FilterRule> decode_rules(Decoder& in, const JsonValue& value, FilterKind kind, RuleDirection direction) {
    static constexpr std::array<std::pair<std::string_view, FilterAction>, 2> actions{
        {{"accept", FilterAction::accept}, {"drop", FilterAction::drop}}};
    std::vector<FilterRule> out;
    in.list(value, [&](const JsonValue& element) {
        FilterRule rule;
        rule.place = in.place(element);
        const auto action = [&](const JsonValue& v) { set(rule.action, in.one_of(v, actions)); };
        const auto protocol = [&](const JsonValue& v) { rule.protocol = in.protocol(v); };
        const auto ports = [&](const JsonValue& v) { rule.ports = in.ports(v); };
        const auto source = [&](const JsonValue& v) { set(rule.source, in.prefix(v)); };
        const auto destination = [&](const JsonValue& v) { set(rule.destination, in.prefix(v)); };
        const auto priority = [&](const JsonValue& v) { set(rule.priority, in.number<std::uint32_t>(v, 1, 100)); };
        const Member peer =
            direction == RuleDirection::inbound ? Member{"source", source} : Member{"destination", destination};
        switch (kind) {
            case FilterKind::network_acl:
                in.object(element, {{"action", action}, {"protocol", protocol}, peer, {"ports", ports}});
                break;
            case FilterKind::security_group:
                in.object(element,
                          {{"action", action}, {"priority", priority}, {"protocol", protocol}, peer, {"ports", ports}});
                break;
            case FilterKind::access:
                in.object(element, {{"action", action},
                                    {"protocol", protocol},
                                    {"source", source},
                                    {"destination", destination},
                                    {"ports", ports}});
                break;
        }
        out.push_back(std::move(rule));
    });
    return out;
}

FilterRules decode_access_rules(Decoder& in, const JsonValue& value) {
    FilterRules out;
    in.object(
        value,
        {{"inbound",
          [&](const JsonValue& v) { out.inbound = decode_rules(in, v, FilterKind::access, RuleDirection::inbound); }},
         {"outbound", [&](const JsonValue& v) {
              out.outbound = decode_rules(in, v, FilterKind::access, RuleDirection::outbound);
          }}});
    return out;
}

}  // namespace vpnsim
