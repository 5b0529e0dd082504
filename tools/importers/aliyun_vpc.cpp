#include <algorithm>
#include <set>

#include "tools/importers/aliyun_parts.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// "23/23" is a port, "-1/-1" and nothing are all of them.
std::optional<std::vector<PortRange>> ports_of(const std::string& text) {
    if (text.empty() || text == "-1/-1") return std::vector<PortRange>{};
    auto range = text;
    std::replace(range.begin(), range.end(), '/', '-');
    const auto parsed = PortRange::parse(range);
    if (!parsed || range == "all") return std::nullopt;
    return std::vector{*parsed};
}

/// One rule of an ACL or a group in the making.
struct FilterRuleReader {
    AliyunImport& in;
    const AliyunRecord& record;
    const std::string& about;

    void refuse(Gravity gravity, std::string_view why) const {
        in.say(gravity, "filter-rule", about, "a rule " + std::string{why} + "; it is left out", record.origin());
    }
    /// What both have: action, protocol, ports.
    [[nodiscard]] std::optional<FilterRule> begin(std::string_view protocol_member,
                                                  std::string_view port_member) const {
        FilterRule out;
        const auto action = in_lower_case(record.text("Policy"));
        if (action != "accept" && action != "drop") {
            refuse(Gravity::incomplete, "neither accepts nor drops");
            return std::nullopt;
        }
        out.action = action == "accept" ? FilterAction::accept : FilterAction::drop;
        const auto protocol = in_lower_case(record.text(protocol_member));
        if (!protocol.empty() && protocol != "all" && protocol != "-1") {
            out.protocol = parse_protocol(protocol);
            if (!out.protocol) {
                refuse(Gravity::incomplete, "is for a protocol that is not known here");
                return std::nullopt;
            }
        }
        auto ports = ports_of(record.text(port_member));
        if (!ports) {
            refuse(Gravity::incomplete, "has ports that cannot be read");
            return std::nullopt;
        }
        out.ports = std::move(*ports);
        return out;
    }
    /// Returns false iff the block is there and cannot be read.
    [[nodiscard]] bool side(std::string_view member, std::optional<Prefix>& out) const {
        const auto text = record.text(member);
        if (text.empty()) return true;
        out = in.block(text, record, member, about);
        return out.has_value();
    }
};

std::vector<FilterRule> acl_rules(AliyunImport& in, const std::vector<AliyunRecord>& entries, std::string_view member,
                                  std::optional<Prefix> FilterRule::*side, const std::string& about) {
    std::vector<FilterRule> out;
    for (const auto& entry : entries) {
        const FilterRuleReader reader{in, entry, about};
        auto rule = reader.begin("Protocol", "Port");
        if (!rule) continue;
        if (!reader.side(member, (*rule).*side)) {
            reader.refuse(Gravity::incomplete, "is for addresses that cannot be read");
            continue;
        }
        if (!((*rule).*side)) {
            reader.refuse(Gravity::incomplete, "does not say for which addresses it is");
            continue;
        }
        out.push_back(std::move(*rule));
    }
    return out;
}

/// A permission of a security group; what it cannot be is said.
void add_permission(AliyunImport& in, const AliyunRecord& entry, const std::string& about, FilterRules& out) {
    const FilterRuleReader reader{in, entry, about};
    const auto direction = in_lower_case(entry.text("Direction"));
    if (direction != "ingress" && direction != "egress") {
        return reader.refuse(Gravity::incomplete, "is neither for ingress nor for egress");
    }
    const bool inbound = direction == "ingress";
    auto rule = reader.begin("IpProtocol", "PortRange");
    if (!rule) return;
    if (const auto source_ports = ports_of(entry.text("SourcePortRange")); !source_ports || !source_ports->empty()) {
        return reader.refuse(Gravity::incomplete, "limits the source ports, which cannot be simulated");
    }
    if (!entry.text("PortRangeListId").empty()) {
        return reader.refuse(Gravity::incomplete, "takes its ports from a port list, which is not in the answer");
    }
    rule->priority = in.number(entry, "Priority", about).value_or(rule->priority);
    bool readable = true;
    for (const std::string_view member : {"SourceCidrIp", "Ipv6SourceCidrIp"}) {
        if (!rule->source) readable = reader.side(member, rule->source) && readable;
    }
    for (const std::string_view member : {"DestCidrIp", "Ipv6DestCidrIp"}) {
        if (!rule->destination) readable = reader.side(member, rule->destination) && readable;
    }
    if (!readable) return reader.refuse(Gravity::incomplete, "is for addresses that cannot be read");
    if (!(inbound ? rule->source : rule->destination)) {
        const std::string side = inbound ? "Source" : "Dest";
        if (!entry.text(side + "GroupId").empty()) {
            return reader.refuse(Gravity::warning,
                                 "is for the members of a security group, which are no addresses beyond a tunnel");
        }
        if (!entry.text(side + "PrefixListId").empty()) {
            return reader.refuse(Gravity::incomplete, "is for a prefix list, which is not in the answer");
        }
        return reader.refuse(Gravity::incomplete, "does not say for which addresses it is");
    }
    (inbound ? out.inbound : out.outbound).push_back(std::move(*rule));
}

