#include <algorithm>

#include "tests/support/estate_draft.hpp"

namespace vpnsim {
void EstateDraft::add_site(std::size_t i) {
    Site site{.name = numbered("dc", i),
              .networks = {},
              .mtu = {},
              .region = "",
              .hosts = {},
              .routes = {},
              .policy_routes = {},
              .access_rules = {},
              .devices = {},
              .place = {}};
    const std::size_t networks = 1 + dice_.below(2);
    for (std::size_t n = 0; n < networks; ++n) {
        site.networks.push_back(
            {numbered("lan", n), stray(networks == 1 ? site_block(i) : block(128 + 64 * i + 32 * n, 3)), {}});
    }
    estate_.sites.push_back(std::move(site));
}

void EstateDraft::add_device(std::size_t i) {
    const auto profiles = built_in_profiles();
    const Address address{Family::ipv4, 0xc6336401U + i};
    const std::size_t site = i < estate_.sites.size() ? i : dice_.below(estate_.sites.size());
    auto& devices = estate_.sites[site].devices;
    sites_of_devices_.emplace_back(SiteId{site}, DeviceIndex{devices.size()});
    devices.push_back({.name = numbered("fw", i),
                       .addresses = {address},
                       .nat_address = {},
                       .inside_addresses = {},
                       .profile = profiles[dice_.below(profiles.size())].profile,
                       .underlay_rules = {},
                       .tunnels = {},
                       .place = {}});
    estate_.customer_gateways.push_back({numbered("cgw", i), address, {}, {}});
}

TrafficSelector EstateDraft::selector(const Prefix& wanted) {
    TrafficSelector result = TrafficSelector::of(stray(wanted));
    if (dice_.one_in(16) && size_of(stray(wanted)) > 2 && result.first.bits() + 1 < result.last.bits()) {
        result.last = Address{family_, result.last.bits() - 1};
    }
    if (dice_.one_in(16)) {
        result.protocol = dice_.one_in(3) ? Protocol::udp : Protocol::tcp;
        if (dice_.one_in(2)) result.ports = {443, 443};
    }
    return result;
}

void EstateDraft::add_connection(std::size_t i) {
    const bool spoke = hub_ && i < 2;
    const std::size_t g = spoke ? 0 : dice_.below(estate_.vpn_gateways.size());
    const std::size_t devices = sites_of_devices_.size();
    const std::size_t other = dice_.one_in(8) ? devices : dice_.below(devices);
    const std::size_t peer = spoke ? i : other;
    const std::size_t site = peer < devices ? sites_of_devices_[peer].first.index() : dice_.below(2);
    const VpcId vpc = *estate_.vpn_gateways[g].vpc;

    IpsecConnection connection;
    connection.name = numbered("conn", i);
    connection.vpn_gateway = GatewayId{g};
    connection.customer_gateway = CustomerGatewayId{peer};
    connection.ike.version = IkeVersion::ikev2;
    connection.auto_routes = !dice_.one_in(3);
    connection.publish_auto_routes = dice_.one_in(3);
    if (spoke ? !dice_.one_in(4) : dice_.one_in(4)) {
        connection.local_ts = connection.remote_ts = {TrafficSelector::everything(family_)};
    } else {
        connection.local_ts = {selector(vpc_block(vpc.index()))};
        if (dice_.one_in(3)) {
            connection.local_ts.clear();
            for (const VSwitch& vswitch : estate_[vpc].vswitches) {
                if (connection.local_ts.size() < 2) connection.local_ts.push_back(selector(vswitch.cidr));
            }
        }
        connection.remote_ts = {selector(site_block(site))};
        if (dice_.one_in(4)) connection.remote_ts.push_back(selector(block(128 + 32 * dice_.below(4), 3)));
    }
    const bool dual = dice_.one_in(4);
    const std::size_t second = dice_.below(devices);
    if (dual) {
        const bool swapped = dice_.one_in(4);
        connection.tunnels.push_back(
            cloud_tunnel("tunnel-1", peer, swapped ? TunnelRole::standby : TunnelRole::active));
        connection.tunnels.push_back(
            cloud_tunnel("tunnel-2", second, swapped ? TunnelRole::active : TunnelRole::standby));
        for (ConnectionTunnel& tunnel : connection.tunnels) {
            if (fault_in(3)) tunnel.state = LinkState::down;
        }
    } else if (fault_in(5)) {
        connection.state = LinkState::down;
    }
    bool met = peer == devices || add_device_tunnel(connection, peer, estate_.vpn_gateways[g].addresses[0]);
    if (dual) met = add_device_tunnel(connection, second, estate_.vpn_gateways[g].addresses[1]) && met;
    if (met && !dual && !connection.state && dice_.one_in(12)) connection.state = LinkState::up;
    estate_.ipsec_connections.push_back(connection);
    add_gateway_routes(ConnectionId{i}, vpc_block(vpc.index()), site_block(site));
}

ConnectionTunnel EstateDraft::cloud_tunnel(std::string name, std::size_t customer_gateway, TunnelRole role) {
    return {.name = std::move(name),
            .role = role,
            .customer_gateway = CustomerGatewayId{customer_gateway},
            .psk = {},
            .ike = {},
            .esp = {},
            .bgp = {},
            .gateway_address = {},
            .state = {},
            .place = {}};
}

bool EstateDraft::add_device_tunnel(const IpsecConnection& connection, std::size_t device, Address peer) {
    auto& [site, index] = sites_of_devices_[device];
    auto& tunnels = estate_.sites[site.index()].devices[index.index()].tunnels;
    if (fault_in(8)) return false;  // another tunnel serves it, or none
    DeviceTunnel tunnel;
    tunnel.name = numbered("to", tunnels.size());
    tunnel.peer = peer;
    tunnel.ike.version = IkeVersion::ikev2;
    tunnel.local_ts = connection.remote_ts;
    tunnel.remote_ts = connection.local_ts;
    if (fault_in(3)) {
        for (TrafficSelector& ts : dice_.one_in(2) ? tunnel.local_ts : tunnel.remote_ts) {
            const auto plain = ts.prefix();
            if (plain && !ts.is_everything()) ts = selector(dice_.one_in(2) ? around(*plain) : inside(*plain));
        }
    }
    tunnels.push_back(tunnel);
    return true;
}

SiteNextHop EstateDraft::site_hop(const Site& site) {
    const std::size_t kind = site.devices.empty() ? 3 : dice_.below(12);
    if (kind == 0) return Local{};
    if (kind == 1) return Internet{};
    if (kind == 2 || site.devices.empty()) return Blackhole{};
    const std::size_t d = dice_.below(site.devices.size());
    const auto& tunnels = site.devices[d].tunnels;
    if (tunnels.empty() || dice_.one_in(2)) return DeviceHop{DeviceIndex{d}};
    return TunnelHop{DeviceIndex{d}, TunnelIndex{dice_.below(tunnels.size())}};
}

void EstateDraft::add_site_routes(SiteId id) {
    Site& site = estate_.sites[id.index()];
    const auto add = [&](const Prefix& destination, SiteNextHop hop) {
        std::uint32_t metric = dice_.one_in(6) ? 5 : 0;
        for (SiteRoute& route : site.routes) {
            if (route.destination != destination || route.metric != metric) continue;
            const bool listed = std::find(route.next_hops.begin(), route.next_hops.end(), hop) != route.next_hops.end();
            if (!listed && dice_.one_in(2)) route.next_hops.push_back(hop);
            return;
        }
        site.routes.push_back({numbered("r", site.routes.size()), destination, {hop}, metric, {}});
    };
    for (std::size_t d = 0; d < site.devices.size(); ++d) {
        for (std::size_t t = 0; t < site.devices[d].tunnels.size(); ++t) {
            const SiteNextHop device = DeviceHop{DeviceIndex{d}};
            const SiteNextHop tunnel = TunnelHop{DeviceIndex{d}, TunnelIndex{t}};
            const SiteNextHop hop = dice_.one_in(2) ? device : tunnel;
            for (const Vpc& vpc : estate_.vpcs) {
                if (!fault_in(3)) add(stray(dice_.one_in(3) ? vpc.vswitches[0].cidr : vpc.cidrs[0]), hop);
            }
            if (hub_ || dice_.one_in(3)) add(stray(site_block(1 - id.index())), hop);
            if (dice_.one_in(8)) add(inside(site_block(id.index())), hop);
        }
    }
    if (dice_.one_in(3)) add(Prefix::everything(family_), site_hop(site));
    for (std::size_t n = dice_.one_in(2) ? 0 : 1 + dice_.below(2); n > 0; --n) {
        SitePolicyRoute route{.name = numbered("p", n),
                              .priority = dice_.one_in(3) ? 50U : 100U,
                              .source = {},
                              .destination = {},
                              .protocol = {},
                              .ports = {},
                              .next_hops = {site_hop(site)},
                              .place = {}};
        if (!dice_.one_in(4)) route.source = stray(dice_.pick(site.networks).cidr);
        if (!dice_.one_in(8)) route.destination = stray(vpc_block(dice_.below(estate_.vpcs.size())));
        if (dice_.one_in(3)) route.protocol = dice_.one_in(2) ? Protocol::tcp : Protocol::icmp;
        if (route.protocol == Protocol::tcp && dice_.one_in(2)) route.ports = {{443, 443}, {8000, 9000}};
        if (const SiteNextHop other = site_hop(site); other != route.next_hops[0] && dice_.one_in(3)) {
            route.next_hops.push_back(other);
        }
        site.policy_routes.push_back(route);
    }
}

}  // namespace vpnsim
