#include "tools/importers/scenario_cloud.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "model/scenario_reader.hpp"
#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::scenario_cloud_test {
namespace {

SelectorList selectors(std::string_view text) { return {TrafficSelector::of(block(text))}; }

/// The estate of the examples, with one connection.
Cloud small_cloud() {
    Cloud cloud;
    cloud.vpcs.push_back({"vpc-1", "app", {block("10.66.88.0/22")}, {}, false, {}});
    cloud.route_tables.push_back({"vtb-s", "", "vpc-1", RouteTableType::system, {}});
    cloud.vswitches.push_back({"vsw-1", "app-c", "vpc-1", {block("10.66.90.0/24")}, "vtb-s", "", {}});
    CloudVpnGateway gateway;
    gateway.id = "vpn-1";
    gateway.name = "gw";
    gateway.vpc = "vpc-1";
    gateway.addresses = {address("203.0.113.20")};
    cloud.vpn_gateways.push_back(gateway);
    cloud.customer_gateways.push_back({"cgw-1", "device-1", address("198.51.100.11"), 65001U, {}});
    CloudConnection connection;
    connection.id = "vco-1";
    connection.name = "conn-1";
    connection.vpn_gateway = "vpn-1";
    connection.customer_gateway = "cgw-1";
    connection.local = selectors("10.66.90.0/24");
    connection.remote = selectors("10.55.193.0/24");
    connection.key = "fingerprint-0123456789abcdef";
    connection.ike.version = IkeVersion::ikev2;
    connection.ike.encryption = {Encryption::aes256};
    connection.ike.dh_group = {DhGroup{14}};
    connection.esp.dh_group = {DhGroup::disabled};
    cloud.connections.push_back(connection);
    CloudPolicyRoute route{"vpn-1", "vco-1", block("10.66.90.0/24"), block("10.55.193.0/24"), 100, 10, false, false,
                           0,       {}};
    cloud.policy_routes.push_back(route);
    return cloud;
}

/// What the strict reader makes of the text of a cloud.
Scenario read_back(const Cloud& cloud, Remarks& remarks) {
    JsonText out;
    out.object([&] {
        out.text("format", "vpnsim/1");
        write_cloud(out, cloud, remarks);
    });
    auto result =
        read_scenario({"made.json", std::move(out).take()}, [](const std::string&) { return FileRefusal{"none"}; });
    if (const auto* errors = std::get_if<std::vector<InputError>>(&result)) FAIL(errors->front().text());
    return std::get<Scenario>(std::move(result));
}

Scenario read_back(const Cloud& cloud) {
    Remarks remarks;
    return read_back(cloud, remarks);
}

}  // namespace

TEST_CASE("a cloud becomes a scenario that the strict reader takes as it is") {
    Remarks remarks;
    const auto cloud = small_cloud();
    const auto scenario = read_back(cloud, remarks);
    CHECK(remarks.empty());
    Remarks again;
    CHECK(scenario.estate == cloud_estate(cloud, again));
    const auto& estate = scenario.estate;
    REQUIRE(estate.ipsec_connections.size() == 1);
    const auto& connection = estate.ipsec_connections[0];
    CHECK(connection.name == "conn-1");
    CHECK(estate[*connection.vpn_gateway].name == "gw");
    CHECK(estate[*connection.customer_gateway].name == "device-1");
    CHECK(connection.psk->reveal() == "fingerprint-0123456789abcdef");
    CHECK(connection.auto_routes);
    REQUIRE(estate.vpn_gateways[0].policy_routes.size() == 1);
    CHECK(estate.vpn_gateways[0].policy_routes[0].name == "conn-1-from-10.66.90.0-24-to-10.55.193.0-24");
    REQUIRE(estate.vpcs[0].vswitches.size() == 1);
    CHECK(estate.vpcs[0].route_tables[0].name == "system");
}

TEST_CASE("an empty cloud writes nothing") {
    const auto scenario = read_back({});
    CHECK(scenario.estate == Estate{});
}

TEST_CASE("connections make no routes of their own where all policy routes are known") {
    auto cloud = small_cloud();
    cloud.connections[0].policy_routes_known = true;
    CHECK_FALSE(read_back(cloud).estate.ipsec_connections[0].auto_routes);
}

TEST_CASE("automatic policy routes are left to the scenario") {
    auto cloud = small_cloud();
    cloud.policy_routes[0].automatic = true;
    const auto scenario = read_back(cloud);
    CHECK(scenario.estate.vpn_gateways[0].policy_routes.empty());
    CHECK(scenario.estate.ipsec_connections[0].auto_routes);
}

