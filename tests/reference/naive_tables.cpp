#include "tests/reference/naive_world.hpp"

namespace vpnsim {
namespace {

std::string name_of(GatewayId gateway) { return "gateway " + std::to_string(gateway.index()); }
std::string automatic_name(const IpsecConnection& connection, std::size_t number) {
    return "auto/" + connection.name + "/" + std::to_string(number);
}

bool matches(const PolicyRoute& route, const NaivePacket& packet) {
    return route.source.contains(packet.source) && route.destination.contains(packet.destination);
}
bool matches(const DestinationRoute& route, const NaivePacket& packet) {
    return route.destination.contains(packet.destination);
}
bool same_key(const PolicyRoute& a, const PolicyRoute& b) {
    return a.source == b.source && a.destination == b.destination;
}
bool same_key(const DestinationRoute& a, const DestinationRoute& b) { return a.destination == b.destination; }
std::string key_of(const PolicyRoute& route) { return route.source.text() + " " + route.destination.text(); }
std::string key_of(const DestinationRoute& route) { return route.destination.text(); }

/// R7, R9: the routes that take part in matching. Of several routes with equal keys and different next hops one does:
/// of an active/standby pair the effective one, of any other set each may.
template <class Route>
std::vector<Route> effective(NaiveWorld& world, const std::string& table, const std::vector<Route>& routes) {
    std::vector<Route> result;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        std::vector<Route> group;
        bool seen = false;
        for (std::size_t j = 0; j < routes.size(); ++j) {
            if (!same_key(routes[i], routes[j])) continue;
            seen = seen || j < i;
            group.push_back(routes[j]);
        }
        if (seen) continue;
        const auto agrees = [&](const Route& route) { return route.next_hop == group.front().next_hop; };
        if (std::all_of(group.begin(), group.end(), agrees)) {
            result.insert(result.end(), group.begin(), group.end());
        } else if (group.size() == 2 && group[0].weight + group[1].weight == 100 &&
                   (group[0].weight == 100 || group[1].weight == 100)) {
            const Route& active = group[0].weight == 100 ? group[0] : group[1];
            const Route& standby = group[0].weight == 100 ? group[1] : group[0];
            const bool taken_over = !is_up(world, active.next_hop) && is_up(world, standby.next_hop);
            result.push_back(taken_over ? standby : active);
        } else {
            const std::string fact = "conflict in " + table + " over " + key_of(routes[i]);
            result.push_back(group[world.choices.choose(fact, group.size())]);
        }
    }
    return result;
}

std::optional<PolicyRoute> policy_match(NaiveWorld& world, GatewayId id, const NaivePacket& packet) {
    const VpnGateway& gateway = world.estate[id];
    std::vector<PolicyRoute> relevant;
    for (const PolicyRoute& route : policy_table(world.estate, id)) {
        if (matches(route, world.request) || matches(route, reply_to(world.request))) relevant.push_back(route);
    }
    const bool legacy = !gateway.policy_route_priorities;
    // R4: the smaller priority wins. R6: a legacy gateway has no priorities, or goes by the longest prefixes.
    const auto rank = [&](const PolicyRoute& route) -> std::pair<int, int> {
        if (!legacy) return {route.priority, 0};
        if (world.assumptions.legacy_policy_routes == LegacyPolicyRoutes::sequential) return {0, 0};
        return {-static_cast<int>(route.destination.length()), -static_cast<int>(route.source.length())};
    };
    const auto routes = effective(world, "policy routes of " + name_of(id), relevant);
    std::optional<std::pair<int, int>> best;
    for (const PolicyRoute& route : routes) {
        if (matches(route, packet) && (!best || rank(route) < *best)) best = rank(route);
    }
    if (!best) return std::nullopt;
    std::vector<PolicyRoute> tied;
    for (const PolicyRoute& route : routes) {
        if (rank(route) == *best) tied.push_back(route);
    }
    if (gateway.policy_route_order) {  // R5: the observed order decides
        for (const std::string& name : *gateway.policy_route_order) {
            for (const PolicyRoute& route : tied) {
                if (route.name == name && matches(route, packet)) return route;
            }
        }
        throw std::invalid_argument("policy_route_order names not every route");
    }
    const std::string table = name_of(id) + " rank " + std::to_string(best->first) + "/" + std::to_string(best->second);
    return first_in_order(
        world, table, tied, packet, [](const auto& route, const NaivePacket& p) { return matches(route, p); },
        [](const auto& a, const auto& b) { return a.next_hop == b.next_hop; });
}

/// R15: the longest prefix of the effective routes.
std::optional<DestinationRoute> destination_match(NaiveWorld& world, GatewayId id, const NaivePacket& packet) {
    std::vector<DestinationRoute> matching;
    for (const DestinationRoute& route : world.estate[id].destination_routes) {
        if (matches(route, packet)) matching.push_back(route);
    }
    std::optional<DestinationRoute> best;
    for (const auto& route : effective(world, "destination routes of " + name_of(id), matching)) {
        if (!best || route.destination.length() > best->destination.length()) best = route;
    }
    return best;
}

/// Longest prefix, shortest path, then a choice; the routes of a down connection are withdrawn.
std::optional<BgpRoute> bgp_match(NaiveWorld& world, GatewayId id, const NaivePacket& packet) {
    std::vector<BgpRoute> best;
    const auto rank = [](const BgpRoute& route) {
        return std::pair{-static_cast<int>(route.destination.length()), route.as_path.size()};
    };
    for (const BgpRoute& route : world.estate[id].bgp_routes) {
        if (!route.destination.contains(packet.destination) || !is_up(world, route.next_hop)) continue;
        if (!best.empty() && rank(route) < rank(best.front())) best.clear();
        if (best.empty() || rank(route) == rank(best.front())) best.push_back(route);
    }
    if (best.empty()) return std::nullopt;
    return best[world.choices.choose("BGP of " + name_of(id) + " for " + text(packet), best.size())];
}

}  // namespace

