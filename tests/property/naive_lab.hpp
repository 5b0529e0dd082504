#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/naive_simulator.hpp"
#include "tests/support/plain_negotiation.hpp"

namespace vpnsim {

inline Prefix cidr(std::string_view text) { return *Prefix::parse(text); }
inline Address address(std::string_view text) { return *Address::parse(text); }
inline SelectorList list(std::initializer_list<std::string_view> texts) {
    SelectorList result;
    for (const auto text : texts) result.push_back(*TrafficSelector::parse(text));
    return result;
}
inline const SelectorList everything{TrafficSelector::everything(Family::ipv4)};

/// A laboratory of numbered parts: VPC 1 is 10.1.0.0/16, VPC 2 10.2.0.0/16 (one vSwitch, x.x.1.0/24, each), site n is
/// 10.(50+n).0.0/16. Gateway 1 belongs to VPC 1. Each connection has a device of its own with a tunnel that mirrors it.
struct Lab {
    Estate estate;
    Assumptions assumptions;
    std::optional<Negotiations> negotiations;  ///< absent = `plain_negotiations`

    Vpc& vpc() {
        const std::string n = std::to_string(estate.vpcs.size() + 1);
        auto& added = estate.vpcs.emplace_back();
        added.name = "vpc-" + n;
        added.cidrs = {cidr("10." + n + ".0.0/16")};
        added.vswitches.push_back({"vsw", cidr("10." + n + ".1.0/24"), {}, {}, {}});
        added.route_tables.push_back({"main", RouteTableType::system, {}, {}});
        return added;
    }
    VpnGateway& gateway(std::size_t vpc_index = 0) {
        auto& added = estate.vpn_gateways.emplace_back();
        added.name = "vgw-" + std::to_string(estate.vpn_gateways.size());
        added.vpc = VpcId{vpc_index};
        added.addresses = {address("203.0.113.10"), address("203.0.113.11")};
        added.profile = find_profile("alibaba")->profile;
        return added;
    }
    Site& site() {
        auto& added = estate.sites.emplace_back();
        added.name = "dc-" + std::to_string(estate.sites.size());
        added.networks.push_back({"lan", cidr("10." + std::to_string(50 + estate.sites.size()) + ".0.0/16"), {}});
        return added;
    }
    /// A connection of the last gateway to a new device of a site.
    IpsecConnection& connection(std::size_t site_index, const SelectorList& local = everything,
                                const SelectorList& remote = everything) {
        IpsecConnection& added = mirrored(local, remote);
        auto& devices = estate.sites[site_index].devices;
        Device& device = devices.emplace_back();
        device.name = "fw-" + std::to_string(estate.ipsec_connections.size());
        device.addresses = {*estate[*added.customer_gateway].address};
        tunnel(device, added, address("203.0.113.10"));
        return added;
    }
    /// A connection of the last gateway whose device is not in the estate.
    IpsecConnection& mirrored(const SelectorList& local = everything, const SelectorList& remote = everything) {
        const std::size_t n = estate.ipsec_connections.size();
        estate.customer_gateways.push_back(
            {"cgw-" + std::to_string(n + 1), Address{Family::ipv4, 0xc6336401U + n}, {}, {}});
        auto& added = estate.ipsec_connections.emplace_back();
        added.name = "conn-" + std::to_string(n + 1);
        added.vpn_gateway = GatewayId{estate.vpn_gateways.size() - 1};
        added.customer_gateway = CustomerGatewayId{n};
        added.local_ts = local;
        added.remote_ts = remote;
        added.auto_routes = false;
        return added;
    }
    static void tunnel(Device& device, const IpsecConnection& mirror, Address peer) {
        DeviceTunnel& added = device.tunnels.emplace_back();
        added.name = "to-" + mirror.name + "-" + std::to_string(device.tunnels.size());
        added.peer = peer;
        added.local_ts = mirror.remote_ts;
        added.remote_ts = mirror.local_ts;
    }

