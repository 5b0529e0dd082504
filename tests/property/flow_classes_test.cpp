#include "sim/flow_classes.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "sim/trace.hpp"
#include "tests/reference/naive_simulator.hpp"
#include "tests/support/plain_negotiation.hpp"
#include "tests/support/random_estate.hpp"

using namespace vpnsim;

namespace {

/// Drops the ESP of every fourth pair in one estate of three.
Negotiations with_blocked_esp(Negotiations negotiations, std::uint64_t seed) {
    std::uint64_t n = seed / 3;
    for (auto& pair : negotiations.pairs) pair.esp_blocked = seed % 3 == 0 && ++n % 4 == 0;
    return negotiations;
}

struct Simulated {
    Scenario scenario;
    Negotiations negotiations;
    Network network;
    Simulated(RandomEstate random, std::uint64_t seed)
        : scenario{.name = {},
                   .description = {},
                   .assumptions = random.assumptions,
                   .estate = std::move(random.estate),
                   .suppressions = {},
                   .expect = {},
                   .files = {}},
          negotiations{with_blocked_esp(negotiate(scenario.estate, scenario.assumptions), seed)},
          network{scenario, negotiations} {}
};

Behaviour behaviour_of(const NaiveAnswer& answer) {
    const auto trip = [](const NaiveTrip& naive) {
        for (std::uint8_t d = 0; d <= static_cast<std::uint8_t>(Disposition::misdelivered); ++d) {
            if (text(Disposition{d}) == naive.disposition) return Trip{Disposition{d}, naive.connections};
        }
        throw std::logic_error{"unknown disposition " + naive.disposition};
    };
    Behaviour out;
    for (const auto& outcome : answer.outcomes) {
        out.push_back({trip(outcome.forward), outcome.reply ? std::optional{trip(*outcome.reply)} : std::nullopt});
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string show(const Behaviour& behaviour, const Estate& estate) {
    std::string out;
    const auto trip = [&](const Trip& t) {
        out += std::string{text(t.disposition)} + '[';
        for (const auto c : t.connections) out += estate[c].name + ' ';
        out += ']';
    };
    for (const auto& outcome : behaviour) {
        out += "\n  ";
        trip(outcome.forward);
        if (outcome.reply) {
            out += " / ";
            trip(*outcome.reply);
        }
    }
    return out;
}

Endpoint endpoint(const NaiveOrigin& origin) {
    return std::visit([](auto id) { return Endpoint{id}; }, origin.at);
}

}  // namespace

TEST_CASE("every packet of a random estate fares in the flow classes as the naive simulator says") {
    std::size_t delivered = 0;
    for (std::uint64_t seed = 0; seed < 1500; ++seed) {
        const Simulated it{random_estate(seed), seed};
        const auto flows = partition(it.network, 1'000'000);
        REQUIRE(flows.complete());
        std::mt19937_64 random{seed};
        for (int i = 0; i < 40; ++i) {
            const auto flow = random_flow(it.scenario.estate, random);
            const auto& p = flow.packet;
            const auto box = PacketBox::of({p.source, p.destination, p.protocol, p.source_port, p.destination_port});
            const auto want = simulate(it.scenario.estate, it.scenario.assumptions, it.negotiations, flow.origin, p);
            const auto at = endpoint(flow.origin);
            std::size_t rows = 0;
            for (const auto& ingress : flows.ingresses) {
                if (ingress.at != at) continue;
                for (const auto& member : ingress.boxes) {
                    if (!member.box.contains(box)) continue;
                    ++rows;
                    const auto& got = flows.behaviours[member.behaviour];
                    INFO("seed " << seed << ", packet " << p.source.text() << " -> " << p.destination.text()
                                 << " protocol " << static_cast<int>(p.protocol) << " ports " << p.source_port << " -> "
                                 << p.destination_port);
                    INFO("want" << show(behaviour_of(want), it.scenario.estate));
                    INFO("got" << show(got, it.scenario.estate));
                    REQUIRE(got == behaviour_of(want));
                    REQUIRE(text(symmetry(got)) == want.symmetry);
                    delivered += symmetry(got) != Symmetry::not_delivered ? 1U : 0U;
                }
            }
            // A destination of the ingress itself lies in no class, every other packet in exactly one.
            const auto owned = owners(it.network, p.destination);
            const bool own = std::find(owned.begin(), owned.end(), at) != owned.end();
            INFO("seed " << seed << ", packet " << p.source.text() << " -> " << p.destination.text());
            REQUIRE(rows == (own ? 0U : 1U));
        }
    }
    CHECK(delivered > 5000);
}

TEST_CASE("a trace tells what the naive simulator says") {
    for (std::uint64_t seed = 5000; seed < 6000; ++seed) {
        const Simulated it{random_estate(seed), seed};
        std::mt19937_64 random{seed};
        for (int i = 0; i < 20; ++i) {
            const auto flow = random_flow(it.scenario.estate, random);
            const auto& p = flow.packet;
            const auto want =
                behaviour_of(simulate(it.scenario.estate, it.scenario.assumptions, it.negotiations, flow.origin, p));
            const auto got = trace(it.network, endpoint(flow.origin),
                                   {p.source, p.destination, p.protocol, p.source_port, p.destination_port});
            const auto trips = [](const std::vector<Path>& paths) {
                std::vector<Trip> out;
                for (const auto& path : paths) out.push_back({path.disposition, path.connections});
                std::sort(out.begin(), out.end());
                out.erase(std::unique(out.begin(), out.end()), out.end());
                return out;
            };
            INFO("seed " << seed << ", packet " << p.source.text() << " -> " << p.destination.text());
            REQUIRE(trips(got.forward) == forward_trips(want));
            REQUIRE(trips(got.reply) == reply_trips(want));
            REQUIRE(got.symmetry == symmetry(want));
        }
    }
}
