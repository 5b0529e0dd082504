// asymmetric-return-path: one connection for both directions of a flow, by what the gateway or the site routes (R5,
// N26).
#include <range/v3/algorithm/contains.hpp>

#include "sim/findings/finding_context.hpp"
#include "sim/remedies/flow_sides.hpp"
#include "sim/remedies/priorities.hpp"

namespace vpnsim {
namespace {

bool overlaps_any(const Prefix& block, const std::vector<Prefix>& blocks) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& b) { return b.overlaps(block); });
}

/// The policy routes of a gateway that lead flows of the finding into one of its connections.
RankedRoutes concerned(const RemedyContext& context, GatewayId gateway, const FlowSides& flows) {
    RankedRoutes out;
    for (const auto& route : context.simulation.network()[gateway].policy_routes) {
        if (ranges::contains(context.connections, route.next_hop) && overlaps_any(route.source, flows.cloud) &&
            overlaps_any(route.destination, flows.site)) {
            out.push_back(route);
        }
    }
    return out;
}

bool narrower(const PolicyRoute& a, const PolicyRoute& b) {
    return a.source.length() + a.destination.length() > b.source.length() + b.destination.length();
}

void prefer_on_gateway(RemedyContext& context, const FlowSides& flows) {
    for (std::size_t g = 0; g < context.estate.vpn_gateways.size(); ++g) {
        auto routes = concerned(context, GatewayId{g}, flows);
        std::stable_sort(routes.begin(), routes.end(), narrower);
        propose_priorities(context, GatewayId{g}, routes,
                           "The more specific routes are asked first; a route that is added later needs a priority of "
                           "its own too.");
        for (const auto connection : context.connections) {
            auto order = routes;
            std::stable_partition(order.begin(), order.end(),
                                  [&](const PolicyRoute& r) { return r.next_hop == connection; });
            propose_priorities(context, GatewayId{g}, order,
                               "What the routes share goes through " + context.estate[connection].name + '.');
        }
    }
}

/// Destination routes that lead flows of the finding into another of its connections.
bool redirect_destinations(const RemedyContext& context, Estate& estate, const FlowSides& flows, ConnectionId to) {
    const auto gateway = estate[to].vpn_gateway;
    if (!gateway) return false;
    bool any = false;
    for (auto& route : gateway_in(estate, *gateway).destination_routes) {
        if (route.next_hop == to || !ranges::contains(context.connections, route.next_hop) ||
            !overlaps_any(route.destination, flows.site)) {
            continue;
        }
        route.next_hop = to;
        any = true;
    }
    return any;
}

/// Site routes that lead into another device than the one of the connection.
bool redirect_site_routes(const RemedyContext& context, Estate& estate, const FlowSides& flows, DeviceTunnelRef peer) {
    bool any = false;
    for (auto& route : estate.sites[peer.site.index()].routes) {
        if (!overlaps_any(route.destination, flows.cloud)) continue;
        route.next_hops = {context.way_into(peer)};
        any = true;
    }
    return any;
}

bool add_site_policy_routes(const RemedyContext& context, Estate& estate, const FlowSides& flows,
                            DeviceTunnelRef peer) {
    constexpr std::size_t most_routes = 4;  // more than that nobody keeps up to date
    if (flows.site.size() * flows.cloud.size() > most_routes) return false;
    auto& routes = estate.sites[peer.site.index()].policy_routes;
    std::uint32_t priority = SitePolicyRoute{}.priority;
    for (const auto& route : routes) {
        if (route.priority > 0) priority = std::min(priority, route.priority - 1);
    }
    for (const auto& source : flows.site) {
        for (const auto& destination : flows.cloud) {
            if (source.family() != destination.family()) continue;
            SitePolicyRoute route;
            route.name = unused_name(routes, "back-to-vpc");
            route.priority = priority;
            route.source = source;
            route.destination = destination;
            route.next_hops = {context.way_into(peer)};
            routes.push_back(std::move(route));
        }
    }
    return true;
}

/// The policy routes of the gateway, reversed: what the site sends is asked in the same order as what the cloud sends.
void mirror_policy_routes(RemedyContext& context, const FlowSides& flows) {
    for (std::size_t g = 0; g < context.estate.vpn_gateways.size(); ++g) {
        const auto by_flows = concerned(context, GatewayId{g}, flows);
        if (by_flows.empty()) continue;
        // What those routes share with others belongs to the others where these come first.
        RankedRoutes routes;
        for (const auto& route : context.simulation.network()[GatewayId{g}].policy_routes) {
            const auto shares = [&](const PolicyRoute& r) {
                return r.source.overlaps(route.source) && r.destination.overlaps(route.destination);
            };
            if (std::any_of(by_flows.begin(), by_flows.end(), shares)) routes.push_back(route);
        }
        std::stable_sort(routes.begin(), routes.end(), [](const auto& a, const auto& b) {
            return a.priority != b.priority ? a.priority < b.priority : narrower(a, b);
        });
        std::vector<std::string> names;
        for (const auto& route : routes) names.push_back(route.name);
        context.propose("Add policy routes at the site that mirror " + enumerate(names) + " of " +
                            context.estate.vpn_gateways[g].name + '.',
                        "The site needs policy routes, which have to follow those of the gateway.",
                        [&](Estate& estate) {
                            std::uint32_t priority = 0;
                            for (const auto& route : routes) {
                                priority += 10;
                                for (const auto peer : context.peers(route.next_hop)) {
                                    auto& all = estate.sites[peer.site.index()].policy_routes;
                                    SitePolicyRoute added;
                                    added.name = unused_name(all, "to-" + context.estate[route.next_hop].name);
                                    added.priority = priority;
                                    added.source = route.destination;
                                    added.destination = route.source;
                                    added.next_hops = {context.way_into(peer)};
                                    all.push_back(std::move(added));
                                }
                            }
                            return true;
                        });
    }
}

void change_site(RemedyContext& context, const FlowSides& flows, ConnectionId connection, DeviceTunnelRef peer) {
    const auto& name = context.estate[connection].name;
    const auto& site = context.estate[peer.site];
    const auto to_device = site.devices[peer.device.index()].name + ", where " + name + " ends.";
    context.propose("Point the routes of " + site.name + " to " + to_device,
                    "All packets to these destinations take " + name + '.',
                    [&](Estate& estate) { return redirect_site_routes(context, estate, flows, peer); });
    context.propose("Add policy routes at " + site.name + " that send these flows to " + to_device,
                    "The site needs policy routes, which have to follow every change of the flows.",
                    [&](Estate& estate) { return add_site_policy_routes(context, estate, flows, peer); });
}

}  // namespace

void use_one_connection(RemedyContext& context) {
    const auto flows = flow_sides(context);
    if (!flows) return;
    prefer_on_gateway(context, *flows);
    mirror_policy_routes(context, *flows);
    for (const auto connection : context.connections) {
        const auto& name = context.estate[connection].name;
        context.propose("Point the destination routes of the gateway to " + name + '.',
                        name + " then carries these destinations for every source.",
                        [&](Estate& estate) { return redirect_destinations(context, estate, *flows, connection); });
        for (const auto peer : context.peers(connection)) change_site(context, *flows, connection, peer);
    }
}

}  // namespace vpnsim
