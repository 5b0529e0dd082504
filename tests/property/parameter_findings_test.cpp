// Findings about what two ends state: what counts, what does not, and what is left unsaid.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/estate_builder.hpp"
#include "tests/support/expectation_check.hpp"
#include "tests/support/random_scenario.hpp"

namespace vpnsim::parameter_findings_test {
namespace {

using Names = std::vector<std::string>;

/// A connection and its device, with nothing stated but addresses and selectors.
struct TwoEnds {
    test::EstateBuilder estate;
    TwoEnds() {
        estate.gateway("vgw-1", "203.0.113.10, 203.0.113.11");
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-1", "10.66.90.0/24", "10.55.193.0/24");
        estate.device("fw-1", "198.51.100.1", "strongswan");
        estate.tunnel("fw-1", "10.55.193.0/24", "10.66.90.0/24").name = "to-conn-1";
    }
    VpnGateway& gateway() { return estate.change().vpn_gateways[0]; }
    CustomerGateway& customer() { return estate.change().customer_gateways[0]; }
    IpsecConnection& cloud() { return estate.change().ipsec_connections[0]; }
    Site& site() { return estate.change().sites[0]; }
    Device& device() { return site().devices[0]; }
    DeviceTunnel& tunnel() { return device().tunnels[0]; }
    [[nodiscard]] std::vector<Finding> found(std::string_view rule) const {
        Scenario scenario;
        scenario.estate = estate;
        auto all = test::SimulatedScenario{std::move(scenario)}.findings;
        std::erase_if(all, [&](const Finding& f) { return f.rule != rule; });
        return all;
    }
    /// The message of the only finding of a rule; empty = there is none.
    [[nodiscard]] std::string message(std::string_view rule) const {
        const auto all = found(rule);
        REQUIRE(all.size() <= 1);
        return all.empty() ? std::string{} : all.front().message;
    }
};

std::chrono::year_month_day day(int year, unsigned month, unsigned day_of_month) {
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day_of_month);
}
BgpParameters bgp(const char* block, const char* address, std::optional<std::uint32_t> asn = {}) {
    return {*Prefix::parse(block), test::address(address), asn};
}

}  // namespace

TEST_CASE("a failed negotiation names everything that differs, and a single difference once") {
    TwoEnds ends;
    ends.cloud().ike.version = IkeVersion::ikev2;
    ends.tunnel().ike.version = IkeVersion::ikev1;
    CHECK(ends.found("negotiation-failure").at(0).why ==
          "the IKE version is ikev2 at the cloud end and ikev1 at the device.");
    ends.cloud().ike.encryption = {Encryption::aes256};
    ends.tunnel().ike.encryption = {Encryption::aes128};
    ends.cloud().esp.integrity = {Integrity::sha256};
    ends.tunnel().esp.integrity = {Integrity::sha512};
    CHECK(
        ends.found("negotiation-failure").at(0).why ==
        "the IKE version is ikev2 at the cloud end and ikev1 at the device. Also different: the phase 1 encryption is "
        "aes256 at the cloud end and aes128 at the device; the phase 2 integrity algorithm is sha256 at the cloud end "
        "and sha512 at the device.");
}

TEST_CASE("an algorithm is weak only where it is, or may be, in use") {
    using enum Encryption;
    struct Row {
        std::vector<Encryption> cloud;
        std::vector<Encryption> device;
        bool weak;
    };
    const Row rows[]{
        {{}, {}, false},        {{aes256}, {aes256, des3}, false}, {{}, {aes256, des3}, true}, {{des3}, {}, true},
        {{des3}, {des3}, true}, {{aes256}, {des}, true},           {{des}, {aes256}, true}};
    for (const auto& row : rows) {
        for (const bool phase1 : {true, false}) {
            TwoEnds ends;
            (phase1 ? ends.cloud().ike.encryption : ends.cloud().esp.encryption) = row.cloud;
            (phase1 ? ends.tunnel().ike.encryption : ends.tunnel().esp.encryption) = row.device;
            CHECK(ends.found("weak-algorithm").empty() != row.weak);
        }
    }
}

