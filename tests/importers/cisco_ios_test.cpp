#include "tests/importers/cisco_fixtures.hpp"

namespace vpnsim::importers::cisco_ios_test {

TEST_CASE("a router's crypto map, policies and keys") {
    const auto imported =
        ios(ios_with("access-list A permit ip 10.55.0.0 0.0.255.255 10.66.88.0 0.0.0.255\n"
                     "ip route 10.66.88.0 255.255.255.0 198.51.100.1\n"
                     "ip route 10.77.0.0 255.255.0.0 Null0 250 tag 66 name unused\n"));
    const auto& p = only_protection(imported);
    CHECK(p.version == IkeVersion::ikev1);
    CHECK(p.ike.mode == IkeMode::main);
    CHECK(p.ike.lifetime_seconds == 86400);
    CHECK(p.ike_proposals == "aes256-sha256-group14");
    CHECK(p.esp_proposals == "aes256-sha256");
    CHECK(p.key);
    CHECK(selectors(imported) == "10.55.0.0/16 = 10.66.88.0/24");
    const auto& host = imported.hosts[0];
    CHECK(host.profile == "cisco-ios");
    CHECK_FALSE(host.stateful_firewall);
    REQUIRE(host.routes.size() == 2);
    CHECK(host.routes[0].distance == 1);
    CHECK(host.routes[1].type == OsRouteType::blackhole);
    CHECK(host.routes[1].distance == 250);
    CHECK(host.routes[1].tag == 66);
}

TEST_CASE("an ISAKMP profile may say that its identity is the address") {
    const auto imported =
        ios(ios_with("crypto isakmp profile I\n self-identity address\n match identity address 203.0.113.20\n"
                     "crypto map M 10 ipsec-isakmp\n set isakmp-profile I\n"
                     "access-list A permit ip 10.55.0.0 0.0.255.255 10.66.88.0 0.0.0.255\n"));
    CHECK(said(imported, Gravity::incomplete, "unknown-statement") == 0);
    CHECK_FALSE(only_protection(imported).ike.local_id);
}

TEST_CASE("IOS takes transport mode for traffic between the ends only, and the mode of the first set") {
    const std::string sets = "crypto ipsec transform-set U esp-3des esp-md5-hmac\n mode transport\n";
    const std::string nets = "access-list A permit ip 10.55.0.0 0.0.255.255 10.66.88.0 0.0.0.255\n";
    const auto with_set = [&](const std::string& names, const std::string& list) {
        return ios(ios_with(sets + "crypto map M 10 ipsec-isakmp\n set transform-set " + names + "\n" + list));
    };
    const auto ignored = with_set("U", nets);
    CHECK(only_protection(ignored).mode == ProtectionMode::tunnel);
    CHECK(only_protection(ignored).esp.encapsulation == Encapsulation::tunnel);
    CHECK(said(ignored, Gravity::note, "transport-mode-ignored") == 1);
    const auto first = with_set("T U", nets);
    CHECK(only_protection(first).mode == ProtectionMode::tunnel);
    CHECK(said(first, Gravity::note, "transport-mode-ignored") == 0);
    const auto ends = with_set("U", "access-list A permit ip host 198.51.100.12 host 203.0.113.20\n");
    CHECK(only_protection(ends).mode == ProtectionMode::transport);
}

TEST_CASE("IKEv2 comes with a profile, its keyring and identities") {
    const auto imported =
        ios("crypto ikev2 proposal P\n"
            " encryption aes-cbc-256 aes-cbc-128\n"
            " integrity sha512\n"
            " group 19 14\n"
            "crypto ikev2 policy Q\n"
            " proposal P\n"
            "crypto ikev2 keyring K\n"
            " peer cloud\n"
            "  address 203.0.113.20\n"
            "  pre-shared-key local planted-key-3\n"
            "  pre-shared-key remote 0 planted-key-3\n"
            " peer other\n"
            "  address 0.0.0.0 0.0.0.0\n"
            "  pre-shared-key 6 AbCdEf\n"
            "crypto ikev2 profile R\n"
            " match identity remote address 203.0.113.20 255.255.255.255\n"
            " identity local fqdn dc.example\n"
            " authentication remote pre-share\n"
            " authentication local pre-share\n"
            " keyring local K\n"
            " lifetime 3600\n"
            " dpd 10 2 periodic\n"
            "crypto ipsec transform-set T esp-gcm 256\n"
            "crypto map M local-address Loopback0\n"
            "crypto map M 10 ipsec-isakmp\n"
            " set peer 203.0.113.20 default\n"
            " set peer 203.0.113.21\n"
            " set transform-set T\n"
            " set ikev2-profile R\n"
            " match address A\n"
            "interface Loopback0\n"
            " ip address 198.51.100.99 255.255.255.255\n"
            "interface Gi0/0\n"
            " ip address 198.51.100.12 255.255.255.0\n"
            " crypto map M\n"
            "ip access-list extended A\n"
            " 10 permit ip host 10.55.0.1 any\n"
            "end\n");
    const auto& p = only_protection(imported);
    CHECK(p.version == IkeVersion::ikev2);
    CHECK(p.ike_proposals == "aes256-aes128-sha512-group19-group14");
    CHECK(p.ike.local_id == "dc.example");
    CHECK(p.ike.remote_id == "203.0.113.20");
    CHECK(p.ike.lifetime_seconds == 3600);
    CHECK(p.dpd == true);
    CHECK(p.key);
    CHECK(p.esp_proposals == "aes256gcm16");
    CHECK(p.peers.size() == 2);
    CHECK(p.local_addresses == std::vector{*Address::parse("198.51.100.99")});
    CHECK(selectors(imported) == "10.55.0.1/32 = 0.0.0.0/0");
    CHECK(said(imported, Gravity::note, "key-encrypted") == 1);
    CHECK(all_remarks(imported).find("AbCdEf") == std::string::npos);
}

TEST_CASE("defaults of an ISAKMP policy are filled in and said") {
    const auto imported =
        ios("crypto isakmp policy 1\n"
            " authentication pre-share\n" +
            ios_with("access-list A permit ip any any\n"));
    CHECK(only_protection(imported).ike_proposals == "des-sha1-group1,aes256-sha256-group14");
    CHECK(said(imported, Gravity::note, "default-assumed") == 1);
}

TEST_CASE("a wildcard mask with holes is expanded up to a limit") {
    CHECK(selectors(ios(ios_with("access-list A permit ip 10.55.0.0 0.0.2.255 host 10.66.0.1\n"))) ==
          "10.55.0.0/24, 10.55.2.0/24 = 10.66.0.1/32");
    CHECK(said(ios(ios_with("access-list A permit ip 10.0.0.0 0.255.255.254 host 10.66.0.1\n")), Gravity::incomplete,
               "unreadable-address") == 1);
}

TEST_CASE("a netmask where a wildcard mask belongs is left out and said") {
    CHECK(said(ios(ios_with("access-list A permit ip 10.55.0.0 255.255.0.0 host 10.66.0.1\n")), Gravity::incomplete,
               "netmask-for-wildcard") == 1);
}

TEST_CASE("object groups of a router use netmasks and ranges") {
    CHECK(selectors(ios(ios_with("object-group network G\n"
                                 " host 10.55.0.1\n"
                                 " 10.55.1.0 255.255.255.0\n"
                                 " range 10.55.2.1 10.55.2.9\n"
                                 "object-group service W\n"
                                 " tcp eq 443\n"
                                 "ip access-list extended A\n"
                                 " permit object-group W object-group G host 10.66.0.1\n"))) ==
          "10.55.0.1/32[tcp], 10.55.1.0/24[tcp], 10.55.2.1-10.55.2.9[tcp] = 10.66.0.1/32[tcp/443]");
}

TEST_CASE("routes of a VRF stand in a table of their own") {
    const auto imported =
        ios(ios_with("access-list A permit ip any any\n"
                     "ip route vrf RED 10.0.0.0 255.0.0.0 GigabitEthernet0/1 192.0.2.1 20\n"));
    const auto& route = imported.hosts[0].routes[0];
    CHECK(route.table == "RED");
    CHECK(route.next_hops[0].device == "GigabitEthernet0/1");
    CHECK(route.next_hops[0].via == Address::parse("192.0.2.1"));
    CHECK(route.distance == 20);
    CHECK(said(imported, Gravity::warning, "vrf-route") == 1);
}

TEST_CASE("a crypto map on an interface that is shut down is not in force") {
    auto text = ios_with("access-list A permit ip any any\n");
    text.insert(text.find(" crypto map M\n"), " shutdown\n");
    const auto imported = ios(text);
    CHECK_FALSE(only_protection(imported).loaded);
    CHECK(said(imported, Gravity::warning, "interface-shutdown") == 1);
}

TEST_CASE("routing protocols, NAT and route maps are not silently lost") {
    const auto imported =
        ios(ios_with("access-list A permit ip any any\n"
                     "router bgp 65001\n"
                     " neighbor 10.0.0.1 remote-as 65002\n"
                     "ip nat inside source list 1 interface Gi0/0 overload\n"
                     "interface Gi0/1\n"
                     " ip policy route-map X\n"
                     " ip access-group F in\n"));
    for (const auto* kind : {"dynamic-routing", "nat", "policy-routing", "interface-filter"}) {
        CHECK(said(imported, Gravity::warning, kind) == 1);
    }
}

TEST_CASE("a tunnel interface beside a crypto map keeps the map's profile and says so") {
    const auto imported =
        ios(ios_with("access-list A permit ip any any\n"
                     "crypto ipsec profile V\n"
                     " set transform-set T\n"
                     "interface Tunnel1\n"
                     " tunnel source GigabitEthernet0/0\n"
                     " tunnel mode ipsec ipv4\n"
                     " tunnel destination 203.0.113.22\n"
                     " tunnel protection ipsec profile V\n"));
    CHECK(imported.hosts[0].profile == "cisco-ios");
    CHECK(imported.hosts[0].protections.size() == 2);
    CHECK(said(imported, Gravity::warning, "mixed-tunnels") == 1);
}

TEST_CASE("a banner and what the terminal printed are no statements") {
    const auto imported =
        ios("router#show running-config\n"
            "Building configuration...\n"
            "Current configuration : 1234 bytes\n"
            "banner motd ^C\n"
            "crypto map WRONG 1 ipsec-isakmp\n"
            "^C\n" +
            ios_with("access-list A permit ip any any\n"));
    CHECK(only_protection(imported).name == "M 10");
}

TEST_CASE("an unknown statement of a crypto map is said without its words") {
    auto text = ios_with("access-list A permit ip any any\n");
    text.insert(text.find(" match address"), " set frobnicate planted-word\n");
    const auto imported = ios(text);
    CHECK(said(imported, Gravity::incomplete, "unknown-statement") == 1);
    CHECK(all_remarks(imported).find("planted-word") == std::string::npos);
}

TEST_CASE("aggressive mode, lost indentation and group keys") {
    CHECK(only_protection(ios(ios_with("access-list A permit ip any any\n"
                                       "crypto isakmp peer address 203.0.113.20\n"
                                       " set aggressive-mode client-endpoint fqdn dc.example\n"
                                       " set aggressive-mode password planted-key-4\n")))
              .ike.mode == IkeMode::aggressive);
    CHECK(said(ios("hostname r\ncrypto map M 10 ipsec-isakmp\nset peer 1.2.3.4\nmatch address A\n"),
               Gravity::incomplete, "indentation-lost") == 1);
    CHECK(said(ios(ios_with("access-list A permit ip any any\ncrypto map G 1 gdoi\n set group X\n")), Gravity::warning,
               "gdoi") == 1);
}

}  // namespace vpnsim::importers::cisco_ios_test