TEST_CASE("an unknown VPN gateway gets a stand-in with the address that the connection names") {
    auto cloud = small_cloud();
    cloud.vpn_gateways.clear();
    cloud.connections[0].gateway_address = address("203.0.113.20");
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    REQUIRE(scenario.estate.vpn_gateways.size() == 1);
    CHECK(scenario.estate.vpn_gateways[0].name == "vpn-1");
    CHECK(scenario.estate.vpn_gateways[0].addresses == std::vector{address("203.0.113.20")});
    CHECK(said(remarks, Gravity::incomplete, "vpn-gateway-unknown", "vpn-1"));
}

TEST_CASE("an unknown customer gateway is left out and said") {
    auto cloud = small_cloud();
    cloud.customer_gateways.clear();
    Remarks remarks;
    CHECK_FALSE(read_back(cloud, remarks).estate.ipsec_connections[0].customer_gateway);
    CHECK(said(remarks, Gravity::incomplete, "customer-gateway-unknown", "conn-1"));
}

TEST_CASE("routes to an unknown connection are left out and said once") {
    auto cloud = small_cloud();
    cloud.connections.clear();
    cloud.policy_routes.push_back(cloud.policy_routes[0]);
    Remarks remarks;
    CHECK(read_back(cloud, remarks).estate.vpn_gateways[0].policy_routes.empty());
    CHECK(remarks.size() == 1);
    CHECK(said(remarks, Gravity::incomplete, "connection-unknown", "vco-1"));
}

TEST_CASE("a connection of a transit router is left out with its routes, and said") {
    auto cloud = small_cloud();
    cloud.connections[0].attached_to = "tr-1";
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    CHECK(scenario.estate.ipsec_connections.empty());
    CHECK(scenario.estate.vpn_gateways[0].policy_routes.empty());
    CHECK(remarks.size() == 1);
    CHECK(said(remarks, Gravity::warning, "not-a-vpn-gateway", "conn-1"));
}

TEST_CASE("the two tunnels are written in the order of their index") {
    auto cloud = small_cloud();
    cloud.customer_gateways.push_back({"cgw-2", "device-2", address("198.51.100.12"), std::nullopt, {}});
    auto& connection = cloud.connections[0];
    connection.customer_gateway.clear();
    CloudTunnel second;
    second.index = 2;
    second.role = TunnelRole::standby;
    second.customer_gateway = "cgw-2";
    second.dpd = true;
    CloudTunnel first;
    first.index = 1;
    first.role = TunnelRole::active;
    first.customer_gateway = "cgw-1";
    first.dpd = true;
    connection.tunnels = {second, first};
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    CHECK(remarks.empty());
    const auto& tunnels = scenario.estate.ipsec_connections[0].tunnels;
    REQUIRE(tunnels.size() == 2);
    CHECK(tunnels[0].role == TunnelRole::active);
    CHECK(tunnels[1].role == TunnelRole::standby);
    CHECK(scenario.estate[*tunnels[1].customer_gateway].name == "device-2");
    CHECK(scenario.estate.ipsec_connections[0].dpd == true);
}

TEST_CASE("tunnels of one role, or more than two, do not break the scenario") {
    auto cloud = small_cloud();
    CloudTunnel tunnel;
    tunnel.customer_gateway = "cgw-1";
    tunnel.role = TunnelRole::standby;
    cloud.connections[0].tunnels = {tunnel, tunnel, tunnel};
    Remarks remarks;
    CHECK(read_back(cloud, remarks).estate.ipsec_connections[0].tunnels.size() == 2);
    CHECK(said(remarks, Gravity::incomplete, "same-role", "conn-1/tunnel-2"));
    CHECK(said(remarks, Gravity::incomplete, "too-many-tunnels", "conn-1"));
}

TEST_CASE("the role of the first tunnel follows from that of the second") {
    auto cloud = small_cloud();
    CloudTunnel tunnel;
    tunnel.customer_gateway = "cgw-1";
    cloud.connections[0].tunnels = {tunnel, tunnel};
    cloud.connections[0].tunnels[1].role = TunnelRole::active;
    Remarks remarks;
    const auto tunnels = read_back(cloud, remarks).estate.ipsec_connections[0].tunnels;
    CHECK(tunnels[0].role == TunnelRole::standby);
    CHECK(tunnels[1].role == TunnelRole::active);
}

TEST_CASE("a vSwitch with two families becomes two") {
    auto cloud = small_cloud();
    cloud.vswitches[0].cidrs.push_back(block("fd00:1::/64"));
    const auto scenario = read_back(cloud);
    REQUIRE(scenario.estate.vpcs[0].vswitches.size() == 2);
    CHECK(scenario.estate.vpcs[0].vswitches[1].name == "app-c-ipv6");
    CHECK(scenario.estate.vpcs[0].vswitches[1].cidr == block("fd00:1::/64"));
}

