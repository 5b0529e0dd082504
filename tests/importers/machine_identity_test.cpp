// Which inputs are one machine.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"
#include "tools/importers/scenario_sites.hpp"

namespace vpnsim::importers::machine_identity_test {
namespace {

struct Merged {
    std::vector<Host> hosts;
    Remarks remarks;
};
Merged merge(std::vector<Host> hosts) {
    Merged out;
    out.hosts = merged_hosts(std::move(hosts), out.remarks);
    return out;
}
Host host(std::string name, std::initializer_list<InterfaceAddress> interfaces) {
    Host out;
    out.name = std::move(name);
    out.interfaces = interfaces;
    return out;
}
InterfaceAddress on(std::string name, std::string_view own, std::string_view block) {
    return {std::move(name), address(own), *Prefix::parse(block), false, {}};
}
Host gateway(std::string name, std::string_view outer) {
    Host out;
    out.name = std::move(name);
    out.profile = "strongswan";
    Protection protection;
    protection.name = "ali";
    protection.groups = {{{*TrafficSelector::parse("10.51.0.0/16")}, {*TrafficSelector::parse("10.66.88.0/22")}}};
    protection.peers = {address("203.0.113.30")};
    protection.local_addresses = {address(outer)};
    out.protections = {protection};
    out.outer_addresses = {address(outer)};
    return out;
}
std::vector<Host> ios(std::string_view name, std::string_view outer) {
    const std::vector<InputText> inputs{
        {"running-config", "hostname " + std::string{name} +
                               "\ncrypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n mode tunnel\n"
                               "crypto ipsec profile P1\n set transform-set TS\n"
                               "interface Tunnel1\n ip address 169.254.11.2 255.255.255.252\n"
                               " tunnel source GigabitEthernet0/0\n tunnel mode ipsec ipv4\n"
                               " tunnel destination 203.0.113.30\n tunnel protection ipsec profile P1\n"
                               "interface GigabitEthernet0/0\n ip address " +
                               std::string{outer} +
                               " 255.255.255.0\n"
                               "interface GigabitEthernet0/1\n ip address 10.55.0.1 255.255.255.0\n"}};
    return import_texts(import_cisco_ios, inputs).hosts;
}

}  // namespace

TEST_CASE("bridges of containers, which every machine has alike, make no two machines one") {
    const auto docker = on("docker0", "172.17.0.1", "172.17.0.0/16");
    const auto merged = merge({gateway("gw1", "198.51.100.11"), gateway("gw2", "198.51.100.12"),
                               host("gw1", {docker, on("eth0", "198.51.100.11", "198.51.100.0/24")}),
                               host("gw2", {docker, on("eth0", "198.51.100.12", "198.51.100.0/24")})});
    REQUIRE(merged.hosts.size() == 2);
    CHECK(merged.hosts[0].protections.size() == 1);
    CHECK(merged.hosts[0].outer_addresses == std::vector{address("198.51.100.11")});
    CHECK(merged.remarks.empty());
    // Nor is their block a network of the site, nor their address one that a router would send to.
    Remarks remarks;
    const auto sites = sites_of(merged.hosts, {}, remarks);
    REQUIRE(sites.size() == 1);
    for (const auto& network : sites[0].networks) CHECK(network.name == "net-10.51.0.0-16");
    CHECK(sites[0].devices[0].inside_addresses.empty());
    CHECK(remark_of(remarks, "own-bridge") != nullptr);
}

TEST_CASE("addresses of one link and inside of tunnels make no two machines one") {
    CHECK(merge({host("a", {on("eth0", "169.254.11.2", "169.254.11.0/30")}),
                 host("b", {on("eth0", "169.254.11.2", "169.254.11.0/30")})})
              .hosts.size() == 2);
    CHECK(
        merge({host("a", {on("vti1", "10.9.9.2", "10.9.9.0/30")}), host("b", {on("vti1", "10.9.9.2", "10.9.9.0/30")})})
            .hosts.size() == 2);
    CHECK(
        merge({host("a", {on("eth0", "10.9.9.2", "10.9.9.0/30")}), host("b", {on("eth0", "10.9.9.2", "10.9.9.0/30")})})
            .hosts.size() == 1);
}

TEST_CASE("routers that say different host names are two, though they have an address in common") {
    auto both = ios("ios-a", "198.51.100.12");
    both.push_back(ios("ios-b", "198.51.100.13").front());
    const auto merged = merge(both);
    REQUIRE(merged.hosts.size() == 2);
    REQUIRE(remark_of(merged.remarks, "two-machines") != nullptr);
    CHECK(remark_of(merged.remarks, "two-machines")->gravity == Gravity::warning);
    CHECK(remark_of(merged.remarks, "two-machines")->about == "ios-b");
    CHECK(remark_of(merged.remarks, "two-machines")->message.find("10.55.0.1 ") != std::string::npos);
    auto again = ios("ios-a", "198.51.100.12");
    again.push_back(again.front());
    CHECK(merge(again).hosts.size() == 1);
}

TEST_CASE("machines of one name with different addresses on one block are two, and it is said") {
    const auto merged = merge({host("fw", {on("eth0", "198.51.100.12", "198.51.100.0/24")}),
                               host("fw", {on("eth0", "198.51.100.77", "198.51.100.0/24")})});
    REQUIRE(merged.hosts.size() == 2);
    REQUIRE(remark_of(merged.remarks, "two-machines") != nullptr);
    CHECK(remark_of(merged.remarks, "two-machines")->message.find("198.51.100.77") != std::string::npos);
}

TEST_CASE("inputs of one name with different outer addresses are one machine aloud") {
    const auto merged = merge({gateway("fw", "198.51.100.11"), gateway("fw", "192.0.2.11")});
    REQUIRE(merged.hosts.size() == 1);
    CHECK(merged.hosts[0].outer_addresses.size() == 2);
    REQUIRE(remark_of(merged.remarks, "several-outer-addresses") != nullptr);
    CHECK(remark_of(merged.remarks, "several-outer-addresses")->gravity == Gravity::warning);
}

}  // namespace vpnsim::importers::machine_identity_test
