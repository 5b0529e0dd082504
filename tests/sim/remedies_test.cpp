#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "../support/scenario_files.hpp"
#include "model/scenario_patch.hpp"
#include "sim/remedies/verification.hpp"
#include "sim/remedy.hpp"

namespace vpnsim::remedies_test {
namespace {

using Catch::Matchers::Contains;

Scenario read(const std::string& text) {
    auto result = read_scenario({"input.json", text}, test::no_files());
    if (const auto* const errors = std::get_if<std::vector<InputError>>(&result)) {
        for (const auto& error : *errors) UNSCOPED_INFO(error.text());
    }
    REQUIRE(std::holds_alternative<Scenario>(result));
    return std::get<Scenario>(std::move(result));
}

/// Both ends of one connection, with more members for each; "ike" and the like of the device come with `device`.
Scenario pair(const std::string& connection, const std::string& device, const std::string& more = "") {
    return read(R"({ "format": "vpnsim/1",
        "vpcs": { "vpc-1": { "vswitches": { "web": { "cidr": "10.66.90.0/24" } }, "route_tables": { "main": {
            "type": "system", "routes": { "to-dc": { "destination": "10.55.0.0/16", "next_hop": "vgw-1" } } } } } },
        "vpn_gateways": { "vgw-1": { "vpc": "vpc-1", "addresses": ["203.0.113.10"])" +
                more + R"( } },
        "customer_gateways": { "cgw-1": { "address": "198.51.100.1" } },
        "ipsec_connections": { "conn-1": { "vpn_gateway": "vgw-1", "customer_gateway": "cgw-1",
            "local_ts": "10.66.90.0/24", "remote_ts": "10.55.0.0/16")" +
                connection + R"( } },
        "sites": { "dc-1": { "networks": { "lan": "10.55.0.0/16" },
            "routes": { "to-vpc": { "destination": "10.66.90.0/24", "next_hop": "fw-1" } },
            "devices": { "fw-1": { "address": "198.51.100.1", "tunnels": { "to-conn-1": { "peer": "203.0.113.10",
                "local_ts": "10.55.0.0/16", "remote_ts": "10.66.90.0/24")" +
                device + R"( } } } } } } })");
}

/// A finding of a rule about conn-1, as the rule would report it.
std::vector<Remedy> for_rule(const Scenario& scenario, const std::string& rule,
                             std::vector<std::string> entities = {"conn-1"}, const std::string& pointer = "") {
    Finding finding{};
    finding.rule = rule;
    finding.entities = std::move(entities);
    finding.pointer = pointer;
    return candidate_remedies(Simulation{scenario}, finding);
}

DeviceTunnel tunnel(const Remedy& remedy) {
    return remedy.changed.estate.sites.front().devices.front().tunnels.front();
}
IpsecConnection connection(const Remedy& remedy) { return remedy.changed.estate.ipsec_connections.front(); }

TEST_CASE("every remedy of a review does what it says: its patch clears the finding and adds none") {
    std::size_t remedies = 0;
    for (const auto& path : test::valid_scenario_files()) {
        if (std::filesystem::path{path}.filename() != "triggers.json" &&
            std::filesystem::path{path}.parent_path().filename() != "examples") {
            continue;
        }
        CAPTURE(path);
        const ReviewedScenario before{test::load_scenario(path), {}};
        const auto verified = verified_remedies(before.simulation(), before.partition(), before.findings(), {});
        REQUIRE(verified.size() == before.findings().size());
        for (std::size_t f = 0; f < verified.size(); ++f) {
            REQUIRE(verified[f]);
            for (const auto& remedy : *verified[f]) {
                CAPTURE(before.findings()[f].rule, remedy.title, remedy.patch);
                auto changed = patched(before.scenario(), {remedy.patch});
                REQUIRE(std::holds_alternative<Scenario>(changed));
                const ReviewedScenario after{std::get<Scenario>(std::move(changed)), {}};
                const auto fingerprint = before.findings()[f].fingerprint();
                CHECK(after.count(fingerprint) < before.count(fingerprint));
                CHECK(after.beyond(before).empty());
                CHECK(keeps_deliveries(before.partition(), after.partition()));
                ++remedies;
            }
        }
    }
    CHECK(remedies > 40);
}

TEST_CASE("of two ends that differ the stronger one stays as it is") {
    const auto scenario = pair(R"(, "ike": { "version": "ikev2", "encryption": "des", "dh_group": 1 })",
                               R"(, "ike": { "version": "ikev2", "encryption": "aes256", "dh_group": 14 })");
    const auto remedies = for_rule(scenario, "negotiation-failure");
    REQUIRE(remedies.size() == 2);
    CHECK(tunnel(remedies[0]) == scenario.estate.sites.front().devices.front().tunnels.front());
    CHECK(connection(remedies[0]).ike.encryption == std::vector{Encryption::aes256});
    CHECK_THAT(remedies[1].trade_off, Contains("stronger"));
}

TEST_CASE("a review that is too large says that remedies were not tried") {
    const ReviewedScenario tied{test::load_scenario("scenarios/examples/02-equal-priorities.json"), {}};
    const auto verified = verified_remedies(tied.simulation(), tied.partition(), tied.findings(), {}, {10});
    CHECK(std::none_of(verified.begin(), verified.end(), [](const auto& answer) { return answer.has_value(); }));
}

TEST_CASE("several blocks a side: the documented ways out, each with its trade-off") {
    const ReviewedScenario faq{test::load_scenario("scenarios/examples/10-several-cidrs-sa-per-pair.json"), {}};
    const auto& finding = faq.findings().front();
    REQUIRE(finding.rule == "sa-count-mismatch");
    const auto verified = verified_remedies(faq.simulation(), faq.partition(), {finding}, {}).front();
    REQUIRE(verified);
    REQUIRE(verified->size() == 2);  // 10.0.0.0/8 and 172.30.128.0/17 have no aggregate but everything
    CHECK_THAT(verified->at(0).title, Contains("destination-routing mode"));
    CHECK_THAT(verified->at(0).trade_off, Contains("route-based"));
    CHECK_THAT(verified->at(1).title, Contains("one for each pair"));
    CHECK_THAT(verified->at(1).trade_off, Contains("quota of connections"));
    CHECK_THAT(verified->at(1).interrupts.back(), Contains("conn-1-2") && Contains("pre-shared key"));

    const auto path = "scenarios/regressions/findings/sa-count-mismatch/triggers.json";
    const auto near = for_rule(test::load_scenario(path), "sa-count-mismatch");
    REQUIRE(near.size() == 3);
    CHECK(near[1].title.starts_with("Aggregate the selectors of conn-1 to "));
    CHECK(near[1].trade_off.find("overlap") != std::string::npos);
}

TEST_CASE("a split connection keeps its phase-1 parameters, and its key stays unsaid") {
    const std::string ike = R"(, "ike": { "version": "ikev2", "dh_group": 14 }, "psk": "marker-key" )";
    auto scenario = pair(ike, ike);
    auto& whole = scenario.estate.ipsec_connections.front();
    whole.remote_ts = {*TrafficSelector::parse("10.55.1.0/24"), *TrafficSelector::parse("172.30.0.0/24")};
    scenario.estate.sites.front().devices.front().tunnels.front().local_ts = whole.remote_ts;
    const auto split = for_rule(scenario, "sa-count-mismatch").back();
    const auto& parts = split.changed.estate.ipsec_connections;
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].psk == whole.psk);
    CHECK_FALSE(parts[1].psk);
    CHECK(parts[1].ike == whole.ike);
    const auto& tunnels = split.changed.estate.sites.front().devices.front().tunnels;
    REQUIRE(tunnels.size() == 2);
    CHECK(tunnels[1].local_ts == parts[1].remote_ts);
    CHECK_FALSE(tunnels[1].psk);
    CHECK_THAT(scenario_patch(scenario, split.changed), !Contains("marker-key"));
}

TEST_CASE("an automatic policy route gets a priority by a listed one that replaces it") {
    auto scenario = pair("", "");
    scenario.estate.ipsec_connections.push_back(scenario.estate.ipsec_connections.front());
    scenario.estate.ipsec_connections.back().name = "conn-2";
    scenario.estate.ipsec_connections.back().auto_routes = false;
    scenario.estate.vpn_gateways.front().policy_routes = {{"narrow",
                                                           *Prefix::parse("10.66.90.0/24"),
                                                           *Prefix::parse("10.55.1.0/24"),
                                                           ConnectionId{1},
                                                           100,
                                                           10,
                                                           false,
                                                           {}}};
    scenario.estate.vpn_gateways.front().policy_route_order = {"auto/conn-1/1", "narrow"};
    const auto remedies =
        for_rule(scenario, "policy-route-order", {"vgw-1/narrow", "vgw-1/auto/conn-1/1", "conn-2", "conn-1"});
    REQUIRE_FALSE(remedies.empty());
    CHECK(remedies.front().title == "Give vgw-1/auto/conn-1/1 priority 20.");
    const auto& gateway = remedies.front().changed.estate.vpn_gateways.front();
    REQUIRE(gateway.policy_routes.size() == 2);
    CHECK(gateway.policy_routes.back().name == "conn-1-1");
    CHECK(gateway.policy_routes.back().priority == 20);
    CHECK(gateway.policy_routes.back().next_hop == ConnectionId{0});
    CHECK(gateway.policy_route_order == std::vector<std::string>{"conn-1-1", "narrow"});
}

TEST_CASE("a gateway without priorities is upgraded in the same remedy") {
    auto scenario = test::load_scenario("scenarios/examples/02-equal-priorities.json");
    scenario.estate.vpn_gateways.front().policy_route_priorities = false;
    const ReviewedScenario legacy{scenario, {}};
    const auto& finding = legacy.findings().front();
    REQUIRE(finding.rule == "policy-route-order");
    const auto verified = verified_remedies(legacy.simulation(), legacy.partition(), {finding}, {}).front();
    REQUIRE(verified);
    REQUIRE_FALSE(verified->empty());
    CHECK_THAT(verified->front().title, Contains("Upgrade vgw-1"));
    CHECK_THAT(verified->front().interrupts.front(), Contains("Upgrading vgw-1 interrupts its connections"));
}

TEST_CASE("parameters of the device follow the cloud") {
    SECTION("lifetimes") {
        const auto remedies =
            for_rule(pair(R"(, "esp": { "lifetime_seconds": 86400 })",
                          R"(, "esp": { "lifetime_seconds": 3600 }, "ike": { "lifetime_seconds": 1 })"),
                     "lifetime-differs");
        REQUIRE(remedies.size() == 1);
        CHECK(tunnel(remedies.front()).esp.lifetime_seconds == 86400U);
        CHECK(tunnel(remedies.front()).ike.lifetime_seconds == 1U);  // the cloud states none
    }
    SECTION("volume") {
        const auto remedies = for_rule(pair("", R"(, "esp": { "lifetime_bytes": 4096 })"), "lifetime-by-volume");
        REQUIRE(remedies.size() == 1);
        CHECK(tunnel(remedies.front()).esp.lifetime_bytes == 0U);
    }
    SECTION("several values") {
        const auto remedies = for_rule(pair(R"(, "ike": { "encryption": "aes256" })",
                                            R"(, "ike": { "encryption": ["aes128", "aes256"], "dh_group": [14, 5] })"),
                                       "several-values", {"dc-1/fw-1/to-conn-1"});
        REQUIRE(remedies.size() == 1);
        CHECK(tunnel(remedies.front()).ike.encryption == std::vector{Encryption::aes256});
        CHECK(tunnel(remedies.front()).ike.dh_group == std::vector{DhGroup{14}});
    }
    SECTION("DPD, NAT traversal and who initiates") {
        const auto scenario = pair(R"(, "dpd": true, "nat_traversal": false)", R"(, "dpd": false)");
        CHECK(tunnel(for_rule(scenario, "dpd-differs").front()).dpd == true);
        CHECK(connection(for_rule(scenario, "nat-traversal").front()).nat_traversal == true);
        CHECK(connection(for_rule(scenario, "nobody-initiates").front()).effective_immediately == true);
    }
    SECTION("identities are crosswise") {
        const auto remedies = for_rule(pair(R"(, "ike": { "local_id": "cloud.example", "remote_id": "dc.example" })",
                                            R"(, "ike": { "local_id": "other.example" })"),
                                       "identity-mismatch");
        REQUIRE(remedies.size() == 2);
        CHECK(tunnel(remedies.front()).ike.local_id == "dc.example");
        CHECK(tunnel(remedies.front()).ike.remote_id == "cloud.example");
        CHECK_FALSE(connection(remedies.back()).ike.local_id);  // both ends by their addresses
        CHECK_FALSE(tunnel(remedies.back()).ike.local_id);
    }
    SECTION("weak algorithms go on both ends") {
        const std::string weak = R"(, "ike": { "encryption": "3des", "integrity": "md5", "dh_group": 2 })";
        const auto remedies = for_rule(pair(weak, weak), "weak-algorithm");
        REQUIRE(remedies.size() == 1);
        CHECK(tunnel(remedies.front()).ike == connection(remedies.front()).ike);
        CHECK(connection(remedies.front()).ike.dh_group == std::vector{DhGroup{14}});
    }
    SECTION("a key that differs has no remedy, and the cloud takes no group that it does not know") {
        CHECK(for_rule(pair(R"(, "psk": "one")", R"(, "psk": "other")"), "negotiation-failure").empty());
        const auto remedies =
            for_rule(pair(R"(, "ike": { "dh_group": 14 })", R"(, "ike": { "dh_group": 19 })"), "negotiation-failure");
        REQUIRE(remedies.size() == 1);
        CHECK(tunnel(remedies.front()).ike.dh_group == std::vector{DhGroup{14}});
    }
}

TEST_CASE("remedies at gateways and VPCs") {
    auto scenario = pair("", "");
    scenario.estate.vpn_gateways.front().policy_route_priorities = false;
    CHECK(for_rule(scenario, "gateway-outdated", {"vgw-1"})
              .front()
              .changed.estate.vpn_gateways.front()
              .policy_route_priorities);
    const auto declared = for_rule(scenario, "user-cidr-missing", {"vpc-1", "dc-1/lan"});
    REQUIRE(declared.size() == 1);
    CHECK(declared.front().changed.estate.vpcs.front().user_cidrs == std::vector{*Prefix::parse("10.55.0.0/16")});
}

TEST_CASE("a finding that names both ends of a pair is about that pair only") {
    auto scenario = pair(R"(, "dpd": true)", R"(, "dpd": false)");
    auto& tunnels = scenario.estate.sites.front().devices.front().tunnels;
    tunnels.push_back(tunnels.front());
    tunnels.back().name = "second";
    const auto remedies = for_rule(scenario, "dpd-differs", {"conn-1", "dc-1/fw-1/second"});
    REQUIRE(remedies.size() == 1);
    const auto& changed = remedies.front().changed.estate.sites.front().devices.front().tunnels;
    CHECK(changed.front().dpd == false);
    CHECK(changed.back().dpd == true);
}

TEST_CASE("the MTU goes down as far as it must") {
    auto scenario = pair(R"(, "mtu": 1500)", "");
    const auto remedies = for_rule(scenario, "mtu", {"conn-1", "vgw-1"});
    REQUIRE(remedies.size() == 2);
    CHECK(connection(remedies.front()).mtu == 1399U);
    CHECK(connection(remedies.back()).mtu == 1300U);
}

TEST_CASE("a route to everything becomes one for each network of the site") {
    auto scenario =
        pair("", "", R"(, "destination_routes": { "all": { "destination": "0.0.0.0/0", "next_hop": "conn-1" } })");
    scenario.estate.sites.front().networks.push_back({"dmz", *Prefix::parse("172.30.0.0/16"), {}});
    const auto remedies = for_rule(scenario, "forbidden-destination", {"vgw-1/all", "conn-1"},
                                   "/vpn_gateways/vgw-1/destination_routes/all");
    REQUIRE(remedies.size() == 1);
    const auto& routes = remedies.front().changed.estate.vpn_gateways.front().destination_routes;
    REQUIRE(routes.size() == 2);
    CHECK(routes[0].destination.text() == "10.55.0.0/16");
    CHECK(routes[1].destination.text() == "172.30.0.0/16");
    CHECK(routes[1].name == "all-2");
}

TEST_CASE("what applying a change interrupts is read off the change") {
    const auto before = pair("", "").estate;
    CHECK(interruptions(before, before).empty());
    auto after = before;
    after.ipsec_connections.front().ike.dh_group = {DhGroup{14}};
    after.customer_gateways.push_back({"cgw-2", Address::parse("198.51.100.7"), {}, {}});
    const auto said = interruptions(before, after);
    REQUIRE(said.size() == 2);
    CHECK_THAT(said[0], Contains("Customer gateway cgw-2 (198.51.100.7) is new"));
    CHECK_THAT(said[1], Contains("The tunnel of conn-1 is reset"));
    after = before;
    after.vpn_gateways.front().policy_routes.push_back(
        {"r", *Prefix::parse("10.66.90.0/24"), *Prefix::parse("10.55.0.0/16"), ConnectionId{0}, 100, 20, false, {}});
    CHECK(interruptions(before, after).empty());  // priorities interrupt nothing
}

TEST_CASE("a change that loses delivered packets is told from one that does not") {
    const ReviewedScenario before{pair("", ""), {}};
    auto changed = before.scenario();
    changed.estate.sites.front().routes.push_back({"lost", *Prefix::parse("10.66.90.128/25"), {Blackhole{}}, 0, {}});
    const ReviewedScenario after{changed, {}};
    CHECK_FALSE(keeps_deliveries(before.partition(), after.partition()));
    CHECK(keeps_deliveries(after.partition(), before.partition()));
}

}  // namespace
}  // namespace vpnsim::remedies_test
