#include <algorithm>

#include "tools/importers/terraform_records.hpp"

namespace vpnsim::importers::terraform {
namespace {

/// Rules that prefix lists are expanded to, of all filters together.
constexpr std::size_t most_expanded_rules = 50'000;

template <class Record>
std::map<std::string_view, Record*> by_id(std::vector<Record>& records) {
    std::map<std::string_view, Record*> out;
    for (auto& record : records) out.emplace(record.id, &record);
    return out;
}

template <class Map>
auto* found(const Map& map, std::string_view id) {
    const auto at = map.find(id);
    return at == map.end() ? nullptr : at->second;
}

void say_dangling(const std::string& about, const std::string& id, Origin origin, Remarks& remarks) {
    origin.path.clear();  // `about` says it
    remarks.push_back({Gravity::incomplete, "dangling-reference", about,
                       "It belongs to " + id + ", which the input does not describe. It is left out.",
                       std::move(origin)});
}

/// Puts rules into their filters; those of prefix lists once for each block.
template <class Filter>
void place(const std::vector<LooseRule>& rules, std::vector<Filter>& filters, const Draft& draft, Remarks& remarks) {
    const auto owners = by_id(filters);
    std::size_t expanded = 0;
    for (const auto& loose : rules) {
        auto* owner = found(owners, loose.owner);
        if (owner == nullptr) {
            say_dangling(loose.origin.path, loose.owner, loose.origin, remarks);
            continue;
        }
        const bool inbound = loose.direction == Direction::inbound;
        auto& list = inbound ? owner->rules.inbound : owner->rules.outbound;
        if (loose.prefix_list.empty()) {
            list.push_back(loose.rule);
            continue;
        }
        const auto prefixes = draft.prefix_lists.find(loose.prefix_list);
        if (prefixes == draft.prefix_lists.end()) {
            say_dangling(loose.origin.path, loose.prefix_list, loose.origin, remarks);
            continue;
        }
        expanded += prefixes->second.size();
        if (expanded > most_expanded_rules) {
            remarks.push_back({Gravity::incomplete, "too-many-elements", loose.origin.path,
                               "Prefix lists expand to more than " + std::to_string(most_expanded_rules) +
                                   " rules. The rest is left out.",
                               loose.origin});
            return;
        }
        for (const auto& prefix : prefixes->second) {
            auto rule = loose.rule;
            (inbound ? rule.source : rule.destination) = prefix;
            list.push_back(std::move(rule));
        }
    }
}

void place_vswitches(Draft& draft, Remarks& remarks) {
    const auto vswitches = by_id(draft.cloud.vswitches);
    for (const auto& [vswitch, table] : draft.tables_of_vswitches) {
        if (auto* record = found(vswitches, vswitch)) {
            record->route_table = table;
        } else {
            say_dangling(table, vswitch, {}, remarks);
        }
    }
    for (const auto& [vswitch, acl] : draft.acls_of_vswitches) {
        if (auto* record = found(vswitches, vswitch)) {
            record->network_acl = acl;
        } else {
            say_dangling(acl, vswitch, {}, remarks);
        }
    }
    for (auto& instance : draft.cloud.instances) {
        const auto* vswitch = found(vswitches, draft.vswitches_of_instances[instance.id]);
        if (vswitch != nullptr) instance.vpc = vswitch->vpc;
    }
    // A vSwitch whose table is its VPC stands in the system table, like one without.
    for (auto& vswitch : draft.cloud.vswitches) {
        if (vswitch.route_table == vswitch.vpc) vswitch.route_table.clear();
    }
}

void place_vpcs(Draft& draft, Remarks& remarks) {
    const auto vpcs = by_id(draft.cloud.vpcs);
    for (const auto& [vpc, prefix] : draft.cidrs_of_vpcs) {
        auto* record = found(vpcs, vpc);
        if (record == nullptr) {
            say_dangling(prefix.text(), vpc, {}, remarks);
        } else if (std::find(record->cidrs.begin(), record->cidrs.end(), prefix) == record->cidrs.end()) {
            record->cidrs.push_back(prefix);
        }
    }
    for (const auto& vpc : draft.vpcs_with_ipv4_gateway) {
        if (auto* record = found(vpcs, vpc)) record->ipv4_gateway = true;
    }
}

/// A peering leads to the VPC at its other end.
void place_peerings(Draft& draft) {
    const auto tables = by_id(draft.cloud.route_tables);
    for (auto& route : draft.cloud.routes) {
        const auto* table = found(tables, route.route_table);
        const auto& vpc = table == nullptr ? route.route_table : table->vpc;
        for (auto& hop : route.next_hops) {
            const auto peering = draft.peerings.find(hop);
            if (peering == draft.peerings.end()) continue;
            const auto& [asking, accepting] = peering->second;
            hop = asking == vpc ? accepting : asking;
        }
        std::erase(route.next_hops, std::string{});
    }
}

/// Routes whose gateway is the one of their connection.
template <class Route>
void place_gateway_routes(std::vector<Route>& routes, const std::vector<CloudConnection>& connections,
                          Remarks& remarks) {
    std::map<std::string_view, std::string_view> gateways;
    for (const auto& connection : connections) gateways.emplace(connection.id, connection.vpn_gateway);
    std::erase_if(routes, [&](Route& route) {
        if (!route.vpn_gateway.empty()) return false;
        const auto at = gateways.find(route.next_hop);
        if (at != gateways.end()) route.vpn_gateway = at->second;
        if (!route.vpn_gateway.empty()) return false;
        remarks.push_back({Gravity::incomplete,
                           "missing-value",
                           route.origin.path,
                           "The VPN gateway of its next hop is not known either. The route is left out.",
                           {route.origin.file, route.origin.line}});
        return true;
    });
}

}  // namespace

void settle(Draft& draft, Remarks& remarks) {
    place_vpcs(draft, remarks);
    place_vswitches(draft, remarks);
    place_peerings(draft);
    place_gateway_routes(draft.cloud.policy_routes, draft.cloud.connections, remarks);
    place_gateway_routes(draft.cloud.destination_routes, draft.cloud.connections, remarks);
    place(draft.group_rules, draft.cloud.security_groups, draft, remarks);
    place(draft.acl_rules, draft.cloud.network_acls, draft, remarks);
    for (auto& connection : draft.cloud.connections) {
        const auto router = draft.transit_routers.find(connection.id);
        if (router == draft.transit_routers.end() || connection.attached_to.empty()) continue;
        connection.attached_to = router->second;
    }
}

}  // namespace vpnsim::importers::terraform
