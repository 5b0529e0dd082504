#include "tools/importers/cloud_merge.hpp"

#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::cloud_merge_test {
namespace {

Cloud estate_of(std::string prefix) {
    const Origin origin{prefix + ".json", 0, 0, "/x"};
    Cloud cloud;
    cloud.vpcs.push_back({prefix + "-vpc", "app", {block("10.66.88.0/22")}, {}, false, origin});
    cloud.route_tables.push_back({prefix + "-vtb", "", prefix + "-vpc", RouteTableType::system, origin});
    cloud.routes.push_back(
        {"", prefix + "-vtb", block("10.55.0.0/16"), "VpnGateway", {prefix + "-vpn"}, false, false, origin});
    CloudVpnGateway gateway;
    gateway.id = prefix + "-vpn";
    gateway.name = "gw";
    gateway.vpc = prefix + "-vpc";
    gateway.addresses = {address("203.0.113.20")};
    gateway.origin = origin;
    cloud.vpn_gateways.push_back(gateway);
    CloudConnection connection;
    connection.id = prefix + "-vco";
    connection.name = "conn-1";
    connection.vpn_gateway = prefix + "-vpn";
    connection.local = {TrafficSelector::of(block("10.66.90.0/24"))};
    connection.remote = {TrafficSelector::of(block("10.55.193.0/24"))};
    connection.origin = origin;
    cloud.connections.push_back(connection);
    cloud.policy_routes.push_back({prefix + "-vpn", prefix + "-vco", block("10.66.90.0/24"), block("10.55.193.0/24"),
                                   100, 10, false, false, 0, origin});
    return cloud;
}

}  // namespace

TEST_CASE("merging with nothing changes nothing") {
    Remarks remarks;
    const auto cloud = merged({Cloud{}, estate_of("a"), Cloud{}}, remarks);
    CHECK(cloud.connections.size() == 1);
    CHECK(cloud.policy_routes.size() == 1);
    CHECK(remarks.empty());
}

TEST_CASE("records with equal ids are one") {
    Remarks remarks;
    const auto cloud = merged({estate_of("a"), estate_of("a")}, remarks);
    CHECK(cloud.vpcs.size() == 1);
    CHECK(cloud.route_tables.size() == 1);
    CHECK(cloud.routes.size() == 1);
    CHECK(cloud.vpn_gateways.size() == 1);
    CHECK(cloud.connections.size() == 1);
    CHECK(cloud.policy_routes.size() == 1);
    CHECK(remarks.empty());
}

TEST_CASE("records of equal name and addresses are one, and what refers to them follows") {
    Remarks remarks;
    const auto cloud = merged({estate_of("a"), estate_of("b")}, remarks);
    CHECK(cloud.vpcs.size() == 1);
    CHECK(cloud.vpn_gateways.size() == 1);
    CHECK(cloud.connections.size() == 1);
    REQUIRE(cloud.policy_routes.size() == 1);
    CHECK(cloud.policy_routes[0].next_hop == "a-vco");
    CHECK(cloud.routes.size() == 1);
    CHECK(remarks.empty());
}

TEST_CASE("copies that contradict one another: the first wins, and both origins are named") {
    auto other = estate_of("b");
    other.policy_routes[0].priority = 20;
    other.vpn_gateways[0].policy_route_priorities = false;
    auto first = estate_of("a");
    first.vpn_gateways[0].policy_route_priorities = true;
    Remarks remarks;
    const auto cloud = merged({first, other}, remarks);
    CHECK(cloud.policy_routes[0].priority == 10);
    CHECK(cloud.vpn_gateways[0].policy_route_priorities == true);
    REQUIRE(remarks.size() == 2);
    for (const auto& remark : remarks) {
        CHECK(remark.gravity == Gravity::warning);
        CHECK(remark.message.find("a.json") != std::string::npos);
        CHECK(remark.message.find("b.json") != std::string::npos);
    }
    CHECK(remarks[0].about == "gw");
}

TEST_CASE("a later copy fills in what the first leaves open") {
    auto other = estate_of("a");
    other.connections[0].key = "fingerprint-0123456789abcdef";
    other.connections[0].policy_routes_known = true;
    Remarks remarks;
    const auto cloud = merged({estate_of("a"), other}, remarks);
    CHECK(cloud.connections[0].key == "fingerprint-0123456789abcdef");
    CHECK(cloud.connections[0].policy_routes_known);
    CHECK(remarks.empty());
}

TEST_CASE("a listed policy route takes the place of an automatic one, in either order") {
    auto automatic = estate_of("a");
    automatic.policy_routes[0].automatic = true;
    auto listed = estate_of("a");
    listed.policy_routes[0].priority = 30;
    for (const auto& clouds : {std::vector{automatic, listed}, std::vector{listed, automatic}}) {
        Remarks remarks;
        const auto cloud = merged(clouds, remarks);
        REQUIRE(cloud.policy_routes.size() == 1);
        CHECK_FALSE(cloud.policy_routes[0].automatic);
        CHECK(cloud.policy_routes[0].priority == 30);
        CHECK(remarks.empty());
    }
}