    void vpc_route(std::string_view destination, VpcNextHop hop, std::size_t vpc_index = 0) {
        auto& routes = estate.vpcs[vpc_index].route_tables[0].routes;
        routes.push_back({"r-" + std::to_string(routes.size()), cidr(destination), hop, {}});
    }
    PolicyRoute& policy(std::string_view source, std::string_view destination, std::size_t connection_index,
                        std::uint8_t priority = 10, std::uint8_t weight = 100) {
        auto& routes = estate.vpn_gateways.back().policy_routes;
        routes.push_back({.name = "p-" + std::to_string(routes.size() + 1),
                          .source = cidr(source),
                          .destination = cidr(destination),
                          .next_hop = ConnectionId{connection_index},
                          .weight = weight,
                          .priority = priority,
                          .place = {}});
        return routes.back();
    }
    DestinationRoute& destination(std::string_view to, std::size_t connection_index, std::uint8_t weight = 100) {
        auto& routes = estate.vpn_gateways.back().destination_routes;
        routes.push_back({.name = "d-" + std::to_string(routes.size() + 1),
                          .destination = cidr(to),
                          .next_hop = ConnectionId{connection_index},
                          .weight = weight,
                          .place = {}});
        return routes.back();
    }
    void bgp(std::string_view to, std::size_t connection_index, std::size_t hops = 1) {
        auto& routes = estate.vpn_gateways.back().bgp_routes;
        routes.push_back({"b-" + std::to_string(routes.size() + 1),
                          cidr(to),
                          ConnectionId{connection_index},
                          std::vector<std::uint32_t>(hops, 65001),
                          {}});
    }
    void site_route(std::size_t site_index, std::string_view to, std::vector<SiteNextHop> hops) {
        auto& routes = estate.sites[site_index].routes;
        routes.push_back({"r-" + std::to_string(routes.size() + 1), cidr(to), std::move(hops), 0, {}});
    }
    void down(std::size_t connection_index) { estate.ipsec_connections[connection_index].state = LinkState::down; }

    /// "disposition connections / reply" for each distinguishable world, then the symmetry.
    [[nodiscard]] std::vector<std::string> trace(NaiveOrigin origin, std::string_view from, std::string_view to,
                                                 Protocol protocol = Protocol::tcp, std::uint16_t source_port = 40000,
                                                 std::uint16_t destination_port = 443) const {
        const Negotiations agreed = negotiations ? *negotiations : plain_negotiations(estate);
        const NaiveAnswer answer = simulate(estate, assumptions, agreed, origin,
                                            {address(from), address(to), protocol, source_port, destination_port});
        const auto write = [](const NaiveTrip& trip) {
            std::string result = trip.disposition;
            for (const ConnectionId c : trip.connections) result += " " + std::to_string(c.index() + 1);
            return result;
        };
        std::vector<std::string> result;
        for (const NaiveOutcome& outcome : answer.outcomes) {
            result.push_back(write(outcome.forward) + (outcome.reply ? " / " + write(*outcome.reply) : ""));
        }
        result.push_back(answer.symmetry);
        return result;
    }
    [[nodiscard]] std::vector<std::string> from_vpc(std::string_view to = "10.51.0.7") const {
        return trace({VpcId{0}}, "10.1.1.5", to);
    }
    [[nodiscard]] std::vector<std::string> from_site(std::string_view to = "10.1.1.5") const {
        return trace({SiteId{0}}, "10.51.0.7", to);
    }
};

using Outcomes = std::vector<std::string>;
inline const SiteNextHop fw_1 = DeviceHop{DeviceIndex{0}};
inline const SiteNextHop fw_2 = DeviceHop{DeviceIndex{1}};
inline const SiteNextHop fw_1_tunnel = TunnelHop{DeviceIndex{0}, TunnelIndex{0}};

/// VPC 1, gateway 1 and site 1 with as many connections between them; the site sends by the first.
inline Lab lab(std::size_t connections) {
    Lab result;
    result.vpc();
    result.gateway();
    result.site();
    for (std::size_t i = 0; i < connections; ++i) result.connection(0);
    result.vpc_route("10.51.0.0/16", GatewayId{0});
    result.site_route(0, "10.1.0.0/16", {fw_1});
    return result;
}

}  // namespace vpnsim
