#pragma once

#include <vector>

#include "model/traffic_selector.hpp"

namespace vpnsim::importers {

/// Packets between two selectors. Both are of one family.
struct SelectorBox {
    TrafficSelector local;
    TrafficSelector remote;
    friend auto operator<=>(const SelectorBox&, const SelectorBox&) = default;
};

[[nodiscard]] bool overlap(const SelectorBox& a, const SelectorBox& b);

/// Returns true iff what remains of `box` without `taken` can be written with addresses alone: `taken` has no narrower
/// protocol or ports.
[[nodiscard]] bool can_be_cut(const SelectorBox& box, const SelectorBox& taken);

/// The parts of `box` outside `taken`: disjoint, at most four. Requires: can_be_cut.
[[nodiscard]] std::vector<SelectorBox> without(const SelectorBox& box, const SelectorBox& taken);

}  // namespace vpnsim::importers
