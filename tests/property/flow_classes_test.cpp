#include "sim/flow_classes.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "tests/property/naive_comparison.hpp"

namespace vpnsim::flow_classes_test {

TEST_CASE("every packet of a random estate fares in the flow classes as the naive simulator says") {
    std::size_t delivered = 0;
    for (std::uint64_t seed = 0; seed < 1500; ++seed) {
        CAPTURE(seed);
        const Simulated it{random_estate(seed), seed};
        const auto flows = partition(it.network, 1'000'000);
        REQUIRE(flows.complete());
        std::mt19937_64 random{seed};
        for (int i = 0; i < 40; ++i) {
            if (same_in_classes(it, flows, random_flow(it.scenario.estate, random))) ++delivered;
        }
    }
    CHECK(delivered > 5000);
}

TEST_CASE("a trace tells what the naive simulator says") {
    for (std::uint64_t seed = 5000; seed < 6000; ++seed) {
        CAPTURE(seed);
        const Simulated it{random_estate(seed), seed};
        std::mt19937_64 random{seed};
        for (int i = 0; i < 20; ++i) same_in_trace(it, random_flow(it.scenario.estate, random));
    }
}

}  // namespace vpnsim::flow_classes_test
