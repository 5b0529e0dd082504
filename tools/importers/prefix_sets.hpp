#pragma once

#include <optional>
#include <set>
#include <vector>

#include "model/prefix.hpp"
#include "model/traffic_selector.hpp"

namespace vpnsim::importers {

/// Returns true iff a block of the set contains `prefix`. Logarithmic.
[[nodiscard]] bool covered(const std::set<Prefix>& blocks, const Prefix& prefix);
/// Returns true iff a block of the set shares an address with `prefix`. Logarithmic.
[[nodiscard]] bool touched(const std::set<Prefix>& blocks, const Prefix& prefix);
/// The addresses of `prefix` that are in no block of the set, as blocks, ascending; nothing if they are more than
/// `most` blocks.
[[nodiscard]] std::optional<std::vector<Prefix>> remaining(const Prefix& prefix, const std::set<Prefix>& blocks,
                                                           std::size_t most);
/// The addresses of a selector as blocks; its protocol and ports do not count.
[[nodiscard]] std::vector<Prefix> blocks_of(const TrafficSelector& selector);

}  // namespace vpnsim::importers
