#include "model/scenario_writer.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "../support/random_scenario.hpp"
#include "../support/scenario_files.hpp"
#include "model/scenario_reader.hpp"

namespace vpnsim::scenario_writer_test {
namespace {

/// Reads canonical text; a failure shows its errors.
Scenario reread(const std::string& text) {
    auto result = read_scenario({"written.json", text}, test::no_files());
    if (const auto* const errors = std::get_if<std::vector<InputError>>(&result)) {
        for (const auto& error : *errors) UNSCOPED_INFO(error.text());
        FAIL("the written text does not load:\n" << text);
    }
    return std::get<Scenario>(std::move(result));
}

TEST_CASE("a random scenario written and read again is the same scenario") {
    for (std::uint_fast32_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        const Scenario scenario = test::random_scenario(seed);
        const std::string written = write_scenario(scenario);
        const Scenario again = reread(written);
        REQUIRE(again.estate.vpcs == scenario.estate.vpcs);
        REQUIRE(again.estate.vpn_gateways == scenario.estate.vpn_gateways);
        REQUIRE(again.estate.ipsec_connections == scenario.estate.ipsec_connections);
        REQUIRE(again.estate.sites == scenario.estate.sites);
        REQUIRE(again.expect == scenario.expect);
        REQUIRE(again == scenario);
        REQUIRE(write_scenario(again) == written);
    }
}

TEST_CASE("every scenario file of the repository survives writing and reading") {
    for (const auto& path : test::valid_scenario_files()) {
        CAPTURE(path);
        const Scenario scenario = test::load_scenario(path);
        REQUIRE(reread(write_scenario(scenario)) == scenario);
    }
}

TEST_CASE("the canonical text leaves defaults out and keeps the order of the file") {
    auto result = read_scenario({"input.json", R"({ "customer_gateways": { "b": {}, "a": { "asn": "1.1" } },
        "vpn_gateways": { "g": { "profile": "alibaba", "policy_route_priorities": true, "limits": { "connections": 10 } } },
        "format": "vpnsim/1" })"},
                                test::no_files());
    CHECK(write_scenario(std::get<Scenario>(result)) == R"({
  "format": "vpnsim/1",
  "vpn_gateways": {
    "g": {}
  },
  "customer_gateways": {
    "b": {},
    "a": {
      "asn": 65537
    }
  }
}
)");
}

}  // namespace
}  // namespace vpnsim::scenario_writer_test