TEST_CASE("all weak algorithms of a cloud end are one finding; AEAD ciphers need no hash") {
    TwoEnds ends;
    ends.cloud().ike.encryption = {Encryption::des3};
    ends.cloud().ike.integrity = {Integrity::md5};
    ends.tunnel().ike.dh_group = {DhGroup{5}};
    ends.tunnel().esp.integrity = {Integrity::sha1};
    CHECK(ends.message("weak-algorithm") ==
          "conn-1 uses what is no longer safe: phase 1 encryption 3des, phase 1 integrity md5, phase 1 DH group 5 and "
          "phase 2 integrity sha1.");
    ends.cloud().ike = {};
    ends.tunnel().ike = {};
    ends.cloud().esp.encryption = {Encryption::aes128gcm16};
    CHECK(ends.found("weak-algorithm").empty());
}

TEST_CASE("aggressive mode is weak in IKEv1, and IKEv2 has none") {
    TwoEnds ends;
    ends.tunnel().ike.mode = IkeMode::aggressive;
    CHECK(ends.found("weak-algorithm").empty());
    ends.cloud().ike.version = IkeVersion::ikev1;
    CHECK(ends.message("weak-algorithm").find("aggressive mode") != std::string::npos);
}

TEST_CASE("several values count for clouds that take one, and version any only against IKEv1") {
    TwoEnds ends;
    ends.tunnel().ike.dh_group = {DhGroup{14}, DhGroup{14}};
    CHECK(ends.found("several-values").empty());
    ends.tunnel().ike.dh_group = {DhGroup{14}, DhGroup{15}};
    ends.cloud().ike.dh_group = {DhGroup{15}};
    CHECK(ends.message("several-values") ==
          "dc-1/fw-1/to-conn-1 offers several values to conn-1: phase 1 DH group 14 and 15 (the cloud: 15).");
    ends.gateway().profile = test::profile("aws");
    CHECK(ends.found("several-values").empty());

    TwoEnds versions;
    versions.tunnel().ike.version = IkeVersion::any;
    versions.cloud().ike.version = IkeVersion::ikev2;
    CHECK(versions.found("several-values").empty());
    versions.cloud().ike.version = IkeVersion::ikev1;
    CHECK(versions.found("several-values").size() == 1);
}

TEST_CASE("what one end does not state does not differ") {
    TwoEnds ends;
    ends.cloud().ike.lifetime_seconds = 86400;
    ends.tunnel().esp.lifetime_seconds = 3600;
    ends.cloud().dpd = true;
    ends.tunnel().nat_traversal = false;
    ends.device().nat_address = test::address("198.51.100.1");
    for (const auto* const rule : {"lifetime-differs", "dpd-differs"}) CHECK(ends.found(rule).empty());
    // Off is off, whatever the other end does.
    CHECK(ends.found("nat-traversal").size() == 1);
    ends.tunnel().nat_traversal = true;
    CHECK(ends.found("nat-traversal").empty());
}

TEST_CASE("both phases' lifetimes are one finding with all values") {
    TwoEnds ends;
    ends.cloud().ike.lifetime_seconds = 86400;
    ends.tunnel().ike.lifetime_seconds = 28800;
    ends.cloud().esp.lifetime_seconds = 28800;
    ends.tunnel().esp.lifetime_seconds = 3600;
    CHECK(ends.message("lifetime-differs") ==
          "conn-1 and dc-1/fw-1/to-conn-1 state different SA lifetimes: phase 1 86400 s in the cloud, 28800 s at the "
          "device and phase 2 28800 s in the cloud, 3600 s at the device.");
}

TEST_CASE("different NAT traversal is a warning without NAT and an error behind it") {
    TwoEnds ends;
    ends.cloud().nat_traversal = true;
    ends.tunnel().nat_traversal = false;
    CHECK(ends.found("nat-traversal").at(0).severity == Severity::warning);
    ends.device().addresses = {test::address("192.168.1.2")};
    ends.device().nat_address = test::address("198.51.100.1");
    CHECK(ends.found("nat-traversal").at(0).severity == Severity::error);
    CHECK(ends.found("negotiation-failure").empty());
}