TEST_CASE("routes of VPC tables lead where the scenario has words for it") {
    auto cloud = small_cloud();
    cloud.vpcs.push_back({"vpc-2", "other", {}, {}, false, {}});
    cloud.instances.push_back({"i-1", "fw", "vpc-1", address("10.66.90.9"), {}, false, {}});
    const auto add = [&](std::string_view to, std::string type, std::vector<std::string> hops) {
        cloud.routes.push_back({"", "vtb-s", block(to), std::move(type), std::move(hops), false, false, {}});
    };
    add("10.55.0.0/16", "VpnGateway", {"vpn-1"});
    add("10.56.0.0/16", "Instance", {"i-1"});
    add("10.57.0.0/16", "RouterInterface", {"vpc-2"});
    add("0.0.0.0/0", "NatGateway", {"ngw-1"});
    add("10.58.0.0/16", "Instance", {"i-unknown"});
    add("10.59.0.0/16", "HaVip", {"havip-1"});
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    const auto& routes = scenario.estate.vpcs[0].route_tables[0].routes;
    REQUIRE(routes.size() == 4);
    CHECK(routes[0].name == "to-10.55.0.0-16");
    CHECK(routes[0].next_hop == VpcNextHop{GatewayId{0}});
    CHECK(routes[1].next_hop == VpcNextHop{InstanceRef{VpcId{0}, InstanceIndex{0}}});
    CHECK(routes[2].next_hop == VpcNextHop{VpcId{1}});
    CHECK(routes[3].next_hop == VpcNextHop{Internet{}});
    CHECK(remarks.size() == 2);
    CHECK(said(remarks, Gravity::incomplete, "next-hop-unknown", "system/to-10.58.0.0-16"));
}

TEST_CASE("routes of the system and routes that the gateway publishes are left to the scenario") {
    auto cloud = small_cloud();
    cloud.policy_routes[0].published = true;
    cloud.routes.push_back({"", "vtb-s", block("10.66.90.0/24"), "local", {}, true, false, {}});
    cloud.routes.push_back({"", "vtb-s", block("10.55.193.0/24"), "VpnGateway", {"vpn-1"}, false, true, {}});
    CHECK(read_back(cloud).estate.vpcs[0].route_tables[0].routes.empty());
    cloud.policy_routes[0].published = false;
    CHECK(read_back(cloud).estate.vpcs[0].route_tables[0].routes.size() == 1);
}

TEST_CASE("weights and priorities beyond the scenario's are left out and said") {
    auto cloud = small_cloud();
    cloud.policy_routes.push_back(cloud.policy_routes[0]);
    cloud.policy_routes.push_back(cloud.policy_routes[0]);
    cloud.policy_routes[0].weight = 255;
    cloud.policy_routes[1].priority = 0;
    cloud.policy_routes[2].weight = 50;
    Remarks remarks;
    CHECK(read_back(cloud, remarks).estate.vpn_gateways[0].policy_routes.size() == 1);
    CHECK(std::count_if(remarks.begin(), remarks.end(),
                        [](const Remark& r) { return r.gravity == Gravity::incomplete; }) == 2);
    CHECK(std::count_if(remarks.begin(), remarks.end(), [](const Remark& r) { return r.kind == "weight"; }) == 2);
}

TEST_CASE("ids of gateways, VPCs and instances differ even where their names do not") {
    auto cloud = small_cloud();
    cloud.vpn_gateways[0].name = "app";
    cloud.instances.push_back({"i-1", "app", "vpc-1", address("10.66.90.9"), {}, false, {}});
    const auto scenario = read_back(cloud);
    CHECK(scenario.estate.vpcs[0].name == "app");
    CHECK(scenario.estate.vpn_gateways[0].name == "app (vpn-1)");
    CHECK(scenario.estate.vpcs[0].instances[0].name == "app (i-1)");
}

TEST_CASE("what a cloud end cannot have does not reach the scenario") {
    auto cloud = small_cloud();
    auto& connection = cloud.connections[0];
    connection.ike.version = IkeVersion::any;
    connection.ike.encryption = {Encryption::aes128, Encryption::aes256};
    connection.ike.dh_group = {DhGroup::disabled};
    connection.esp.lifetime_bytes = 1000;
    connection.esp.protocol = SecurityProtocol::ah;
    connection.esp.encapsulation = Encapsulation::transport;
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    CHECK(scenario.estate.ipsec_connections[0].ike.encryption == std::vector{Encryption::aes128});
    CHECK(remarks.size() == 3);
}

