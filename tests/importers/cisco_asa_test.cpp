#include "tests/importers/cisco_fixtures.hpp"

namespace vpnsim::importers::cisco_asa_test {

TEST_CASE("an entry of a crypto map becomes a protection with both phases") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip 10.55.0.0 255.255.0.0 10.66.88.0 255.255.255.0\n"
                     "crypto map M 10 set pfs group14\n"
                     "crypto map M 10 set security-association lifetime seconds 3600 kilobytes 2\n"));
    const auto& p = only_protection(imported);
    CHECK(p.name == "M 10");
    CHECK(p.version == IkeVersion::ikev2);
    CHECK(p.sas == 1);
    CHECK(p.peers == std::vector{*Address::parse("203.0.113.20")});
    CHECK(p.local_addresses == std::vector{*Address::parse("198.51.100.12")});
    CHECK(p.esp_proposals == "aes256-sha256");
    CHECK(p.pfs == "group14");
    CHECK(p.esp.encryption == std::vector{Encryption::aes256});
    CHECK(p.esp.lifetime_seconds == 3600);
    CHECK(p.esp.lifetime_bytes == 2048);
    CHECK(p.ike.dh_group == std::vector{static_cast<DhGroup>(14)});
    CHECK(p.ike.lifetime_seconds == 86400);
    CHECK(p.loaded);
    CHECK(p.key);
    const auto& host = imported.hosts[0];
    CHECK(host.name == "fw");
    CHECK(host.profile == "cisco-asa");
    CHECK(host.stateful_firewall);
    CHECK(host.outer_addresses == p.local_addresses);
    REQUIRE(host.interfaces.size() == 2);
    CHECK(host.interfaces[0].outside);
    CHECK_FALSE(host.interfaces[1].outside);
    CHECK(host.interfaces[1].interface_name == "inside");
    CHECK(std::ranges::none_of(imported.remarks, [](const Remark& r) { return r.gravity <= Gravity::warning; }));
}

TEST_CASE("groups of an entry are multiplied out") {
    const auto imported =
        asa(asa_with("object network N\n"
                     " subnet 10.55.2.0 255.255.255.0\n"
                     "object-group network INNER\n"
                     " network-object host 10.55.3.1\n"
                     "object-group network DC\n"
                     " network-object 10.55.1.0 255.255.255.0\n"
                     " network-object object N\n"
                     " group-object INNER\n"
                     "object-group network VPC\n"
                     " network-object 10.66.88.0 255.255.255.0\n"
                     " network-object 10.66.89.0 255.255.255.0\n"
                     "access-list A extended permit ip object-group DC object-group VPC\n"));
    CHECK(selectors(imported) == "10.55.1.0/24, 10.55.2.0/24, 10.55.3.1/32 = 10.66.88.0/24, 10.66.89.0/24");
    CHECK(only_protection(imported).sas == 6);
    CHECK(only_protection(imported).expansion == "cross");
}

TEST_CASE("entries that are no full product stay pairs") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip 10.55.1.0 255.255.255.0 10.66.1.0 255.255.255.0\n"
                     "access-list A extended permit ip 10.55.2.0 255.255.255.0 10.66.2.0 255.255.255.0\n"));
    CHECK(selectors(imported) == "10.55.1.0/24 = 10.66.1.0/24; 10.55.2.0/24 = 10.66.2.0/24");
    CHECK(only_protection(imported).pairing == "per-entry");
    CHECK(only_protection(imported).sas == 2);
}

TEST_CASE("entries that are a full product become one group") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip host 10.55.1.1 host 10.66.1.1\n"
                     "access-list A extended permit ip host 10.55.1.1 host 10.66.1.2\n"));
    CHECK(selectors(imported) == "10.55.1.1/32 = 10.66.1.1/32, 10.66.1.2/32");
    CHECK(only_protection(imported).pairing.empty());
}

TEST_CASE("a deny entry before a permit entry is cut out of its selectors") {
    const auto imported =
        asa(asa_with("access-list A extended deny ip 10.55.0.0 255.255.128.0 10.66.0.0 255.255.0.0\n"
                     "access-list A extended permit ip 10.55.0.0 255.255.0.0 10.66.0.0 255.255.0.0\n"));
    CHECK(selectors(imported) == "10.55.128.0/17 = 10.66.0.0/16");
    CHECK(said(imported, Gravity::warning, "deny-cut-out") == 1);
}

