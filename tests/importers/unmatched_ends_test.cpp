#include "tools/importers/unmatched_ends.hpp"

#include <catch2/catch.hpp>

namespace vpnsim::importers::unmatched_ends_test {

TEST_CASE("a tunnel that has the cloud's end for its own is told to be swapped") {
    const auto gateway = *Address::parse("203.0.113.30");
    const auto customer = *Address::parse("198.51.100.12");
    Cloud cloud;
    cloud.vpn_gateways.emplace_back();
    cloud.vpn_gateways[0].id = "vpn-1";
    cloud.vpn_gateways[0].addresses = {gateway};
    cloud.customer_gateways.emplace_back();
    cloud.customer_gateways[0].id = "cgw-1";
    cloud.customer_gateways[0].address = customer;
    cloud.connections.emplace_back();
    cloud.connections[0].id = cloud.connections[0].name = "conn-1";
    cloud.connections[0].vpn_gateway = "vpn-1";
    cloud.connections[0].customer_gateway = "cgw-1";
    Protection tunnel;
    tunnel.name = "swap";
    tunnel.groups = {{{TrafficSelector::of(Prefix::host(gateway))}, {TrafficSelector::of(Prefix::host(customer))}}};
    tunnel.local_addresses = {gateway};
    tunnel.peers = {customer};
    Host host;
    host.name = "fw";
    host.profile = "strongswan";
    host.outer_addresses = {gateway};
    host.protections = {tunnel};
    Remarks remarks;
    tie_remarks(cloud, {host}, remarks);
    REQUIRE_FALSE(remarks.empty());
    CHECK(remarks[0].kind == "ends-swapped");
}

}  // namespace vpnsim::importers::unmatched_ends_test
