#include "tools/importers/scenario_sites.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "model/scenario_reader.hpp"
#include "tests/importers/import_fixtures.hpp"
#include "tools/importers/unmatched_ends.hpp"

namespace vpnsim::importers::scenario_sites_test {
namespace {

TrafficSelector selector(std::string_view text) { return *TrafficSelector::parse(text); }
Protection protection(std::string name, std::string_view local, std::string_view remote, std::string_view peer) {
    Protection out;
    out.name = std::move(name);
    out.groups = {{{selector(local)}, {selector(remote)}}};
    out.peers = {address(peer)};
    return out;
}
Host device(std::string name, std::string_view outer, std::vector<Protection> protections) {
    Host out;
    out.name = std::move(name);
    out.profile = "strongswan";
    out.outer_addresses = {address(outer)};
    out.protections = std::move(protections);
    return out;
}
InterfaceAddress inside(std::string name, std::string_view own, std::string_view network) {
    return {std::move(name), address(own), block(network), false, {}};
}
/// What `ip` prints on the router of the site.
Host router(std::string text) {
    const std::vector<InputText> inputs{{"core.txt", std::move(text)}};
    auto imported = import_texts(import_linux, inputs);
    REQUIRE(imported.hosts.size() == 1);
    return imported.hosts.front();
}

struct Made {
    std::vector<Site> sites;
    Remarks remarks;
};
Made make(std::vector<Host> hosts, const Cloud& cloud = {}) {
    Made out;
    hosts = merged_hosts(std::move(hosts), out.remarks);
    out.sites = sites_of(hosts, cloud, out.remarks);
    // Whatever comes out, the strict reader takes it.
    JsonText text;
    Remarks same;
    text.object([&] {
        text.text("format", "vpnsim/1");
        write_sites(text, hosts, cloud, same);
    });
    const auto read =
        read_scenario({"sites", std::move(text).take()}, [](const std::string&) { return FileRefusal{}; });
    if (const auto* errors = std::get_if<std::vector<InputError>>(&read)) FAIL(errors->front().text());
    return out;
}
const Site& only_site(const Made& made) {
    REQUIRE(made.sites.size() == 1);
    return made.sites.front();
}
std::string text(const Site& site, const std::vector<SiteNextHop>& hops) {
    std::string out;
    for (const auto& hop : hops) {
        if (!out.empty()) out += '+';
        if (const auto* d = std::get_if<DeviceHop>(&hop)) out += site.devices[d->device.index()].name;
        if (const auto* t = std::get_if<TunnelHop>(&hop)) {
            const auto& device = site.devices[t->device.index()];
            out += device.name + '/' + device.tunnels[t->tunnel.index()].name;
        }
        if (std::holds_alternative<Local>(hop)) out += "local";
        if (std::holds_alternative<Internet>(hop)) out += "internet";
        if (std::holds_alternative<Blackhole>(hop)) out += "blackhole";
    }
    return out;
}
std::vector<std::string> routes(const Site& site) {
    std::vector<std::string> out;
    for (const auto& r : site.routes) {
        out.push_back(r.destination.text() + ' ' + text(site, r.next_hops) + ' ' + std::to_string(r.metric));
    }
    return out;
}
std::vector<std::string> policy_routes(const Site& site) {
    std::vector<std::string> out;
    for (const auto& r : site.policy_routes) {
        out.push_back(std::to_string(r.priority) + ' ' + (r.source ? r.source->text() : "any") + ' ' +
                      (r.destination ? r.destination->text() : "any") + ' ' + text(site, r.next_hops) +
                      (r.protocol ? ' ' + vpnsim::text(*r.protocol) : "") +
                      (r.ports.empty() ? "" : ' ' + r.ports[0].text()));
    }
    return out;
}
std::vector<std::string> networks(const Site& site) {
    std::vector<std::string> out;
    for (const auto& n : site.networks) out.push_back(n.name);
    return out;
}
using Lines = std::vector<std::string>;

Host device_1() {
    return device("dc-1", "198.51.100.11", {protection("ali/wide", "10.55.0.0/16", "10.66.88.0/22", "203.0.113.20")});
}
Host device_2() {
    auto out =
        device("dc-2", "198.51.100.12", {protection("OUTSIDE 10", "10.55.178.0/24", "10.66.90.0/24", "203.0.113.20")});
    out.profile = "cisco-asa";
    out.interfaces = {inside("inside", "10.55.0.12", "10.55.0.0/24")};
    return out;
}
Cloud cloud_with(std::string_view gateway, std::string_view customer, std::string_view local, std::string_view remote) {
    Cloud out;
    CloudVpnGateway g;
    g.id = "vpn-1";
    g.addresses = {address(gateway)};
    CloudCustomerGateway c;
    c.id = "cgw-1";
    c.address = address(customer);
    CloudConnection connection;
    connection.id = "vco-1";
    connection.name = "conn-1";
    connection.vpn_gateway = "vpn-1";
    connection.customer_gateway = "cgw-1";
    connection.local = {selector(local)};
    connection.remote = {selector(remote)};
    out.vpn_gateways = {g};
    out.customer_gateways = {c};
    out.connections = {connection};
    return out;
}

}  // namespace

TEST_CASE("tunnels are named for their protections, groups and peers") {
    auto host = device("fw", "198.51.100.11", {protection("OUTSIDE 10", "10.1.0.0/16", "10.2.0.0/16", "203.0.113.1")});
    host.protections[0].groups.push_back({{selector("10.3.0.0/16")}, {selector("10.2.0.0/16")}});
    host.protections[0].peers.push_back(address("203.0.113.2"));
    host.protections.push_back(protection("ali/dc-to-vpc", "10.1.0.0/16", "10.4.0.0/16", "203.0.113.1"));
    const auto made = make({host});
    Lines names;
    for (const auto& tunnel : only_site(made).devices.at(0).tunnels) {
        names.push_back(tunnel.name + (tunnel.backup == true ? " (backup)" : ""));
    }
    CHECK(names == Lines{"OUTSIDE-10-1", "OUTSIDE-10-2", "OUTSIDE-10-1-peer-2 (backup)", "OUTSIDE-10-2-peer-2 (backup)",
                         "ali-dc-to-vpc"});
    CHECK(only_site(made).name == "on-premises");
    CHECK(remark_of(made.remarks, "several-peers") != nullptr);
}

TEST_CASE("what is not in force or not simulated is left out aloud") {
    auto host = device_1();
    host.protections.push_back(protection("off", "10.1.0.0/16", "10.2.0.0/16", "203.0.113.1"));
    host.protections.back().loaded = false;
    host.protections.push_back(protection("pass", "10.1.0.0/16", "10.1.0.0/16", "203.0.113.1"));
    host.protections.back().mode = ProtectionMode::pass;
    const auto made = make({host});
    CHECK(only_site(made).devices[0].tunnels.size() == 1);
    CHECK(remark_of(made.remarks, "not-loaded")->about == "dc-1/off");
    CHECK(remark_of(made.remarks, "shunt-not-simulated")->about == "dc-1/pass");
}

TEST_CASE("a configuration and the tables of the same machine are one device") {
    auto tables = router(
        "default via 198.51.100.1 dev eth1\n10.55.0.0/24 dev eth0 proto kernel scope link src 10.55.0.11\n"
        "198.51.100.0/24 dev eth1 proto kernel scope link src 198.51.100.11\n"
        "10.55.0.0/16 via 10.55.0.2 dev eth0\n");
    tables.name = "tables";
    const auto made = make({device_1(), tables});
    const auto& site = only_site(made);
    REQUIRE(site.devices.size() == 1);
    CHECK(site.devices[0].inside_addresses == std::vector{address("10.55.0.11")});
    CHECK(networks(site) == Lines{"net-10.55.0.0-24", "net-10.55.0.0-16"});
    CHECK(remark_of(made.remarks, "same-machine") != nullptr);
    CHECK(remark_of(made.remarks, "network-from-route") != nullptr);
    CHECK(routes(site) == Lines{"10.66.88.0/22 dc-1 0"});
}

TEST_CASE("the router's next hops are tied to devices, the only unknown one to the only device without inner address") {
    const auto made = make(
        {device_1(), device_2(),
         router(
             "default via 10.55.0.1 dev eth0\n10.55.0.0/24 dev eth0 proto kernel scope link src 10.55.0.2\n"
             "10.66.88.0/22 via 10.55.0.11 dev eth0 metric 20\n10.66.90.0/24 via 10.55.0.12 dev eth0 metric 20\n"
             "10.66.91.0/28\n\tnexthop via 10.55.0.11 dev eth0 weight 1\n\tnexthop via 10.55.0.12 dev eth0 weight 2\n"
             "blackhole 10.66.92.0/24\n10.77.0.0/16 via 10.55.0.99 dev eth0\n10.55.200.0/24 via 10.55.0.5 dev "
             "eth0\n")});
    const auto& site = only_site(made);
    CHECK(routes(site) == Lines{"0.0.0.0/0 internet 0", "10.66.88.0/22 dc-1 20", "10.66.90.0/24 dc-2 20",
                                "10.66.91.0/28 dc-1+dc-2 0", "10.66.92.0/24 blackhole 0", "10.77.0.0/16 internet 0",
                                "10.55.200.0/24 local 0"});
    CHECK(remark_of(made.remarks, "inside-address-inferred")->gravity == Gravity::note);
    CHECK(remark_of(made.remarks, "default-leaves")->gravity == Gravity::note);
    CHECK(remark_of(made.remarks, "unknown-next-hop")->gravity == Gravity::warning);
    CHECK(remark_of(made.remarks, "unknown-next-hop")->message.find("10.55.0.99") != std::string::npos);
    CHECK(networks(site) == Lines{"net-10.55.0.0-24", "net-10.55.0.0-16"});
}

TEST_CASE("distance decides before metric") {
    auto core = router("10.66.88.0/22 via 10.55.0.11 dev eth0\n");
    core.routes = {{"main",
                    OsRouteType::unicast,
                    block("10.66.88.0/22"),
                    {{address("10.55.0.12"), "", 1}},
                    5,
                    200,
                    {},
                    false,
                    {},
                    {}},
                   {"main",
                    OsRouteType::unicast,
                    block("10.66.88.0/22"),
                    {{address("10.55.0.12"), "", 1}},
                    9,
                    1,
                    {},
                    false,
                    {},
                    {}}};
    CHECK(routes(only_site(make({device_2(), core}))) == Lines{"10.66.88.0/22 dc-2 1", "10.66.88.0/22 dc-2 0"});
}

TEST_CASE("rules become policy routes in their order, tables longest block first") {
    const auto made =
        make({device_2(),
              router("default via 10.55.0.1 dev eth0\n10.55.193.0/24 dev eth2 proto kernel scope link src 10.55.193.1\n"
                     "default via 10.55.0.12 dev eth0 table 100\n10.66.90.128/25 via 10.55.0.1 dev eth0 table 100\n"
                     "throw 10.66.90.0/26 table 100\nblackhole 10.9.0.0/16 table 101\n"
                     "0: from all lookup local\n"
                     "100: from 10.55.178.0/24 to 10.66.90.0/24 lookup 100\n"
                     "90: from 10.1.0.0/16 prohibit\n"
                     "110: from all fwmark 0x42 lookup 100\n"
                     "120: from all iif eth2 ipproto tcp dport 443 lookup 100\n"
                     "130: not from 10.55.0.0/16 to 10.66.88.0/22 prohibit\n"
                     "140: from all lookup 101\n150: from all lookup 7\n"
                     "32766: from all lookup main\n32767: from all lookup default\n")});
    const auto all = policy_routes(only_site(made));
    CHECK(Lines(all.begin(), all.begin() + 4) ==
          Lines{"1 10.1.0.0/16 any blackhole", "2 10.55.178.0/24 10.66.90.128/25 internet",
                "3 10.55.178.0/24 10.66.90.64/26 dc-2", "4 10.55.178.0/24 10.66.90.128/25 dc-2"});
    CHECK(all[4] == "5 10.55.193.0/24 10.66.90.128/25 internet tcp 443");
    CHECK(all[5].ends_with("dc-2 tcp 443"));
    CHECK(all.back().find(" any 10.9.0.0/16 blackhole") != std::string::npos);
    CHECK(remark_of(made.remarks, "table-missing")->about == "rule 150");
    std::size_t left_out = 0;
    for (const auto& r : made.remarks) left_out += r.kind == "rule-left-out" ? 1U : 0U;
    CHECK(left_out == 2);
    CHECK(remark_of(made.remarks, "rule-of-interface") != nullptr);
}

TEST_CASE("policy maps of a router become policy routes") {
    const std::vector<InputText> inputs{{"core.conf",
                                         "ip route 10.66.88.0/22 10.55.0.12\n"
                                         "interface eth1\n ip address 10.55.178.1/24\n pbr-policy M\nexit\n"
                                         "pbr-map M seq 20\n match dst-ip 10.66.0.0/16\n set nexthop 10.55.0.12\nexit\n"
                                         "pbr-map M seq 10\n match src-ip 10.55.178.9/32\n match dst-ip "
                                         "10.66.90.0/24\n set nexthop 10.55.0.12\nexit\n"}};
    const auto core = import_texts(import_frr, inputs).hosts.at(0);
    const auto made = make({device_2(), core});
    CHECK(policy_routes(only_site(made)) ==
          Lines{"1 10.55.178.9/32 10.66.90.0/24 dc-2", "2 10.55.178.0/24 10.66.0.0/16 dc-2"});
    CHECK(routes(only_site(made)) == Lines{"10.66.88.0/22 dc-2 0"});
}

TEST_CASE("without a router the site sends what tunnels serve to the devices that have them") {
    auto both = device_2();
    both.protections = {protection("same", "10.55.0.0/16", "10.66.88.0/22", "203.0.113.20")};
    const auto made = make({device_1(), both});
    CHECK(routes(only_site(made)) == Lines{"10.66.88.0/22 dc-1+dc-2 0"});
    CHECK(remark_of(made.remarks, "routes-assumed") != nullptr);
    CHECK(remark_of(made.remarks, "several-devices") != nullptr);
    CHECK(remark_of(made.remarks, "network-from-selector") != nullptr);
}

TEST_CASE("a machine known by its kernel's policies alone is a device") {
    const std::vector<InputText> inputs{
        {"fw.ip-xfrm-policy.txt",
         "src 10.55.0.0/16 dst 10.66.89.0/24\n\tdir out priority 5 ptype main\n"
         "\ttmpl src 198.51.100.11 dst 203.0.113.20\n\t\tproto esp reqid 3 mode tunnel\n"
         "src 10.55.0.0/16 dst 10.66.90.0/24\n\tdir out priority 5 ptype main\n"
         "\ttmpl src 198.51.100.11 dst 203.0.113.20\n\t\tproto esp reqid 3 mode tunnel\n"}};
    const auto made = make(import_texts(import_linux, inputs).hosts);
    const auto& device = only_site(made).devices.at(0);
    REQUIRE(device.tunnels.size() == 1);
    CHECK(device.tunnels[0].name == "reqid-3");
    CHECK(device.tunnels[0].remote_ts.size() == 2);
    CHECK(device.addresses == std::vector{address("198.51.100.11")});
    CHECK(remark_of(made.remarks, "tunnels-from-policies") != nullptr);
}

TEST_CASE("sites with names are kept apart, several routers of one are not") {
    auto far = device_1();
    far.site = "berlin";
    const auto made = make({far, device_2(), router("10.66.88.0/22 via 10.55.0.12 dev eth0\n")});
    REQUIRE(made.sites.size() == 2);
    CHECK(made.sites[0].name == "berlin");
    CHECK(made.sites[1].name == "on-premises");
    auto second = router("10.66.88.0/22 via 10.55.0.1 dev eth0\n");
    second.name = "second";
    const auto two = make({device_2(), second, router("10.66.88.0/22 via 10.55.0.12 dev eth0\n")});
    CHECK(routes(only_site(two)) == Lines{"10.66.88.0/22 dc-2 0"});
    CHECK(remark_of(two.remarks, "router-left-out")->about == "second");
}

TEST_CASE("an outer address that the input lacks is the customer gateway's that fits") {
    auto host = device_1();
    host.outer_addresses.clear();
    const auto cloud = cloud_with("203.0.113.20", "198.51.100.11", "10.66.88.0/22", "10.55.0.0/16");
    const auto made = make({host}, cloud);
    CHECK(only_site(made).devices[0].addresses == std::vector{address("198.51.100.11")});
    CHECK(remark_of(made.remarks, "address-inferred")->gravity == Gravity::note);
    host.outer_addresses = {address("192.168.1.2")};
    CHECK(only_site(make({host}, cloud)).devices[0].nat_address == address("198.51.100.11"));
}

TEST_CASE("rules without end are cut, and it is said") {
    auto core = router("10.66.88.0/22 via 10.55.0.12 dev eth0\n");
    for (std::uint32_t i = 0; i < 300; ++i) {
        OsRoute route{
            "100", OsRouteType::blackhole, Prefix{Address{Family::ipv4, i << 8U}, 24}, {}, {}, {}, {}, false, {}, {}};
        core.routes.push_back(route);
        OsRule rule;
        rule.priority = i + 1;
        rule.source = Prefix{Address{Family::ipv4, i << 8U}, 24};
        rule.table = "100";
        core.rules.push_back(rule);
    }
    const auto made = make({device_2(), core});
    CHECK(only_site(made).policy_routes.size() == 20'000);
    CHECK(remark_of(made.remarks, "too-many")->gravity == Gravity::incomplete);
}

TEST_CASE("ends that meet nobody are reported with the nearest") {
    const auto ties = [](const Host& host, const Cloud& cloud) {
        Remarks remarks;
        tie_remarks(cloud, {host}, remarks);
        return remarks;
    };
    CHECK(ties(device_1(), cloud_with("203.0.113.20", "198.51.100.11", "10.66.88.0/24", "10.55.0.0/16")).empty());
    const auto wrong = ties(device_1(), cloud_with("203.0.113.21", "198.51.100.11", "10.66.88.0/22", "10.55.0.0/16"));
    REQUIRE(wrong.size() == 2);
    CHECK(wrong[0].about == "on-premises/dc-1/ali-wide");
    CHECK(wrong[0].message ==
          "No connection of the input is the other end of this tunnel, whose peer is 203.0.113.20; the "
          "nearest is conn-1, whose gateway address (203.0.113.21) differs.");
    CHECK(wrong[1].message ==
          "A device of the input has the customer gateway's address 198.51.100.11 and no tunnel to this "
          "connection's gateway; the nearest tunnel is on-premises/dc-1/ali-wide, whose peer "
          "(203.0.113.20) differs.");
    const auto other = ties(device_1(), cloud_with("203.0.113.20", "198.51.100.99", "10.66.88.0/24", "10.55.0.0/16"));
    CHECK(other[1].message.ends_with("whose own address (198.51.100.11) and selectors differ."));
    CHECK(ties(device_1(), {}).empty());
}

}  // namespace vpnsim::importers::scenario_sites_test
