#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "sim/packet_box.hpp"

namespace vpnsim {

template <class Kind>
using BoxesByKind = std::map<Kind, std::vector<PacketBox>>;

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
template <class Kind>
bool same_boxes(const BoxesByKind<Kind>& one, const BoxesByKind<Kind>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const auto& x, const auto& y) {
        return x.first == y.first && within(x.second, y.second) && within(y.second, x.second);
    });
}

}  // namespace vpnsim
