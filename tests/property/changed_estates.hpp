#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <tuple>
#include <vector>

#include "sim/joint_partition.hpp"
#include "sim/simulation.hpp"
#include "tests/support/random_change.hpp"
#include "tests/support/random_estate.hpp"

namespace vpnsim {

inline Scenario random_scenario(std::uint64_t seed) {
    auto [estate, assumptions] = random_estate(seed, seed % 2 == 0 ? EstateFlavour::plain : EstateFlavour::filtered);
    return {.name = {},
            .description = {},
            .assumptions = assumptions,
            .estate = std::move(estate),
            .suppressions = {},
            .expect = {},
            .files = {}};
}

inline std::vector<PacketBox> everything() {
    return {PacketBox::everything(Family::ipv4), PacketBox::everything(Family::ipv6)};
}

using Kind = std::tuple<std::optional<Endpoint>, std::optional<Endpoint>, Behaviour, Behaviour>;
using Boxes = std::map<Kind, std::vector<PacketBox>>;

inline Boxes by_kind(const std::vector<FlowChange>& changes) {
    Boxes out;
    for (const auto& c : changes) out[{c.before, c.after, c.behaviour_before, c.behaviour_after}].push_back(c.box);
    return out;
}

inline bool within(const std::vector<PacketBox>& some, const std::vector<PacketBox>& all) {
    std::vector<PacketBox> left = some;
    for (const auto& part : all) {
        std::vector<PacketBox> rest;
        for (const auto& box : left) subtract(box, part, rest);
        left = std::move(rest);
    }
    return left.empty();
}

/// However the boxes are cut.
inline bool same_changes(const std::vector<FlowChange>& one, const std::vector<FlowChange>& other) {
    const auto a = by_kind(one);
    const auto b = by_kind(other);
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.first == y.first && within(x.second, y.second) && within(y.second, x.second);
    });
}

/// Calls back with pairs of simulations of which the second is a changed copy of the first.
template <class Visit>
void for_each_change(std::uint64_t seeds, Visit visit) {
    std::size_t valid = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto before = random_scenario(seed / 3);
        auto after = test::random_change(before, seed);
        if (!after) continue;
        ++valid;
        CAPTURE(seed);
        visit(seed, Simulation{before}, Simulation{*std::move(after)});
    }
    CHECK(valid > seeds / 4);
}

}  // namespace vpnsim