/// An instance of the scenario has one address; security groups filter at the others too.
void say_other_addresses(AliyunImport& in, const AliyunRecord& record, const std::vector<std::string>& primary,
                         const std::string& about) {
    std::set<std::string> others;
    const auto add = [&](const std::string& address) {
        const bool known = !primary.empty() && address == primary.front();
        if (!address.empty() && !known) others.insert(address);
    };
    for (const auto& address : primary) add(address);
    for (const auto& interface : record.list("NetworkInterfaces", "NetworkInterface")) {
        add(interface.text("PrimaryIpAddress"));
        for (const auto& set : interface.list("PrivateIpSets", "PrivateIpSet")) add(set.text("PrivateIpAddress"));
        for (const auto& set : interface.list("Ipv6Sets", "Ipv6Set")) add(set.text("Ipv6Address"));
    }
    if (others.empty()) return;
    const bool one = others.size() == 1;
    in.say(Gravity::warning, "other-addresses", about,
           "this instance has " + std::to_string(others.size()) + (one ? " more address" : " more addresses") +
               " (secondary, IPv6 or of another network interface); only the primary one is simulated, so that no "
               "security group filters at the " +
               (one ? "other one" : "others"),
           record.origin());
}

}  // namespace

void read_vpc(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudVpc>(record, "VpcId", "VpcName");
    const auto& about = shown_name(out);
    const auto add = [&](const std::vector<std::string>& texts, std::string_view member, std::vector<Prefix>& into) {
        for (const auto& block : in.blocks(texts, record, member, about)) {
            if (std::find(into.begin(), into.end(), block) == into.end()) into.push_back(block);
        }
    };
    add(record.texts("CidrBlock", "CidrBlock"), "CidrBlock", out.cidrs);
    add(record.texts("SecondaryCidrBlocks", "SecondaryCidrBlock"), "SecondaryCidrBlocks", out.cidrs);
    add(record.texts("Ipv6CidrBlock", "Ipv6CidrBlock"), "Ipv6CidrBlock", out.cidrs);
    for (const auto& block : record.list("Ipv6CidrBlocks", "Ipv6CidrBlock")) {
        add(block.texts("Ipv6CidrBlock", "Ipv6CidrBlock"), "Ipv6CidrBlocks", out.cidrs);
    }
    add(record.texts("UserCidrs", "UserCidr"), "UserCidrs", out.user_cidrs);
    out.ipv4_gateway = !record.text("Ipv4GatewayId").empty();
    if (auto region = record.text("RegionId"); !region.empty()) in.regions.emplace(out.id, std::move(region));
    // A single table is the system table.
    if (const auto tables = record.texts("RouterTableIds", "RouterTableIds"); tables.size() == 1) {
        in.table_types.emplace(tables.front(), record_key("system", out.id));
    }
    in.keep(in.made.cloud.vpcs, "vpc", std::move(out));
}

