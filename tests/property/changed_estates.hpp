#pragma once

#include <catch2/catch.hpp>
#include <tuple>
#include <vector>

#include "sim/joint_partition.hpp"
#include "sim/simulation.hpp"
#include "tests/property/boxes_by_kind.hpp"
#include "tests/support/random_change.hpp"
#include "tests/support/random_estate.hpp"

namespace vpnsim {

inline std::vector<PacketBox> all_packets() {
    return {PacketBox::everything(Family::ipv4), PacketBox::everything(Family::ipv6)};
}

using Kind = std::tuple<std::optional<Endpoint>, std::optional<Endpoint>, Behaviour, Behaviour>;
using Boxes = BoxesByKind<Kind>;

inline Boxes by_kind(const std::vector<FlowChange>& changes) {
    Boxes out;
    for (const auto& c : changes) out[{c.before, c.after, c.behaviour_before, c.behaviour_after}].push_back(c.box);
    return out;
}

inline bool same_changes(const std::vector<FlowChange>& one, const std::vector<FlowChange>& other) {
    return same_boxes(by_kind(one), by_kind(other));
}

/// Calls back with pairs of simulations of which the second is a changed copy of the first.
template <class Visit>
void for_each_change(std::uint64_t seeds, Visit visit) {
    std::size_t valid = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto before = random_estate_scenario(seed / 3);
        auto after = test::random_change(before, seed);
        if (!after) continue;
        ++valid;
        CAPTURE(seed);
        visit(seed, Simulation{before}, Simulation{*std::move(after)});
    }
    CHECK(valid > seeds / 4);
}

}  // namespace vpnsim
