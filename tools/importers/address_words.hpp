#pragma once

#include <optional>
#include <string_view>

#include "model/prefix.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// Reads a block of a line format: "10.0.0.0/8", a bare address, or "default", "any", "all", which is everything of
/// `family`. Host bits are cleared with a warning; what is no block gives nothing and an `incomplete`.
[[nodiscard]] std::optional<Prefix> prefix_word(std::string_view word, Family family, const Origin& origin,
                                                Remarks& remarks);
/// Reads an address; what is none gives nothing and an `incomplete`.
[[nodiscard]] std::optional<Address> address_word(std::string_view word, const Origin& origin, Remarks& remarks);

/// Blocks that tell nothing about where packets of a site go: loopback, IPv6 link-local, multicast.
[[nodiscard]] bool is_bookkeeping(const Prefix& prefix);

}  // namespace vpnsim::importers
