#pragma once

#include <algorithm>
#include <tuple>
#include <vector>

#include "sim/packet_box.hpp"

namespace vpnsim {

/// The packet with the lowest addresses in some boxes of one family, tcp 40000 -> 443 where that is among them: the
/// same one however the boxes are cut. Requires: there is a box.
[[nodiscard]] inline Flow first_packet(const std::vector<PacketBox>& boxes) {
    const auto key = [](const PacketBox& box) {
        return std::tie(box.source.first, box.destination.first, box.service);
    };
    const auto& lowest =
        *std::min_element(boxes.begin(), boxes.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    auto usual = PacketBox::of(Flow{Address{lowest.family, lowest.source.first},
                                    Address{lowest.family, lowest.destination.first}, Protocol::tcp, 40000, 443});
    const bool has_usual =
        std::any_of(boxes.begin(), boxes.end(), [&](const auto& box) { return box.contains(usual); });
    return has_usual ? usual.witness() : lowest.witness();
}

}  // namespace vpnsim
