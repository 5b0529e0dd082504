// Whatever names, identities and figures a scenario holds: an exported text says what they say, or says that it cannot.
#include <array>

#include "tests/importers/cisco_fixtures.hpp"
#include "tests/support/estate_builder.hpp"
#include "tests/support/random_scenario.hpp"
#include "tools/exporters/export_formats.hpp"

namespace vpnsim::exporters::export_texts_test {
namespace {

using Result = std::variant<Configuration, Reasons>;

constexpr std::string_view two_addresses = "203.0.113.20, 203.0.113.21";

/// "fw-1" with one gateway in front of it and no connection yet.
test::EstateBuilder device() {
    test::EstateBuilder estate;
    estate.gateway("vgw-1", std::string{two_addresses});
    estate.customer_gateway("cgw-1", "198.51.100.12");
    estate.device("fw-1", "198.51.100.12");
    return estate;
}

IpsecConnection& add(test::EstateBuilder& estate, const std::string& name, const std::string& local = "10.66.90.0/24",
                     const std::string& remote = "10.55.178.0/24") {
    auto& out = estate.connection(name, local, remote);
    out.ike.version = IkeVersion::ikev2;
    return out;
}

Result written(std::string_view form, const Estate& estate) {
    const auto side = device_side(estate, SiteId{0}, DeviceIndex{0});
    if (const auto* const reasons = std::get_if<Reasons>(&side)) return *reasons;
    const auto formats = export_formats();
    const auto found = std::ranges::find(formats, form, &ExportFormat::name);
    REQUIRE(found != formats.end());
    return found->write(std::get<DeviceSide>(side));
}

Configuration config(std::string_view form, const Estate& estate) {
    auto result = written(form, estate);
    if (const auto* const reasons = std::get_if<Reasons>(&result)) FAIL(reasons->lines.front());
    return std::get<Configuration>(std::move(result));
}

/// The reasons, joined; empty if there are none.
std::string refusal(std::string_view form, const Estate& estate) {
    const auto result = written(form, estate);
    std::string out;
    if (const auto* const reasons = std::get_if<Reasons>(&result)) {
        for (const auto& line : reasons->lines) out += line + '\n';
    }
    return out;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Whether some message about `about` holds `part`.
bool told(const Configuration& configuration, std::string_view about, std::string_view part) {
    return std::ranges::any_of(configuration.messages,
                               [&](const std::string& m) { return m.starts_with(about) && holds(m, part); });
}

constexpr std::array forms{"swanctl", "cisco-asa", "cisco-ios"};

}  // namespace

TEST_CASE("no form is written with a control character or an invisible one in a name or an identity") {
    for (const auto* const form : forms) {
        CAPTURE(form);
        for (const std::string bad : {"a\n crypto isakmp key k address 0.0.0.0", "a\rb", "a\x1b[31m", "a\x7f",
                                      "a\xc2\x9b"
                                      "31m",
                                      "a\xe2\x80\xae"
                                      "b"}) {
            CAPTURE(bad);
            auto named = device();
            add(named, bad);
            CHECK(holds(refusal(form, named), "the name holds control characters"));
            auto called = device();
            add(called, "conn-1").ike.remote_id = bad;
            CHECK(holds(refusal(form, called), "conn-1: one of its identities is empty, or holds control characters"));
            auto calling = device();
            add(calling, "conn-1").ike.local_id = bad;
            CHECK(holds(refusal(form, calling), "conn-1: one of its identities"));
            auto site = device();
            add(site, "conn-1");
            site.change().sites[0].devices[0].name = bad;
            CHECK(holds(refusal(form, site), "the name of the site or of the device"));
        }
    }
}

TEST_CASE("an identity that is not one word for IOS leaves its connection out and says so") {
    for (const std::string id : {"fw #1 = {", "a?b", "say \"hi\"", "domain", "x!y"}) {
        CAPTURE(id);
        auto estate = device();
        add(estate, "conn-1").ike.remote_id = id;
        add(estate, "conn-2", "10.66.91.0/24");
        const auto written = config("cisco-ios", estate);
        CHECK(told(written, "conn-1", "one word"));
        CHECK_FALSE(holds(written.text, "VPN-conn-1"));
        CHECK(holds(written.text, "crypto map VPN 10 ipsec-isakmp"));
        CHECK(written.tunnels == 1);
        const auto read = importers::ios(written.text);
        CHECK(importers::only_protection(read).groups[0].remote == estate.change().ipsec_connections[1].local_ts);
    }
}

TEST_CASE("identities of one word are written for IOS and read again") {
    auto estate = device();
    auto& connection = add(estate, "conn-1");
    connection.ike.local_id = "cloud.example";
    connection.ike.remote_id = "fw-1@dc.example";
    const auto read = importers::ios(config("cisco-ios", estate).text);
    CHECK(importers::only_protection(read).ike.local_id == "fw-1@dc.example");
    CHECK(importers::only_protection(read).ike.remote_id == "cloud.example");
}

TEST_CASE("an identity that strongSwan would match with others is refused for it") {
    for (const std::string id : {"0.0.0.0", "::", "*.example", "*"}) {
        CAPTURE(id);
        auto estate = device();
        add(estate, "conn-1").ike.local_id = id;
        CHECK(holds(refusal("swanctl", estate), "for a pattern"));
    }
}

TEST_CASE("a connection called like a statement of swanctl.conf does not become that statement") {
    auto estate = device();
    add(estate, "include");
    const auto text = config("swanctl", estate).text;
    CHECK_FALSE(holds(text, "include {"));
    CHECK(holds(text, "include-2 {"));
}

TEST_CASE("long names are cut for every form and stay apart") {
    auto estate = device();
    const std::string name(200, 'n');
    add(estate, name + "1", "0.0.0.0/0", "0.0.0.0/0");
    add(estate, name + "2", "0.0.0.0/0", "0.0.0.0/0");
    const auto text = config("cisco-asa", estate).text;
    CHECK(holds(text, " nameif VPN-" + std::string(40, 'n') + '\n'));
    CHECK(holds(text, " nameif VPN-" + std::string(40, 'n') + "-2\n"));
}

TEST_CASE("the ASA's tunnel group of a peer holds a key for each version of IKE that its connections use") {
    for (const bool old_first : {false, true}) {
        CAPTURE(old_first);
        auto estate = device();
        for (const bool old : {old_first, !old_first}) {
            auto& connection = add(estate, old ? "v1" : "v2", old ? "10.66.90.0/24" : "10.66.91.0/24");
            if (!old) continue;
            connection.ike.version = IkeVersion::ikev1;
            connection.ike.encryption = connection.esp.encryption = {Encryption::aes256};
            connection.ike.integrity = connection.esp.integrity = {Integrity::sha1};
            connection.dpd = false;
        }
        const auto written = config("cisco-asa", estate);
        INFO(written.text);
        CHECK(holds(written.text, " ikev1 pre-shared-key <key-of-v1>\n"));
        CHECK(holds(written.text, " ikev2 remote-authentication pre-shared-key <key-of-v2>\n"));
        CHECK(holds(written.text, " ikev2 local-authentication pre-shared-key <key-of-v2>\n"));
        CHECK(holds(written.text, " isakmp keepalive disable\n"));
        CHECK(written.text.find("type ipsec-l2l") == written.text.rfind("type ipsec-l2l"));
    }
}

TEST_CASE("what connections with one tunnel group state differently is told") {
    auto estate = device();
    auto& one = add(estate, "one");
    one.psk = PreSharedKey{"planted-one"};
    one.dpd = false;
    auto& two = add(estate, "two", "10.66.91.0/24");
    two.psk = PreSharedKey{"planted-two"};
    two.dpd = true;
    add(estate, "three", "10.66.92.0/24");
    const auto written = config("cisco-asa", estate);
    CHECK(told(written, "two", "their keys differ"));
    CHECK(told(written, "two", "dead peer detection is on for some"));
    CHECK_FALSE(told(written, "three", "keys differ"));
    CHECK_FALSE(holds(written.text, "planted"));
    CHECK(holds(written.text, "keepalive threshold 10"));
    CHECK(told(config("cisco-ios", estate), "one", "parameters open"));
}

TEST_CASE("on IOS an IPv6 pair does not cost a connection its IPv4 pairs") {
    auto estate = device();
    add(estate, "both", "10.66.90.0/24, 2001:db8:66::/48", "10.55.178.0/24, 2001:db8:5::/48");
    const auto written = config("cisco-ios", estate);
    INFO(written.text);
    CHECK(told(written, "both", "IPv6 networks need a crypto map of their own"));
    CHECK(written.tunnels == 1);
    CHECK(importers::selectors(importers::ios(written.text)) == "10.55.178.0/24 = 10.66.90.0/24");
}

TEST_CASE("a connection with IPv6 only is left out of an IOS configuration altogether") {
    auto estate = device();
    add(estate, "six", "2001:db8:66::/48", "2001:db8:5::/48");
    CHECK(holds(refusal("cisco-ios", estate), "six: IPv6 networks"));
    add(estate, "four");
    const auto written = config("cisco-ios", estate);
    CHECK(written.tunnels == 1);
    CHECK_FALSE(holds(written.text, "VPN-six"));
}

TEST_CASE("no Cisco entry is written that protects nothing") {
    auto estate = device();
    add(estate, "none", "10.66.90.0/24[tcp/443]", "10.55.178.0/24[udp]");
    for (const auto* const form : {"cisco-asa", "cisco-ios"}) {
        CHECK(holds(refusal(form, estate), "none: no pair of its networks"));
    }
}

TEST_CASE("a tunnel interface is not written for selectors of the other address family") {
    auto estate = device();
    add(estate, "six", "::/0", "::/0");
    for (const auto* const form : {"cisco-asa", "cisco-ios"}) {
        CHECK(holds(refusal(form, estate), "six: a tunnel interface carries the address family of its peer"));
    }
}

TEST_CASE("protocols whose keywords differ between Cisco devices are written as numbers") {
    auto estate = device();
    add(estate, "conn-1", "10.66.90.0/24[ah]", "10.55.178.0/24[ah]");
    for (const auto* const form : {"cisco-asa", "cisco-ios"}) {
        CHECK(holds(config(form, estate).text, "permit 51 10.55.178.0 "));
    }
}

TEST_CASE("two IOS profiles for one identity of the cloud are told") {
    auto estate = device();
    add(estate, "one").ike.lifetime_seconds = 3600;
    add(estate, "two", "10.66.91.0/24").ike.lifetime_seconds = 7200;
    CHECK(told(config("cisco-ios", estate), "two", "VPN-one and VPN-two both match"));
}

TEST_CASE("connections that face several addresses of a Cisco device are told") {
    auto estate = device();
    add(estate, "one");
    CHECK_FALSE(holds(config("cisco-ios", estate).text, "several addresses"));
    estate.customer_gateway("cgw-2", "198.51.100.13");
    estate.change().sites[0].devices[0].addresses.push_back(test::address("198.51.100.13"));
    add(estate, "two", "10.66.91.0/24");
    estate.change().ipsec_connections[1].customer_gateway = CustomerGatewayId{1};
    for (const auto* const form : {"cisco-asa", "cisco-ios"}) {
        CHECK(holds(config(form, estate).text, "several addresses of the device (198.51.100.12, 198.51.100.13)"));
    }
}

TEST_CASE("two identities that the cloud expects of one IOS entry are told") {
    auto estate = device();
    add(estate, "dual");
    estate.connection_tunnel("t1", TunnelRole::active);
    estate.connection_tunnel("t2", TunnelRole::standby);
    auto& connection = estate.change().ipsec_connections[0];
    auto& ike = connection.tunnels[1].ike;
    ike = connection.ike;
    ike->remote_id = "other.example";
    const auto written = config("cisco-ios", estate);
    INFO(written.text);
    CHECK(told(written, "dual/t2", "expects the identity other.example here, but 198.51.100.12 at dual/t1"));
}

TEST_CASE("a swanctl.conf says that NAT traversal stays on") {
    auto estate = device();
    add(estate, "conn-1").nat_traversal = false;
    CHECK(holds(config("swanctl", estate).text, "# NAT traversal is off in the cloud"));
}

TEST_CASE("whatever the scenario, a Cisco importer reads as many tunnels as were written and knows every line") {
    std::size_t seen = 0;
    for (std::uint_fast32_t seed = 1; seed <= 450; ++seed) {
        auto estate = test::random_scenario(seed).estate;
        if (estate.sites.empty() || estate.sites[0].devices.empty()) continue;
        for (auto& gateway : estate.customer_gateways) {
            if (gateway.address) estate.sites[0].devices[0].addresses.push_back(*gateway.address);
        }
        // Chance likes names that are refused.
        estate.sites[0].name = estate.sites[0].devices[0].name = "fw-1";
        for (std::size_t i = 0; i < estate.ipsec_connections.size(); ++i) {
            estate.ipsec_connections[i].name = "conn-" + std::to_string(i);
        }
        for (const auto* const form : {"cisco-asa", "cisco-ios"}) {
            const auto result = written(form, estate);
            const auto* const config = std::get_if<Configuration>(&result);
            if (config == nullptr) continue;
            const auto read = form == forms[1] ? importers::asa(config->text) : importers::ios(config->text);
            INFO("seed " << seed << '\n' << config->text << importers::all_remarks(read));
            CHECK(said(read, importers::Gravity::incomplete, "unknown-statement") == 0);
            std::size_t tunnels = 0;
            for (const auto& host : read.hosts) {
                for (const auto& protection : host.protections) tunnels += protection.peers.size();
            }
            CHECK(tunnels == config->tunnels);
            ++seen;
        }
    }
    CHECK(seen > 20);
}

TEST_CASE("a lifetime that a Cisco device does not accept is told and not written") {
    auto estate = device();
    auto& connection = add(estate, "conn-1");
    connection.ike.lifetime_seconds = 0;
    connection.esp.lifetime_seconds = 4'294'967'295;
    for (const auto* const form : {"cisco-asa", "cisco-ios"}) {
        CAPTURE(form);
        const auto written = config(form, estate);
        CHECK(told(written, "conn-1", "a lifetime of 0 seconds is not accepted"));
        CHECK(told(written, "conn-1", "a lifetime of 4294967295 seconds"));
        CHECK_FALSE(holds(written.text, "lifetime seconds"));
        CHECK_FALSE(holds(written.text, " lifetime 0"));
    }
}

TEST_CASE("on IOS two connections with one peer but different modes are told") {
    auto estate = device();
    for (const auto* const name : {"one", "two"}) {
        auto& connection = add(estate, name, std::string_view{name} == "one" ? "10.66.90.0/24" : "10.66.91.0/24");
        connection.ike.version = IkeVersion::ikev1;
        connection.ike.mode = std::string_view{name} == "one" ? IkeMode::aggressive : IkeMode::main;
    }
    const auto written = config("cisco-ios", estate);
    CHECK(told(written, "two", "one mode"));
    CHECK_FALSE(holds(written.text, "crypto isakmp key <key-of-two>"));
}

TEST_CASE("a router that an exported configuration describes has each of its addresses once") {
    auto estate = device();
    add(estate, "conn-1");
    add(estate, "conn-2", "0.0.0.0/0", "0.0.0.0/0");
    const auto read = importers::ios(config("cisco-ios", estate).text);
    REQUIRE(read.hosts.size() == 1);
    CHECK(read.hosts[0].outer_addresses == std::vector{test::address("198.51.100.12")});
}

}  // namespace vpnsim::exporters::export_texts_test
