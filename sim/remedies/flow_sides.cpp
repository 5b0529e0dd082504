#include "sim/remedies/flow_sides.hpp"

#include <range/v3/algorithm/contains.hpp>

#include "model/automatic_route.hpp"

namespace vpnsim {
namespace {

/// More blocks than this are no change that anyone would make by hand.
constexpr std::size_t most_blocks = 20;

bool owned_by_vpc(const Simulation& simulation, const Address& address) {
    const auto owners = simulation.owners(address);
    return std::any_of(owners.begin(), owners.end(),
                       [](const Endpoint& at) { return std::holds_alternative<VpcId>(at); });
}

bool has_policy_route(const Estate& estate, GatewayId gateway, ConnectionId connection, const Prefix& source,
                      const Prefix& destination) {
    const auto serves = [&](const PolicyRoute& r) {
        return r.next_hop == connection && r.destination.contains(destination) && r.source.overlaps(source);
    };
    const auto& listed = estate[gateway].policy_routes;
    const auto automatic = automatic_policy_routes(estate, gateway);
    return std::any_of(listed.begin(), listed.end(), serves) || std::any_of(automatic.begin(), automatic.end(), serves);
}

}  // namespace

std::optional<FlowSides> flow_sides(const RemedyContext& context) {
    if (!context.finding.witness || context.finding.flows.empty()) return std::nullopt;
    FlowSides out;
    out.from_cloud = owned_by_vpc(context.simulation, context.finding.witness->source);
    const auto add = [](std::vector<Prefix>& to, const std::vector<Prefix>& from) {
        for (const auto& block : from) {
            if (!ranges::contains(to, block)) to.push_back(block);
        }
    };
    for (const auto& row : context.finding.flows) {
        add(out.from_cloud ? out.cloud : out.site, row.from);
        add(out.from_cloud ? out.site : out.cloud, row.to);
    }
    if (out.cloud.size() > most_blocks || out.site.size() > most_blocks) return std::nullopt;
    return out;
}

bool lead_from_cloud(const RemedyContext& context, Estate& estate, ConnectionId connection,
                     const std::vector<Prefix>& sources, const std::vector<Prefix>& destinations) {
    const auto gateway = context.estate[connection].vpn_gateway;
    const auto vpc = gateway ? context.estate[*gateway].vpc : std::nullopt;
    if (!vpc || sources.empty()) return false;
    for (const auto& destination : destinations) {
        for (const auto& source : sources) {
            for (const auto table : tables_of(context.estate[*vpc], source)) {
                route_in_vpc(estate, *vpc, table, destination, *gateway);
            }
        }
        if (!has_policy_route(estate, *gateway, connection, sources.front(), destination)) {
            route_on_gateway(estate, *gateway, destination, connection, false);
        }
    }
    return true;
}

bool lead_from_sites(const RemedyContext& context, Estate& estate, ConnectionId connection,
                     const std::vector<Prefix>& destinations) {
    const auto peers = context.peers(connection);
    for (const auto& peer : peers) {
        for (const auto& destination : destinations) {
            route_at_site(estate, peer.site, destination, context.way_into(peer));
        }
    }
    return !peers.empty();
}

}  // namespace vpnsim
