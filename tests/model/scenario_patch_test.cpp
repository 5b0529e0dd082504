#include "model/scenario_patch.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../support/random_scenario.hpp"
#include "../support/scenario_files.hpp"
#include "model/merge_patch.hpp"

namespace vpnsim::scenario_patch_test {
namespace {

using Catch::Matchers::Contains;

constexpr auto marker = "marker-key-8d1f";

Scenario read(const std::string& text) {
    auto result = read_scenario({"input.json", text}, test::no_files());
    REQUIRE(std::holds_alternative<Scenario>(result));
    return std::get<Scenario>(std::move(result));
}

Scenario applied(const Scenario& scenario, const std::string& patch) {
    auto result = patched(scenario, {patch});
    if (const auto* const errors = std::get_if<std::vector<InputError>>(&result)) {
        for (const auto& error : *errors) UNSCOPED_INFO(error.text());
        FAIL("the patch does not fit:\n" << patch);
    }
    return std::get<Scenario>(std::move(result));
}

/// Edits of the kinds that remedies make: members change, records go, new ones come last.
class Editor {
  public:
    Editor(Scenario& scenario, std::uint_fast32_t seed) : estate_{scenario.estate}, random_{seed} {}

    void edit() {
        for (auto& gateway : estate_.vpn_gateways) edit(gateway);
        for (auto& connection : estate_.ipsec_connections) edit(connection);
        for (auto& site : estate_.sites) edit(site);
        for (auto& vpc : estate_.vpcs) {
            if (coin()) vpc.user_cidrs.push_back(*Prefix::parse("30.0.0.0/8"));
            if (coin()) vpc.route_tables.push_back({"added", RouteTableType::custom, {}, {}});
        }
        if (coin()) estate_.customer_gateways.push_back({"added", Address::parse("192.0.2.77"), 65001, {}});
        if (coin() && !estate_.ipsec_connections.empty()) {
            auto added = estate_.ipsec_connections.front();
            added.name = "added";
            added.psk.reset();
            for (auto& tunnel : added.tunnels) tunnel.psk.reset();
            estate_.ipsec_connections.push_back(std::move(added));
        }
    }

  private:
    bool coin() { return std::uniform_int_distribution<int>{0, 1}(random_) == 0; }
    void edit(VpnGateway& gateway) {
        gateway.policy_route_order.reset();
        for (auto& route : gateway.policy_routes) {
            if (coin()) route.priority = coin() ? 10 : 77;
            if (coin()) route.weight = coin() ? 100 : 0;
        }
        if (coin() && !gateway.policy_routes.empty()) gateway.policy_routes.erase(gateway.policy_routes.begin());
        if (coin()) gateway.policy_route_priorities = true;
        if (coin()) gateway.limits.connections = coin() ? 10 : 99;
        if (coin() && !gateway.destination_routes.empty()) {
            auto added = gateway.destination_routes.front();
            added.name = "added";
            gateway.destination_routes.push_back(std::move(added));
        }
    }
    void edit(IpsecConnection& connection) {
        if (coin()) connection.local_ts = {TrafficSelector::everything(Family::ipv4)};
        if (coin())
            connection.remote_ts = {*TrafficSelector::parse("10.9.0.0/16"), *TrafficSelector::parse("10.8.1.1")};
        if (coin()) connection.ike.version.reset();
        if (coin()) connection.esp = {};
        if (coin()) connection.dpd = coin();
        for (auto& tunnel : connection.tunnels) {
            if (coin()) tunnel.ike.reset();
        }
    }
    void edit(Site& site) {
        if (coin()) site.routes.push_back({"added", *Prefix::parse("10.0.0.0/8"), {Blackhole{}}, 0, {}});
        if (coin() && !site.policy_routes.empty()) site.policy_routes.clear();
        for (auto& device : site.devices) {
            for (auto& tunnel : device.tunnels) {
                if (coin()) tunnel.ike.dh_group = {DhGroup{14}};
                if (coin()) tunnel.esp.lifetime_bytes = 0;
            }
        }
    }