TEST_CASE("a deny entry that covers a permit entry leaves nothing of it") {
    const auto imported =
        asa(asa_with("access-list A extended deny ip any any\n"
                     "access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"));
    CHECK(only_protection(imported).groups.empty());
    CHECK(said(imported, Gravity::warning, "acl-entry-never-matches") == 1);
}

TEST_CASE("a deny entry for one port cannot be cut out and says so") {
    const auto imported =
        asa(asa_with("access-list A extended deny tcp any any eq ssh\n"
                     "access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"));
    CHECK(selectors(imported) == "10.55.0.1/32 = 10.66.0.1/32");
    CHECK(said(imported, Gravity::incomplete, "deny-not-representable") == 1);
}

TEST_CASE("protocols and ports of an entry become those of its selectors") {
    CHECK(selectors(asa(asa_with("access-list A extended permit tcp host 10.55.0.1 host 10.66.0.1 eq https\n"))) ==
          "10.55.0.1/32[tcp] = 10.66.0.1/32[tcp/443]");
    CHECK(selectors(
              asa(asa_with("object-group service WEB tcp\n"
                           " port-object eq www\n"
                           " port-object range 8000 8010\n"
                           "access-list A extended permit tcp host 10.55.0.1 host 10.66.0.1 object-group WEB\n"))) ==
          "10.55.0.1/32[tcp] = 10.66.0.1/32[tcp/80], 10.66.0.1/32[tcp/8000-8010]");
    CHECK(selectors(asa(asa_with("object service S\n"
                                 " service udp destination eq ntp\n"
                                 "access-list A extended permit object S host 10.55.0.1 host 10.66.0.1\n"))) ==
          "10.55.0.1/32[udp] = 10.66.0.1/32[udp/123]");
}

TEST_CASE("inactive entries and remarks are left out") {
    const auto imported =
        asa(asa_with("access-list A remark hello permit ip any any\n"
                     "access-list A extended permit ip any any inactive\n"
                     "access-list A line 3 extended permit ip host 10.55.0.1 host 10.66.0.1 log\n"));
    CHECK(selectors(imported) == "10.55.0.1/32 = 10.66.0.1/32");
}

TEST_CASE("an object group that contains itself ends") {
    const auto imported =
        asa(asa_with("object-group network X\n"
                     " group-object Y\n"
                     " network-object host 10.55.0.1\n"
                     "object-group network Y\n"
                     " group-object X\n"
                     "access-list A extended permit ip object-group X host 10.66.0.1\n"));
    CHECK(selectors(imported) == "10.55.0.1/32 = 10.66.0.1/32");
    CHECK(said(imported, Gravity::incomplete, "group-cycle") == 1);
}

TEST_CASE("a name that nothing has is said") {
    CHECK(said(asa(asa_with("")), Gravity::incomplete, "dangling-reference") == 1);
    CHECK(said(asa(asa_with("access-list A extended permit ip object-group NO any\n")), Gravity::incomplete,
               "dangling-reference") == 1);
    CHECK(said(asa(asa_with("access-list A extended permit ip object NO any\n")), Gravity::incomplete,
               "dangling-reference") == 1);
}

TEST_CASE("names of addresses stand for them everywhere") {
    const auto imported =
        asa(asa_with("name 203.0.113.21 CLOUD\n"
                     "name 10.55.0.0 DC\n"
                     "crypto map M 10 set peer CLOUD\n"
                     "route outside 10.66.0.0 255.255.0.0 CLOUD 1\n"
                     "access-list A extended permit ip DC 255.255.0.0 host 10.66.0.1\n"));
    CHECK(selectors(imported) == "10.55.0.0/16 = 10.66.0.1/32");
    CHECK(only_protection(imported).peers.back() == *Address::parse("203.0.113.21"));
    CHECK(imported.hosts[0].routes[0].next_hops[0].via == Address::parse("203.0.113.21"));
}

