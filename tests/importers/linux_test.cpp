#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"
#include "tools/importers/spd_protections.hpp"

namespace vpnsim::importers::linux_test {
namespace {

Imported import_texts(const std::vector<InputText>& inputs) { return import_texts(import_linux, inputs); }
Imported import_text(std::string text, std::string name = "core.ip-route.txt") {
    return import_texts({{std::move(name), std::move(text)}});
}
std::string text(const OsRoute& route) {
    auto out = route.table + ' ' + std::to_string(static_cast<int>(route.type)) + ' ' + route.destination.text();
    for (const auto& hop : route.next_hops) {
        out += " via " + (hop.via ? hop.via->text() : "-") + " dev " + hop.device + " w " + std::to_string(hop.weight);
    }
    return out + " m " + std::to_string(route.metric.value_or(0)) + (route.connected ? " connected" : "");
}
std::string text(const OsRule& rule) {
    return std::to_string(rule.priority) + (rule.negated ? " not" : "") + ' ' +
           (rule.source ? rule.source->text() : "all") + ' ' + (rule.destination ? rule.destination->text() : "all") +
           ' ' + rule.incoming + ' ' + rule.outgoing + ' ' + rule.firewall_mark + ' ' +
           (rule.protocol ? vpnsim::text(*rule.protocol) : "any") + ' ' +
           (rule.destination_ports ? rule.destination_ports->text() : "all") + ' ' +
           std::to_string(static_cast<int>(rule.action)) + ' ' + rule.table + ' ' +
           std::to_string(rule.suppress_prefix_length.value_or(99)) + ' ' + rule.other;
}
/// Everything that an import understood, as lines.
std::vector<std::string> records(const Imported& imported) {
    std::vector<std::string> out;
    for (const auto& host : imported.hosts) {
        for (const auto& route : host.routes) out.push_back(text(route));
        for (const auto& rule : host.rules) out.push_back(text(rule));
        for (const auto& i : host.interfaces) {
            out.push_back(i.interface_name + ' ' + i.address.text() + ' ' + i.connected.text());
        }
    }
    return out;
}

constexpr auto routes =
    "default via 10.55.0.1 dev eth0 proto static \n"
    "10.55.0.0/24 dev eth0 proto kernel scope link src 10.55.0.2 \n"
    "10.66.88.0/22 via 10.55.0.11 dev eth0 proto static metric 20 \n"
    "throw 10.55.0.0/16 table 100 \n"
    "10.66.91.16/28 proto static \n"
    "\tnexthop via 10.55.0.11 dev eth0 weight 1 \n"
    "\tnexthop via 10.55.0.12 dev eth0 weight 2 \n"
    "blackhole 10.66.91.0/28 metric 4096 \n"
    "10.9.0.0/16 via inet6 fe80::1 dev eth0 \n"
    "local 10.55.0.2 dev eth0 table local proto kernel scope host src 10.55.0.2 \n"
    "broadcast 10.55.0.255 dev eth0 table local proto kernel scope link src 10.55.0.2 \n"
    "fe80::/64 dev eth0 proto kernel metric 256 pref medium\n"
    "2001:db8:1::/64 dev eth0 proto kernel metric 256 pref medium\n"
    "local 2001:db8:1::2 dev eth0 table local proto kernel metric 0 pref medium\n"
    "default via 2001:db8:1::1 dev eth0 metric 1024 pref medium\n";
constexpr auto routes_json = R"([
 {"dst":"default","gateway":"10.55.0.1","dev":"eth0","protocol":"static","flags":[]},
 {"dst":"10.55.0.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"10.55.0.2","flags":[]},
 {"dst":"10.66.88.0/22","gateway":"10.55.0.11","dev":"eth0","protocol":"static","metric":20,"flags":[]},
 {"type":"throw","dst":"10.55.0.0/16","table":"100","flags":[]},
 {"dst":"10.66.91.16/28","protocol":"static","flags":[],"nexthops":[
   {"gateway":"10.55.0.11","dev":"eth0","weight":1,"flags":[]},
   {"gateway":"10.55.0.12","dev":"eth0","weight":2,"flags":[]}]},
 {"type":"blackhole","dst":"10.66.91.0/28","metric":4096,"flags":[]},
 {"dst":"10.9.0.0/16","via":{"family":"inet6","host":"fe80::1"},"dev":"eth0","flags":[],"metrics":[{"mtu":1400}]},
 {"type":"local","dst":"10.55.0.2","dev":"eth0","table":"local","protocol":"kernel","scope":"host","prefsrc":"10.55.0.2","flags":[]},
 {"type":"broadcast","dst":"10.55.0.255","dev":"eth0","table":"local","protocol":"kernel","scope":"link","flags":[]},
 {"dst":"fe80::/64","dev":"eth0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},
 {"dst":"2001:db8:1::/64","dev":"eth0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},
 {"type":"local","dst":"2001:db8:1::2","dev":"eth0","table":"local","protocol":"kernel","metric":0,"flags":[],"pref":"medium"},
 {"dst":"default","gateway":"2001:db8:1::1","dev":"eth0","metric":1024,"flags":[],"pref":"medium"}])";
constexpr auto rules =
    "0:\tfrom all lookup local\n"
    "100:\tfrom 10.55.178.0/24 to 10.66.90.0/24 lookup 100\n"
    "110:\tfrom all fwmark 0x42/0xff lookup 100\n"
    "120:\tfrom 10.55.193.7 iif eth2 ipproto tcp dport 443-445 lookup 254\n"
    "130:\tnot from 10.55.0.0/16 to 10.66.88.0/22 prohibit\n"
    "140:\tfrom all oif wg0 uidrange 0-99 goto 200\n"
    "200:\tfrom all lookup main suppress_prefixlength 0 proto zebra\n";
constexpr auto rules_json = R"([{"priority":0,"src":"all","table":"local"},
 {"priority":100,"src":"10.55.178.0","srclen":24,"dst":"10.66.90.0","dstlen":24,"table":"100"},
 {"priority":110,"src":"all","fwmark":"0x42","fwmask":"0xff","table":"100"},
 {"priority":120,"src":"10.55.193.7","iif":"eth2","ipproto":"tcp","dport_start":443,"dport_end":445,"table":"254"},
 {"priority":130,"not":null,"src":"10.55.0.0","srclen":16,"dst":"10.66.88.0","dstlen":22,"action":"prohibit"},
 {"priority":140,"src":"all","oif":"wg0","uid_start":0,"uid_end":99,"goto":200},
 {"priority":200,"src":"all","table":"main","suppress_prefixlen":0,"protocol":"zebra"}])";
constexpr auto policies =
    "src 10.55.193.0/24 dst 10.66.90.0/24 proto tcp dport 443 \n"
    "\tdir out priority 375423 ptype main \n"
    "\ttmpl src 198.51.100.11 dst 203.0.113.20\n"
    "\t\tproto esp reqid 2 mode tunnel\n"
    "src 10.55.0.0/16 dst 10.55.0.0/16 \n"
    "\tdir fwd priority 183615 ptype main \n"
    "src 192.0.2.0/24 dst 0.0.0.0/0 \n"
    "\tdir out action block priority 5 ptype main \n"
    "src 0.0.0.0/0 dst 0.0.0.0/0 \n"
    "\tsocket in priority 0 ptype main \n";

}  // namespace

