#include "sim/expected_packets.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "sim/expectation_check.hpp"
#include "tests/property/naive_comparison.hpp"

namespace vpnsim::expected_packets_test {
namespace {

Prefix around(const Address& address, unsigned bits) { return {address, width(address.family()) - bits}; }

/// Packets of one block to another, narrowed like one in three expectations.
ExpectedFlow asked_for(const Flow& packet, std::mt19937_64& random) {
    const auto bits = [&] { return static_cast<unsigned>(random() % 9); };
    ExpectedFlow out{{}, around(packet.source, bits()), around(packet.destination, bits()), {}, {}, {}, {}, {}, {}, {}};
    if (random() % 3 == 0) out.protocol = packet.protocol;
    if (random() % 3 == 0 && has_ports(packet.protocol)) out.port = packet.destination_port;
    return out;
}

}  // namespace

TEST_CASE("every packet of an expected flow is visited once and fares as the naive simulator says") {
    for (const auto flavour : {EstateFlavour::plain, EstateFlavour::filtered}) {
        std::size_t inside = 0;
        for (std::uint64_t seed = 9000; seed < 9400; ++seed) {
            CAPTURE(seed);
            const Simulated it{random_estate(seed, flavour), seed};
            std::mt19937_64 random{seed};
            for (int i = 0; i < 8; ++i) {
                const auto& estate = it.scenario.estate;
                const auto flow =
                    flavour == EstateFlavour::plain ? random_flow(estate, random) : random_filter_flow(estate, random);
                const auto packet = flow_of(flow.packet);
                const auto asked = asked_for(packet, random);
                const auto want = naive_behaviour(it, flow);
                INFO(show(flow.packet) << " of " << asked.from.text() << " -> " << asked.to.text());
                INFO("want" << show(want, estate));
                std::size_t met = 0;
                const auto visited = visit_expected_packets(
                    it.network, asked, 1'000'000,
                    [&](const Endpoint& from, const PacketBox& part, const Behaviour& behaviour) {
                        REQUIRE(PacketBox::of(asked.from, asked.to).contains(part));
                        if (from != endpoint(flow.origin) || !part.contains(PacketBox::of(packet)))
                            return AfterPart::go_on;
                        ++met;
                        INFO("got" << show(behaviour, estate));
                        REQUIRE(behaviour == want);
                        return AfterPart::go_on;
                    });
                REQUIRE(met == 1);
                REQUIRE(visited.any);
                REQUIRE(visited.complete);
                for (const auto& block : visited.not_sent) REQUIRE(owners(it.network, block.first()).empty());
                const auto owned = owners(it.network, packet.destination);
                if (std::find(owned.begin(), owned.end(), endpoint(flow.origin)) != owned.end()) ++inside;
            }
        }
        CHECK(inside > 50);
    }
}

TEST_CASE("a counterexample is a packet of the flow whose trace breaks the expectation") {
    std::size_t broken = 0;
    for (std::uint64_t seed = 9400; seed < 9700; ++seed) {
        CAPTURE(seed);
        Simulated it{random_estate(seed, EstateFlavour::filtered), seed};
        std::mt19937_64 random{seed};
        for (int i = 0; i < 5; ++i) {
            const auto packet = flow_of(random_filter_flow(it.scenario.estate, random).packet);
            auto& flow = it.scenario.expect.flows.emplace_back(asked_for(packet, random));
            flow.outcome = i % 2 == 0 ? "delivered" : "no_route";
        }
        const std::vector<Finding> none;
        const ExpectationCheck check{it.network, none, [](const Finding&) { return false; }, 1'000'000};
        for (const auto& expectation : listed(it.scenario.expect)) {
            const auto& flow = it.scenario.expect.flows[expectation.index];
            const auto checked = check(expectation);
            REQUIRE(checked.holds() == !checked.counterexample.has_value());
            if (checked.holds()) continue;
            ++broken;
            const auto& [from, packet] = *checked.counterexample;
            REQUIRE(PacketBox::of(flow.from, flow.to).contains(PacketBox::of(packet)));
            REQUIRE((!flow.port || packet.destination_port == *flow.port));
            const auto found = trace(it.network, from, packet);
            REQUIRE(std::any_of(found.forward.begin(), found.forward.end(),
                                [&](const Path& path) { return text(path.disposition) != *flow.outcome; }));
        }
    }
    CHECK(broken > 200);
}

}  // namespace vpnsim::expected_packets_test
