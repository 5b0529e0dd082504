#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::frr_test {
namespace {

Imported import_texts(const std::vector<InputText>& inputs) { return import_texts(import_frr, inputs); }
Imported import_text(std::string text) { return import_texts({{"core.frr.conf", std::move(text)}}); }
std::vector<std::string> records(const Imported& imported) {
    std::vector<std::string> out;
    const auto hops = [](const std::vector<OsNextHop>& list) {
        std::string text;
        for (const auto& hop : list) text += " via " + (hop.via ? hop.via->text() : "-") + ' ' + hop.device;
        return text;
    };
    for (const auto& host : imported.hosts) {
        for (const auto& r : host.routes) {
            out.push_back(r.table + ' ' + std::to_string(static_cast<int>(r.type)) + ' ' + r.destination.text() +
                          hops(r.next_hops) + " d " + std::to_string(r.distance.value_or(0)) + " t " +
                          std::to_string(r.tag.value_or(0)));
        }
        for (const auto& p : host.pbr) {
            out.push_back(p.map + ' ' + std::to_string(p.sequence) + ' ' + (p.source ? p.source->text() : "all") + ' ' +
                          (p.destination ? p.destination->text() : "all") + hops(p.next_hops) + " on " +
                          std::to_string(p.interfaces.size()) + ' ' + p.other);
        }
        for (const auto& i : host.interfaces) {
            out.push_back(i.interface_name + ' ' + i.address.text() + ' ' + i.connected.text());
        }
    }
    return out;
}

constexpr auto config =
    "frr version 8.4.4\n"
    "hostname dc-core\n"
    "password INVENTED-password\n"
    "!\n"
    "ip route 10.66.88.0/22 10.55.0.11\n"
    "ip route 10.66.88.0/22 10.55.0.12 200 tag 66\n"
    "ip route 10.66.91.0/28 blackhole\n"
    "ip route 0.0.0.0/0 10.55.0.1 eth0\n"
    "!\n"
    "interface eth1\n ip address 10.55.178.1/24\n pbr-policy CLOUD\nexit\n"
    "!\n"
    "pbr-map CLOUD seq 10\n match src-ip 10.55.178.0/24\n match dst-ip 10.66.90.0/24\n set nexthop 10.55.0.12\nexit\n"
    "!\nend\n";

}  // namespace

TEST_CASE("a configuration of FRR gives routes, policy maps and interfaces") {
    const auto imported = import_text(config);
    CHECK(records(imported) ==
          std::vector<std::string>{
              "main 0 10.66.88.0/22 via 10.55.0.11  d 1 t 0", "main 0 10.66.88.0/22 via 10.55.0.12  d 200 t 66",
              "main 4 10.66.91.0/28 d 1 t 0", "main 0 0.0.0.0/0 via 10.55.0.1 eth0 d 1 t 0",
              "CLOUD 10 10.55.178.0/24 10.66.90.0/24 via 10.55.0.12  on 1 ", "eth1 10.55.178.1 10.55.178.0/24"});
    CHECK(only_host(imported).name == "dc-core");
    CHECK(imported.remarks.empty());
    for (const auto& line : records(imported)) CHECK(line.find("INVENTED") == std::string::npos);
}

TEST_CASE("show running-config orders the words of a route in its own way") {
    const auto route = [](const std::string& line) {
        return records(import_text("ip route 10.0.0.0/8 " + line + "\n"));
    };
    CHECK(route("10.1.1.1 tag 66 200") == route("10.1.1.1 200 tag 66"));
    CHECK(route("10.1.1.1 eth0 200") == std::vector<std::string>{"main 0 10.0.0.0/8 via 10.1.1.1 eth0 d 200 t 0"});
    CHECK(route("tun0") == std::vector<std::string>{"main 0 10.0.0.0/8 via - tun0 d 1 t 0"});
    CHECK(route("Null0 250") == std::vector<std::string>{"main 4 10.0.0.0/8 d 250 t 0"});
    CHECK(route("reject") == std::vector<std::string>{"main 5 10.0.0.0/8 d 1 t 0"});
    CHECK(route("10.1.1.1 table 100") == std::vector<std::string>{"100 0 10.0.0.0/8 via 10.1.1.1  d 1 t 0"});
    CHECK(records(import_text("ip route 10.1.0.0 255.255.0.0 10.1.1.1\n")) ==
          records(import_text("ip route 10.1.0.0/16 10.1.1.1\n")));
    CHECK(records(import_text("ipv6 route ::/0 2001:db8::1\n")) ==
          std::vector<std::string>{"main 0 ::/0 via 2001:db8::1  d 1 t 0"});
}