TEST_CASE("ip and ip -j say the same") {
    CHECK(records(import_text(routes)) == records(import_text(routes_json)));
    CHECK(records(import_text(rules)) == records(import_text(rules_json)));
}

TEST_CASE("line ends do not matter to linux listings") {
    CHECK(records(import_text(with_crlf(routes))) == records(import_text(routes)));
}

TEST_CASE("a listing of routes becomes tables, next hops and the addresses of the machine") {
    const auto imported = import_text(routes);
    CHECK(records(imported) ==
          std::vector<std::string>{"main 0 0.0.0.0/0 via 10.55.0.1 dev eth0 w 1 m 0",
                                   "main 0 10.55.0.0/24 via - dev eth0 w 1 m 0 connected",
                                   "main 0 10.66.88.0/22 via 10.55.0.11 dev eth0 w 1 m 20", "100 7 10.55.0.0/16 m 0",
                                   "main 0 10.66.91.16/28 via 10.55.0.11 dev eth0 w 1 via 10.55.0.12 dev eth0 w 2 m 0",
                                   "main 4 10.66.91.0/28 m 4096", "main 0 10.9.0.0/16 via fe80::1 dev eth0 w 1 m 0",
                                   "main 0 2001:db8:1::/64 via - dev eth0 w 1 m 256 connected",
                                   "main 0 ::/0 via 2001:db8:1::1 dev eth0 w 1 m 1024", "eth0 10.55.0.2 10.55.0.0/24",
                                   "eth0 2001:db8:1::2 2001:db8:1::/64"});
    CHECK(only_host(imported).name == "core");
    CHECK(only_host(imported).routes_complete);
    CHECK(said(imported, Gravity::skipped, "kernel-routes"));
    CHECK(imported.remarks.size() == 1);
}

