// Where the slow twin asks which filter on the way of a packet and its reply.
#include <catch2/catch.hpp>

#include "tests/property/naive_filter_lab.hpp"

namespace vpnsim::naive_filter_walks_test {
namespace {

/// One connection between VPC 1 and site 1, routed both ways.
Lab routed_lab() {
    Lab result = lab(1);
    result.destination("10.51.0.0/16", 0);
    return result;
}
const Outcomes both_ways{"delivered 1 / delivered 1", "symmetric"};
const Outcomes denied_at_once{"denied", "not_delivered"};
const Outcomes denied_behind_1{"denied 1", "not_delivered"};

}  // namespace

TEST_CASE("naive: a network ACL filters requests and replies each way (N15, N19)") {
    Lab net = routed_lab();
    auto& rules = acl_of_first_vswitch(net.estate.vpcs[0]).rules;
    rules = {{accept(Protocol::tcp, {ephemeral})}, {accept(Protocol::tcp, {https})}};
    CHECK(net.from_vpc() == both_ways);
    CHECK(net.from_site() == denied_behind_1);
    SECTION("without an inbound rule the reply stays out") {
        rules.inbound = {accept(Protocol::tcp, {https})};
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / denied 1", "no_return"});
        CHECK(net.from_site() == Outcomes{"delivered 1 / denied", "no_return"});
    }
    SECTION("without an outbound rule the request stays in") {
        rules.outbound.clear();
        CHECK(net.from_vpc() == denied_at_once);
    }
    SECTION("it filters between vSwitches, not within one") {
        rules.outbound.clear();
        net.estate.vpcs[0].vswitches.push_back({"other", cidr("10.1.2.0/24"), {}, {}, {}});
        CHECK(net.from_vpc("10.1.1.9") == Outcomes{"delivered / delivered", "symmetric"});
        CHECK(net.from_vpc("10.1.2.9") == denied_at_once);
        CHECK(net.trace({VpcId{0}}, "10.1.2.9", "10.1.1.5") == denied_at_once);
    }
    SECTION("it filters packets of a peered VPC") {
        net.vpc();
        net.vpc_route("10.1.0.0/16", VpcId{0}, 1);
        CHECK(net.trace({VpcId{1}}, "10.2.1.9", "10.1.1.5") == denied_at_once);
    }
}

TEST_CASE("naive: security groups ask about requests only (N20)") {
    Lab net = routed_lab();
    Vpc& vpc = net.estate.vpcs[0];
    group(vpc, SecurityGroupType::basic);
    instance(vpc, "10.1.1.5", {sg_1});
    CHECK(net.from_vpc() == both_ways);
    CHECK(net.from_site() == denied_behind_1);
    CHECK(net.from_site("10.1.1.6") == both_ways);  // no instance is declared there
    SECTION("an advanced group replies to what it let in") {
        vpc.security_groups[0] = {"sg", SecurityGroupType::advanced, {{accept(Protocol::tcp, {https})}, {}}, {}};
        CHECK(net.from_vpc() == denied_at_once);
        CHECK(net.from_site() == both_ways);
    }
    SECTION("members of a basic group reach one another, strangers do not") {
        instance(vpc, "10.1.1.9", {sg_1});
        CHECK(net.from_vpc("10.1.1.9") == Outcomes{"delivered / delivered", "symmetric"});
        CHECK(net.trace({VpcId{0}}, "10.1.1.6", "10.1.1.9") == denied_at_once);
        vpc.security_groups[0].type = SecurityGroupType::advanced;
        vpc.security_groups[0].rules.outbound = {accept()};
        CHECK(net.from_vpc("10.1.1.9") == denied_at_once);
    }
    SECTION("an instance that merely routes does not filter") {
        Vpc& routed = net.estate.vpcs[0];
        routed.vswitches.push_back({"inspection", cidr("10.1.3.0/24"), RouteTableIndex{1}, NetworkAclIndex{0}, {}});
        routed.network_acls.emplace_back();
        routed.route_tables.push_back({"inspected", RouteTableType::custom, {}, {}});
        routed.route_tables[1].routes.push_back({"out", cidr("10.51.0.0/16"), GatewayId{0}, {}});
        group(routed, SecurityGroupType::advanced);
        instance(routed, "10.1.3.4", {sg_2});
        net.vpc_route("10.51.0.0/24", InstanceRef{VpcId{0}, InstanceIndex{1}});
        CHECK(net.from_vpc() == both_ways);
    }
}

TEST_CASE("naive: a reply that comes to another VPC is a new packet for the instance there") {
    Lab net = routed_lab();
    Vpc& other = net.vpc();
    other.cidrs = net.estate.vpcs[0].cidrs;
    other.vswitches[0].cidr = net.estate.vpcs[0].vswitches[0].cidr;
    net.gateway(1);
    net.connection(0);
    net.estate.sites[0].routes[0].next_hops = {fw_2};
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / misdelivered 2", "no_return"});
    Vpc& stranger = net.estate.vpcs[1];
    group(stranger, SecurityGroupType::basic);
    instance(stranger, "10.1.1.5", {sg_1});
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / denied 2", "no_return"});
    stranger.security_groups[0].rules.inbound = {accept()};
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / misdelivered 2", "no_return"});
}

TEST_CASE("naive: a public address takes requests and replies away before the route table is asked") {
    Lab net = lab(1);
    net.estate.sites[0].networks[0].cidr = cidr("30.1.0.0/16");
    net.destination("30.1.0.0/16", 0);
    net.vpc_route("30.1.0.0/16", GatewayId{0});
    Vpc& vpc = net.estate.vpcs[0];
    instance(vpc, "10.1.1.5", {});
    const auto out = [&] { return net.from_vpc("30.1.0.7"); };
    CHECK(out() == both_ways);
    vpc.instances[0].public_address = true;
    CHECK(out() == Outcomes{"left_to_internet", "not_delivered"});
    CHECK(net.trace({SiteId{0}}, "30.1.0.7", "10.1.1.5") == Outcomes{"delivered 1 / left_to_internet", "no_return"});
    CHECK(net.trace({SiteId{0}}, "30.1.0.7", "10.1.1.6") == both_ways);
    SECTION("the network ACL comes first") {
        acl_of_first_vswitch(vpc);
        CHECK(out() == denied_at_once);
    }
    SECTION("a user CIDR keeps it") {
        vpc.user_cidrs = {cidr("30.0.0.0/8")};
        CHECK(out() == both_ways);
    }
    SECTION("an IPv4 gateway keeps it") {
        vpc.ipv4_gateway = true;
        CHECK(out() == both_ways);
    }
}

TEST_CASE("naive: access rules filter where a packet crosses a device") {
    Lab net = routed_lab();
    Site& site = net.estate.sites[0];
    SECTION("on the way out before the connection, on the way in behind it") {
        site.access_rules = {{accept(Protocol::icmp)}, {accept(Protocol::icmp)}};
        CHECK(net.from_site() == denied_at_once);
        CHECK(net.from_vpc() == denied_behind_1);
    }
    SECTION("replies too, unless the firewall saw the request") {
        site.access_rules = {{accept(Protocol::tcp, {https})}, {accept(Protocol::tcp, {https})}};
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / denied", "no_return"});
        CHECK(net.from_site() == Outcomes{"delivered 1 / denied 1", "no_return"});
        site.devices[0].stateful_firewall = true;
        CHECK(net.from_vpc() == both_ways);
        CHECK(net.from_site() == both_ways);
    }
    SECTION("a stateful firewall still asks the rules about requests") {
        site.access_rules = {{drop()}, {drop()}};
        site.devices[0].stateful_firewall = true;
        CHECK(net.from_vpc() == denied_behind_1);
        CHECK(net.from_site() == denied_at_once);
    }
    SECTION("traffic within the site crosses no device") {
        site.access_rules = {{drop()}, {drop()}};
        CHECK(net.from_site("10.51.3.9") == Outcomes{"delivered / delivered", "symmetric"});
    }
}

TEST_CASE("naive: a stateful firewall drops the reply to a request that it did not see") {
    Lab net = lab(2);
    net.destination("10.51.0.0/16", 0);
    net.estate.sites[0].routes[0].next_hops = {fw_2};
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 2", "asymmetric"});
    CHECK(net.from_site() == Outcomes{"delivered 2 / delivered 1", "asymmetric"});
    net.estate.sites[0].devices[1].stateful_firewall = true;
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / denied", "no_return"});
    CHECK(net.from_site() == Outcomes{"delivered 2 / delivered 1", "asymmetric"});
    net.estate.sites[0].devices[0].stateful_firewall = true;
    CHECK(net.from_site() == Outcomes{"delivered 2 / denied 1", "no_return"});
    net.estate.sites[0].routes[0].next_hops = {fw_1, fw_2};  // one world each way
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "delivered 1 / denied", "possibly_asymmetric"});
}

