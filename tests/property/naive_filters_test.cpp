// The simulation of packet filters, user CIDRs and IPv4 gateways against the slow twin.
#include <catch2/catch.hpp>
#include <random>

#include "tests/property/naive_comparison.hpp"

namespace vpnsim::naive_filters_test {

TEST_CASE("every packet of an estate with filters fares in the flow classes as the naive simulator says") {
    std::size_t delivered = 0;
    for (std::uint64_t seed = 0; seed < 800; ++seed) {
        CAPTURE(seed);
        const Simulated it{random_estate(seed, EstateFlavour::filtered), seed};
        const auto flows = partition(it.network, 1'000'000);
        REQUIRE(flows.complete());
        std::mt19937_64 random{seed};
        for (int i = 0; i < 60; ++i) {
            if (same_in_classes(it, flows, random_filter_flow(it.scenario.estate, random))) ++delivered;
        }
    }
    CHECK(delivered > 2000);
}

TEST_CASE("a trace of an estate with filters tells what the naive simulator says") {
    for (std::uint64_t seed = 5000; seed < 6000; ++seed) {
        CAPTURE(seed);
        const Simulated it{random_estate(seed, EstateFlavour::filtered), seed};
        std::mt19937_64 random{seed};
        for (int i = 0; i < 40; ++i) same_in_trace(it, random_filter_flow(it.scenario.estate, random));
    }
}

}  // namespace vpnsim::naive_filters_test