TEST_CASE("rules keep every condition") {
    CHECK(records(import_text(rules)) ==
          std::vector<std::string>{
              "0 all all    any all 0 local 99 ", "100 10.55.178.0/24 10.66.90.0/24    any all 0 100 99 ",
              "110 all all   0x42/0xff any all 0 100 99 ", "120 10.55.193.7/32 all eth2   tcp 443-445 0 main 99 ",
              "130 not 10.55.0.0/16 10.66.88.0/22    any all 3  99 ", "140 all all  wg0  any all 4 200 99 uidrange",
              "200 all all    any all 0 main 0 "});
}

TEST_CASE("policies of the kernel are read, those of sockets counted") {
    const auto imported = import_text(policies, "fw.ip-xfrm-policy.txt");
    const auto& spd = only_host(imported).spd;
    REQUIRE(spd.size() == 3);
    CHECK(spd[0].direction == SpdDirection::out);
    CHECK(spd[0].source.text() == "10.55.193.0/24[tcp]");
    CHECK(spd[0].destination.text() == "10.66.90.0/24[tcp/443]");
    CHECK(spd[0].priority == 375423);
    CHECK(spd[0].reqid == 2U);
    CHECK(spd[0].outer_destination == Address::parse("203.0.113.20"));
    CHECK_FALSE(spd[1].outer_destination);
    CHECK_FALSE(spd[1].block);
    CHECK(spd[2].block);
    CHECK(said(imported, Gravity::skipped, "socket-policies"));
}

TEST_CASE("lists of addresses that are no routes are not taken for output of ip") {
    const auto secrets = import_text("192.0.2.1 192.0.2.2 : PSK INVENTED\n192.0.2.1 : PSK INVENTED\n", "fw.secrets");
    CHECK(said(secrets, Gravity::error, "not-linux"));
    for (const auto& remark : secrets.remarks) CHECK(importers::text(remark).find("INVENTED") == std::string::npos);
}

TEST_CASE("a dead next hop is not said to be in force as well") {
    const auto dead = import_text("10.66.90.0/24 via 10.55.0.12 dev eth0 dead linkdown\n");
    CHECK(said(dead, Gravity::warning, "next-hop-dead"));
    CHECK_FALSE(said(dead, Gravity::warning, "link-down"));
    CHECK(said(import_text("10.66.90.0/24 via 10.55.0.12 dev eth0 linkdown\n"), Gravity::warning, "link-down"));
}

TEST_CASE("policies with the same selectors for two peers are two") {
    const std::string two =
        "src 0.0.0.0/0 dst 0.0.0.0/0 \n\tdir out priority 9 ptype main \n"
        "\ttmpl src 198.51.100.12 dst 203.0.113.31\n\t\tproto esp reqid 2 mode tunnel\n\tif_id 0x2a\n"
        "src 0.0.0.0/0 dst 0.0.0.0/0 \n\tdir out priority 9 ptype main \n"
        "\ttmpl src 198.51.100.12 dst 203.0.113.32\n\t\tproto esp reqid 3 mode tunnel\n\tif_id 0x2b\n";
    const auto imported = import_texts({{"fw.xfrm-policy.txt", two}, {"fw.again.xfrm-policy.txt", two}});
    const auto& host = only_host(imported);
    REQUIRE(host.spd.size() == 2);
    CHECK(host.spd[1].if_id == "0x2b");
    Remarks remarks;
    const auto tunnels = spd_protections(host, remarks);
    REQUIRE(tunnels.size() == 2);
    CHECK(tunnels[1].peers == std::vector{*Address::parse("203.0.113.32")});
    CHECK(tunnels[1].route_based);
}

TEST_CASE(
    "policies of the kernel that pass or block traffic stand beside its tunnels, and are told where there is none") {
    const std::string shunts =
        "src 10.55.9.0/24 dst 10.66.88.0/24 \n\tdir out priority 5 ptype main \n"
        "src 10.55.10.0/24 dst 10.66.88.0/24 \n\tdir out action block priority 5 ptype main \n";
    const auto protections = [](const std::string& text) {
        Remarks remarks;
        return std::pair{spd_protections(only_host(import_text(text, "fw.xfrm-policy.txt")), remarks), remarks};
    };
    const auto [beside, unused] =
        protections(shunts +
                    "src 10.55.0.0/16 dst 10.66.88.0/22 \n\tdir out priority 9 ptype main \n"
                    "\ttmpl src 198.51.100.12 dst 203.0.113.30\n\t\tproto esp reqid 1 mode tunnel\n");
    REQUIRE(beside.size() == 3);
    CHECK(beside[0].mode == ProtectionMode::tunnel);
    CHECK(beside[1].mode == ProtectionMode::pass);
    CHECK(beside[2].mode == ProtectionMode::drop);
    CHECK(beside[2].name == "block 10.55.10.0/24 - 10.66.88.0/24");
    const auto [none, told] = protections(shunts);
    CHECK(none.empty());
    REQUIRE(told.size() == 2);
    CHECK(told[0].kind == "shunt-not-simulated");
}

