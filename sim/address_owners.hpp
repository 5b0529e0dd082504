#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "model/prefix.hpp"
#include "sim/interval_map.hpp"

namespace vpnsim {

/// Blocks and what they stand for.
using AddressLayer = std::vector<std::pair<Prefix, std::uint32_t>>;

/// For each address the value of the longest block of the first layer that has one, else 0.
[[nodiscard]] IntervalMap address_owners(const std::vector<AddressLayer>& layers);

}  // namespace vpnsim