    Estate& estate_;
    std::mt19937_64 random_;
};

TEST_CASE("a patch turns the one scenario into the other") {
    for (std::uint_fast32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        const auto before = test::random_scenario(seed);
        auto after = before;
        for (auto& gateway : after.estate.vpn_gateways) gateway.policy_route_order.reset();
        Editor{after, seed}.edit();
        const auto patch = scenario_patch(before, after);
        const auto again = applied(before, patch);
        REQUIRE(again.estate.vpcs == after.estate.vpcs);
        REQUIRE(again.estate.vpn_gateways == after.estate.vpn_gateways);
        REQUIRE(again.estate.ipsec_connections == after.estate.ipsec_connections);
        REQUIRE(again.estate.sites == after.estate.sites);
        REQUIRE(again == after);
    }
}

TEST_CASE("what does not differ gives an empty patch") {
    for (std::uint_fast32_t seed = 1; seed <= 50; ++seed) {
        const auto scenario = test::random_scenario(seed);
        CHECK(scenario_patch(scenario, scenario) == "{}\n");
    }
}

TEST_CASE("a patch fits files that write defaults out or extend others") {
    const FileProvider base = [](const std::string&) -> std::variant<std::string, FileRefusal> {
        return std::string{R"({ "format": "vpnsim/1",
            "vpn_gateways": { "g": { "addresses": ["203.0.113.10"], "limits": { "policy_routes": 20 }, "policy_routes": {
                "r": { "source": "10.1.0.0/16", "destination": "10.2.0.0/16", "next_hop": "c", "priority": 10, "weight": 100 },
                "gone": { "source": "10.1.0.0/16", "destination": "10.3.0.0/16", "next_hop": "c" } } } },
            "ipsec_connections": { "c": { "vpn_gateway": "g", "local_ts": "10.1.0.0/16", "remote_ts": ["10.2.0.0/16"],
                "auto_routes": true, "ike": {} } } })"};
    };
    const SourceText source{"top.json", R"({ "format": "vpnsim/1", "extends": "base.json",
        "vpn_gateways": { "g": { "policy_routes": { "r": { "priority": 30 } } } } })"};
    const auto document = std::get<JsonDocument>(resolve_extends(source, base));
    const auto before = std::get<Scenario>(decode_scenario(document));
    auto after = before;
    auto& gateway = after.estate.vpn_gateways.front();
    SECTION("to a default and away from one") {
        gateway.policy_routes.front().priority = 10;
        gateway.policy_routes.front().weight = 0;
        gateway.limits.policy_routes = 40;
    }
    SECTION("a record goes, another comes") {
        gateway.policy_routes.pop_back();
        gateway.destination_routes.push_back({"new", *Prefix::parse("10.3.0.0/16"), ConnectionId{0}, 100, false, {}});
    }
    SECTION("selectors of everything") {
        after.estate.ipsec_connections.front().local_ts = {TrafficSelector::everything(Family::ipv4)};
        after.estate.ipsec_connections.front().ike.version = IkeVersion::ikev2;
    }
    const auto patch = scenario_patch(before, after);
    INFO(patch);
    const auto change = std::get<JsonDocument>(read_document({"change.json", patch}));
    CHECK(std::get<Scenario>(decode_scenario(merge_patch(document, change))) == after);
}

TEST_CASE("no key is in a patch, whatever changes around it") {
    const auto with_keys = [](const std::string& key) {
        return read(R"({ "format": "vpnsim/1", "ipsec_connections": { "psk": { "psk": ")" + key +
                    R"(", "tunnels": { "psk": { "psk": ")" + key +
                    R"(" } } } },
            "sites": { "psk": { "networks": { "psk": "10.1.0.0/16" }, "devices": { "networks": { "tunnels": {
                "networks": { "psk": ")" +
                    key + R"(" }, "psk": { "psk": ")" + key + R"(" } } } } } } })");
    };
    const auto before = with_keys(marker);
    CHECK(scenario_patch(before, with_keys("another")) == "{}\n");
    auto after = before;
    auto& connections = after.estate.ipsec_connections;
    connections.front().mtu = 1399;
    connections.push_back(connections.front());
    connections.back().name = "copy";
    auto& site = after.estate.sites.front();
    site.devices.front().tunnels.push_back(site.devices.front().tunnels.front());
    site.devices.front().tunnels.back().name = "copy";
    site.networks.front().cidr = *Prefix::parse("10.2.0.0/16");
    const auto patch = scenario_patch(before, after);
    CHECK_THAT(patch, !Contains(marker));
    CHECK_THAT(patch, Contains("copy") && Contains("1399"));
    CHECK_THAT(patch, Contains(R"("psk": "10.2.0.0/16")"));  // a network of that name
    CHECK_THAT(scenario_patch(Scenario{}, before), !Contains(marker));
    CHECK_THAT(scenario_patch(before, Scenario{}), !Contains(marker));
}

}  // namespace
}  // namespace vpnsim::scenario_patch_test