TEST_CASE("lines of one destination and distance are one route with several next hops, and no undoes them") {
    const auto two = std::string{"ip route 10.0.0.0/8 10.1.1.1\nip route 10.0.0.0/8 10.1.1.2\n"};
    CHECK(records(import_text(two)) ==
          std::vector<std::string>{"main 0 10.0.0.0/8 via 10.1.1.1  via 10.1.1.2  d 1 t 0"});
    CHECK(records(import_text(two + "no ip route 10.0.0.0/8 10.1.1.1\n")) ==
          std::vector<std::string>{"main 0 10.0.0.0/8 via 10.1.1.2  d 1 t 0"});
    CHECK(records(import_text(two + "no ip route 10.0.0.0/8 10.1.1.1\nno ip route 10.0.0.0/8 10.1.1.2\n")).empty());
    CHECK(records(import_text("ip route 10.0.0.0/8 blackhole\nno ip route 10.0.0.0/8 blackhole\n")).empty());
}

TEST_CASE("a nexthop-group may stand after the map that uses it") {
    const auto imported = import_text(
        "interface eth0\n pbr-policy M\n!\npbr-map M seq 5\n match dst-ip 10.0.0.0/8\n set nexthop-group G\n!\n"
        "nexthop-group G\n nexthop 10.1.1.1\n nexthop 10.1.1.2 eth0 weight 2\n!\n");
    CHECK(records(imported) == std::vector<std::string>{"M 5 all 10.0.0.0/8 via 10.1.1.1  via 10.1.1.2 eth0 on 1 "});
}

TEST_CASE("maps that dangle are reported") {
    CHECK(said(import_text("pbr-map M seq 5\n set nexthop 10.1.1.1\n"), Gravity::warning, "pbr-map-unbound"));
    CHECK(said(import_text("interface eth0\n pbr-policy M\n"), Gravity::incomplete, "unknown-pbr-map"));
    const auto group = import_text("interface e\n pbr-policy M\npbr-map M seq 5\n set nexthop-group G\n");
    CHECK(said(group, Gravity::incomplete, "unknown-next-hop-group"));
    const auto mark =
        import_text("interface e\n pbr-policy M\npbr-map M seq 5\n match mark 7\n set nexthop 10.1.1.1\n");
    CHECK(only_host(mark).pbr[0].other == "mark");
}

TEST_CASE("a bound rule of FRR without a next hop that is understood is told") {
    const std::string bound = "interface eth0\n pbr-policy M\n!\n";
    CHECK(said(import_text(bound + "pbr-map M seq 5\n match dst-ip 10.0.0.0/8\n set vrf unchanged\n"), Gravity::warning,
               "rule-left-out"));
    CHECK(said(import_text(bound + "pbr-map M seq 5\n match dst-ip 10.0.0.0/8\n"), Gravity::warning,
               "pbr-map-without-next-hops"));
    const auto whole = import_text(bound + "pbr-map M seq 5\n match dst-ip 10.0.0.0/8\n set nexthop 10.1.1.1\n");
    CHECK(whole.remarks.empty());
}

TEST_CASE("routes of FRR in a table of its own are told once a table") {
    const auto imported =
        import_text("ip route 10.1.0.0/16 10.1.1.1 table 100\nip route 10.2.0.0/16 10.1.1.1 table 100\n");
    REQUIRE(imported.remarks.size() == 1);
    CHECK(imported.remarks[0].kind == "table-without-rule");
    CHECK(imported.remarks[0].about == "table 100");
}

TEST_CASE("a rule of FRR is for sources behind the interfaces of its map") {
    const auto with_source = [](const std::string& source) {
        return import_text(
            "interface eth1\n ip address 10.55.1.1/24\n pbr-policy M\n!\ninterface eth2\n ip address 10.55.2.1/24\n!\n"
            "pbr-map M seq 5\n match src-ip " +
            source + "\n set nexthop 10.55.0.99\n");
    };
    const auto other = with_source("10.55.2.0/24");
    CHECK(only_host(other).pbr.empty());
    CHECK(said(other, Gravity::warning, "rule-of-other-interface"));
    const auto wide = with_source("10.55.0.0/16");
    CHECK(only_host(wide).pbr.size() == 1);
    CHECK(said(wide, Gravity::warning, "rule-wider-than-interface"));
    for (const auto* const source : {"10.55.1.0/24", "10.55.1.7/32", "10.99.0.0/16"}) {
        CHECK(only_host(with_source(source)).pbr.size() == 1);
        CHECK(with_source(source).remarks.empty());
    }
}

