#include <catch2/catch.hpp>

#include "tests/property/naive_lab.hpp"

namespace vpnsim::naive_places_test {

TEST_CASE("naive: connected vSwitches, instances as next hops, peering") {
    Lab net = lab(1);
    net.destination("10.51.0.0/16", 0);
    CHECK(net.from_vpc("10.1.1.9") == Outcomes{"delivered / delivered", "symmetric"});
    net.vpc_route("10.1.2.0/24", Blackhole{});
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

TEST_CASE("naive: each set of SAs that negotiation leaves possible is a world") {
    Lab net = lab(1);
    net.destination("10.51.0.0/16", 0);
    net.negotiations = plain_negotiations(net.estate);
    CloudEnd& end = net.negotiations->ends[0];
    end.alternatives = {{{0}, AlternativeReason::initiator, "cloud initiates"},
                        {{}, AlternativeReason::initiator, "device initiates"}};
    CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "tunnel_down 1", "possibly_asymmetric"});
    SECTION("a standby route is effective in the worlds where the active connection has no SA") {
        net.connection(0);
        net.estate.vpn_gateways[0].destination_routes.clear();
        net.destination("10.51.0.0/16", 0, 100);
        net.destination("10.51.0.0/16", 1, 0);
        net.estate.sites[0].routes[0].next_hops = {fw_2};
        const auto alternatives = end.alternatives;
        net.negotiations = plain_negotiations(net.estate);
        net.negotiations->ends[0].alternatives = alternatives;
        CHECK(net.from_vpc() ==
              Outcomes{"delivered 1 / delivered 2", "delivered 2 / delivered 2", "possibly_asymmetric"});
    }
    SECTION("where the two ends installed different selectors each end checks its own") {
        end.alternatives.resize(1);
        end.sas[0].sa.device_local = list({"10.51.0.0/24"});
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
        CHECK(net.from_vpc("10.51.1.7") == Outcomes{"selector_mismatch 1", "not_delivered"});
        end.sas[0].sa.local = list({"10.1.0.0/24"});
        CHECK(net.from_site() == Outcomes{"selector_mismatch 1", "not_delivered"});
    }
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
        // A tunnel that no connection meets is not down, it is nothing.
        Lab::tunnel(device, second, address("192.0.2.1"));
        device.tunnels.back().local_ts = everything;
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
    SECTION("a longer route beats a network, an equal one does not") {
        net.site_route(0, "10.51.0.0/16", {Internet{}});
        CHECK(net.from_vpc() == Outcomes{"delivered 1 / delivered 1", "symmetric"});
        net.site_route(0, "10.51.0.0/17", {Blackhole{}});
        CHECK(net.from_vpc() == Outcomes{"blackhole 1", "not_delivered"});
    }
}

}  // namespace vpnsim::naive_places_test
