#include "tools/importers/scenario_ids.hpp"

#include <catch2/catch.hpp>

namespace vpnsim::importers::scenario_ids_test {

TEST_CASE("a scenario id is the name, or else the id of the cloud") {
    ScenarioIds ids;
    CHECK(ids.take("app", "vpc-1") == "app");
    CHECK(ids.take("", "vpc-2") == "vpc-2");
    CHECK(ids.take("", "") == "unnamed");
}

TEST_CASE("a taken name gets the id of the cloud, and then a number") {
    ScenarioIds ids;
    CHECK(ids.take("app", "vpc-1") == "app");
    CHECK(ids.take("app", "vpc-2") == "app (vpc-2)");
    CHECK(ids.take("app", "vpc-2") == "app-2");
    CHECK(ids.take("app", "") == "app-3");
    CHECK(ids.take("app-4", "") == "app-4");
    CHECK(ids.take("app", "") == "app-5");
}

TEST_CASE("a scenario id is legal whatever the name") {
    CHECK(legal_id("a/b") == "a-b");
    CHECK(legal_id("local") == "local_");
    CHECK(legal_id("internet") == "internet_");
    CHECK(legal_id("blackhole") == "blackhole_");
    CHECK(legal_id(std::string_view{"a\0b\n", 4}) == "a_b_");
    CHECK(legal_id(std::string(1000, 'x')).size() == 120);
}

TEST_CASE("a long name is not cut inside of a character") {
    const auto cut = legal_id(std::string(119, 'x') + "ß and more");
    CHECK(cut == std::string(119, 'x'));
}

}  // namespace vpnsim::importers::scenario_ids_test