TEST_CASE("routes of a VRF are kept apart") {
    const auto imported = import_text(
        "vrf RED\n ip route 10.0.0.0/8 10.1.1.1\nexit-vrf\nip route 10.2.0.0/16 10.1.1.2\n"
        "ip route 10.3.0.0/16 10.1.1.3 vrf RED\n");
    CHECK(records(imported) == std::vector<std::string>{"vrf RED 0 10.0.0.0/8 via 10.1.1.1  d 1 t 0",
                                                        "main 0 10.2.0.0/16 via 10.1.1.2  d 1 t 0",
                                                        "vrf RED 0 10.3.0.0/16 via 10.1.1.3  d 1 t 0"});
    CHECK(said(imported, Gravity::warning, "vrf-not-simulated"));
}

TEST_CASE("what a configuration of FRR does not tell is said") {
    CHECK(said(import_text("router bgp 65001\n neighbor 10.0.0.1 password INVENTED-key\n"), Gravity::warning,
               "dynamic-routing"));
    CHECK(said(import_text("no ip forwarding\n"), Gravity::warning, "no-forwarding"));
    CHECK(said(import_text("interface eth0\n ip address 10.0.0.1/8\n shutdown\n"), Gravity::warning,
               "interface-shut-down"));
    CHECK(said(import_text("hostname a\nfrobnicate 10.0.0.0/8\n"), Gravity::incomplete, "unknown-statement"));
    CHECK(said(import_text("ip route 10.0.0.0/8\n"), Gravity::incomplete, "no-next-hop"));
    CHECK(said(import_text("ip route 10.0.0.0/8 10.1.1.1 nexthop-vrf RED\n"), Gravity::warning, "route-left-out"));
    CHECK(said(import_text("ip frobnicate\n"), Gravity::incomplete, "unknown-statement"));
}

TEST_CASE("show ip route json is preferred to the configured routes") {
    const auto table = R"({"10.66.88.0/22":[
      {"protocol":"static","selected":true,"distance":1,"metric":0,"table":254,"nexthops":[
        {"fib":true,"ip":"10.55.0.11","interfaceName":"eth0","active":true,"weight":1}]},
      {"protocol":"static","distance":200,"metric":0,"tag":66,"table":254,"nexthops":[
        {"ip":"10.9.9.9","recursive":true,"active":true},{"ip":"10.55.0.12","interfaceName":"eth0","active":true,"resolver":true}]}],
     "10.55.0.0/24":[{"protocol":"connected","distance":0,"nexthops":[{"directlyConnected":true,"interfaceName":"eth0","active":true}]}],
     "10.66.91.0/28":[{"protocol":"static","distance":1,"nexthops":[{"unreachable":true,"blackhole":true,"active":true}]}],
     "10.7.0.0/16":[{"protocol":"static","distance":1,"nexthops":[{"ip":"10.55.0.99"}]}]})";
    const auto imported = import_texts({{"dc-core.json", table}, {"dc-core.conf", "ip route 10.1.0.0/16 10.1.1.1\n"}});
    CHECK(records(imported) == std::vector<std::string>{"main 0 10.66.88.0/22 via 10.55.0.11 eth0 d 1 t 0",
                                                        "main 0 10.66.88.0/22 via 10.55.0.12 eth0 d 200 t 66",
                                                        "main 0 10.55.0.0/24 via - eth0 d 0 t 0",
                                                        "main 4 10.66.91.0/28 d 1 t 0"});
    CHECK(only_host(imported).routes[2].connected);
    CHECK(said(imported, Gravity::note, "routes-from-table"));
    CHECK(said(imported, Gravity::warning, "route-not-in-force"));
    CHECK(
        said(import_text("[{\"name\":\"CLOUD\",\"policies\":[]}]"), Gravity::incomplete, "pbr-map-without-next-hops"));
}

TEST_CASE("FRR inputs cut at any byte are understood in part or refused, never worse") {
    const std::string whole = config;
    for (std::size_t size = 0; size <= whole.size(); ++size)
        CHECK(import_text(whole.substr(0, size)).hosts.size() <= 1);
    CHECK(said(import_text("{\"10.0.0.0/8\":["), Gravity::error, "bad-json"));
    CHECK(said(import_text("Codes: K - kernel route\n"), Gravity::error, "route-table-as-text"));
    CHECK(said(import_text("\x01\x02gibberish\n"), Gravity::error, "not-frr"));
}

TEST_CASE("line ends do not matter to FRR") {
    std::string crlf;
    for (const char c : std::string_view{config}) crlf += c == '\n' ? std::string{"\r\n"} : std::string{c};
    CHECK(records(import_text(crlf)) == records(import_text(config)));
}

TEST_CASE("configurations of FRR are recognized, those of IOS are not") {
    CHECK(looks_like_frr(config) >= 90);
    CHECK(looks_like_frr("ip route 10.0.0.0/8 10.1.1.1\n") >= 70);
    CHECK(looks_like_frr("ip route 10.0.0.0 255.0.0.0 10.1.1.1\n") == 0);
}

}  // namespace vpnsim::importers::frr_test