TEST_CASE("a listing of SAs is told apart and none of its keys is kept") {
    const auto imported = import_text(
        "src 198.51.100.11 dst 203.0.113.20\n\tproto esp spi 0xc1 reqid 1 mode tunnel\n\treplay-window 0\n"
        "\tauth-trunc hmac(sha256) 0xINVENTEDKEYINVENTEDKEY 128\n\tenc cbc(aes) INVENTEDKEYINVENTEDKEY\n",
        "fw.ip-xfrm-state.txt");
    CHECK(only_host(imported).spd.empty());
    CHECK(said(imported, Gravity::skipped, "xfrm-states"));
    for (const auto& remark : imported.remarks) CHECK(importers::text(remark).find("INVENTEDKEY") == std::string::npos);
}

TEST_CASE("files of one machine are one host, whatever their order, and what is said twice counts once") {
    const auto one =
        import_texts({{"a/fw.ip-route.txt", routes}, {"a/fw.ip-rule.txt", rules}, {"b.ip-route.txt", routes}});
    REQUIRE(one.hosts.size() == 2);
    CHECK(one.hosts[0].name == "fw");
    CHECK(one.hosts[0].rules.size() == 7);
    CHECK(one.hosts[1].rules.empty());
    const auto twice = import_texts({{"fw.ip-route.txt", routes}, {"fw.ip-j-route.json", routes_json}});
    CHECK(records(twice) == records(import_text(routes)));
}

TEST_CASE("a script of ip commands is read like a listing") {
    const auto imported = import_text(
        "#!/bin/sh\n"
        "ip link set eth0 up\n"
        "ip addr add 10.55.0.2/24 dev eth0\n"
        "sudo ip route add 10.66.88.0/22 via 10.55.0.11 metric 20\n"
        "/sbin/ip -6 r a default via 2001:db8::1\n"
        "ip route replace 10.66.91.16/28 \\\n"
        "    nexthop via 10.55.0.11 \\\n"
        "    nexthop via 10.55.0.12 weight 2\n"
        "ip rule add from 10.55.178.0/24 table 100 pref 100\n"
        "ip rule add to 10.66.0.0/16 lookup 101\n"
        "ip xfrm policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out tmpl src 192.0.2.1 dst 192.0.2.2 proto esp mode "
        "tunnel\n",
        "core.sh");
    CHECK(records(imported) ==
          std::vector<std::string>{"main 0 10.66.88.0/22 via 10.55.0.11 dev  w 1 m 20",
                                   "main 0 ::/0 via 2001:db8::1 dev  w 1 m 0",
                                   "main 0 10.66.91.16/28 via 10.55.0.11 dev  w 1 via 10.55.0.12 dev  w 2 m 0",
                                   "100 10.55.178.0/24 all    any all 0 100 99 ",
                                   "99 all 10.66.0.0/16    any all 0 101 99 ", "eth0 10.55.0.2 10.55.0.0/24"});
    CHECK(only_host(imported).spd.size() == 1);
    CHECK_FALSE(only_host(imported).routes_complete);
    CHECK(said(imported, Gravity::note, "rule-priority"));
    CHECK_FALSE(said(imported, Gravity::incomplete, "unknown-line"));
    CHECK(said(import_text("ip route add 10.1.0.0/16 via 10.0.0.1\nip route del 10.1.0.0/16\n"), Gravity::warning,
               "command-not-followed"));
}

TEST_CASE("the table of ip route show table is that of the command, or of the file's name") {
    const auto session = import_text(
        "root@fw:~# ip route show table 220\n10.66.88.0/22 via 198.51.100.1 dev eth1\n"
        "root@fw:~# ip route\ndefault via 198.51.100.1 dev eth1\n");
    CHECK(records(session) == std::vector<std::string>{"220 0 10.66.88.0/22 via 198.51.100.1 dev eth1 w 1 m 0",
                                                       "main 0 0.0.0.0/0 via 198.51.100.1 dev eth1 w 1 m 0"});
    CHECK(only_host(import_text("10.1.0.0/16 dev eth1\n", "fw.ip-route-table-220.txt")).routes[0].table == "220");
    CHECK(only_host(import_text("10.1.0.0/16 dev eth1\n", "fw.ip-route-table-all.txt")).routes[0].table == "main");
}

