#include "model/automatic_route.hpp"

#include <set>
#include <tuple>

namespace vpnsim {
namespace {

std::vector<Prefix> plain_blocks(const SelectorList& selectors) {
    std::vector<Prefix> blocks;
    for (const auto& selector : selectors) {
        if (const auto block = selector.prefix(); block && !selector.protocol) blocks.push_back(*block);
    }
    return blocks;
}

}  // namespace

std::vector<PolicyRoute> automatic_policy_routes(const Estate& estate, GatewayId gateway) {
    std::set<std::tuple<Prefix, Prefix, ConnectionId>> listed;
    for (const auto& route : estate[gateway].policy_routes) {
        listed.emplace(route.source, route.destination, route.next_hop);
    }
    std::vector<PolicyRoute> routes;
    for (std::size_t index = 0; index < estate.ipsec_connections.size(); ++index) {
        const auto& connection = estate.ipsec_connections[index];
        if (connection.vpn_gateway != gateway || !connection.auto_routes || connection.destination_routing_mode()) {
            continue;
        }
        const ConnectionId next_hop{index};
        std::size_t number = 0;
        for (const auto& local : plain_blocks(connection.local_ts)) {
            for (const auto& remote : plain_blocks(connection.remote_ts)) {
                if (local.family() != remote.family()) continue;
                ++number;
                if (listed.contains({local, remote, next_hop})) continue;
                routes.push_back({"auto/" + connection.name + '/' + std::to_string(number), local, remote, next_hop,
                                  100, 10, connection.publish_auto_routes, connection.place});
            }
        }
    }
    return routes;
}

}  // namespace vpnsim
