#include <catch2/catch.hpp>

#include "tests/property/naive_lab.hpp"

namespace vpnsim::naive_gateways_test {

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
    SECTION("destination-routing mode makes no route (C1)") {
        net.estate.ipsec_connections[0].local_ts = net.estate.ipsec_connections[0].remote_ts = everything;
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
    SECTION("of equal prefixes the static one wins, of BGP routes the longest prefix") {
        net.estate.ipsec_connections[1].state = {};
        net.estate.vpn_gateways[0].bgp_routes[0].destination = cidr("10.51.0.0/16");
        CHECK(net.from_vpc()[0] == "delivered 1 / delivered 1");
        net.bgp("10.51.0.0/24", 1, 2);
        CHECK(net.from_vpc()[0] == "delivered 2 / delivered 1");
    }
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
    // The gateway's tables are not asked for addresses of its own VPC.
    net.site_route(0, "10.1.0.0/16", {fw_1});
    net.destination("10.1.0.0/16", 1);
    CHECK(net.from_site("10.1.2.9") == Outcomes{"no_route 1", "not_delivered"});
    CHECK(net.from_site("10.1.1.9") == Outcomes{"delivered 1 / delivered 1", "symmetric"});
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

}  // namespace vpnsim::naive_gateways_test
