// Tunnels that routes choose: which routes lead into them, and what is not the site's because of them.
#include "tools/importers/tunnel_interfaces.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"
#include "tools/importers/scenario_sites.hpp"

namespace vpnsim::importers::tunnel_interfaces_test {
namespace {

using Lines = std::vector<std::string>;

struct Made {
    Site site;
    Remarks remarks;
    [[nodiscard]] Lines networks() const {
        Lines out;
        for (const auto& network : site.networks) out.push_back(network.cidr.text());
        return out;
    }
    /// Only those that name a tunnel.
    [[nodiscard]] Lines routes_into_tunnels() const {
        Lines out;
        for (const auto& route : site.routes) {
            for (const auto& hop : route.next_hops) {
                const auto* tunnel = std::get_if<TunnelHop>(&hop);
                if (tunnel == nullptr) continue;
                out.push_back(route.destination.text() + ' ' +
                              site.devices[tunnel->device.index()].tunnels[tunnel->tunnel.index()].name);
            }
        }
        return out;
    }
};
Made make(std::vector<Host> hosts) {
    Made out;
    hosts = merged_hosts(std::move(hosts), out.remarks);
    auto sites = sites_of(hosts, {}, out.remarks);
    REQUIRE(sites.size() == 1);
    out.site = std::move(sites.front());
    return out;
}
Host asa(const std::string& routes) {
    const std::vector<InputText> inputs{
        {"asa.txt",
         "hostname asa-vti\n"
         "interface GigabitEthernet0/0\n nameif outside\n ip address 198.51.100.12 255.255.255.0\n"
         "interface GigabitEthernet0/1\n nameif inside\n ip address 10.55.0.12 255.255.255.0\n"
         "interface Tunnel1\n nameif vti-ali\n ip address 169.254.11.2 255.255.255.252\n"
         " tunnel source interface outside\n tunnel destination 203.0.113.30\n"
         " tunnel mode ipsec ipv4\n tunnel protection ipsec profile P1\n" +
             routes +
             "crypto ipsec ikev2 ipsec-proposal IP1\n protocol esp encryption aes-256\n"
             " protocol esp integrity sha-256\n"
             "crypto ipsec profile P1\n set ikev2 ipsec-proposal IP1\ncrypto ikev2 enable outside\n"}};
    return import_texts(import_cisco_asa, inputs).hosts.at(0);
}
Host ios(const std::string& rest) {
    const std::vector<InputText> inputs{
        {"ios.txt",
         "hostname ios\ncrypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n mode tunnel\n"
         "crypto ipsec profile P1\n set transform-set TS\n"
         "interface GigabitEthernet0/1\n ip address 10.55.0.12 255.255.255.0\n" +
             rest}};
    return import_texts(import_cisco_ios, inputs).hosts.at(0);
}
const std::string ios_tunnel =
    "interface Tunnel1\n ip address 10.254.11.2 255.255.255.252\n tunnel source GigabitEthernet0/0\n"
    " tunnel mode ipsec ipv4\n tunnel destination 203.0.113.30\n tunnel protection ipsec profile P1\n"
    "interface GigabitEthernet0/0\n ip address 198.51.100.12 255.255.255.0\n";

Protection child(std::string name, std::uint32_t id) {
    Protection out;
    out.name = std::move(name);
    const auto all = TrafficSelector::everything(Family::ipv4);
    out.groups = {{{all}, {all}}};
    out.peers = {*Address::parse("203.0.113.30")};
    out.local_addresses = {*Address::parse("198.51.100.12")};
    out.route_based = true;
    out.interface_id = id;
    return out;
}
Host gateway(std::vector<Protection> protections, const std::string& routes) {
    const std::vector<InputText> inputs{{"gw.ip-route.txt",
                                         "10.55.0.0/24 dev eth1 proto kernel scope link src "
                                         "10.55.0.12\n" +
                                             routes}};
    auto out = import_texts(import_linux, inputs).hosts.at(0);
    out.profile = "strongswan";
    out.protections = std::move(protections);
    return out;
}

}  // namespace

TEST_CASE("an ASA's route through a tunnel interface leads into the tunnel and makes no network of the site") {
    const auto made =
        make({asa("route inside 10.55.0.0 255.255.0.0 10.55.0.2 1\n"
                  "route vti-ali 10.66.88.0 255.255.252.0 169.254.11.1 1\n")});
    CHECK(made.networks() == Lines{"10.55.0.0/24", "10.55.0.0/16"});
    CHECK(made.routes_into_tunnels() == Lines{"10.66.88.0/22 vti-ali"});
}

TEST_CASE("a router's route leads into a tunnel by interface, by gateway or by both") {
    for (const std::string_view hop : {"Tunnel1", "10.254.11.1", "Tunnel1 10.254.11.1"}) {
        CAPTURE(hop);
        const auto made = make({ios(ios_tunnel + "ip route 10.66.88.0 255.255.252.0 " + std::string{hop} + '\n')});
        CHECK(made.networks() == Lines{"10.55.0.0/24"});
        CHECK(made.routes_into_tunnels() == Lines{"10.66.88.0/22 Tunnel1"});
        CHECK(made.site.devices.at(0).inside_addresses == std::vector{*Address::parse("10.55.0.12")});
    }
}

TEST_CASE("the interface that bears a crypto map is outside though the map has its address from a loopback") {
    const auto made =
        make({ios("crypto map CM local-address Loopback0\n"
                  "crypto map CM 10 ipsec-isakmp\n set peer 203.0.113.10\n set transform-set TS\n match address L\n"
                  "interface Loopback0\n ip address 198.51.100.11 255.255.255.255\n"
                  "interface GigabitEthernet0/0\n ip address 192.0.2.2 255.255.255.252\n crypto map CM\n"
                  "ip access-list extended L\n permit ip 10.55.0.0 0.0.255.255 10.66.88.0 0.0.3.255\n")});
    CHECK(made.networks() == Lines{"10.55.0.0/24", "10.55.0.0/16"});
    CHECK(made.site.devices.at(0).inside_addresses == std::vector{*Address::parse("10.55.0.12")});
}

TEST_CASE("the number of a tunnel interface on Linux ties it to the child with that interface ID") {
    const auto made = make({gateway({child("a", 42), child("b", 43)},
                                    "10.66.88.0/22 dev ipsec42 scope link\n10.66.92.0/22 dev xfrm43 scope link\n"
                                    "169.254.11.0/30 dev ipsec42 proto kernel scope link src 169.254.11.2\n")});
    CHECK(made.routes_into_tunnels() == Lines{"10.66.88.0/22 a", "10.66.92.0/22 b"});
    CHECK(made.networks() == Lines{"10.55.0.0/24"});
    CHECK(remark_of(made.remarks, "tunnel-interface-unknown") == nullptr);
}

TEST_CASE("the only tunnel interface of a machine is that of its only route-based tunnel") {
    const auto made = make({gateway({child("a", 0)},
                                    "10.66.88.0/22 via 10.254.11.1 dev vti7\n"
                                    "10.254.11.0/30 dev vti7 proto kernel scope link src 10.254.11.2\n")});
    CHECK(made.routes_into_tunnels() == Lines{"10.66.88.0/22 a"});
    CHECK(made.networks() == Lines{"10.55.0.0/24"});
    CHECK(remark_of(made.remarks, "tunnel-interface-inferred")->gravity == Gravity::note);
}

TEST_CASE("routes into a tunnel interface of no known tunnel are left out aloud") {
    const auto made = make({gateway({child("a", 1), child("b", 2)}, "10.66.88.0/22 dev ipsec42 scope link\n")});
    CHECK(made.routes_into_tunnels().empty());
    Lines about;
    for (const auto& r : made.remarks) {
        if (r.kind == "tunnel-interface-unknown") about.push_back(r.about);
    }
    CHECK(about == Lines{"gw/ipsec42", "gw/a", "gw/b"});
    CHECK(remark_of(made.remarks, "tunnel-interface-unknown")->gravity == Gravity::warning);
}

TEST_CASE("swanctl's interface IDs are kept, decimal and hexadecimal") {
    for (const std::string_view written : {"42", "0x2a"}) {
        const std::vector<InputText> inputs{
            {"swanctl.conf",
             "connections { ali { local_addrs = 198.51.100.12\n remote_addrs = 203.0.113.30\n"
             " children { all { local_ts = 0.0.0.0/0\n remote_ts = 0.0.0.0/0\n if_id_out = " +
                 std::string{written} + "\n } } } }\n"}};
        CHECK(import_texts(import_swanctl, inputs).hosts.at(0).protections.at(0).interface_id == 42);
    }
}

}  // namespace vpnsim::importers::tunnel_interfaces_test