std::vector<PolicyRoute> policy_table(const Estate& estate, GatewayId gateway) {
    const auto& listed = estate[gateway].policy_routes;
    std::vector<PolicyRoute> result = listed;
    for (std::size_t i = 0; i < estate.ipsec_connections.size(); ++i) {
        const IpsecConnection& connection = estate.ipsec_connections[i];
        if (connection.vpn_gateway != gateway || !connection.auto_routes || connection.destination_routing_mode()) {
            continue;
        }
        std::size_t number = 0;
        for (const TrafficSelector& local : connection.local_ts) {
            for (const TrafficSelector& remote : connection.remote_ts) {
                ++number;
                // R3: a route is two blocks; ranges and protocols cannot be written as one.
                if (!local.prefix() || !remote.prefix() || local.protocol || remote.protocol) continue;
                const PolicyRoute route{.name = automatic_name(connection, number),
                                        .source = *local.prefix(),
                                        .destination = *remote.prefix(),
                                        .next_hop = ConnectionId{i},
                                        .weight = 100,
                                        .priority = 10,
                                        .published = connection.publish_auto_routes,
                                        .place = {}};
                const auto replaces = [&](const PolicyRoute& other) {
                    return same_key(route, other) && route.next_hop == other.next_hop;
                };
                if (std::none_of(listed.begin(), listed.end(), replaces)) result.push_back(route);
            }
        }
    }
    return result;
}

std::optional<ConnectionId> gateway_next_hop(NaiveWorld& world, GatewayId gateway, const NaivePacket& packet) {
    if (const auto route = policy_match(world, gateway, packet)) return route->next_hop;
    const auto destination = destination_match(world, gateway, packet);
    const bool table_order = world.assumptions.destination_vs_bgp == DestinationVsBgp::table_order;
    if (destination && table_order) return destination->next_hop;
    const auto bgp = bgp_match(world, gateway, packet);
    if (destination && bgp) {
        const bool longer = bgp->destination.length() > destination->destination.length();
        return longer ? bgp->next_hop : destination->next_hop;
    }
    if (destination) return destination->next_hop;
    if (bgp) return bgp->next_hop;
    return std::nullopt;
}

std::optional<VpcRoute> vpc_route(NaiveWorld& world, VpcId vpc, const VSwitch& vswitch, const NaivePacket& packet) {
    const auto& tables = world.estate[vpc].route_tables;
    const RouteTable* table = nullptr;
    if (vswitch.route_table) {
        table = &tables[vswitch.route_table->index()];
    } else {
        for (const RouteTable& candidate : tables) {
            if (!table && candidate.type == RouteTableType::system) table = &candidate;
        }
    }
    // N5: in this order, so that of equal prefixes the first one stays.
    std::vector<VpcRoute> routes;
    if (table) routes = table->routes;
    if (!table || table->type == RouteTableType::system) {  // R16, R25: custom tables never receive routes
        const auto add = [&](GatewayId gateway, Prefix destination) {
            routes.push_back({.name = "", .destination = destination, .next_hop = gateway, .place = {}});
        };
        for (std::size_t g = 0; g < world.estate.vpn_gateways.size(); ++g) {
            if (world.estate.vpn_gateways[g].vpc != vpc) continue;
            for (const PolicyRoute& route : policy_table(world.estate, GatewayId{g})) {
                if (route.published) add(GatewayId{g}, route.destination);
            }
            for (const DestinationRoute& route : world.estate.vpn_gateways[g].destination_routes) {
                if (route.published) add(GatewayId{g}, route.destination);
            }
        }
        for (std::size_t g = 0; g < world.estate.vpn_gateways.size(); ++g) {
            const VpnGateway& gateway = world.estate.vpn_gateways[g];
            if (gateway.vpc != vpc || !gateway.auto_propagate) continue;
            for (const BgpRoute& route : gateway.bgp_routes) {
                if (!route.destination.contains(packet.destination)) continue;
                if (is_up(world, route.next_hop)) add(GatewayId{g}, route.destination);
            }
        }
    }
    std::optional<VpcRoute> best;
    for (const VpcRoute& route : routes) {
        if (!route.destination.contains(packet.destination)) continue;
        if (!best || route.destination.length() > best->destination.length()) best = route;
    }
    return best;
}

}  // namespace vpnsim
