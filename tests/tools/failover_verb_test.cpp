#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "vpnsim_program.hpp"

namespace vpnsim::failover_verb_test {
namespace {

using Json = nlohmann::json;

const std::string dual = "scenarios/examples/13-dual-tunnel-cisco-asa.json";
const std::string hub = "scenarios/examples/14-hub-three-sites.json";

Json failover_of(const std::string& scenario, const std::string& most) {
    return Json::parse(vpnsim_run({"failover", scenario, "--max-failures", most, "--format", "json"}).out);
}
std::set<std::set<std::string>> points(const Json& answer) {
    std::set<std::set<std::string>> out;
    for (const auto& point : answer["single_points_of_failure"]) {
        CHECK(point["effect"] == "dies");
        out.insert(point["elements"].get<std::set<std::string>>());
    }
    return out;
}

/// Two connections to one site, the second a standby for the first (R7).
const std::string pair = R"({ "format": "vpnsim/1",
  "vpcs": { "vpc": { "cidrs": ["10.1.0.0/16"], "vswitches": { "vsw": { "cidr": "10.1.1.0/24" } } } },
  "vpn_gateways": { "vgw": { "vpc": "vpc", "addresses": ["203.0.113.1"], "destination_routes": {
    "first":  { "destination": "10.2.0.0/16", "next_hop": "one", "weight": 100, "published": true },
    "second": { "destination": "10.2.0.0/16", "next_hop": "two", "weight": 0, "published": true } } } },
  "customer_gateways": { "cgw-1": { "address": "198.51.100.1" }, "cgw-2": { "address": "198.51.100.2" } },
  "ipsec_connections": {
    "one": { "vpn_gateway": "vgw", "customer_gateway": "cgw-1" },
    "two": { "vpn_gateway": "vgw", "customer_gateway": "cgw-2" } } })";

}  // namespace

TEST_CASE("two tunnels do not help against what both of them need") {
    const auto answer = failover_of(dual, "2");
    CHECK(answer["format"] == "vpnsim-failover/1");
    CHECK(points(answer) == std::set<std::set<std::string>>{{"conn-1", "vgw-1", "dc-1/asa-1"}});
}

TEST_CASE("a hub has its gateway and the connection of each spoke as single points of failure") {
    const auto answer = failover_of(hub, "1");
    CHECK(points(answer) == std::set<std::set<std::string>>{{"vgw-1"},
                                                            {"to-factory", "factory/router"},
                                                            {"to-office", "office/router"},
                                                            {"to-warehouse", "warehouse/router"}});
}

TEST_CASE("flows move to a standby connection, and die when it fails too") {
    const auto run = vpnsim_run({"failover", "-", "--max-failures", "2", "--format", "json"}, {.bytes = pair});
    const auto answer = Json::parse(run.out);
    CHECK(points(answer) == std::set<std::set<std::string>>{{"vgw"}});
    std::map<std::set<std::string>, std::string> effects;
    for (const auto& combination : answer["combinations"]) {
        std::set<std::string> failed;
        for (const auto& failure : combination["failures"]) failed.insert(failure[0].get<std::string>());
        effects[failed] = combination["effect"];
    }
    CHECK(effects[{"one"}] == "moves");
    CHECK(effects[{"two"}] == "none");
    CHECK(effects.count({"one", "two"}) == 0);  // both fail: that is the gateway's failure, told there
}

TEST_CASE("the exit code says whether a failure may end a delivered flow") {
    const auto code = [](const std::vector<std::string>& arguments) {
        return vpnsim_run(arguments, {.bytes = pair}).exit_code;
    };
    CHECK(code({"failover", dual}) == 1);
    CHECK(code({"failover", dual, "--fail-on", "never"}) == 0);
    CHECK(code({"failover", dual, "--fail-on", "sometimes"}) == 2);
    CHECK(code({"failover", dual, "--max-failures", "0"}) == 2);
    CHECK(code({"failover", dual, "--max-classes", "1", "--fail-on", "dies"}) == 1);
    CHECK(code({"failover", "-"}) == 1);
}

TEST_CASE("an estate without connections has nothing that fails") {
    const auto run = vpnsim_on(R"({ "format": "vpnsim/1" })", {"failover", "-", "--fail-on", "moves"});
    CHECK(run.exit_code == 0);
    CHECK(run.out.find("no single point of failure") != std::string::npos);
}

}  // namespace vpnsim::failover_verb_test
