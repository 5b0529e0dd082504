#include "sim/state_dependence.hpp"

#include <algorithm>
#include <numeric>

namespace vpnsim {
namespace {

/// Sets of nodes that grow together.
class Joined {
  public:
    explicit Joined(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0); }
    [[nodiscard]] std::size_t root(std::size_t node) const {
        while (parents_[node] != node) node = parents_[node];
        return node;
    }
    void join(std::size_t one, std::size_t other) { parents_[root(one)] = root(other); }

  private:
    std::vector<std::size_t> parents_;
};

std::optional<PacketBox> match(const PolicyRoute& route) {
    if (route.source.family() != route.destination.family()) return std::nullopt;
    return PacketBox::of(route.source, route.destination);
}
std::optional<PacketBox> match(const DestinationRoute& route) { return PacketBox::to(route.destination); }

/// The records of one zone.
using Records = std::vector<RankedTable::Record>;
void add(Records& records, const PacketBox& box, ConnectionId connection) {
    const auto answer = static_cast<std::uint32_t>(connection.index());
    records.push_back({box, 0, {{}, answer, answer}});
}
template <class Route>
void add_routes(Records& records, const std::vector<Route>& routes) {
    for (const auto& route : routes) {
        if (const auto box = match(route)) add(records, *box, route.next_hop);
    }
}

}  // namespace

StateDependence::StateDependence(const Network& network) {
    const auto& estate = network.estate();
    const auto vpcs = estate.vpcs.size();
    const auto gateways = estate.vpn_gateways.size();
    const auto gateway_node = [&](GatewayId id) { return vpcs + id.index(); };
    const auto site_node = [&](SiteId id) { return vpcs + gateways + id.index(); };
    Joined nodes{vpcs + gateways + estate.sites.size()};
    for (std::size_t g = 0; g < gateways; ++g) {
        if (const auto vpc = estate.vpn_gateways[g].vpc) nodes.join(gateway_node(GatewayId{g}), vpc->index());
    }
    for (std::size_t v = 0; v < vpcs; ++v) {
        for (const auto& target : network[VpcId{v}].targets) {
            if (const auto* const gateway = std::get_if<GatewayId>(&target)) nodes.join(gateway_node(*gateway), v);
            if (const auto* const instance = std::get_if<InstanceRef>(&target)) nodes.join(instance->vpc.index(), v);
            if (const auto* const peer = std::get_if<VpcId>(&target)) nodes.join(peer->index(), v);
        }
    }
    for (std::size_t v = 0; v < vpcs; ++v) zone_of_vpc_.push_back(nodes.root(v));
    for (std::size_t s = 0; s < estate.sites.size(); ++s) zone_of_site_.push_back(nodes.root(site_node(SiteId{s})));

    zones_of_connection_.resize(estate.ipsec_connections.size());
    for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
        if (const auto gateway = estate.ipsec_connections[c].vpn_gateway)
            zones_of_connection_[c].push_back(nodes.root(gateway_node(*gateway)));
    }
    for (const auto& pair : network.negotiations().pairs) {
        if (pair.peer)
            zones_of_connection_[pair.cloud.connection.index()].push_back(zone_of_site_[pair.peer->site.index()]);
    }

    std::vector<Records> records(vpcs + gateways + estate.sites.size());
    for (std::size_t g = 0; g < gateways; ++g) {
        auto& here = records[nodes.root(gateway_node(GatewayId{g}))];
        add_routes(here, network[GatewayId{g}].policy_routes);
        add_routes(here, estate.vpn_gateways[g].destination_routes);
        for (const auto& route : estate.vpn_gateways[g].bgp_routes)
            add(here, PacketBox::to(route.destination), route.next_hop);
    }
    for (const auto& end : network.ends()) {
        for (const auto& sa : end.sas) {
            if (!sa.peer) continue;
            for (const auto& box : sa.device_out)
                add(records[zone_of_site_[sa.peer->site.index()]], box, end.ref.connection);
        }
    }
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        for (std::size_t d = 0; d < estate.sites[s].devices.size(); ++d) {
            const auto& device = network.device(SiteId{s}, DeviceIndex{d});
            for (const auto& record : device.configured.records()) {
                for (const auto connection : device.tunnels[record.entry.answer].connections)
                    add(records[zone_of_site_[s]], record.match, connection);
            }
        }
    }
    for (auto& zone : records) records_.emplace_back(std::move(zone));
}

std::size_t StateDependence::zone(const Endpoint& at) const {
    const auto* const vpc = std::get_if<VpcId>(&at);
    return vpc != nullptr ? zone_of_vpc_[vpc->index()] : zone_of_site_[std::get<SiteId>(at).index()];
}

std::vector<ConnectionId> StateDependence::connections(const Endpoint& from, const PacketBox& box,
                                                       const Behaviour& behaviour) const {
    const auto once = [](auto& values) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
    };
    std::vector<ConnectionId> out;
    std::vector<std::size_t> zones{zone(from)};
    const auto follow = [&](const Trip& trip) {
        for (const auto id : trip.connections) {
            out.push_back(id);
            const auto& ends = zones_of_connection_[id.index()];
            zones.insert(zones.end(), ends.begin(), ends.end());
        }
    };
    for (const auto& outcome : behaviour) {
        follow(outcome.forward);
        if (outcome.reply) follow(*outcome.reply);
    }
    once(zones);
    for (const auto z : zones) {
        for (const auto& packets : {box, box.reversed()}) {
            for (const auto* record : records_[z].touching(packets)) out.emplace_back(record->entry.answer);
        }
    }
    once(out);
    return out;
}

}  // namespace vpnsim
