#include "sim/remedies/remedy_context.hpp"

#include <range/v3/algorithm/contains.hpp>

namespace vpnsim {
namespace {

template <class Id, class Record>
std::vector<std::pair<Id, std::string>> records_of(const std::vector<std::string>& entities,
                                                   const std::vector<Record>& owners) {
    std::vector<std::pair<Id, std::string>> out;
    for (const auto& entity : entities) {
        const auto slash = entity.find('/');
        if (slash == std::string::npos) continue;
        for (std::size_t i = 0; i < owners.size(); ++i) {
            if (owners[i].name == entity.substr(0, slash)) out.emplace_back(Id{i}, entity.substr(slash + 1));
        }
    }
    return out;
}

}  // namespace

RemedyContext::RemedyContext(const Simulation& simulation_of, const Finding& finding_of)
    : simulation{simulation_of}, estate{simulation_of.scenario().estate}, finding{finding_of} {
    for (const auto& entity : finding.entities) {
        const auto name = entity.substr(0, entity.find('/'));
        for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
            const ConnectionId id{c};
            if (estate[id].name == name && !ranges::contains(connections, id)) connections.push_back(id);
        }
    }
}

std::vector<DeviceTunnelRef> RemedyContext::peers(ConnectionId id) const {
    std::vector<DeviceTunnelRef> out;
    for (const auto& pair : simulation.negotiations().pairs) {
        if (pair.cloud.connection == id && pair.peer && !ranges::contains(out, *pair.peer)) out.push_back(*pair.peer);
    }
    return out;
}

std::vector<ConnectionId> RemedyContext::served(DeviceTunnelRef ref) const {
    std::vector<ConnectionId> out;
    for (const auto& pair : simulation.negotiations().pairs) {
        if (pair.peer == ref && !ranges::contains(out, pair.cloud.connection)) out.push_back(pair.cloud.connection);
    }
    return out;
}

std::vector<const Negotiation*> RemedyContext::pairs() const {
    std::vector<const Negotiation*> out;
    // A finding about one pair names both of its ends; others name one end, and mean all that it negotiates.
    std::size_t most = 1;
    for (const auto& pair : simulation.negotiations().pairs) {
        const auto& connection = estate[pair.cloud.connection];
        const auto names = [&](const std::string& entity) { return ranges::contains(finding.entities, entity); };
        std::size_t named = names(connection.name) ? 1 : 0;
        if (pair.cloud.tunnel && names(connection.name + '/' + connection.tunnels[pair.cloud.tunnel->index()].name))
            ++named;
        if (pair.peer && names(name(*pair.peer))) ++named;
        if (named < most) continue;
        if (named > most) out.clear();
        most = named;
        out.push_back(&pair);
    }
    return out;
}

std::vector<std::pair<GatewayId, std::string>> RemedyContext::gateway_records() const {
    return records_of<GatewayId>(finding.entities, estate.vpn_gateways);
}

std::vector<std::pair<SiteId, std::string>> RemedyContext::site_records() const {
    return records_of<SiteId>(finding.entities, estate.sites);
}

std::string RemedyContext::name(DeviceTunnelRef ref) const {
    const auto& site = estate[ref.site];
    const auto& device = site.devices[ref.device.index()];
    return site.name + '/' + device.name + '/' + device.tunnels[ref.tunnel.index()].name;
}

SiteNextHop RemedyContext::way_into(DeviceTunnelRef ref) const {
    const auto& device = estate[ref.site].devices[ref.device.index()];
    const auto& tunnel = device.tunnels[ref.tunnel.index()];
    const bool route_based = tunnel.local_ts.front().is_everything() && tunnel.remote_ts.front().is_everything();
    if (route_based && device.tunnels.size() > 1) return TunnelHop{ref.device, ref.tunnel};
    return DeviceHop{ref.device};
}

}  // namespace vpnsim
