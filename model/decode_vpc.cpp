#include <array>

#include "model/decode_estate.hpp"
#include "model/decode_parameters.hpp"

namespace vpnsim {
namespace {

constexpr std::array<std::pair<std::string_view, RouteTableType>, 2> table_types{
    {{"system", RouteTableType::system}, {"custom", RouteTableType::custom}}};
constexpr std::array<std::pair<std::string_view, SecurityGroupType>, 2> group_types{
    {{"basic", SecurityGroupType::basic}, {"advanced", SecurityGroupType::advanced}}};

struct VpcNames {
    NameTable route_tables{"route table of this VPC"};
    NameTable network_acls{"network ACL of this VPC"};
    NameTable security_groups{"security group of this VPC"};
};

VpcNextHop next_hop(Decoder& in, const JsonValue& value, const EstateNames& names) {
    const auto written = in.text(value);
    if (!written || *written == "local") return Local{};
    if (*written == "internet") return Internet{};
    if (*written == "blackhole") return Blackhole{};
    const auto found = in.reference(value, names.vpc_next_hops);
    return found ? names.vpc_next_hop_ids[*found] : Local{};
}

VpcRoute route(Decoder& in, const JsonValue& value, const EstateNames& names) {
    VpcRoute out{std::string{value.key()}, unread_prefix, Local{}, in.place(value)};
    in.object(value,
              {{"destination", [&](const JsonValue& v) { set(out.destination, in.prefix(v)); }, Presence::required},
               {"next_hop", [&](const JsonValue& v) { out.next_hop = next_hop(in, v, names); }, Presence::required}});
    return out;
}

RouteTable route_table(Decoder& in, const JsonValue& value, const EstateNames& names) {
    RouteTable out;
    out.name = value.key();
    out.place = in.place(value);
    const auto routes = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& r) { out.routes.push_back(route(in, r, names)); });
    };
    in.object(value,
              {{"type", [&](const JsonValue& v) { set(out.type, in.one_of(v, table_types)); }}, {"routes", routes}});
    return out;
}

VSwitch vswitch(Decoder& in, const JsonValue& value, const VpcNames& names) {
    VSwitch out{std::string{value.key()}, unread_prefix, {}, {}, in.place(value)};
    const auto table = [&](const JsonValue& v) {
        set(out.route_table, in.reference<RouteTableIndex>(v, names.route_tables));
    };
    const auto acl = [&](const JsonValue& v) {
        set(out.network_acl, in.reference<NetworkAclIndex>(v, names.network_acls));
    };
    in.object(value, {{"cidr", [&](const JsonValue& v) { set(out.cidr, in.prefix(v)); }, Presence::required},
                      {"route_table", table},
                      {"network_acl", acl}});
    return out;
}

NetworkAcl network_acl(Decoder& in, const JsonValue& value) {
    NetworkAcl out;
    out.name = value.key();
    out.place = in.place(value);
    const auto read = [&](std::vector<FilterRule>& rules, RuleDirection direction) {
        return [&in, &rules, direction](const JsonValue& v) {
            rules = decode_rules(in, v, FilterKind::network_acl, direction);
        };
    };
    in.object(value, {{"inbound", read(out.rules.inbound, RuleDirection::inbound)},
                      {"outbound", read(out.rules.outbound, RuleDirection::outbound)}});
    return out;
}

SecurityGroup security_group(Decoder& in, const JsonValue& value) {
    SecurityGroup out;
    out.name = value.key();
    out.place = in.place(value);
    const auto read = [&](std::vector<FilterRule>& rules, RuleDirection direction) {
        return [&in, &rules, direction](const JsonValue& v) {
            rules = decode_rules(in, v, FilterKind::security_group, direction);
        };
    };
    in.object(value, {{"type", [&](const JsonValue& v) { set(out.type, in.one_of(v, group_types)); }},
                      {"inbound", read(out.rules.inbound, RuleDirection::inbound)},
                      {"outbound", read(out.rules.outbound, RuleDirection::outbound)}});
    return out;
}

Instance instance(Decoder& in, const JsonValue& value, const VpcNames& names) {
    Instance out{std::string{value.key()}, Address{Family::ipv4, 0}, {}, false, in.place(value)};
    const auto groups = [&](const JsonValue& v) {
        in.list(v, [&](const JsonValue& element) {
            if (const auto id = in.reference<SecurityGroupIndex>(element, names.security_groups)) {
                out.security_groups.push_back(*id);
            }
        });
    };
    in.object(value, {{"address", [&](const JsonValue& v) { set(out.address, in.address(v)); }, Presence::required},
                      {"security_groups", groups},
                      {"public_address", [&](const JsonValue& v) { set(out.public_address, in.boolean(v)); }}});
    return out;
}

/// N1: a VPC has one system table.
void report_second_system_table(Decoder& in, const JsonValue& tables) {
    std::string_view first;
    for (auto child = tables.node.first_child; child != JsonNode::none; child = in.document()[child].next) {
        const JsonNode& table = in.document()[child];
        const auto type = in.document().member(table, "type");
        if (type == JsonNode::none || in.document()[type].text != "system") continue;
        if (first.empty()) {
            first = table.key;
            continue;
        }
        const JsonValue owner{table, &tables};
        in.report(InputFault::second_system_table, JsonValue{in.document()[type], &owner},
                  "a VPC has one system route table, and " + in_quotes(first) + " is it already");
    }
}

}  // namespace

Vpc decode_vpc(Decoder& in, const JsonValue& value, const EstateNames& names) {
    VpcNames own;
    const auto& document = in.document();
    in.collect_names(document.member(value.node, "route_tables"), own.route_tables);
    in.collect_names(document.member(value.node, "network_acls"), own.network_acls);
    in.collect_names(document.member(value.node, "security_groups"), own.security_groups);

    Vpc out;
    out.name = value.key();
    out.place = in.place(value);
    const auto prefixes = [&](std::vector<Prefix>& list) {
        return [&in, &list](const JsonValue& v) {
            in.list(v, [&](const JsonValue& element) {
                if (const auto prefix = in.prefix(element)) list.push_back(*prefix);
            });
        };
    };
    const auto vswitches = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { out.vswitches.push_back(vswitch(in, x, own)); });
    };
    const auto tables = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { out.route_tables.push_back(route_table(in, x, names)); });
        report_second_system_table(in, v);
    };
    const auto acls = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { out.network_acls.push_back(network_acl(in, x)); });
    };
    const auto groups = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { out.security_groups.push_back(security_group(in, x)); });
    };
    const auto instances = [&](const JsonValue& v) {
        in.collection(v, [&](const JsonValue& x) { out.instances.push_back(instance(in, x, own)); });
    };
    in.object(value, {{"cidrs", prefixes(out.cidrs)},
                      {"user_cidrs", prefixes(out.user_cidrs)},
                      {"ipv4_gateway", [&](const JsonValue& v) { set(out.ipv4_gateway, in.boolean(v)); }},
                      {"vswitches", vswitches},
                      {"route_tables", tables},
                      {"network_acls", acls},
                      {"security_groups", groups},
                      {"instances", instances}});
    return out;
}

}  // namespace vpnsim
