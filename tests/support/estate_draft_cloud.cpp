#include <algorithm>

#include "tests/reference/naive_world.hpp"
#include "tests/support/estate_draft.hpp"

namespace vpnsim {
void EstateDraft::add_vpc(std::size_t i) {
    Vpc vpc{.name = numbered("vpc", i),
            .cidrs = {vpc_block(i)},
            .user_cidrs = {},
            .vswitches = {},
            .route_tables = {},
            .network_acls = {},
            .security_groups = {},
            .instances = {},
            .place = {}};
    if (!dice_.one_in(4)) vpc.route_tables.push_back({"main", RouteTableType::system, {}, {}});
    if (dice_.one_in(2)) vpc.route_tables.push_back({"custom", RouteTableType::custom, {}, {}});
    const std::size_t vswitches = 1 + dice_.below(3);
    for (std::size_t v = 0; v < vswitches; ++v) {
        VSwitch vswitch{numbered("vsw", v), stray(block(64 * i + 16 * v, 4)), {}, {}, {}};
        if (!vpc.route_tables.empty() && dice_.one_in(2)) {
            vswitch.route_table = RouteTableIndex{dice_.below(vpc.route_tables.size())};
        }
        vpc.vswitches.push_back(vswitch);
    }
    for (std::size_t n = dice_.below(3); n > 0; --n) {
        const Prefix& home = dice_.pick(vpc.vswitches).cidr;
        vpc.instances.push_back(
            {numbered(numbered("i", i), n), nth_address(home, dice_.below(size_of(home))), {}, false, {}});
    }
    estate_.vpcs.push_back(std::move(vpc));
}

void EstateDraft::add_gateway(std::size_t i) {
    const bool plain = !dice_.one_in(4);
    const auto profiles = built_in_profiles();
    estate_.vpn_gateways.push_back(
        {.name = numbered("vgw", i),
         .vpc = VpcId{i < estate_.vpcs.size() ? i : 0},
         .addresses = {Address{Family::ipv4, 0xcb00710aU + 2 * i}, Address{Family::ipv4, 0xcb00710bU + 2 * i}},
         .profile = plain ? find_profile("alibaba")->profile : profiles[dice_.below(profiles.size())].profile,
         .created = {},
         .auto_propagate = !dice_.one_in(4),
         .region = "",
         .bandwidth_mbps = {},
         .limits = {},
         .policy_route_priorities = !dice_.one_in(5),
         .policy_route_order = {},
         .policy_routes = {},
         .destination_routes = {},
         .bgp_routes = {},
         .place = {},
         .policy_route_order_place = {}});
}

void EstateDraft::add_gateway_routes(ConnectionId id, const Prefix& source, const Prefix& destination) {
    const IpsecConnection& connection = estate_[id];
    VpnGateway& gateway = estate_.vpn_gateways[connection.vpn_gateway->index()];
    const bool automatic = connection.auto_routes && !connection.destination_routing_mode();
    const std::size_t style = dice_.below(automatic ? 6 : 4);
    if (style == 0 || style == 3) {
        gateway.policy_routes.push_back({.name = numbered("route", gateway.policy_routes.size()),
                                         .source = stray(source),
                                         .destination = stray(destination),
                                         .next_hop = id,
                                         .weight = static_cast<std::uint8_t>(dice_.one_in(8) ? 0 : 100),
                                         .priority = priority(),
                                         .published = dice_.one_in(2),
                                         .place = {}});
    }
    if (style == 1 || style == 3) {
        gateway.destination_routes.push_back({.name = numbered("d", gateway.destination_routes.size()),
                                              .destination = stray(destination),
                                              .next_hop = id,
                                              .weight = static_cast<std::uint8_t>(dice_.one_in(8) ? 0 : 100),
                                              .published = dice_.one_in(2),
                                              .place = {}});
    }
    if (style == 2 || dice_.one_in(6)) {
        gateway.bgp_routes.push_back({.name = numbered("b", gateway.bgp_routes.size()),
                                      .destination = stray(destination),
                                      .next_hop = id,
                                      .as_path = std::vector<std::uint32_t>(1 + dice_.below(2), 65001),
                                      .place = {}});
    }
}

std::uint8_t EstateDraft::priority() {
    return dice_.one_in(2) ? 10 : static_cast<std::uint8_t>(5 + 5 * dice_.below(4));
}

std::vector<ConnectionId> EstateDraft::connections_of(GatewayId id) const {
    std::vector<ConnectionId> result;
    for (std::size_t c = 0; c < estate_.ipsec_connections.size(); ++c) {
        if (estate_.ipsec_connections[c].vpn_gateway == id) result.emplace_back(c);
    }
    return result;
}

void EstateDraft::add_rivals(GatewayId id) {
    VpnGateway& gateway = estate_.vpn_gateways[id.index()];
    const auto connections = connections_of(id);
    if (connections.empty()) return;
    const auto policy = policy_table(estate_, id);
    if (!policy.empty() && dice_.one_in(2)) {
        PolicyRoute rival = dice_.pick(policy);
        rival.name = numbered("route", gateway.policy_routes.size());
        rival.next_hop = dice_.pick(connections);
        rival.weight = dice_.one_in(3) ? 100 : 0;
        rival.priority = priority();
        if (dice_.one_in(2)) rival.source = around(rival.source);
        gateway.policy_routes.push_back(rival);
    }
    if (!gateway.destination_routes.empty() && dice_.one_in(2)) {
        DestinationRoute rival = dice_.pick(gateway.destination_routes);
        rival.name = numbered("d", gateway.destination_routes.size());
        rival.next_hop = dice_.pick(connections);
        rival.weight = dice_.one_in(3) ? 100 : 0;
        gateway.destination_routes.push_back(rival);
    }
    // Hub: the way from one site to the other.
    if (hub_ || dice_.one_in(4)) {
        for (const ConnectionId connection : connections) {
            const std::size_t peer = estate_[connection].customer_gateway->index();
            if (peer == sites_of_devices_.size() || dice_.one_in(4)) continue;
            const Prefix remote = site_block(sites_of_devices_[peer].first.index());
            gateway.destination_routes.push_back({.name = numbered("d", gateway.destination_routes.size()),
                                                  .destination = stray(remote),
                                                  .next_hop = connection,
                                                  .weight = 100,
                                                  .published = dice_.one_in(2),
                                                  .place = {}});
        }
    }
}

void EstateDraft::settle_gateway(GatewayId id) {
    VpnGateway& gateway = estate_.vpn_gateways[id.index()];
    const auto connections = connections_of(id);
    const auto same_vpc = [&](const VpnGateway& other) { return other.vpc == gateway.vpc; };
    const auto here = estate_.vpn_gateways.begin() + static_cast<std::ptrdiff_t>(id.index());
    if (std::any_of(estate_.vpn_gateways.begin(), here, same_vpc)) {
        gateway.auto_propagate = false;
        for (PolicyRoute& route : gateway.policy_routes) route.published = false;
        for (DestinationRoute& route : gateway.destination_routes) route.published = false;
        for (const ConnectionId c : connections) estate_.ipsec_connections[c.index()].publish_auto_routes = false;
    }
    std::size_t expected = gateway.policy_routes.size();
    for (const ConnectionId c : connections) {
        const IpsecConnection& connection = estate_[c];
        if (!connection.auto_routes || connection.destination_routing_mode()) continue;
        expected += connection.local_ts.size() * connection.remote_ts.size();
    }
    const auto routes = policy_table(estate_, id);
    if (routes.size() != expected || !dice_.one_in(5)) return;
    gateway.policy_route_order.emplace();
    for (const PolicyRoute& route : routes) {
        auto& order = *gateway.policy_route_order;
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(dice_.below(order.size() + 1)), route.name);
    }
}