TEST_CASE("routes keep interface, distance and black holes") {
    const auto imported =
        asa(asa_with("route outside 0.0.0.0 0.0.0.0 198.51.100.1 1\n"
                     "route inside 10.55.0.0 255.255.0.0 10.55.0.2 200 track 1\n"
                     "route Null0 10.99.0.0 255.255.0.0 1\n"
                     "ipv6 route outside 2001:db8::/32 2001:db8::1\n"));
    const auto& routes = imported.hosts[0].routes;
    REQUIRE(routes.size() == 4);
    CHECK(routes[0].next_hops[0].device == "outside");
    CHECK(routes[1].distance == 200);
    CHECK(routes[2].type == OsRouteType::blackhole);
    CHECK(routes[3].destination.text() == "2001:db8::/32");
    CHECK(said(imported, Gravity::warning, "tracked-route") == 1);
}

TEST_CASE("a crypto map without interface is not in force") {
    auto text = asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n");
    const std::string bound = "crypto map M interface outside\n";
    text.erase(text.find(bound), bound.size());
    const auto imported = asa(text);
    CHECK_FALSE(only_protection(imported).loaded);
    CHECK(said(imported, Gravity::warning, "crypto-map-unbound") == 1);
}

TEST_CASE("a dynamic crypto map answers anybody") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
                     "crypto dynamic-map D 1 set ikev2 ipsec-proposal P\n"
                     "crypto map M 65535 ipsec-isakmp dynamic D\n"));
    REQUIRE(imported.hosts[0].protections.size() == 2);
    const auto& p = imported.hosts[0].protections[1];
    CHECK(p.name == "M 65535 D 1");
    CHECK(p.any_peer);
    CHECK(p.initiates == false);
}

TEST_CASE("an ASA's entry of both versions with a key for each is compared only if they are the same") {
    const auto with_v1_key = [](const std::string& key) {
        return asa(
            asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
                     "crypto ipsec ikev1 transform-set T esp-3des esp-md5-hmac\n"
                     "crypto map M 10 set ikev1 transform-set T\ncrypto ikev1 enable outside\n"
                     "tunnel-group 203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key " +
                     key + "\n"));
    };
    const auto different = with_v1_key("planted-key-9");
    CHECK(only_protection(different).version == IkeVersion::any);
    CHECK_FALSE(only_protection(different).key);
    CHECK(said(different, Gravity::warning, "keys-differ-by-version") == 1);
    CHECK(only_protection(with_v1_key("planted-key-1")).key);
}

TEST_CASE("a peer of an ASA's entry never has the key of another") {
    const auto with_backup = [](const std::string& lines) {
        return asa(
            asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
                     "crypto map M 10 set peer 203.0.113.20 203.0.113.21\n" +
                     lines));
    };
    const auto group = [](const std::string& key) {
        return "tunnel-group 203.0.113.21 ipsec-attributes\n ikev2 remote-authentication pre-shared-key " + key +
               "\n ikev2 local-authentication pre-shared-key " + key + "\n";
    };
    const auto first = *Address::parse("203.0.113.20");
    const auto none = with_backup("");
    CHECK(only_protection(none).peer_keys.size() == 1);
    CHECK(only_protection(none).peer_keys.contains(first));
    CHECK(said(none, Gravity::warning, "key-missing-for-peer") == 1);
    const auto other = with_backup(group("planted-key-9"));
    CHECK(only_protection(other).peer_keys.size() == 2);
    CHECK(said(other, Gravity::warning, "keys-differ-by-peer") == 1);
    const auto same = with_backup(group("planted-key-1"));
    CHECK(only_protection(same).key);
    CHECK(only_protection(same).peer_keys.empty());
}

TEST_CASE("sets of both versions accept both, as far as the interface has them enabled") {
    const std::string both =
        "access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
        "crypto ipsec ikev1 transform-set T esp-3des esp-md5-hmac\n"
        "crypto map M 10 set ikev1 transform-set T\n";
    CHECK(only_protection(asa(asa_with(both))).version == IkeVersion::ikev2);
    const auto& enabled = asa(asa_with(both + "crypto ikev1 enable outside\n"));
    CHECK(only_protection(enabled).version == IkeVersion::any);
    CHECK(only_protection(enabled).esp_proposals == "3des-md5,aes256-sha256");
}