TEST_CASE("records of one input are never taken for one another") {
    auto cloud = estate_of("a");
    auto twin = cloud.connections[0];
    twin.id = "a-twin";
    cloud.connections.push_back(twin);
    Remarks remarks;
    CHECK(merged({cloud}, remarks).connections.size() == 2);
}

TEST_CASE("records with different ids of the cloud are two, however alike they are") {
    auto twin = estate_of("b");
    auto first = estate_of("a");
    first.connections[0].id = "vco-1";
    twin.connections[0].id = "vco-2";
    Remarks remarks;
    CHECK(merged({first, twin}, remarks).connections.size() == 2);
}

TEST_CASE("policy routes that one input knows all of are not those of connections that only another one has") {
    auto dump = estate_of("a");
    dump.connections[0].policy_routes_known = true;
    auto plan = estate_of("b");
    plan.connections.push_back(plan.connections[0]);
    plan.connections[1].id = "b-new";
    plan.connections[1].name = "conn-2";
    for (const auto& clouds : {std::vector{dump, plan}, std::vector{plan, dump}}) {
        Remarks remarks;
        const auto cloud = merged(clouds, remarks);
        REQUIRE(cloud.connections.size() == 2);
        CHECK(cloud.connections[0].policy_routes_known);
        CHECK_FALSE(cloud.connections[1].policy_routes_known);
    }
}

TEST_CASE("a list of policy routes of other selectors is no whole list") {
    auto dump = estate_of("a");
    dump.connections[0].policy_routes_known = true;
    auto changed = estate_of("a");
    changed.connections[0].remote = {TrafficSelector::of(block("10.55.0.0/16"))};
    Remarks remarks;
    CHECK_FALSE(merged({changed, dump}, remarks).connections[0].policy_routes_known);
}

TEST_CASE("routes of a system table that is named by its VPC are those of the table itself") {
    auto named = estate_of("b");
    named.route_tables.clear();
    named.routes[0].route_table = "b-vpc";
    for (const auto& clouds : {std::vector{estate_of("a"), named}, std::vector{named, estate_of("a")}}) {
        Remarks remarks;
        const auto cloud = merged(clouds, remarks);
        REQUIRE(cloud.routes.size() == 1);
        CHECK(cloud.routes[0].route_table == "a-vtb");
        CHECK(remarks.empty());
    }
}

TEST_CASE("rules of a security group in another order say the same, those of a network ACL do not") {
    FilterRule web;
    web.source = block("10.55.0.0/16");
    web.protocol = Protocol::tcp;
    web.ports = {{443, 443}};
    FilterRule ping;
    ping.source = block("10.0.0.0/8");
    ping.protocol = Protocol::icmp;
    ping.destination = block("0.0.0.0/0");
    Cloud first;
    first.security_groups.push_back(
        {"sg-1", "sg", "vpc-1", SecurityGroupType::basic, {{web, ping}, {}}, Origin{"a.json"}});
    first.network_acls.push_back({"nacl-1", "acl", "vpc-1", {{web, ping}, {}}, Origin{"a.json"}});
    auto second = first;
    second.security_groups[0].rules.inbound = {ping, web};
    second.security_groups[0].rules.inbound[0].destination.reset();
    second.security_groups[0].rules.outbound = {web};
    Remarks remarks;
    CHECK(merged({first, second}, remarks).security_groups[0].rules.outbound.size() == 1);
    CHECK(remarks.empty());
    second.security_groups[0].rules.inbound[1].action = FilterAction::drop;
    second.network_acls[0].rules.inbound = {ping, web};
    (void)merged({first, second}, remarks);
    CHECK(remarks.size() == 2);
}

TEST_CASE("parameters of a phase that one copy leaves open contradict nothing") {
    auto first = estate_of("a");
    first.connections[0].ike.version = IkeVersion::ikev2;
    auto second = first;
    second.connections[0].ike.local_id = "203.0.113.20";
    second.connections[0].esp.lifetime_seconds = 3600;
    Remarks remarks;
    const auto cloud = merged({first, second}, remarks);
    CHECK(remarks.empty());
    CHECK(cloud.connections[0].ike.version == IkeVersion::ikev2);
    CHECK(cloud.connections[0].ike.local_id == "203.0.113.20");
    CHECK(cloud.connections[0].esp.lifetime_seconds == 3600U);
    second.connections[0].ike.version = IkeVersion::ikev1;
    (void)merged({first, second}, remarks);
    CHECK(remarks.size() == 1);
}

}  // namespace vpnsim::importers::cloud_merge_test