TEST_CASE("addresses of interfaces are read from ip address") {
    const auto imported = import_text(
        "2: eth0@if3: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP\n    link/ether 02:00:00:00:00:01 brd "
        "ff:ff:ff:ff:ff:ff\n"
        "    inet 10.55.0.2/24 brd 10.55.0.255 scope global eth0\n       valid_lft forever preferred_lft forever\n"
        "    inet6 fe80::1/64 scope link\n",
        "core.ip-addr.txt");
    CHECK(records(imported) == std::vector<std::string>{"eth0 10.55.0.2 10.55.0.0/24"});
    CHECK(records(import_text(
              R"([{"ifname":"eth0","addr_info":[{"family":"inet","local":"10.55.0.2","prefixlen":24}]}])")) ==
          records(imported));
    CHECK_FALSE(said(imported, Gravity::incomplete, "unknown-line"));
}

TEST_CASE("routes that cannot be simulated are left out aloud") {
    CHECK(said(import_text("10.1.0.0/16 nhid 7 proto static\n"), Gravity::incomplete, "next-hop-object"));
    CHECK(said(import_text("10.1.0.0/16 tos 0x10 via 10.0.0.1\n"), Gravity::warning, "route-left-out"));
    CHECK(said(import_text("10.1.0.0/16 encap mpls 100 via 10.0.0.1\n"), Gravity::warning, "route-left-out"));
    CHECK(said(import_text("10.1.0.0/16 via 10.0.0.1 dev eth0 dead linkdown\n"), Gravity::warning, "next-hop-dead"));
    CHECK(said(import_text("10.1.0.0/16 via gateway dev eth0\n"), Gravity::incomplete, "bad-address"));
    CHECK(said(import_text("10.1.0.0/16 via 10.0.0.1 metric many\n"), Gravity::incomplete, "bad-number"));
    CHECK(said(import_text("10.1.0.0/16 via 10.0.0.1 frobnicate\n"), Gravity::incomplete, "unknown-word"));
    CHECK(said(import_text("10.1.2.0/16 via 10.0.0.1\n"), Gravity::warning, "host-bits"));
    CHECK(only_host(import_text("10.1.0.0/16 nhid 7 via 10.0.0.1 dev eth0\n")).routes.size() == 1);
}

TEST_CASE("what is no output of ip at all is an error") {
    CHECK(said(import_text("hostname fw\ninterface Gi0\n"), Gravity::error, "not-linux"));
    CHECK(said(import_text("[{\"dst\":\"defau"), Gravity::error, "bad-json"));
    CHECK(said(import_text(std::string("10.0.0.0/8\0dev", 14)), Gravity::error, "binary"));
    CHECK(said(import_text("[{\"name\":1}]"), Gravity::error, "not-linux"));
    CHECK(said(import_text(""), Gravity::note, "empty"));
    CHECK(said(import_text("default via 10.0.0.1\nhostname fw\n"), Gravity::incomplete, "unknown-line"));
}

TEST_CASE("linux inputs cut at any byte are understood in part or refused, never worse") {
    for (const std::string_view whole :
         {std::string_view{routes}, std::string_view{routes_json}, std::string_view{rules},
          std::string_view{rules_json}, std::string_view{policies}}) {
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const auto cut = import_text(std::string{whole.substr(0, size)});
            CHECK(cut.hosts.size() <= 1);
        }
    }
}

TEST_CASE("hostile linux inputs cost little and say so") {
    CHECK(said(import_text("default via 10.0.0.1\n" + std::string(3'000'000, 'x')), Gravity::incomplete, "too-long"));
    std::string lines = "default via 10.0.0.1\n";
    for (int i = 0; i < 20'000; ++i) lines += "gibberish here\n";
    CHECK(import_text(lines).remarks.size() < 110);
    std::string hops = "10.0.0.0/8\n";
    for (int i = 0; i < 30'000; ++i) hops += "\tnexthop via 10.0.0.1 dev eth0\n";
    CHECK(said(import_text(hops), Gravity::incomplete, "too-long"));
}

TEST_CASE("listings of ip are recognized") {
    CHECK(looks_like_linux(routes) >= 70);
    CHECK(looks_like_linux(routes_json) >= 70);
    CHECK(looks_like_linux(rules) >= 70);
    CHECK(looks_like_linux(rules_json) >= 70);
    CHECK(looks_like_linux(policies) >= 70);
    CHECK(looks_like_linux("ip route 10.0.0.0/8 10.0.0.1\n") == 0);
    CHECK(looks_like_linux("{\"VpnConnections\":{}}") == 0);
}

}  // namespace vpnsim::importers::linux_test