TEST_CASE("naive: access rules of a site in transit are asked on the way in and on the way out") {
    Lab net = lab(1);
    net.destination("10.2.0.0/16", 0);
    net.vpc_route("10.2.0.0/16", GatewayId{0});
    net.vpc();
    net.gateway(1);
    net.connection(0);
    net.destination("10.1.0.0/16", 1);
    net.vpc_route("10.1.0.0/16", GatewayId{1}, 1);
    net.site_route(0, "10.2.0.0/16", {fw_2});
    const auto across = [&] { return net.from_vpc("10.2.1.9"); };
    CHECK(across() == Outcomes{"delivered 1 2 / delivered 2 1", "symmetric"});
    auto& rules = net.estate.sites[0].access_rules;
    SECTION("in") {
        rules.inbound = {accept(Protocol::udp)};
        CHECK(across() == denied_behind_1);
    }
    SECTION("out") {
        rules.outbound = {accept(Protocol::udp)};
        CHECK(across() == denied_behind_1);
    }
    SECTION("the reply in") {
        rules.inbound = {accept(Protocol::tcp, {https})};
        CHECK(across() == Outcomes{"delivered 1 2 / denied 2", "no_return"});
    }
    SECTION("the reply in and out at stateful firewalls") {
        rules = {{accept(Protocol::tcp, {https})}, {accept(Protocol::tcp, {https})}};
        net.estate.sites[0].devices[1].stateful_firewall = true;
        CHECK(across() == Outcomes{"delivered 1 2 / denied 2", "no_return"});  // by the rules, in front of device 1
        net.estate.sites[0].devices[0].stateful_firewall = true;
        CHECK(across() == Outcomes{"delivered 1 2 / delivered 2 1", "symmetric"});
    }
}

}  // namespace vpnsim::naive_filter_walks_test
