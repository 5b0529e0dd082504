#include "tools/importers/cloud_scope.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::uint32_t most_weight = 100;
constexpr std::uint32_t least_route_priority = 1;
constexpr std::uint32_t most_route_priority = 100;

struct RouteEnds {
    GatewayId gateway;
    ConnectionId next_hop;
};

/// The gateway and the connection of a route of a gateway, or nothing and says why.
template <class Route>
std::optional<RouteEnds> ends(CloudScope& scope, const Route& route) {
    if (scope.not_simulated.contains(route.next_hop)) return std::nullopt;  // said at the connection
    const auto next_hop = scope.connections.find(route.next_hop);
    if (next_hop == scope.connections.end()) {
        scope.lacks("connection-unknown", route.next_hop,
                    "routes lead to this connection, but it is not in the input; they are left out", route.origin);
        return std::nullopt;
    }
    const auto& connection = scope.estate.ipsec_connections[next_hop->second.index()];
    auto gateway = scope.gateway(route.vpn_gateway, route.origin);
    if (!gateway) gateway = connection.vpn_gateway;
    if (!gateway) {
        scope.lacks("vpn-gateway-unknown", connection.name,
                    "the input does not say to which VPN gateway the routes to this connection belong; they are left "
                    "out",
                    route.origin);
        return std::nullopt;
    }
    return RouteEnds{*gateway, next_hop->second};
}

std::string route_name(CloudScope& scope, const RouteEnds& at, const std::string& table, const std::string& blocks) {
    const auto& connection = scope.estate.ipsec_connections[at.next_hop.index()].name;
    return scope.own_ids[table + '/' + scope[at.gateway].name].take(connection + '-' + blocks, {});
}

/// Returns the weight as the scenario has it, or nothing and says so.
template <class Route>
std::optional<std::uint8_t> weight_of(CloudScope& scope, const Route& route, const std::string& name) {
    if (route.weight > most_weight) {
        scope.lacks("weight", name,
                    "the weight " + std::to_string(route.weight) + " is none of 0 to 100; the route is left out",
                    route.origin);
        return std::nullopt;
    }
    if (route.weight != 0 && route.weight != most_weight) {
        scope.say(Gravity::warning, "weight", name,
                  "the weight " + std::to_string(route.weight) +
                      " is neither 100 (active) nor 0 (standby); it shares no traffic out",
                  route.origin);
    }
    return static_cast<std::uint8_t>(route.weight);
}

void add_policy_route(CloudScope& scope, const CloudPolicyRoute& route) {
    const auto at = ends(scope, route);
    if (!at) return;
    const auto name = route_name(scope, *at, "policy_routes",
                                 "from-" + id_part(route.source.text()) + "-to-" + id_part(route.destination.text()));
    if (route.source.family() != route.destination.family()) {
        scope.lacks("mixed-families", name,
                    "the source and the destination of this policy route are not of one family; it is left out",
                    route.origin);
        return;
    }
    if (route.priority < least_route_priority || route.priority > most_route_priority) {
        scope.lacks("priority", name,
                    "the priority " + std::to_string(route.priority) + " is none of 1 to 100; the route is left out",
                    route.origin);
        return;
    }
    const auto weight = weight_of(scope, route, name);
    if (!weight) return;
    scope[at->gateway].policy_routes.push_back({name, route.source, route.destination, at->next_hop, *weight,
                                                static_cast<std::uint8_t>(route.priority), route.published, Place{}});
}

void add_destination_route(CloudScope& scope, const CloudDestinationRoute& route) {
    const auto at = ends(scope, route);
    if (!at) return;
    const auto blocks = "to-" + id_part(route.destination.text());
    if (route.bgp) {
        const auto name = route_name(scope, *at, "bgp_routes", blocks);
        BgpRoute out{name, route.destination, at->next_hop, {}, Place{}};
        for (const auto asn : route.as_path) {
            if (asn != 0) out.as_path.push_back(asn);
        }
        scope[at->gateway].bgp_routes.push_back(std::move(out));
        return;
    }
    const auto name = route_name(scope, *at, "destination_routes", blocks);
    const auto weight = weight_of(scope, route, name);
    if (!weight) return;
    scope[at->gateway].destination_routes.push_back(
        {name, route.destination, at->next_hop, *weight, route.published, Place{}});
}

}  // namespace

void add_gateway_routes(CloudScope& scope) {
    for (const auto& route : scope.cloud.policy_routes) {
        if (!route.automatic) add_policy_route(scope, route);
    }
    for (const auto& route : scope.cloud.destination_routes) add_destination_route(scope, route);
}

}  // namespace vpnsim::importers
