#include "model/automatic_route.hpp"

#include <catch2/catch.hpp>

#include "../support/scenario_files.hpp"

namespace vpnsim::automatic_route_test {
namespace {

std::string automatic(const std::string& connections, const std::string& listed = "") {
    const auto result =
        read_scenario({"input.json", R"({ "format": "vpnsim/1", "vpn_gateways": { "g": { "policy_routes": {)" + listed +
                                         R"(} } }, "ipsec_connections": {)" + connections + "} }"},
                      test::no_files());
    REQUIRE(std::holds_alternative<Scenario>(result));
    std::string out;
    for (const auto& route : automatic_policy_routes(std::get<Scenario>(result).estate, GatewayId{0})) {
        out += route.name + ' ' + route.source.text() + ' ' + route.destination.text() +
               (route.published ? " published\n" : "\n");
    }
    return out;
}

TEST_CASE("a connection in selector mode makes one policy route for each pair of blocks, local first") {
    CHECK(automatic(R"("c": { "vpn_gateway": "g", "publish_auto_routes": true,
                          "local_ts": ["10.1.0.0/16", "10.2.0.0/16"], "remote_ts": ["10.3.0.0/16", "10.4.0.0/16"] })") ==
          "auto/c/1 10.1.0.0/16 10.3.0.0/16 published\nauto/c/2 10.1.0.0/16 10.4.0.0/16 published\n"
          "auto/c/3 10.2.0.0/16 10.3.0.0/16 published\nauto/c/4 10.2.0.0/16 10.4.0.0/16 published\n");
}

TEST_CASE("a listed policy route with the same keys and next hop replaces the automatic one, which keeps its number") {
    const std::string connections =
        R"("c": { "vpn_gateway": "g", "local_ts": "10.1.0.0/16", "remote_ts": ["10.3.0.0/16", "10.4.0.0/16"] },
                                       "d": {})";
    CHECK(automatic(
              connections,
              R"("r": { "source": "10.1.0.0/16", "destination": "10.3.0.0/16", "next_hop": "c", "priority": 5 })") ==
          "auto/c/2 10.1.0.0/16 10.4.0.0/16\n");
    CHECK(
        automatic(connections, R"("r": { "source": "10.1.0.0/16", "destination": "10.3.0.0/16", "next_hop": "d" })") ==
        "auto/c/1 10.1.0.0/16 10.3.0.0/16\nauto/c/2 10.1.0.0/16 10.4.0.0/16\n");
}

TEST_CASE("only plain blocks of one family make routes, and only where they are wanted") {
    CHECK(
        automatic(
            R"("c": { "vpn_gateway": "g", "local_ts": ["10.1.0.0/16[tcp]", "10.1.0.1-10.1.0.9", "2001:db8::/32", "10.1.0.0/16"],
                          "remote_ts": ["10.3.0.0/16"] })") == "auto/c/4 10.1.0.0/16 10.3.0.0/16\n");
    CHECK(automatic(R"("c": { "vpn_gateway": "g" }, "d": { "local_ts": "10.1.0.0/16" },
                       "e": { "vpn_gateway": "g", "auto_routes": false, "local_ts": "10.1.0.0/16" })")
              .empty());
    CHECK(automatic(R"("c": { "vpn_gateway": "g", "local_ts": "10.1.0.0/16" })") == "auto/c/1 10.1.0.0/16 0.0.0.0/0\n");
}

}  // namespace
}  // namespace vpnsim::automatic_route_test
