#include "bench/workload_estates.hpp"

#include <cmath>
#include <random>
#include <string>

namespace vpnsim {
namespace {

constexpr std::uint32_t ten = 10U << 24;
constexpr std::uint32_t site_base = (172U << 24) | (16U << 16);

Address ipv4(std::uint32_t bits) { return {Family::ipv4, bits}; }
Prefix block(std::uint32_t bits, unsigned length) { return {ipv4(bits), length}; }
SelectorList only(const Prefix& prefix) { return {TrafficSelector::of(prefix)}; }

}  // namespace

Scenario policy_estate(std::size_t count, Shape shape) {
    constexpr std::size_t connections = 8;
    Scenario scenario;
    auto& estate = scenario.estate;
    estate.vpcs.push_back({.name = "vpc",
                           .cidrs = {block(ten, 8)},
                           .user_cidrs = {},
                           .vswitches = {},
                           .route_tables = {},
                           .network_acls = {},
                           .security_groups = {},
                           .instances = {},
                           .place = {}});
    estate.vpcs[0].vswitches.push_back(
        {.name = "vsw", .cidr = block(ten, 8), .route_table = {}, .network_acl = {}, .place = {}});
    estate.vpcs[0].route_tables.push_back({.name = "main", .type = RouteTableType::system, .routes = {}, .place = {}});
    estate.vpcs[0].route_tables[0].routes.push_back(
        {.name = "to-dc", .destination = block(172U << 24, 8), .next_hop = GatewayId{0}, .place = {}});
    VpnGateway gateway;
    gateway.name = "vgw";
    gateway.vpc = VpcId{0};
    gateway.addresses = {ipv4(0xcb007101)};
    gateway.profile = find_profile("alibaba")->profile;
    gateway.limits = {1'000'000, 20, 100, 50, 5};
    std::mt19937_64 random{4711};
    const auto side = static_cast<std::uint32_t>(std::sqrt(static_cast<double>(count)));
    for (std::uint32_t i = 0; i < count; ++i) {
        PolicyRoute route{.name = "r" + std::to_string(i),
                          .source = block(ten, 8),
                          .destination = block(172U << 24, 8),
                          .next_hop = ConnectionId{random() % connections},
                          .place = {}};
        if (shape == Shape::disjoint) {
            route.source = block(ten + (i % 65536) * 256, 24);
            route.destination = block((172U << 24) + (i / 65536 * 1000 + i % 1000) % 65536 * 256, 24);
        } else if (shape == Shape::nested) {
            route.source = block(ten + static_cast<std::uint32_t>(random() % (1U << 24)),
                                 10 + static_cast<unsigned>(random() % 19));
            route.destination = block((172U << 24) + static_cast<std::uint32_t>(random() % (1U << 24)),
                                      10 + static_cast<unsigned>(random() % 19));
            route.priority = static_cast<std::uint8_t>(1 + random() % 100);
        } else {
            route.source = block(ten + i / side * 4096, 20);
            route.destination = block((172U << 24) + i % side * 4096, 20);
        }
        gateway.policy_routes.push_back(std::move(route));
    }
    estate.vpn_gateways.push_back(std::move(gateway));
    for (std::size_t c = 0; c < connections; ++c) {
        estate.customer_gateways.push_back({.name = "cgw-" + std::to_string(c),
                                            .address = ipv4(0xc6336400U + static_cast<std::uint32_t>(c)),
                                            .asn = {},
                                            .place = {}});
        IpsecConnection connection;
        connection.name = "conn-" + std::to_string(c);
        connection.vpn_gateway = GatewayId{0};
        connection.customer_gateway = CustomerGatewayId{c};
        connection.ike.version = IkeVersion::ikev2;
        estate.ipsec_connections.push_back(std::move(connection));
    }
    return scenario;
}

Scenario fleet_estate(std::size_t gateways) {
    constexpr std::uint32_t sites = 10;
    Scenario scenario;
    auto& estate = scenario.estate;
    const auto vpc_block = [](std::size_t g) { return block(ten + static_cast<std::uint32_t>(g) * 16384, 18); };
    const auto gateway_address = [](std::size_t g) { return ipv4(0xcb000000U + static_cast<std::uint32_t>(g)); };
    const auto device_address = [](std::uint32_t s) { return ipv4(0xc6336400U + s); };
    for (std::uint32_t s = 0; s < sites; ++s) {
        const auto number = std::to_string(s);
        estate.customer_gateways.push_back(
            {.name = "cgw-" + number, .address = device_address(s), .asn = {}, .place = {}});
        Site site;
        site.name = "dc-" + number;
        const auto lan = block(site_base + (s << 16), 16);
        site.networks.push_back({.name = "lan", .cidr = lan, .place = {}});
        Device device;
        device.name = "fw";
        device.addresses = {device_address(s)};
        device.profile = find_profile("strongswan")->profile;
        for (std::size_t g = 0; g < gateways; ++g) {
            DeviceTunnel tunnel;
            tunnel.name = "to-" + std::to_string(g);
            tunnel.peer = gateway_address(g);
            tunnel.local_ts = only(lan);
            tunnel.remote_ts = only(vpc_block(g));
            tunnel.ike.version = IkeVersion::ikev2;
            device.tunnels.push_back(std::move(tunnel));
            site.routes.push_back({.name = "vpc-" + std::to_string(g),
                                   .destination = vpc_block(g),
                                   .next_hops = {TunnelHop{DeviceIndex{0}, TunnelIndex{g}}},
                                   .place = {}});
        }
        site.devices.push_back(std::move(device));
        estate.sites.push_back(std::move(site));
    }
    for (std::size_t g = 0; g < gateways; ++g) {
        const auto number = std::to_string(g);
        Vpc vpc;
        vpc.name = "vpc-" + number;
        vpc.cidrs = {vpc_block(g)};
        vpc.route_tables.push_back({.name = "main", .type = RouteTableType::system, .routes = {}, .place = {}});
        VpnGateway gateway;
        gateway.name = "vgw-" + number;
        gateway.vpc = VpcId{g};
        gateway.addresses = {gateway_address(g)};
        gateway.profile = find_profile("alibaba")->profile;
        gateway.limits = {100, 20, 10, 50, 5};
        for (std::uint32_t v = 0; v < 4; ++v) {
            const auto base = static_cast<std::uint32_t>(vpc_block(g).first().bits()) + v * 4096;
            vpc.vswitches.push_back({.name = "vsw-" + number + '-' + std::to_string(v),
                                     .cidr = block(base, 20),
                                     .route_table = RouteTableIndex{0},
                                     .network_acl = {},
                                     .place = {}});
        }
        for (std::uint32_t s = 0; s < sites; ++s) {
            const ConnectionId id{estate.ipsec_connections.size()};
            const auto lan = block(site_base + (s << 16), 16);
            vpc.route_tables[0].routes.push_back(
                {.name = "to-dc-" + std::to_string(s), .destination = lan, .next_hop = GatewayId{g}, .place = {}});
            IpsecConnection connection;
            connection.name = "conn-" + number + '-' + std::to_string(s);
            connection.vpn_gateway = GatewayId{g};
            connection.customer_gateway = CustomerGatewayId{s};
            connection.local_ts = only(vpc_block(g));
            connection.remote_ts = only(lan);
            connection.auto_routes = false;
            connection.ike.version = IkeVersion::ikev2;
            estate.ipsec_connections.push_back(std::move(connection));
            // Ten routes a connection: the whole pair, and narrower ones inside it at a better priority.
            for (std::uint32_t r = 0; r < 10; ++r) {
                PolicyRoute route{.name = "r-" + std::to_string(s) + '-' + std::to_string(r),
                                  .source = vpc_block(g),
                                  .destination = lan,
                                  .next_hop = id,
                                  .priority = 20,
                                  .place = {}};
                if (r > 0) {
                    route.source = block(static_cast<std::uint32_t>(vpc_block(g).first().bits()) + r % 4 * 4096, 20);
                    route.destination = block(static_cast<std::uint32_t>(lan.first().bits()) + r * 4096, 20);
                    route.priority = 10;
                }
                gateway.policy_routes.push_back(std::move(route));
            }
        }
        estate.vpcs.push_back(std::move(vpc));
        estate.vpn_gateways.push_back(std::move(gateway));
    }
    return scenario;
}

}  // namespace vpnsim
