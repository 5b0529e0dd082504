#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "model/prefix.hpp"

namespace vpnsim::importers {

/// Returns the length of a netmask "255.255.252.0"; none if it is no netmask or has a hole.
[[nodiscard]] std::optional<unsigned> netmask_length(std::string_view mask);

/// The most blocks that one wildcard mask with holes is expanded to.
inline constexpr std::size_t most_wildcard_blocks = 256;

/// The blocks that a wildcard mask of IOS selects ("10.0.1.0", "0.0.254.255": bits set in it do not matter). Empty if
/// either is no IPv4 address or if there were more than `most_wildcard_blocks`.
[[nodiscard]] std::vector<Prefix> wildcard_blocks(std::string_view address, std::string_view wildcard);

/// Returns true iff bits of the address are set that the wildcard says to be of no matter.
[[nodiscard]] bool has_host_bits(std::string_view address, std::string_view wildcard);

}  // namespace vpnsim::importers
