#include "tests/reference/naive_simulator.hpp"

#include <catch2/catch.hpp>

#include "tests/support/plain_negotiation.hpp"

namespace vpnsim {
namespace {

Prefix cidr(std::string_view text) { return *Prefix::parse(text); }
Address address(std::string_view text) { return *Address::parse(text); }
SelectorList list(std::initializer_list<std::string_view> texts) {
    SelectorList result;
    for (const auto text : texts) result.push_back(*TrafficSelector::parse(text));
    return result;
}
const SelectorList everything{TrafficSelector::everything(Family::ipv4)};

/// A laboratory of numbered parts: VPC 1 is 10.1.0.0/16, VPC 2 10.2.0.0/16 (one vSwitch, x.x.1.0/24, each), site n is
/// 10.(50+n).0.0/16. Gateway 1 belongs to VPC 1. Each connection has a device of its own with a tunnel that mirrors it.
struct Lab {
    Estate estate;
    Assumptions assumptions;

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
        const NaiveAnswer answer = simulate(estate, assumptions, plain_negotiations(estate), origin,
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
const SiteNextHop fw_1 = DeviceHop{DeviceIndex{0}};
const SiteNextHop fw_2 = DeviceHop{DeviceIndex{1}};
const SiteNextHop fw_1_tunnel = TunnelHop{DeviceIndex{0}, TunnelIndex{0}};

/// VPC 1, gateway 1 and site 1 with as many connections between them; the site sends by the first.
Lab lab(std::size_t connections) {
    Lab result;
    result.vpc();
    result.gateway();
    result.site();
    for (std::size_t i = 0; i < connections; ++i) result.connection(0);
    result.vpc_route("10.51.0.0/16", GatewayId{0});
    result.site_route(0, "10.1.0.0/16", {fw_1});
    return result;
}

}  // namespace

TEST_CASE("naive: a design whose two sides fit is symmetric") {
    Lab net = lab(1);
    net.destination("10.51.0.0/16", 0);
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    CHECK(net.from_site() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    CHECK(net.from_vpc("10.52.0.1") == Outcomes{"no_route", "not_delivered"});
}

TEST_CASE("naive: equal priorities leave the winner open, a priority or an observed order does not") {
    Lab net = lab(2);
    net.policy("10.1.1.0/24", "10.51.0.0/24", 1);
    net.policy("10.1.0.0/16", "10.51.0.0/16", 0);
    SECTION("every order is possible") {
        CHECK(net.from_vpc() ==
              Outcomes{"delivered 1 / delivered 1", "delivered 2 / delivered 1", "possibly_asymmetric"});
    }
    SECTION("the smaller priority wins") {
        net.estate.vpn_gateways[0].policy_routes[1].priority = 5;
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    }
    SECTION("the observed order decides") {
        net.estate.vpn_gateways[0].policy_route_order = {"p-1", "p-2"};
        CHECK(net.from_vpc() == Outcomes{"delivered 2 / delivered 1", "asymmetric"});
    }
    SECTION("a legacy gateway knows no priorities") {
        net.estate.vpn_gateways[0].policy_routes[1].priority = 5;
        net.estate.vpn_gateways[0].policy_route_priorities = false;
        CHECK(net.from_vpc().size() == 3);
        net.assumptions.legacy_policy_routes = LegacyPolicyRoutes::longest_prefix;
        CHECK(net.from_vpc() == Outcomes{"delivered 2 / delivered 1", "asymmetric"});
        net.estate.vpn_gateways[0].policy_routes[1].destination = cidr("10.51.0.0/24");
        CHECK(net.from_vpc() == Outcomes{"delivered 2 / delivered 1", "asymmetric"});
    }
    SECTION("routes that agree on the next hop leave nothing open") {
        net.estate.vpn_gateways[0].policy_routes[0].next_hop = ConnectionId{0};
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    }
}

TEST_CASE("naive: the standby route takes over only while its connection is up and the active one is down (R7)") {
    Lab net = lab(2);
    net.policy("10.1.0.0/16", "10.51.0.0/16", 0, 10, 100);
    net.policy("10.1.0.0/16", "10.51.0.0/16", 1, 20, 0);
    net.destination("10.51.0.0/16", 1);
    SECTION("active up") { CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"}); }
    SECTION("active down") {
        net.down(0);
        CHECK(net.from_vpc() == Outcomes{"delivered 2 / tunnel_down 1", "no_return"});
    }
    SECTION("both down: no fall-through to the next table") {
        net.down(0);
        net.down(1);
        CHECK(net.from_vpc() == Outcomes{"tunnel_down 1", "not_delivered"});
    }
    SECTION("the standby route matches with its own priority") {
        net.connection(0);
        net.policy("10.1.1.0/24", "10.51.0.0/16", 2, 15);
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
        net.down(0);
        CHECK(net.from_vpc()[0] == "delivered 3 / tunnel_down 1");
    }
}

TEST_CASE("naive: each of several equal keys may win, whatever its priority or place") {
    Lab net = lab(3);
    net.policy("10.1.0.0/16", "10.51.0.0/16", 0, 10);
    net.policy("10.1.0.0/16", "10.51.0.0/16", 1, 20);
    net.estate.vpn_gateways[0].policy_route_order = {"p-1", "p-2"};
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "delivered 2 / delivered 1", "possibly_asymmetric"});
    // The winner still has its own priority: at 20 it yields to a route at 15.
    net.policy("10.1.1.0/24", "10.51.0.0/16", 2, 15);
    net.estate.vpn_gateways[0].policy_route_order = {"p-1", "p-2", "p-3"};
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "delivered 3 / delivered 1", "possibly_asymmetric"});
}

TEST_CASE("naive: automatic routes exist for plain blocks and yield to a listed equal") {
    Lab net = lab(0);
    net.connection(0, list({"10.1.1.0/24"}), list({"10.51.0.0/24"})).auto_routes = true;
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    SECTION("a range makes no route") {
        net.estate.ipsec_connections[0].remote_ts = list({"10.51.0.0-10.51.0.9"});
        CHECK(net.from_vpc() == Outcomes{"no_route", "not_delivered"});
    }
    SECTION("a protocol makes no route") {
        net.estate.ipsec_connections[0].remote_ts = list({"10.51.0.0/24[tcp]"});
        CHECK(net.from_vpc() == Outcomes{"no_route", "not_delivered"});
    }
    SECTION("the listed route has another priority") {
        net.connection(0);
        net.policy("10.1.0.0/16", "10.51.0.0/16", 1, 15);
        net.policy("10.1.1.0/24", "10.51.0.0/24", 0, 20);
        CHECK(net.from_vpc()[0] == "delivered 2 / delivered 1");
    }
    SECTION("two connections with equal selectors are a conflict") {
        net.connection(0, list({"10.1.1.0/24"}), list({"10.51.0.0/24"})).auto_routes = true;
        CHECK(net.from_vpc().size() == 3);
    }
}

TEST_CASE("naive: destination routes and BGP routes") {
    Lab net = lab(2);
    net.destination("10.51.0.0/16", 0);
    net.bgp("10.51.0.0/24", 1);
    CHECK(net.from_vpc()[0] == "delivered 1 / delivered 1");  // R1: by table
    net.assumptions.destination_vs_bgp = DestinationVsBgp::longest_prefix;
    CHECK(net.from_vpc()[0] == "delivered 2 / delivered 1");
    net.down(1);  // its routes are withdrawn
    CHECK(net.from_vpc()[0] == "delivered 1 / delivered 1");
    SECTION("the shortest path, then a choice") {
        net.estate.ipsec_connections[1].state = {};
        net.bgp("10.51.0.0/24", 0, 2);
        CHECK(net.from_vpc()[0] == "delivered 2 / delivered 1");
        net.bgp("10.51.0.0/24", 0, 1);
        CHECK(net.from_vpc().size() == 3);
    }
    SECTION("a static route to a down connection stays") {
        net.down(0);
        CHECK(net.from_vpc() == Outcomes{"tunnel_down 1", "not_delivered"});
    }
}

TEST_CASE("naive: published and BGP routes reach the system table only") {
    Lab net = lab(1);
    Vpc& vpc = net.estate.vpcs[0];
    vpc.route_tables[0].routes.clear();
    net.bgp("10.51.0.0/16", 0);
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    SECTION("BGP needs propagation") {
        net.estate.vpn_gateways[0].auto_propagate = false;
        CHECK(net.from_vpc() == Outcomes{"no_route", "not_delivered"});
        net.destination("10.51.0.0/16", 0).published = true;
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    }
    SECTION("a custom table has its own routes only") {
        vpc.route_tables.push_back({"custom", RouteTableType::custom, {}, {}});
        vpc.vswitches[0].route_table = RouteTableIndex{1};
        CHECK(net.from_vpc() == Outcomes{"no_route", "not_delivered"});
    }
    SECTION("of equal prefixes the listed one wins (N5)") {
        net.vpc_route("10.51.0.0/16", Blackhole{});
        CHECK(net.from_vpc() == Outcomes{"blackhole", "not_delivered"});
    }
}

TEST_CASE("naive: connected vSwitches, instances as next hops, peering") {
    Lab net = lab(1);
    net.destination("10.51.0.0/16", 0);
    CHECK(net.from_vpc("10.1.1.9") == Outcomes{"delivered / delivered", "symmetric"});
    net.vpc_route("10.1.2.0/24", GatewayId{0});
    CHECK(net.from_vpc("10.1.2.9") == Outcomes{"no_route", "not_delivered"});  // an address of the VPC in no vSwitch
    SECTION("a longer route beats a vSwitch, an equal one does not") {
        net.vpc_route("10.1.1.0/24", Blackhole{});
        CHECK(net.from_vpc("10.1.1.9") == Outcomes{"delivered / delivered", "symmetric"});
        net.vpc_route("10.1.1.8/29", Blackhole{});
        CHECK(net.from_vpc("10.1.1.9") == Outcomes{"blackhole", "not_delivered"});
    }
    SECTION("an instance passes on by the table of its vSwitch") {
        Vpc& vpc = net.estate.vpcs[0];
        vpc.vswitches.push_back({"inspection", cidr("10.1.3.0/24"), RouteTableIndex{1}, {}, {}});
        vpc.route_tables.push_back({"inspected", RouteTableType::custom, {}, {}});
        vpc.instances.push_back({"firewall", address("10.1.3.4"), {}, false, {}});
        net.vpc_route("10.51.0.0/24", InstanceRef{VpcId{0}, InstanceIndex{0}});
        CHECK(net.from_vpc() == Outcomes{"no_route", "not_delivered"});
        vpc.route_tables[1].routes.push_back({"out", cidr("10.51.0.0/16"), GatewayId{0}, {}});
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
        vpc.route_tables[1].routes[0].next_hop = InstanceRef{VpcId{0}, InstanceIndex{0}};
        CHECK(net.from_vpc() == Outcomes{"loop", "not_delivered"});
    }
    SECTION("peering delivers into the other VPC, never on to its gateways") {
        net.vpc();
        net.vpc_route("10.2.0.0/16", VpcId{1});
        CHECK(net.from_vpc("10.2.1.9") == Outcomes{"delivered / no_route", "no_return"});
        net.vpc_route("10.1.0.0/16", VpcId{0}, 1);
        CHECK(net.from_vpc("10.2.1.9") == Outcomes{"delivered / delivered", "symmetric"});
        net.vpc_route("10.51.0.0/16", VpcId{0}, 1);
        CHECK(net.trace({VpcId{1}}, "10.2.1.9", "10.51.0.7") == Outcomes{"no_route", "not_delivered"});
    }
}

TEST_CASE("naive: a hub joins two sites, and a packet that comes back is a loop") {
    Lab net = lab(1);
    net.site();
    net.connection(1);
    net.destination("10.51.0.0/16", 0);
    net.destination("10.52.0.0/16", 1);
    net.site_route(0, "10.52.0.0/15", {fw_1});
    net.site_route(1, "10.51.0.0/16", {fw_1});
    CHECK(net.from_site("10.52.0.9") == Outcomes{"delivered 1 2 / delivered 2 1", "symmetric"});
    net.destination("10.53.0.0/16", 0);
    CHECK(net.from_site("10.53.0.9") == Outcomes{"loop 1 1", "not_delivered"});
}

TEST_CASE("naive: tied routes have one order for a packet and its reply") {
    // Both routes match both directions. Were the two looked up under different orders, the reply would be delivered.
    Lab net = lab(1);
    net.site();
    net.connection(1);
    net.policy("10.48.0.0/12", "10.48.0.0/12", 0);
    net.policy("10.48.0.0/13", "10.48.0.0/13", 1);
    net.site_route(0, "10.52.0.0/16", {fw_1});
    net.site_route(1, "10.51.0.0/16", {fw_1});
    CHECK(net.from_site("10.52.0.9") == Outcomes{"delivered 1 2 / loop 2 2", "loop 1 1", "no_return"});
}

TEST_CASE("naive: a connection without its device faces a mirror image") {
    Lab net = lab(0);
    net.mirrored(list({"10.1.0.0/16"}), list({"10.60.0.0/16"})).auto_routes = true;
    net.vpc_route("10.60.0.0/15", GatewayId{0});
    net.destination("10.61.0.0/16", 0);
    CHECK(net.from_vpc("10.60.0.1") == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    CHECK(net.from_vpc("10.61.0.1") == Outcomes{"selector_mismatch 1", "not_delivered"});
    net.down(0);
    CHECK(net.from_vpc("10.60.0.1") == Outcomes{"tunnel_down 1", "not_delivered"});
}

TEST_CASE("naive: a reply that ends elsewhere than the request began is misdelivered") {
    Lab net = lab(1);
    net.site().networks[0].cidr = cidr("10.51.0.0/24");  // the same block as a part of site 1
    net.connection(1);
    net.destination("10.51.0.0/16", 0);
    net.destination("10.51.0.0/24", 1);
    CHECK(net.from_site() == Outcomes{"delivered 1 / misdelivered 2", "no_return"});
}

TEST_CASE("naive: the surviving SA of a world carries what it covers") {
    Lab net = lab(0);
    net.connection(0, list({"10.1.0.0/16"}), list({"10.51.0.0/24", "10.51.1.0/24"})).auto_routes = true;
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    net.estate.sites[0].devices[0].profile = find_profile("cisco-asa")->profile;  // one SA a pair; the cloud keeps one
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "selector_mismatch 1", "possibly_asymmetric"});
    CHECK(net.from_site() == Outcomes{"delivered 1 / delivered 1", "selector_mismatch", "possibly_asymmetric"});
    net.estate.sites[0].routes[0].next_hops = {fw_1_tunnel};  // serves exactly one connection: it is named
    CHECK(net.from_site() == Outcomes{"delivered 1 / delivered 1", "selector_mismatch 1", "possibly_asymmetric"});
}

