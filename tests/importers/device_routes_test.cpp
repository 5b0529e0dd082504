// What the scenario does not follow of devices and routers, and who their peers are.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"
#include "tools/importers/scenario_sites.hpp"

namespace vpnsim::importers::device_routes_test {
namespace {

using Lines = std::vector<std::string>;

struct Made {
    std::vector<Site> sites;
    Remarks remarks;
    [[nodiscard]] Lines about(std::string_view kind) const {
        Lines out;
        for (const auto& r : remarks) {
            if (r.kind == kind) out.push_back(r.about);
        }
        return out;
    }
    /// The blocks that remarks of a kind name after "route to".
    [[nodiscard]] Lines routes(std::string_view kind) const {
        Lines out;
        for (const auto& r : remarks) {
            const auto at = r.message.find("route to ");
            if (r.kind != kind || at == std::string::npos) continue;
            out.push_back(r.message.substr(at + 9, r.message.find(' ', at + 9) - at - 9));
        }
        return out;
    }
};
Made make(std::vector<Host> hosts, const Cloud& cloud = {}) {
    Made out;
    hosts = merged_hosts(std::move(hosts), out.remarks);
    out.sites = sites_of(hosts, cloud, out.remarks);
    return out;
}
Host gateway(std::vector<Address> peers) {
    Host out;
    out.name = "gw";
    out.profile = "strongswan";
    out.outer_addresses = {address("198.51.100.12")};
    Protection protection;
    protection.name = "ali";
    protection.groups = {{{*TrafficSelector::parse("10.55.0.0/16")}, {*TrafficSelector::parse("10.66.88.0/22")}}};
    protection.peers = std::move(peers);
    out.protections = {protection};
    return out;
}
Host asa(const std::string& routes) {
    const std::vector<InputText> inputs{
        {"asa.txt",
         "hostname asa1\n"
         "interface GigabitEthernet0/0\n nameif outside\n ip address 198.51.100.12 255.255.255.0\n"
         "interface GigabitEthernet0/1\n nameif inside\n ip address 10.55.0.12 255.255.255.0\n"
         "access-list L extended permit ip 10.55.0.0 255.255.0.0 10.66.88.0 255.255.252.0\n" +
             routes +
             "crypto ipsec ikev2 ipsec-proposal IP1\n protocol esp encryption aes-256\n"
             " protocol esp integrity sha-256\n"
             "crypto map OUT 10 match address L\ncrypto map OUT 10 set peer 203.0.113.30\n"
             "crypto map OUT 10 set ikev2 ipsec-proposal IP1\ncrypto map OUT interface outside\n"
             "crypto ikev2 enable outside\n"}};
    return import_texts(import_cisco_asa, inputs).hosts.at(0);
}
/// Two gateways with a connection each to one customer gateway.
Cloud two_gateways() {
    Cloud out;
    CloudCustomerGateway customer;
    customer.id = "cgw";
    customer.address = address("198.51.100.12");
    out.customer_gateways = {customer};
    for (const std::string number : {"0", "1"}) {
        CloudVpnGateway g;
        g.id = "vpn-" + number;
        g.addresses = {address("203.0.113.3" + number)};
        out.vpn_gateways.push_back(g);
        CloudConnection c;
        c.id = c.name = "conn-" + number;
        c.vpn_gateway = g.id;
        c.customer_gateway = "cgw";
        out.connections.push_back(c);
    }
    return out;
}

}  // namespace

TEST_CASE("a device's own routes that take from its tunnels what they serve are warned of") {
    const auto made =
        make({asa("route outside 0.0.0.0 0.0.0.0 198.51.100.1 1\n"
                  "route inside 10.55.0.0 255.255.0.0 10.55.0.2 1\n"
                  "route Null0 10.66.89.0 255.255.255.0 1\n"
                  "route outside 10.66.91.0 255.255.255.0 198.51.100.1 1\n"
                  "route Null0 10.66.91.0 255.255.255.0 200\n"
                  "route inside 10.66.90.0 255.255.255.0 10.55.0.9 1\n")});
    CHECK(made.routes("device-route-drops") == Lines{"10.66.89.0/24"});
    CHECK(made.routes("device-route-inwards") == Lines{"10.66.90.0/24"});
    CHECK(made.about("device-route-drops") == Lines{"asa1"});
}

TEST_CASE("a wide route inwards that no longer route outwards overrides is warned of") {
    const std::string wide =
        "route outside 0.0.0.0 0.0.0.0 198.51.100.1 1\nroute inside 10.0.0.0 255.0.0.0 10.55.0.2 1\n";
    CHECK(make({asa(wide)}).routes("device-route-inwards") == Lines{"10.0.0.0/8"});
    CHECK(make({asa(wide + "route outside 10.66.0.0 255.255.0.0 198.51.100.1 1\n")})
              .routes("device-route-inwards")
              .empty());
}

TEST_CASE("a router that is known by its policy map alone keeps it, and the routes are assumed") {
    const std::vector<InputText> inputs{
        {"core.conf",
         "frr version 8.4.4\nhostname core\ninterface eth0\n ip address 10.55.0.2/24\n pbr-policy PM\nexit\n"
         "pbr-map PM seq 10\n match src-ip 10.55.178.0/24\n match dst-ip 10.66.88.0/22\n"
         " set nexthop 10.55.0.12\n"}};
    const auto made = make({asa(""), import_texts(import_frr, inputs).hosts.at(0)});
    REQUIRE(made.sites.size() == 1);
    REQUIRE(made.sites[0].policy_routes.size() == 1);
    CHECK(std::holds_alternative<DeviceHop>(made.sites[0].policy_routes[0].next_hops.at(0)));
    REQUIRE(made.sites[0].routes.size() == 1);
    CHECK(made.about("routes-assumed").size() == 1);
}

TEST_CASE("a tunnel whose peer is only a name is left out, not tied to every connection") {
    const auto made = make({gateway({})}, two_gateways());
    CHECK(made.sites.at(0).devices.at(0).tunnels.empty());
    CHECK(made.about("peer-unknown") == Lines{"gw/ali"});
    const std::vector<InputText> inputs{
        {"swanctl.conf",
         "connections { c { local_addrs = 198.51.100.12\n remote_addrs = vpn.example.com\n"
         " children { x { local_ts = 10.57.0.0/16\n remote_ts = 10.66.88.0/22\n } } } }\n"}};
    CHECK(make(import_texts(import_swanctl, inputs).hosts, two_gateways()).about("peer-unknown").size() == 1);
}

TEST_CASE("a tunnel for any peer is tied to the connections whose identity it asks for") {
    auto host = gateway({});
    host.protections[0].any_peer = true;
    const auto peers = [&] {
        Lines out;
        const auto made = make({host}, two_gateways());
        for (const auto& tunnel : made.sites.at(0).devices.at(0).tunnels) {
            out.push_back(tunnel.peer ? tunnel.peer->text() : "any");
        }
        return out;
    };
    CHECK(peers() == Lines{"203.0.113.30", "203.0.113.31"});
    host.protections[0].ike.remote_id = "203.0.113.31";
    CHECK(peers() == Lines{"203.0.113.31"});
    host.protections[0].ike.remote_id = "203.0.113.32";
    CHECK(peers() == Lines{"any"});
    host.protections[0].ike.remote_id = "gateway.example.com";
    CHECK(peers() == Lines{"203.0.113.30", "203.0.113.31"});
}

TEST_CASE("a loopback that a passthrough entry is bound to is no outer address of the device") {
    auto host = gateway({address("203.0.113.30")});
    Protection pass;
    pass.name = "local";
    pass.mode = ProtectionMode::pass;
    pass.local_addresses = {address("127.0.0.1")};
    host.protections.push_back(pass);
    host.outer_addresses.push_back(address("127.0.0.1"));
    CHECK(make({host}).sites.at(0).devices.at(0).addresses == std::vector{address("198.51.100.12")});
}

}  // namespace vpnsim::importers::device_routes_test