void read_vswitch(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudVSwitch>(record, "VSwitchId", "VSwitchName");
    out.vpc = record.text("VpcId");
    const auto& about = shown_name(out);
    out.cidrs = in.blocks(record.texts("CidrBlock", "CidrBlock"), record, "CidrBlock", about);
    const auto ipv6 = in.blocks(record.texts("Ipv6CidrBlock", "Ipv6CidrBlock"), record, "Ipv6CidrBlock", about);
    out.cidrs.insert(out.cidrs.end(), ipv6.begin(), ipv6.end());
    const auto table = record.child("RouteTable");
    out.route_table = table.text("RouteTableId");
    if (!out.route_table.empty()) {
        in.table_types.emplace(out.route_table, in_lower_case(table.text("RouteTableType")) + between + out.vpc);
    }
    out.network_acl = record.text("NetworkAclId");
    in.keep(in.made.cloud.vswitches, "vswitch", std::move(out));
}

void read_route_table(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudRouteTable>(record, "RouteTableId", "RouteTableName");
    out.vpc = record.text("VpcId");
    const auto type = in_lower_case(record.text("RouteTableType"));
    out.type = type == "system" ? RouteTableType::system : RouteTableType::custom;
    for (const auto& vswitch : record.texts("VSwitchIds", "VSwitchId")) in.tables_of_vswitches.emplace(vswitch, out.id);
    in.keep(in.made.cloud.route_tables, "route table", std::move(out));
}

void read_network_acl(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudNetworkAcl>(record, "NetworkAclId", "NetworkAclName");
    out.vpc = record.text("VpcId");
    const auto& about = shown_name(out);
    out.rules = {
        acl_rules(in, record.list("IngressAclEntries", "IngressAclEntry"), "SourceCidrIp", &FilterRule::source, about),
        acl_rules(in, record.list("EgressAclEntries", "EgressAclEntry"), "DestinationCidrIp", &FilterRule::destination,
                  about)};
    for (const auto& resource : record.list("Resources", "Resource")) {
        in.acls_of_vswitches.emplace(resource.text("ResourceId"), out.id);
    }
    in.keep(in.made.cloud.network_acls, "network ACL", std::move(out));
}

void read_security_group(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudSecurityGroup>(record, "SecurityGroupId", "SecurityGroupName");
    out.vpc = record.text("VpcId");
    const auto& about = shown_name(out);
    for (const auto& entry : record.list("Permissions", "Permission")) add_permission(in, entry, about, out.rules);
    const auto id = out.id;
    if (!record.text("NextToken").empty()) in.paged_groups.insert(id);
    const auto known = in.positions.find(record_key("security group", id));
    if (known != in.positions.end() && in.paged_groups.contains(id)) {
        auto& rules = in.made.cloud.security_groups[known->second].rules;
        rules.inbound.insert(rules.inbound.end(), out.rules.inbound.begin(), out.rules.inbound.end());
        rules.outbound.insert(rules.outbound.end(), out.rules.outbound.begin(), out.rules.outbound.end());
        return;
    }
    in.keep(in.made.cloud.security_groups, "security group", std::move(out));
}

void read_security_group_entry(AliyunImport& in, const AliyunRecord& record) {
    const bool advanced = in_lower_case(record.text("SecurityGroupType")) == "enterprise";
    in.group_types.emplace(record.text("SecurityGroupId"),
                           advanced ? SecurityGroupType::advanced : SecurityGroupType::basic);
}

void read_instance(AliyunImport& in, const AliyunRecord& record) {
    const auto id = record.text("InstanceId");
    const auto name = record.text("InstanceName");
    const auto attributes = record.child("VpcAttributes");
    const auto addresses = attributes.child("PrivateIpAddress").texts("IpAddress", "IpAddress");
    const auto& about = name.empty() ? id : name;
    say_other_addresses(in, record, addresses, about);
    if (addresses.empty()) return;  // an instance of the classic network: in no VPC
    const auto address = Address::parse(addresses.front());
    if (!address) {
        return in.incomplete("bad-address", about, "the private address cannot be read; it is left out",
                             record.origin());
    }
    CloudInstance out{id, name, attributes.text("VpcId"), *address, {}, false, record.origin()};
    out.security_groups = record.texts("SecurityGroupIds", "SecurityGroupId");
    out.public_address = !record.child("PublicIpAddress").texts("IpAddress", "IpAddress").empty() ||
                         !record.child("EipAddress").text("IpAddress").empty();
    in.keep(in.made.cloud.instances, "instance", std::move(out));
}

}  // namespace vpnsim::importers