TEST_CASE("a private device address towards a public gateway is behind NAT without saying so") {
    TwoEnds ends;
    ends.device().addresses = {test::address("10.1.1.1")};
    ends.customer().address = test::address("10.1.1.1");
    ends.tunnel().nat_traversal = false;
    CHECK(ends.found("nat-traversal").at(0).severity == Severity::error);
    ends.gateway().addresses = {test::address("10.9.9.9")};
    ends.tunnel().peer = test::address("10.9.9.9");
    CHECK(ends.found("nat-traversal").empty());
}

TEST_CASE("identities are reported even where the negotiation fails for something else first") {
    TwoEnds ends;
    ends.tunnel().ike.local_id = "vpn.example.com";
    CHECK(ends.message("identity-mismatch").find("vpn.example.com") != std::string::npos);
    CHECK(ends.found("negotiation-failure").empty());
    ends.cloud().ike.dh_group = {DhGroup{14}};
    ends.tunnel().ike.dh_group = {DhGroup{15}};
    CHECK(ends.found("identity-mismatch").size() == 1);
    CHECK(ends.found("negotiation-failure").size() == 1);
}

TEST_CASE("names in IKEv1: refused in main mode, an assumption where no mode is stated") {
    TwoEnds ends;
    ends.cloud().ike.version = IkeVersion::ikev1;
    ends.cloud().ike.remote_id = ends.tunnel().ike.local_id = "vpn.example.com";
    CHECK(ends.found("identity-mismatch").empty());
    const auto said = negotiate(ends.estate, {}).pairs.at(0).assumptions;
    CHECK(std::any_of(said.begin(), said.end(), [](const auto& s) { return s.starts_with("ike.mode: "); }));
    ends.cloud().ike.mode = IkeMode::main;
    CHECK(ends.found("identity-mismatch").size() == 1);
}

TEST_CASE("a key is judged and never shown") {
    for (const auto* const secret : {" sEcret", "sEcret ", "s Ecret", "s\tEcret", "sEcr\xc3\xa9t"}) {
        TwoEnds ends;
        ends.cloud().psk = PreSharedKey{secret};
        const auto all = ends.found("psk-format");
        REQUIRE(all.size() == 1);
        CHECK((all[0].message + all[0].why + all[0].remedy).find("Ecr") == std::string::npos);
    }
    TwoEnds ends;
    ends.cloud().psk = PreSharedKey{"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~azAZ09"};
    CHECK(ends.found("psk-format").empty());
}

TEST_CASE("every finding of whatever a file may hold says what, why and what to do, about a record") {
    std::size_t found = 0;
    for (std::uint_fast32_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        for (const auto& finding : test::SimulatedScenario{test::random_scenario(seed)}.findings) {
            INFO(finding.rule << ' ' << finding.message);
            CHECK(finding.pointer.starts_with('/'));
            CHECK((finding.message.ends_with('.') && finding.remedy.ends_with('.') && !finding.why.empty()));
            CHECK_FALSE((finding.entities.empty() || finding.reference.empty()));
            ++found;
        }
    }
    CHECK(found > 300);
}

TEST_CASE("the ends of a dual-tunnel connection are reported one by one") {
    TwoEnds ends;
    ends.estate.connection_tunnel("tunnel-1");
    ends.estate.connection_tunnel("tunnel-2", TunnelRole::standby).ike.emplace().lifetime_seconds = 86400;
    ends.tunnel().ike.lifetime_seconds = 28800;
    auto second = ends.tunnel();
    second.name = "to-tunnel-2";
    second.peer = test::address("203.0.113.11");
    ends.device().tunnels.push_back(second);
    CHECK(ends.found("lifetime-differs").at(0).entities == Names{"conn-1", "conn-1/tunnel-2", "dc-1/fw-1/to-tunnel-2"});
    CHECK(ends.found("tunnel-pair").empty());
    ends.cloud().tunnels[1].gateway_address = test::address("203.0.113.10");
    CHECK(ends.message("tunnel-pair") == "conn-1 has both tunnels at the gateway address 203.0.113.10.");
    ends.cloud().tunnels.pop_back();
    CHECK(ends.message("tunnel-pair") == "conn-1 has one tunnel, tunnel-1.");
}

