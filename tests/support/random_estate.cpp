#include "tests/support/random_estate.hpp"

#include <algorithm>

#include "tests/reference/naive_world.hpp"

namespace vpnsim {
namespace {

constexpr AddressBits base_bits(Family family) {
    return family == Family::ipv4 ? AddressBits{0x0a000000U} : AddressBits{0xfd} << 120U;
}

/// Draws without the standard distributions, whose results differ between libraries.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_{seed} {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class T>
    const T& pick(const std::vector<T>& values) {
        return values[below(values.size())];
    }

  private:
    std::mt19937_64 random_;
};

Address nth_address(const Prefix& block, std::size_t n) { return {block.family(), block.first().bits() + n}; }
std::size_t size_of(const Prefix& block) {
    return static_cast<std::size_t>(block.last().bits() - block.first().bits()) + 1;
}
std::string numbered(const std::string& stem, std::size_t n) { return stem + "-" + std::to_string(n + 1); }

class Builder {
  public:
    explicit Builder(std::uint64_t seed)
        : dice_{seed},
          family_{dice_.one_in(4) ? Family::ipv6 : Family::ipv4},
          stray_one_in_{seed % 2 == 0 ? 14U : 3U} {}

    RandomEstate build() {
        const std::size_t vpcs = 1 + dice_.below(2);
        const std::size_t gateways = 1 + dice_.below(2);
        const std::size_t sites = 1 + dice_.below(2);
        const std::size_t devices = std::max(sites, 1 + dice_.below(3));
        const std::size_t connections = 1 + dice_.below(4);
        for (std::size_t i = 0; i < vpcs; ++i) add_vpc(i);
        for (std::size_t i = 0; i < gateways; ++i) add_gateway(i);
        for (std::size_t i = 0; i < sites; ++i) add_site(i);
        for (std::size_t i = 0; i < devices; ++i) add_device(i);
        estate_.customer_gateways.push_back({"cgw-unknown", Address{Family::ipv4, 0xc6336463U}, {}, {}});
        for (std::size_t i = 0; i < connections; ++i) add_connection(i);
        for (std::size_t i = 0; i < gateways; ++i) finish_gateway(GatewayId{i});
        for (std::size_t i = 0; i < vpcs; ++i) add_vpc_routes(VpcId{i});
        for (std::size_t i = 0; i < sites; ++i) add_site_routes(SiteId{i});
        for (std::size_t i = 0; i < gateways; ++i) settle_gateway(GatewayId{i});
        const auto either = [&] { return dice_.one_in(2); };
        return {std::move(estate_),
                {either() ? DestinationVsBgp::table_order : DestinationVsBgp::longest_prefix,
                 either() ? LegacyPolicyRoutes::sequential : LegacyPolicyRoutes::longest_prefix, SaSurvivor::any,
                 Initiator::any}};
    }

  private:
    /// A block of the universe: `bits` 0 is all 256 addresses, 8 is one.
    Prefix block(std::size_t offset, unsigned bits) const {
        return {Address{family_, base_bits(family_) + offset}, width(family_) - 8 + bits};
    }
    Prefix vpc_block(std::size_t vpc) const { return block(64 * vpc, 2); }
    Prefix site_block(std::size_t site) const { return block(128 + 64 * site, 2); }
    Prefix inside(const Prefix& whole) {
        const unsigned length =
            std::min<unsigned>(width(family_), whole.length() + static_cast<unsigned>(dice_.below(3)));
        return {nth_address(whole, dice_.below(size_of(whole))), length};
    }
    Prefix around(const Prefix& part) { return {part.first(), std::max(width(family_) - 8, part.length() - 1)}; }
    /// Returns `wanted`, or now and then a block that contains it, lies in it or has nothing to do with it.
    Prefix stray(const Prefix& wanted) {
        if (!dice_.one_in(stray_one_in_)) return wanted;
        const std::size_t how = dice_.below(3);
        if (how == 0) return inside(wanted);
        if (how == 1) return around(wanted);
        const std::size_t offset = dice_.below(256);
        return block(offset, 1 + static_cast<unsigned>(dice_.below(5)));
    }