TEST_CASE("naive: equal-cost next hops are a choice") {
    Lab net = lab(2);
    net.destination("10.51.0.0/16", 0);
    net.estate.sites[0].routes[0].next_hops = {fw_1, fw_2};
    CHECK(net.from_site() == Outcomes{"delivered 1 / delivered 1", "delivered 2 / delivered 1", "possibly_asymmetric"});
}

TEST_CASE("naive: a device sends by the SAs it has") {
    Lab net = lab(0);
    net.connection(0, list({"10.1.0.0/16"}), list({"10.51.0.0/16"})).auto_routes = true;
    const IpsecConnection& second = net.mirrored(list({"10.1.1.0/24"}), list({"10.51.0.0/24"}));
    net.estate.ipsec_connections[1].customer_gateway = CustomerGatewayId{0};
    Device& device = net.estate.sites[0].devices[0];
    Lab::tunnel(device, second, address("203.0.113.10"));
    SECTION("the most specific one") {
        CHECK(net.from_site()[0] == "delivered 2 / delivered 1");
        net.down(1);
        CHECK(net.from_site()[0] == "delivered 1 / delivered 1");
    }
    SECTION("the first configured one") {
        device.profile.sa_choice = SaChoice::configured_order;
        CHECK(net.from_site()[0] == "delivered 1 / delivered 1");
    }
    SECTION("equal ones are a choice, a longer local block decides where that is asked first") {
        net.estate.ipsec_connections[0].local_ts = device.tunnels[0].remote_ts = list({"10.1.1.0/24"});
        net.estate.ipsec_connections[0].remote_ts = device.tunnels[0].local_ts = list({"10.51.0.0/23"});
        net.estate.ipsec_connections[1].local_ts = device.tunnels[1].remote_ts = list({"10.1.0.0/23"});
        CHECK(net.from_site().size() == 3);
        device.profile.sa_choice = SaChoice::local_then_remote;
        CHECK(net.from_site()[0] == "delivered 2 / delivered 1");
    }
    SECTION("inside the selectors of a down tunnel, outside every SA") {
        net.down(0);
        CHECK(net.trace({SiteId{0}}, "10.51.9.9", "10.1.1.5") == Outcomes{"tunnel_down 1", "not_delivered"});
        net.estate.sites[0].networks.push_back({"lab", cidr("10.99.0.0/16"), {}});
        CHECK(net.trace({SiteId{0}}, "10.99.9.9", "10.1.1.5") == Outcomes{"selector_mismatch", "not_delivered"});
    }
}

