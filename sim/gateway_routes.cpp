#include "sim/gateway_routes.hpp"

#include <algorithm>
#include <map>
#include <range/v3/algorithm/contains.hpp>
#include <unordered_map>

#include "model/automatic_route.hpp"

namespace vpnsim {
namespace {

template <class Route, class Key>
std::vector<ActiveStandbyGroup> groups_by(const std::vector<Route>& routes, Key key) {
    std::map<decltype(key(routes.front())), std::vector<std::uint32_t>> by_key;
    for (std::uint32_t i = 0; i < routes.size(); ++i) by_key[key(routes[i])].push_back(i);
    std::vector<ActiveStandbyGroup> groups;
    for (auto& [ignored, members] : by_key) {
        std::vector<ConnectionId> connections;
        for (const auto i : members) {
            if (!ranges::contains(connections, routes[i].next_hop)) {
                connections.push_back(routes[i].next_hop);
            }
        }
        if (connections.size() < 2) continue;
        const auto weight = [&](std::size_t i) { return routes[members[i]].weight; };
        const bool swapped = members.size() == 2 && weight(0) == 0 && weight(1) == 100;
        const bool pair = swapped || (members.size() == 2 && weight(0) == 100 && weight(1) == 0);
        if (swapped) {
            std::swap(members[0], members[1]);
            std::swap(connections[0], connections[1]);
        }
        using Kind = ActiveStandbyGroup::Kind;
        groups.push_back({pair ? Kind::pair : Kind::conflict, std::move(members), std::move(connections)});
    }
    std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
        return *std::min_element(a.routes.begin(), a.routes.end()) <
               *std::min_element(b.routes.begin(), b.routes.end());
    });
    return groups;
}

}  // namespace

std::vector<PolicyRoute> policy_routes(const Estate& estate, GatewayId gateway) {
    auto routes = estate[gateway].policy_routes;
    for (auto& route : automatic_policy_routes(estate, gateway)) routes.push_back(std::move(route));
    return routes;
}

std::vector<ActiveStandbyGroup> active_standby_groups(const std::vector<PolicyRoute>& routes) {
    return groups_by(routes, [](const PolicyRoute& r) { return std::pair{r.source, r.destination}; });
}

std::vector<ActiveStandbyGroup> active_standby_groups(const std::vector<DestinationRoute>& routes) {
    return groups_by(routes, [](const DestinationRoute& r) { return r.destination; });
}

std::vector<std::uint64_t> policy_ranks(const VpnGateway& gateway, const std::vector<PolicyRoute>& routes,
                                        LegacyPolicyRoutes legacy) {
    std::unordered_map<std::string_view, std::size_t> position;
    if (gateway.policy_route_order) {
        for (const auto& name : *gateway.policy_route_order) position.try_emplace(name, position.size());
    }
    std::vector<std::uint64_t> ranks;
    ranks.reserve(routes.size());
    for (const auto& route : routes) {
        std::uint64_t first = route.priority;
        if (!gateway.policy_route_priorities) {
            // R6: one priority for all, or the longest destination, then the longest source.
            const std::uint64_t open = (129 - route.destination.length()) * 129ULL + (129 - route.source.length());
            first = legacy == LegacyPolicyRoutes::longest_prefix ? open : 0;
        }
        const auto known = position.find(route.name);
        ranks.push_back(first << 32 | (known == position.end() ? 0 : known->second));
    }
    return ranks;
}

}  // namespace vpnsim