TEST_CASE("nobody initiates only if the device says that it does not") {
    TwoEnds ends;
    CHECK(ends.found("nobody-initiates").empty());
    ends.tunnel().initiates = false;
    CHECK(ends.found("nobody-initiates").size() == 1);
    ends.cloud().effective_immediately = false;
    CHECK(ends.found("nobody-initiates").size() == 1);
    ends.cloud().effective_immediately = true;
    CHECK(ends.found("nobody-initiates").empty());
}

TEST_CASE("mainland China is one side of the border, all else the other one") {
    const auto crosses = [](const char* gateway, const char* site) {
        TwoEnds ends;
        ends.gateway().region = gateway;
        ends.site().region = site;
        return !ends.found("cross-border").empty();
    };
    CHECK(crosses("cn-hangzhou", "eu-central-1"));
    CHECK(crosses("cn-hongkong", "cn-shanghai"));
    CHECK_FALSE(crosses("cn-hangzhou", "cn-shanghai-finance-1"));
    CHECK_FALSE(crosses("cn-hongkong", "ap-southeast-1"));
    CHECK_FALSE(crosses("cn-hangzhou", ""));
}

TEST_CASE("the MTU that fails depends on the age of the gateway") {
    const auto severity = [](std::uint32_t mtu, std::optional<std::chrono::year_month_day> created) {
        TwoEnds ends;
        ends.cloud().mtu = mtu;
        ends.gateway().created = created;
        const auto all = ends.found("mtu");
        return all.empty() ? "none" : all.front().severity == Severity::error ? "error" : "note";
    };
    CHECK(std::string_view{severity(1399, {})} == "none");
    CHECK(std::string_view{severity(1400, {})} == "note");
    CHECK(std::string_view{severity(1400, day(2021, 4, 1))} == "note");
    CHECK(std::string_view{severity(1300, day(2021, 3, 31))} == "none");
    CHECK(std::string_view{severity(1301, day(2021, 3, 31))} == "error");
}

TEST_CASE("what a gateway lacks for its age is one finding") {
    TwoEnds ends;
    ends.gateway().created = day(2019, 3, 21);
    CHECK(ends.found("gateway-outdated").empty());
    ends.gateway().created = day(2019, 3, 20);
    ends.gateway().policy_route_priorities = false;
    CHECK(ends.message("gateway-outdated") ==
          "vgw-1 was created on 2019-03-20, before 2019-03-21: it shows no error codes and has no policy-route "
          "priorities.");
}

TEST_CASE("BGP blocks that a tunnel cannot have") {
    const auto refused = [](const char* block, const char* address) {
        TwoEnds ends;
        ends.cloud().bgp = bgp(block, address);
        return !ends.found("bgp-addressing").empty();
    };
    CHECK_FALSE(refused("169.254.11.0/30", "169.254.11.1"));
    CHECK_FALSE(refused("169.254.0.4/30", "169.254.0.5"));
    CHECK_FALSE(refused("169.254.7.0/30", "169.254.7.2"));
    CHECK(refused("169.254.0.0/30", "169.254.0.1"));
    CHECK(refused("169.254.6.0/30", "169.254.6.1"));
    CHECK(refused("169.254.169.252/30", "169.254.169.253"));
    CHECK(refused("169.254.11.0/29", "169.254.11.1"));
    CHECK(refused("10.0.0.0/30", "10.0.0.1"));
    CHECK(refused("169.254.11.0/30", "169.254.11.0"));
    CHECK(refused("169.254.11.0/30", "169.254.11.3"));
    CHECK(refused("169.254.11.0/30", "169.254.11.5"));
}