TEST_CASE("naive: protocol and ports of a selector belong to its own side") {
    Lab net = lab(0);
    net.connection(0, list({"10.1.0.0/16"}), list({"10.51.0.0/16[tcp/443]"}));
    net.destination("10.51.0.0/16", 0);
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    CHECK(net.from_site() == Outcomes{"selector_mismatch", "not_delivered"});
    CHECK(net.trace({SiteId{0}}, "10.51.0.7", "10.1.1.5", Protocol::tcp, 443, 40000)[0] == "delivered 1 / delivered 1");
    CHECK(net.trace({VpcId{0}}, "10.1.1.5", "10.51.0.7", Protocol::udp)[0] == "selector_mismatch 1");
    CHECK(net.trace({VpcId{0}}, "10.1.1.5", "10.51.0.7", Protocol::icmp, 0, 0)[0] == "selector_mismatch 1");
}

TEST_CASE("naive: the active tunnel carries while it is up, else the standby one") {
    Lab net = lab(1);
    net.destination("10.51.0.0/16", 0);
    Device& other = net.estate.sites[0].devices.emplace_back();
    other.name = "fw-2";
    other.addresses = {address("198.51.100.2")};
    net.estate.customer_gateways.push_back({"cgw-2", address("198.51.100.2"), {}, {}});
    IpsecConnection& connection = net.estate.ipsec_connections[0];
    Lab::tunnel(other, connection, address("203.0.113.11"));
    for (std::size_t i = 0; i < 2; ++i) {
        connection.tunnels.push_back({.name = "tunnel-" + std::to_string(i + 1),
                                      .role = i == 0 ? TunnelRole::active : TunnelRole::standby,
                                      .customer_gateway = CustomerGatewayId{i},
                                      .psk = {},
                                      .ike = {},
                                      .esp = {},
                                      .bgp = {},
                                      .gateway_address = {},
                                      .state = {},
                                      .place = {}});
    }
    CHECK(net.from_site() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
    SECTION("the device of the standby tunnel has no SA to use") {
        net.estate.sites[0].routes[0].next_hops = {fw_2};
        CHECK(net.from_site() == Outcomes{"selector_mismatch", "not_delivered"});
    }
    SECTION("after a failure it has") {
        connection.tunnels[0].state = LinkState::down;
        CHECK(net.from_site() == Outcomes{"selector_mismatch", "not_delivered"});
        net.estate.sites[0].routes[0].next_hops = {fw_2};
        CHECK(net.from_site() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
        connection.tunnels[1].state = LinkState::down;
        CHECK(net.from_site() == Outcomes{"tunnel_down 1", "not_delivered"});
    }
}

TEST_CASE("naive: a connection that is declared up has its own selectors where nothing was negotiated") {
    Lab net = lab(1);
    net.destination("10.51.0.0/16", 0);
    net.estate.sites[0].devices[0].tunnels[0].local_ts = list({"fd00::/8"});
    CHECK(net.from_vpc() == Outcomes{"tunnel_down 1", "not_delivered"});
    net.estate.ipsec_connections[0].state = LinkState::up;
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
}

TEST_CASE("naive: a site asks its policy routes first, then the longest of networks and routes") {
    Lab net = lab(2);
    net.destination("10.51.0.0/16", 0);
    Site& site = net.estate.sites[0];
    site.policy_routes.push_back({.name = "https",
                                  .priority = 100,
                                  .source = cidr("10.51.0.0/24"),
                                  .destination = cidr("10.1.0.0/16"),
                                  .protocol = Protocol::tcp,
                                  .ports = {{443, 443}},
                                  .next_hops = {fw_2},
                                  .place = {}});
    CHECK(net.from_site()[0] == "delivered 2 / delivered 1");
    CHECK(net.trace({SiteId{0}}, "10.51.0.7", "10.1.1.5", Protocol::tcp, 443, 80)[0] == "delivered 1 / delivered 1");
    SECTION("equal priorities are a choice") {
        SitePolicyRoute all = site.policy_routes[0];
        all.name = "all";
        all.protocol = {};
        all.ports.clear();
        all.next_hops = {fw_1};
        site.policy_routes.push_back(all);
        CHECK(net.from_site().size() == 3);
        site.policy_routes[1].priority = 50;
        CHECK(net.from_site()[0] == "delivered 1 / delivered 1");
    }
    SECTION("the metric decides between equal prefixes") {
        site.policy_routes.clear();
        site.routes[0].metric = 10;
        net.site_route(0, "10.1.0.0/16", {fw_2});
        CHECK(net.from_site()[0] == "delivered 2 / delivered 1");
    }
    SECTION("local delivers only what a network owns") {
        net.site_route(0, "10.51.0.0/24", {Local{}});
        net.site_route(0, "10.70.0.0/16", {Local{}});
        CHECK(net.from_site("10.51.0.9")[0] == "delivered / delivered");
        CHECK(net.from_site("10.70.0.9")[0] == "no_route");
    }
    SECTION("a longer route beats a network") {
        net.site_route(0, "10.51.0.0/17", {Blackhole{}});
        net.site_route(0, "10.51.0.0/16", {Internet{}});
        CHECK(net.from_vpc() == Outcomes{"blackhole 1", "not_delivered"});
    }
}

}  // namespace vpnsim