TEST_CASE("identity NAT before it keeps translation away from protected packets") {
    const std::string list =
        "access-list A extended permit ip object DC object VPC\n"
        "object network DC\n"
        " subnet 10.55.0.0 255.255.0.0\n"
        " nat (inside,outside) dynamic interface\n"
        "object network VPC\n"
        " subnet 10.66.0.0 255.255.0.0\n";
    CHECK(said(asa(asa_with(list)), Gravity::warning, "nat-changes-protected-traffic") == 1);
    CHECK(said(asa(asa_with(list + "nat (inside,outside) source static DC DC destination static VPC VPC\n")),
               Gravity::warning, "nat-changes-protected-traffic") == 0);
}

TEST_CASE("access lists of interfaces are named as not simulated") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
                     "access-group inside_in in interface inside\n"));
    CHECK(said(imported, Gravity::warning, "interface-filter") == 1);
    CHECK(all_remarks(imported).find("inside_in") != std::string::npos);
}

TEST_CASE("PFS without a group is the release's default") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
                     "crypto map M 10 set pfs\n"));
    CHECK(only_protection(imported).pfs == "group14");
    CHECK(said(imported, Gravity::note, "default-assumed") == 1);
}

TEST_CASE("a tunnel interface is route based") {
    const auto imported =
        asa("hostname fw\n"
            "interface Port1\n"
            " nameif outside\n"
            " ip address 198.51.100.12 255.255.255.0\n"
            "interface Tunnel1\n"
            " nameif vti\n"
            " ip address 169.254.1.2 255.255.255.252\n"
            " tunnel source interface outside\n"
            " tunnel destination 203.0.113.20\n"
            " tunnel mode ipsec ipv4\n"
            " tunnel protection ipsec profile V\n"
            "crypto ipsec ikev2 ipsec-proposal P\n"
            " protocol esp encryption aes-gcm-256\n"
            " protocol esp integrity null\n"
            "crypto ipsec profile V\n"
            " set ikev2 ipsec-proposal P\n"
            " set pfs group19\n"
            ": end\n");
    const auto& p = only_protection(imported);
    CHECK(p.route_based);
    CHECK(p.interface_name == "vti");
    CHECK(p.esp_proposals == "aes256gcm16");
    CHECK(p.peers == std::vector{*Address::parse("203.0.113.20")});
    CHECK(selectors(imported) == "0.0.0.0/0 = 0.0.0.0/0");
    CHECK(imported.hosts[0].profile == "cisco-vti");
    CHECK(imported.hosts[0].outer_addresses == std::vector{*Address::parse("198.51.100.12")});
}

TEST_CASE("a masked key is no key and a planted one is a fingerprint only") {
    const auto imported = asa(asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"));
    CHECK(only_protection(imported).key->starts_with("fingerprint-"));
    CHECK(all_remarks(imported).find("planted") == std::string::npos);
    auto text = asa_with("");
    for (auto at = text.find("planted-key-1"); at != std::string::npos; at = text.find("planted-key-1")) {
        text.replace(at, 13, "*****");
    }
    CHECK_FALSE(only_protection(asa(text)).key);
}

TEST_CASE("no statements and a cut-off file are said") {
    CHECK(said(asa("hello\nworld\n"), Gravity::error, "no-configuration") == 1);
    CHECK(said(asa(""), Gravity::error, "no-configuration") == 1);
    CHECK(said(asa(std::string{"hostname x\0", 11}), Gravity::error, "binary-input") == 1);
    auto text = asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n");
    text.erase(text.rfind(": end"));
    CHECK(said(asa(text), Gravity::incomplete, "configuration-cut-off") == 1);
}

TEST_CASE("a no line takes back what was said") {
    const auto imported =
        asa(asa_with("access-list A extended permit ip host 10.55.0.1 host 10.66.0.1\n"
                     "crypto map M 10 set pfs group5\n"
                     "no crypto map M 10 set pfs\n"
                     "no crypto map M 1 set nat-t-disable\n"));
    CHECK(only_protection(imported).pfs.empty());
    CHECK(only_protection(imported).esp.dh_group == std::vector{DhGroup::disabled});
}

}  // namespace vpnsim::importers::cisco_asa_test
