#include "sim/vpc_zones.hpp"

#include <algorithm>
#include <array>
#include <range/v3/algorithm/contains.hpp>
#include <string_view>

#include "sim/address_owners.hpp"

namespace vpnsim {
namespace {

std::optional<std::uint32_t> pool_of(const VpcZones& zones, const Instance& instance) {
    const auto found = std::find_if(zones.groups.begin(), zones.groups.end(),
                                    [&](const auto& pool) { return pool.groups == instance.security_groups; });
    if (found == zones.groups.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - zones.groups.begin());
}

bool is_basic(const Vpc& vpc, SecurityGroupIndex group) {
    return vpc.security_groups[group.index()].type == SecurityGroupType::basic;
}

PooledGroups pool(const Vpc& vpc, const std::vector<SecurityGroupIndex>& groups) {
    PooledGroups out{groups, {}, {}, {}};
    std::vector<FilterRule> inbound;
    std::vector<FilterRule> outbound;
    const auto add = [](const std::vector<FilterRule>& rules, SecurityGroupIndex group,
                        std::vector<PooledGroups::Rule>& names, std::vector<FilterRule>& all) {
        for (std::uint32_t i = 0; i < rules.size(); ++i) names.push_back({group, i});
        all.insert(all.end(), rules.begin(), rules.end());
    };
    for (const auto group : groups) {
        const auto& rules = vpc.security_groups[group.index()].rules;
        add(rules.inbound, group, out.inbound, inbound);
        add(rules.outbound, group, out.outbound, outbound);
    }
    // N21: what no rule says. Where kinds are mixed, the strict one stands, as a drop wins a tie.
    const bool open = std::all_of(groups.begin(), groups.end(), [&](auto group) { return is_basic(vpc, group); });
    out.filter = {priority_filter(inbound, FilterAction::drop),
                  priority_filter(outbound, open ? FilterAction::accept : FilterAction::drop)};
    return out;
}

IntervalMap private_with(const Vpc& vpc, const std::vector<Prefix>& user_cidrs) {
    constexpr std::array<std::string_view, 4> always_private{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                                             "100.64.0.0/10"};
    AddressLayer blocks{{Prefix::everything(Family::ipv6), 1}};
    for (const auto block : always_private) blocks.emplace_back(*Prefix::parse(block), 1);
    for (const auto* own : {&vpc.cidrs, &user_cidrs}) {
        for (const auto& block : *own) blocks.emplace_back(block, 1);
    }
    for (const auto& vswitch : vpc.vswitches) blocks.emplace_back(vswitch.cidr, 1);
    return address_owners({std::move(blocks)});
}

}  // namespace

VpcZones vpc_zones(const Vpc& vpc, RouteTableIndex system_table) {
    VpcZones out;
    for (const auto& acl : vpc.network_acls) {
        out.network_acls.push_back({first_match_filter(acl.rules.inbound), first_match_filter(acl.rules.outbound)});
    }
    const auto number = [&](const VpcZone& zone) {
        const auto found = std::find(out.zones.begin(), out.zones.end(), zone);
        const auto index = static_cast<std::uint32_t>(found - out.zones.begin());
        if (found == out.zones.end()) out.zones.push_back(zone);
        return first_zone + index;
    };
    const auto zone_of = [&](const VSwitch& vswitch) {
        return VpcZone{vswitch.route_table.value_or(system_table), vswitch.network_acl, std::nullopt, false};
    };
    AddressLayer positions;
    AddressLayer vswitches;
    for (const auto& vswitch : vpc.vswitches) {
        vswitches.emplace_back(vswitch.cidr, number(zone_of(vswitch)));
        positions.emplace_back(vswitch.cidr, static_cast<std::uint32_t>(vswitches.size()));
    }
    out.vswitch = address_owners({std::move(positions)});
    AddressLayer instances;
    for (const auto& instance : vpc.instances) {
        const auto position = out.vswitch.at(instance.address);
        if (position == 0) continue;
        if (!instance.security_groups.empty() && !pool_of(out, instance)) {
            out.groups.push_back(pool(vpc, instance.security_groups));
        }
        auto zone = zone_of(vpc.vswitches[position - 1]);
        zone.groups = pool_of(out, instance);
        zone.public_address = instance.public_address;
        instances.emplace_back(Prefix::host(instance.address), number(zone));
    }
    AddressLayer cidrs;
    for (const auto& cidr : vpc.cidrs) cidrs.emplace_back(cidr, static_cast<std::uint32_t>(VpcOwner::unowned));
    out.owner = address_owners({std::move(instances), std::move(vswitches), std::move(cidrs)});
    // N13: with an IPv4 gateway the route table decides about everything.
    out.by_route_table = vpc.ipv4_gateway ? IntervalMap{1} : private_with(vpc, vpc.user_cidrs);
    return out;
}

IntervalMap private_destinations(const Vpc& vpc) { return private_with(vpc, {}); }

bool share_basic_group(const Vpc& vpc, const PooledGroups& a, const PooledGroups& b) {
    return std::any_of(a.groups.begin(), a.groups.end(),
                       [&](auto group) { return is_basic(vpc, group) && ranges::contains(b.groups, group); });
}

}  // namespace vpnsim
