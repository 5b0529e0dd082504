#include "sim/remedies/estate_edit.hpp"

#include <range/v3/algorithm/contains.hpp>
#include <set>

#include "model/automatic_route.hpp"

namespace vpnsim {

PolicyRoute& listed_policy_route(Estate& estate, GatewayId gateway, const PolicyRoute& route) {
    auto& owner = gateway_in(estate, gateway);
    auto& routes = owner.policy_routes;
    const auto listed =
        std::find_if(routes.begin(), routes.end(), [&](const PolicyRoute& r) { return r.name == route.name; });
    if (listed != routes.end()) return *listed;
    // "auto/conn-1/2" -> "conn-1-2"
    auto stem = route.name.substr(route.name.find('/') + 1);
    std::replace(stem.begin(), stem.end(), '/', '-');
    auto added = route;
    added.name = unused_name(routes, stem);
    if (owner.policy_route_order) {
        std::replace(owner.policy_route_order->begin(), owner.policy_route_order->end(), route.name, added.name);
    }
    return routes.emplace_back(std::move(added));
}

void forget_stale_orders(Estate& estate) {
    for (std::size_t g = 0; g < estate.vpn_gateways.size(); ++g) {
        auto& gateway = estate.vpn_gateways[g];
        if (!gateway.policy_route_order) continue;
        std::set<std::string> names;
        for (const auto& route : gateway.policy_routes) names.insert(route.name);
        for (const auto& route : automatic_policy_routes(estate, GatewayId{g})) names.insert(route.name);
        const auto& order = *gateway.policy_route_order;
        if (names.size() != order.size() || names != std::set<std::string>{order.begin(), order.end()}) {
            gateway.policy_route_order.reset();
        }
    }
}

void route_in_vpc(Estate& estate, VpcId id, RouteTableIndex table, const Prefix& destination, GatewayId next_hop) {
    auto& vpc = estate.vpcs[id.index()];
    if (table.index() == vpc.route_tables.size()) {
        vpc.route_tables.push_back({unused_name(vpc.route_tables, "main"), RouteTableType::system, {}, {}});
    }
    auto& routes = vpc.route_tables[table.index()].routes;
    const auto same =
        std::find_if(routes.begin(), routes.end(), [&](const VpcRoute& r) { return r.destination == destination; });
    // A black hole was dug on purpose.
    if (same != routes.end() && std::holds_alternative<Blackhole>(same->next_hop)) return;
    if (same != routes.end()) same->next_hop = next_hop;
    else routes.push_back({unused_name(routes, "to-" + estate[next_hop].name), destination, next_hop, {}});
}

void route_on_gateway(Estate& estate, GatewayId id, const Prefix& destination, ConnectionId next_hop, bool published) {
    auto& routes = gateway_in(estate, id).destination_routes;
    const auto same = std::find_if(routes.begin(), routes.end(),
                                   [&](const DestinationRoute& r) { return r.destination == destination; });
    if (same != routes.end()) same->next_hop = next_hop;
    else
        routes.push_back(
            {unused_name(routes, "to-" + estate[next_hop].name), destination, next_hop, 100, published, {}});
}

void route_at_site(Estate& estate, SiteId id, const Prefix& destination, const SiteNextHop& next_hop) {
    auto& routes = estate.sites[id.index()].routes;
    const auto same =
        std::find_if(routes.begin(), routes.end(), [&](const SiteRoute& r) { return r.destination == destination; });
    if (same != routes.end()) same->next_hops = {next_hop};
    else routes.push_back({unused_name(routes, "to-vpc"), destination, {next_hop}, 0, {}});
}

std::vector<RouteTableIndex> tables_of(const Vpc& vpc, const Prefix& sources) {
    const auto& tables = vpc.route_tables;
    const auto system = std::find_if(tables.begin(), tables.end(),
                                     [](const RouteTable& t) { return t.type == RouteTableType::system; });
    const RouteTableIndex by_default{static_cast<std::size_t>(system - tables.begin())};
    std::vector<RouteTableIndex> out;
    for (const auto& vswitch : vpc.vswitches) {
        const auto table = vswitch.route_table.value_or(by_default);
        if (vswitch.cidr.overlaps(sources) && !ranges::contains(out, table)) out.push_back(table);
    }
    return out;
}

std::vector<Prefix> blocks(const SelectorList& selectors) {
    std::vector<Prefix> out;
    for (const auto& selector : selectors) cover(selector.first, selector.last, out);
    return out;
}

SelectorList selectors_of(const std::vector<Prefix>& blocks) {
    SelectorList out;
    for (const auto& block : blocks) out.push_back(TrafficSelector::of(block));
    return out;
}

std::optional<Prefix> aggregate(const std::vector<Prefix>& blocks) {
    if (blocks.empty()) return std::nullopt;
    auto out = blocks.front();
    for (const auto& block : blocks) {
        if (block.family() != out.family()) return std::nullopt;
        while (!out.contains(block)) out = Prefix{out.first(), out.length() - 1};
    }
    return out;
}

}  // namespace vpnsim