    void add_vpc(std::size_t i) {
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

    void add_gateway(std::size_t i) {
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

    void add_site(std::size_t i) {
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

    void add_device(std::size_t i) {
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

    TrafficSelector selector(const Prefix& wanted) {
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

    void add_connection(std::size_t i) {
        const std::size_t g = dice_.below(estate_.vpn_gateways.size());
        const std::size_t devices = sites_of_devices_.size();
        const std::size_t peer = dice_.one_in(8) ? devices : dice_.below(devices);
        const std::size_t site = peer < devices ? sites_of_devices_[peer].first.index() : dice_.below(2);
        const VpcId vpc = *estate_.vpn_gateways[g].vpc;

        IpsecConnection connection;
        connection.name = numbered("conn", i);
        connection.vpn_gateway = GatewayId{g};
        connection.customer_gateway = CustomerGatewayId{peer};
        connection.ike.version = IkeVersion::ikev2;
        connection.auto_routes = !dice_.one_in(3);
        connection.publish_auto_routes = dice_.one_in(3);
        if (dice_.one_in(4)) {
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
                if (dice_.one_in(4)) tunnel.state = LinkState::down;
            }
        } else if (dice_.one_in(6)) {
            connection.state = LinkState::down;
        }
        bool met = peer == devices || add_device_tunnel(connection, peer, estate_.vpn_gateways[g].addresses[0]);
        if (dual) met = add_device_tunnel(connection, second, estate_.vpn_gateways[g].addresses[1]) && met;
        if (met && !dual && !connection.state && dice_.one_in(12)) connection.state = LinkState::up;
        estate_.ipsec_connections.push_back(connection);
        add_gateway_routes(ConnectionId{i}, vpc_block(vpc.index()), site_block(site));
    }

    static ConnectionTunnel cloud_tunnel(std::string name, std::size_t customer_gateway, TunnelRole role) {
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

    /// Returns true iff the device now has a tunnel of its own for the connection.
    bool add_device_tunnel(const IpsecConnection& connection, std::size_t device, Address peer) {
        auto& [site, index] = sites_of_devices_[device];
        auto& tunnels = estate_.sites[site.index()].devices[index.index()].tunnels;
        if (dice_.one_in(10)) return false;  // another tunnel serves it, or none
        DeviceTunnel tunnel;
        tunnel.name = numbered("to", tunnels.size());
        tunnel.peer = peer;
        tunnel.ike.version = IkeVersion::ikev2;
        tunnel.local_ts = connection.remote_ts;
        tunnel.remote_ts = connection.local_ts;
        if (dice_.one_in(stray_one_in_)) {
            for (TrafficSelector& ts : dice_.one_in(2) ? tunnel.local_ts : tunnel.remote_ts) {
                const auto plain = ts.prefix();
                if (plain && !ts.is_everything()) ts = selector(dice_.one_in(2) ? around(*plain) : inside(*plain));
            }
        }
        tunnels.push_back(tunnel);
        return true;
    }

    void add_gateway_routes(ConnectionId id, const Prefix& source, const Prefix& destination) {
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

    std::uint8_t priority() { return dice_.one_in(2) ? 10 : static_cast<std::uint8_t>(5 + 5 * dice_.below(4)); }

    std::vector<ConnectionId> connections_of(GatewayId id) const {
        std::vector<ConnectionId> result;
        for (std::size_t c = 0; c < estate_.ipsec_connections.size(); ++c) {
            if (estate_.ipsec_connections[c].vpn_gateway == id) result.emplace_back(c);
        }
        return result;
    }

    /// Rivals: routes with equal keys or overlapping blocks over another connection of the gateway.
    void finish_gateway(GatewayId id) {
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
        if (estate_.sites.size() > 1 && dice_.one_in(2)) {
            for (const ConnectionId connection : connections) {
                const auto& selectors = estate_[connection].remote_ts;
                const auto remote = selectors[0].prefix();
                if (!remote || remote->length() == 0) continue;
                gateway.destination_routes.push_back({.name = numbered("d", gateway.destination_routes.size()),
                                                      .destination = stray(*remote),
                                                      .next_hop = connection,
                                                      .weight = 100,
                                                      .published = dice_.one_in(2),
                                                      .place = {}});
            }
        }
    }

    /// What depends on the whole estate: who publishes, and the observed order.
    void settle_gateway(GatewayId id) {
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

    void add_vpc_routes(VpcId id) {
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
                    if (!dice_.one_in(4)) add(stray(site_block(site)), GatewayId{g});
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

    SiteNextHop site_hop(const Site& site) {
        const std::size_t kind = site.devices.empty() ? 3 : dice_.below(12);
        if (kind == 0) return Local{};
        if (kind == 1) return Internet{};
        if (kind == 2 || site.devices.empty()) return Blackhole{};
        const std::size_t d = dice_.below(site.devices.size());
        const auto& tunnels = site.devices[d].tunnels;
        if (tunnels.empty() || dice_.one_in(2)) return DeviceHop{DeviceIndex{d}};
        return TunnelHop{DeviceIndex{d}, TunnelIndex{dice_.below(tunnels.size())}};
    }

    void add_site_routes(SiteId id) {
        Site& site = estate_.sites[id.index()];
        const auto add = [&](const Prefix& destination, SiteNextHop hop) {
            std::uint32_t metric = dice_.one_in(6) ? 5 : 0;
            for (SiteRoute& route : site.routes) {
                if (route.destination != destination || route.metric != metric) continue;
                const bool listed =
                    std::find(route.next_hops.begin(), route.next_hops.end(), hop) != route.next_hops.end();
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
                    if (!dice_.one_in(3)) add(stray(dice_.one_in(3) ? vpc.vswitches[0].cidr : vpc.cidrs[0]), hop);
                }
                if (dice_.one_in(2)) add(stray(site_block(1 - id.index())), hop);
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

    Dice dice_;
    Family family_;
    std::size_t stray_one_in_;
    Estate estate_;
    std::vector<std::pair<SiteId, DeviceIndex>> sites_of_devices_;
};

}  // namespace

RandomEstate random_estate(std::uint64_t seed) { return Builder{seed}.build(); }

RandomFlow random_flow(const Estate& estate, std::mt19937_64& random) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    std::vector<std::pair<NaiveOrigin, Prefix>> owned;
    for (std::size_t v = 0; v < estate.vpcs.size(); ++v) {
        for (const VSwitch& vswitch : estate.vpcs[v].vswitches) owned.push_back({{VpcId{v}}, vswitch.cidr});
    }
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        for (const SiteNetwork& network : estate.sites[s].networks) owned.push_back({{SiteId{s}}, network.cidr});
    }
    const auto within = [&](const Prefix& block) { return nth_address(block, below(size_of(block))); };
    const auto& [origin, home] = owned[below(owned.size())];
    const Family family = home.family();
    Address target = within(owned[below(owned.size())].second);
    if (below(8) == 0) target = Address{family, base_bits(family) + below(256)};
    if (below(32) == 0) target = Address{family, base_bits(family) + 0x10000};
    const std::vector<NaivePacket> kinds{
        {within(home), target, Protocol::tcp, 40000, 443},
        {within(home), target, Protocol::tcp, 443, 40000},
        {within(home), target, Protocol::udp, 40000, 53},
        {within(home), target, family == Family::ipv4 ? Protocol::icmp : Protocol::icmpv6, 0, 0},
    };
    return {origin, kinds[below(2) == 0 ? 0 : below(kinds.size())]};
}

}  // namespace vpnsim
