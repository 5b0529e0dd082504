#include "sim/forwarding_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

namespace vpnsim {

Reach components(const Estate& estate, const Negotiations& negotiations) {
    // Vertices: VPCs, then gateways, then sites.
    const std::size_t gateways = estate.vpcs.size();
    const std::size_t sites = gateways + estate.vpn_gateways.size();
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(sites + estate.sites.size());
    for (std::size_t v = 0; v < estate.vpcs.size(); ++v) {
        for (const auto& table : estate.vpcs[v].route_tables) {
            for (const auto& route : table.routes) {
                if (const auto* peer = std::get_if<VpcId>(&route.next_hop)) add_edge(v, peer->index(), graph);
                if (const auto* gateway = std::get_if<GatewayId>(&route.next_hop))
                    add_edge(v, gateways + gateway->index(), graph);
            }
        }
    }
    for (std::size_t g = 0; g < estate.vpn_gateways.size(); ++g) {
        if (const auto vpc = estate.vpn_gateways[g].vpc) add_edge(vpc->index(), gateways + g, graph);
    }
    for (const auto& pair : negotiations.pairs) {
        const auto gateway = estate[pair.cloud.connection].vpn_gateway;
        if (gateway && pair.peer) add_edge(gateways + gateway->index(), sites + pair.peer->site.index(), graph);
    }
    std::vector<std::size_t> numbers(num_vertices(graph));
    if (!numbers.empty()) boost::connected_components(graph, numbers.data());
    const auto begin = numbers.begin();
    return {{begin, begin + static_cast<std::ptrdiff_t>(gateways)},
            {begin + static_cast<std::ptrdiff_t>(sites), numbers.end()}};
}

}  // namespace vpnsim
