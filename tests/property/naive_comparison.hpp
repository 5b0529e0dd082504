#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/flow_classes.hpp"
#include "sim/trace.hpp"
#include "tests/reference/naive_simulator.hpp"
#include "tests/support/random_estate.hpp"

namespace vpnsim {

/// Drops the ESP of every fourth pair in one estate of three.
inline Negotiations with_blocked_esp(Negotiations negotiations, std::uint64_t seed) {
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

inline Behaviour behaviour_of(const NaiveAnswer& answer) {
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

inline std::string show(const std::vector<Trip>& trips, const Estate& estate) {
    std::string out;
    for (const auto& trip : trips) {
        out += std::string{text(trip.disposition)} + '[';
        for (const auto c : trip.connections) out += estate[c].name + ' ';
        out += "] ";
    }
    return out;
}

inline std::string show(const Behaviour& behaviour, const Estate& estate) {
    std::string out;
    for (const auto& outcome : behaviour) {
        out += "\n  " + show(std::vector{outcome.forward}, estate);
        if (outcome.reply) out += "/ " + show(std::vector{*outcome.reply}, estate);
    }
    return out;
}

inline std::string show(const NaivePacket& p) {
    return "packet " + p.source.text() + " -> " + p.destination.text() + " protocol " +
           std::to_string(static_cast<int>(p.protocol)) + " ports " + std::to_string(p.source_port) + " -> " +
           std::to_string(p.destination_port);
}

inline Endpoint endpoint(const NaiveOrigin& origin) {
    return std::visit([](auto id) { return Endpoint{id}; }, origin.at);
}
inline Flow flow_of(const NaivePacket& p) {
    return {p.source, p.destination, p.protocol, p.source_port, p.destination_port};
}
inline Behaviour naive_behaviour(const Simulated& it, const RandomFlow& flow) {
    const auto answer =
        simulate(it.scenario.estate, it.scenario.assumptions, it.negotiations, flow.origin, flow.packet);
    const auto behaviour = behaviour_of(answer);
    REQUIRE(text(symmetry(behaviour)) == answer.symmetry);
    return behaviour;
}

/// Requires that the packet lies in one class, which fares as the twin says; in none if its place owns its destination.
/// Returns true iff some world delivers it.
inline bool same_in_classes(const Simulated& it, const FlowPartition& flows, const RandomFlow& flow) {
    const auto box = PacketBox::of(flow_of(flow.packet));
    const auto want = naive_behaviour(it, flow);
    const auto at = endpoint(flow.origin);
    INFO(show(flow.packet));
    INFO("want" << show(want, it.scenario.estate));
    std::size_t rows = 0;
    for (const auto& ingress : flows.ingresses) {
        if (ingress.at != at) continue;
        for (const auto& member : ingress.boxes) {
            if (!member.box.contains(box)) continue;
            ++rows;
            const auto& got = flows.behaviours[member.behaviour];
            INFO("got" << show(got, it.scenario.estate));
            REQUIRE(got == want);
        }
    }
    const auto owned = owners(it.network, flow.packet.destination);
    const bool own = std::find(owned.begin(), owned.end(), at) != owned.end();
    REQUIRE(rows == (own ? 0U : 1U));
    return rows == 1 && symmetry(want) != Symmetry::not_delivered;
}

/// Requires that a trace of the packet tells what the twin says.
inline void same_in_trace(const Simulated& it, const RandomFlow& flow) {
    const auto want = naive_behaviour(it, flow);
    const auto got = trace(it.network, endpoint(flow.origin), flow_of(flow.packet));
    const auto trips = [](const std::vector<Path>& paths) {
        std::vector<Trip> out;
        for (const auto& path : paths) out.push_back({path.disposition, path.connections});
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    };
    INFO(show(flow.packet));
    INFO("want" << show(want, it.scenario.estate));
    INFO("got\n  " << show(trips(got.forward), it.scenario.estate) << "/ "
                   << show(trips(got.reply), it.scenario.estate));
    REQUIRE(trips(got.forward) == forward_trips(want));
    REQUIRE(trips(got.reply) == reply_trips(want));
    REQUIRE(got.symmetry == symmetry(want));
}

}  // namespace vpnsim
