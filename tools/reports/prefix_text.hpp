#pragma once

#include <string>
#include <vector>

#include "model/prefix.hpp"

namespace vpnsim {

/// Blocks for people, at most six: "10.0.0.0/8, 172.16.0.0/12", or by what is missing where that is shorter:
/// "10.55.0.0/16 but not 10.55.193.0/24". Requires: one family, ascending and disjoint, not empty.
[[nodiscard]] std::string blocks_text(const std::vector<Prefix>& blocks);

}  // namespace vpnsim