TEST_CASE("unknown selectors are every address, and said") {
    auto cloud = small_cloud();
    cloud.connections[0].local.clear();
    cloud.connections[0].remote = selectors("fd00:9::/48");
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    CHECK(scenario.estate.ipsec_connections[0].local_ts == SelectorList{TrafficSelector::everything(Family::ipv6)});
    CHECK(said(remarks, Gravity::incomplete, "selectors-unknown", "conn-1"));
}

TEST_CASE("rules that limit both ends are left out and said") {
    auto cloud = small_cloud();
    FilterRules rules;
    FilterRule plain;
    plain.source = block("10.55.0.0/16");
    FilterRule both = plain;
    both.destination = block("10.66.90.0/24");
    FilterRule late = plain;
    late.priority = 101;
    rules.inbound = {plain, both, late};
    cloud.security_groups.push_back({"sg-1", "sg", "vpc-1", SecurityGroupType::basic, rules, {}});
    cloud.network_acls.push_back({"nacl-1", "acl", "vpc-1", rules, {}});
    cloud.vswitches[0].network_acl = "nacl-1";
    Remarks remarks;
    const auto scenario = read_back(cloud, remarks);
    CHECK(scenario.estate.vpcs[0].security_groups[0].rules.inbound.size() == 1);
    CHECK(scenario.estate.vpcs[0].network_acls[0].rules.inbound.size() == 2);
    CHECK(scenario.estate.vpcs[0].vswitches[0].network_acl);
    CHECK(std::count_if(remarks.begin(), remarks.end(), [](const Remark& r) { return r.kind == "filter-rule"; }) == 3);
}

TEST_CASE("gaps of the input are said when a scenario is made") {
    auto cloud = small_cloud();
    cloud.gaps.push_back({Gravity::incomplete, "call-missing", "DescribeVpcs", "save it", {}});
    Remarks remarks;
    (void)cloud_estate(cloud, remarks);
    CHECK(said(remarks, Gravity::incomplete, "call-missing", "DescribeVpcs"));
}

TEST_CASE("whatever refers to whatever, the strict reader takes the scenario") {
    std::mt19937 random{20261122};
    const std::vector<std::string> words{"", "a", "b", "a/b", "local", "internet", "vpc-1", "x\ny", "\"q\""};
    const auto word = [&] { return words[random() % words.size()]; };
    const std::vector<Prefix> blocks{block("10.0.0.0/8"), block("10.1.0.0/16"), block("fd00::/8"), block("0.0.0.0/0")};
    const auto some = [&] { return blocks[random() % blocks.size()]; };
    for (int round = 0; round < 300; ++round) {
        Cloud cloud;
        for (unsigned i = random() % 4; i > 0; --i) {
            cloud.vpcs.push_back({word(), word(), {some()}, {some()}, true, {}});
            cloud.vswitches.push_back({word(), word(), word(), {some(), some()}, word(), word(), {}});
            cloud.route_tables.push_back(
                {word(), word(), word(), random() % 2 == 0 ? RouteTableType::system : RouteTableType::custom, {}});
            cloud.routes.push_back({word(), word(), some(), word(), {word()}, false, random() % 2 == 0, {}});
            cloud.routes.push_back({word(), word(), some(), "VpnGateway", {word()}, false, false, {}});
            CloudVpnGateway gateway;
            gateway.id = word();
            gateway.name = word();
            gateway.vpc = word();
            gateway.created = word();
            cloud.vpn_gateways.push_back(gateway);
            cloud.customer_gateways.push_back({word(), word(), std::nullopt, 0U, {}});
            CloudConnection connection;
            connection.id = word();
            connection.name = word();
            connection.vpn_gateway = word();
            connection.customer_gateway = word();
            if (random() % 2 == 0) connection.local = {TrafficSelector::of(some())};
            connection.tunnels.resize(random() % 4);
            cloud.connections.push_back(connection);
            cloud.policy_routes.push_back(
                {word(), word(), some(), some(), 100, 10, random() % 2 == 0, random() % 2 == 0, 0, {}});
            cloud.destination_routes.push_back({word(), word(), some(), 100, false, random() % 2 == 0, {0, 65001}, {}});
            cloud.instances.push_back({word(), word(), word(), address("10.1.2.3"), {word()}, false, {}});
            cloud.security_groups.push_back({word(), word(), word(), SecurityGroupType::basic, {}, {}});
            cloud.network_acls.push_back({word(), word(), word(), {}, {}});
        }
        Remarks remarks;
        Remarks again;
        CHECK(read_back(cloud, remarks).estate == cloud_estate(cloud, again));
    }
}

}  // namespace vpnsim::importers::scenario_cloud_test