void EstateDraft::add_vpc_routes(VpcId id) {
    Vpc& vpc = estate_.vpcs[id.index()];
    for (RouteTable& table : vpc.route_tables) {
        const auto add = [&](const Prefix& destination, VpcNextHop hop) {
            const auto equal = [&](const VpcRoute& route) { return route.destination == destination; };
            if (std::any_of(table.routes.begin(), table.routes.end(), equal)) return;
            table.routes.push_back({numbered("r", table.routes.size()), destination, hop, {}});
        };
        for (std::size_t g = 0; g < estate_.vpn_gateways.size(); ++g) {
            if (estate_.vpn_gateways[g].vpc != id) continue;
            for (std::size_t site = 0; site < 2; ++site) {
                if (!fault_in(4)) add(stray(site_block(site)), GatewayId{g});
            }
            if (dice_.one_in(6)) add(Prefix::everything(family_), GatewayId{g});
        }
        for (std::size_t i = 0; i < vpc.instances.size(); ++i) {
            const Prefix base = dice_.one_in(4) ? vpc_block(id.index()) : site_block(dice_.below(2));
            if (dice_.one_in(3)) add(inside(base), InstanceRef{id, InstanceIndex{i}});
        }
        if (estate_.vpcs.size() == 2 && dice_.one_in(2)) {
            add(stray(vpc_block(1 - id.index())), VpcId{1 - id.index()});
        }
        if (dice_.one_in(3)) add(Prefix::everything(family_), Internet{});
        if (dice_.one_in(6)) add(stray(site_block(dice_.below(2))), Blackhole{});
        if (dice_.one_in(6)) add(inside(dice_.one_in(2) ? vpc_block(id.index()) : site_block(0)), Local{});
    }
}

}  // namespace vpnsim
