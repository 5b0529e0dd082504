#include "model/automatic_route.hpp"

#include <optional>
#include <set>
#include <tuple>

namespace vpnsim {
namespace {

/// The block that a selector is, if it is no more than that.
std::optional<Prefix> plain_block(const TrafficSelector& selector) {
    return selector.protocol ? std::nullopt : selector.prefix();
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
        for (const auto& local_ts : connection.local_ts) {
            for (const auto& remote_ts : connection.remote_ts) {
                ++number;
                const auto local = plain_block(local_ts);
                const auto remote = plain_block(remote_ts);
                if (!local || !remote || local->family() != remote->family()) continue;
                if (listed.contains({*local, *remote, next_hop})) continue;
                routes.push_back({"auto/" + connection.name + '/' + std::to_string(number), *local, *remote, next_hop,
                                  100, 10, connection.publish_auto_routes, connection.place});
            }
        }
    }
    return routes;
}

}  // namespace vpnsim