TEST_CASE("the two ends of a BGP session have to see the same") {
    TwoEnds ends;
    ends.cloud().bgp = bgp("169.254.11.0/30", "169.254.11.1", 45104);
    ends.customer().asn = 65001;
    ends.tunnel().bgp = bgp("169.254.11.0/30", "169.254.11.2", 65001);
    CHECK(ends.found("bgp-addressing").empty());
    ends.tunnel().bgp->local_address = test::address("169.254.11.1");
    CHECK(ends.message("bgp-addressing").find("both ends have the address 169.254.11.1") != std::string::npos);
    ends.tunnel().bgp = bgp("169.254.11.4/30", "169.254.11.6", 65002);
    const auto message = ends.message("bgp-addressing");
    CHECK(message.find("169.254.11.0/30 in the cloud and 169.254.11.4/30") != std::string::npos);
    CHECK(message.find("expects AS 65001 (cgw-1)") != std::string::npos);
    ends.customer().asn = 45104;
    CHECK(ends.found("bgp-addressing").size() == 2);

    TwoEnds device_only;
    device_only.tunnel().bgp = bgp("169.254.11.0/29", "169.254.11.2");
    CHECK(device_only.message("bgp-addressing").find("169.254.11.0/29 of dc-1/fw-1/to-conn-1") != std::string::npos);
}

TEST_CASE("no two tunnels of a gateway share BGP addresses, and both of a pair speak for one AS") {
    TwoEnds ends;
    ends.cloud().bgp = bgp("169.254.11.0/30", "169.254.11.1", 45104);
    const auto same = ends.cloud().bgp;  // a new connection moves the others
    ends.estate.connection("conn-2", "10.66.91.0/24", "10.55.193.0/24").bgp = same;
    ends.estate.change().ipsec_connections[1].bgp->local_address = test::address("169.254.11.2");
    CHECK(ends.found("bgp-addressing").at(0).entities == Names{"conn-2", "conn-1"});
    ends.estate.change().ipsec_connections[1].bgp = bgp("169.254.12.0/30", "169.254.12.1");
    CHECK(ends.found("bgp-addressing").empty());
    ends.estate.connection_tunnel("tunnel-1").bgp = bgp("169.254.13.0/30", "169.254.13.1", 65010);
    ends.estate.connection_tunnel("tunnel-2", TunnelRole::standby).bgp = bgp("169.254.14.0/30", "169.254.14.1", 65011);
    CHECK(ends.message("bgp-addressing").find("65010 and 65011") != std::string::npos);
}

TEST_CASE("a path through the AS of another connection is redistribution, the same customer twice is not") {
    TwoEnds ends;
    ends.gateway().vpc = VpcId{0};
    ends.estate.change().vpcs.push_back({});
    ends.estate.change().vpcs.back().name = "vpc-1";
    ends.customer().asn = 65001;
    ends.estate.customer_gateway("cgw-2", "198.51.100.2").asn = 65002;
    ends.estate.connection("conn-2", "0.0.0.0/0", "0.0.0.0/0");
    auto& routes = ends.gateway().bgp_routes;
    routes.push_back({"b-1", test::prefix("10.77.0.0/16"), ConnectionId{1}, {65002, 65100}, {}});
    CHECK(ends.found("bgp-redistribution").empty());
    routes[0].as_path = {65002, 65001};
    CHECK(ends.found("bgp-redistribution").at(0).entities == Names{"vgw-1/b-1", "conn-2", "conn-1"});
    ends.estate.change().customer_gateways[1].asn = 65001;
    CHECK(ends.found("bgp-redistribution").empty());
    routes[0].as_path = {65001, 45104};
    CHECK(ends.found("bgp-redistribution").at(0).entities == Names{"vgw-1/b-1", "conn-2"});
}

TEST_CASE("gateways of the national standard have SM algorithms only, and only they have them") {
    TwoEnds ends;
    ends.cloud().ike.encryption = {Encryption::sm4};
    CHECK(ends.message("gateway-kind").find("phase 1 encryption sm4") != std::string::npos);
    ends.gateway().kind = GatewayKind::national_standard;
    CHECK(ends.found("gateway-kind").empty());
    ends.cloud().ike.version = IkeVersion::ikev2;
    ends.cloud().esp.integrity = {Integrity::sha256};
    CHECK(ends.message("gateway-kind").find("version ikev2 and phase 2 integrity sha256") != std::string::npos);
    ends.gateway().profile = test::profile("aws");
    CHECK(ends.found("gateway-kind").empty());
}

}  // namespace vpnsim::parameter_findings_test
