#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/prefix.hpp"

namespace vpnsim {

/// A routing table with the length distribution and nesting of the Internet's, deterministic. Order: CIDR, no
/// duplicates.
[[nodiscard]] std::vector<Prefix> generated_prefixes(Family family, std::size_t count, std::uint64_t seed);
/// The prefixes of one family in a text of one prefix a line. Order: CIDR, no duplicates.
[[nodiscard]] std::vector<Prefix> listed_prefixes(Family family, std::string_view text);
/// The table that the benchmarks measure: the file named by VPNSIM_BENCH_PREFIXES, else 1,000,000 generated IPv4 and
/// 200,000 IPv6 prefixes.
[[nodiscard]] const std::vector<Prefix>& bench_prefixes(Family family);

[[nodiscard]] std::vector<Prefix> shuffled(std::vector<Prefix> prefixes, std::uint64_t seed);
[[nodiscard]] std::vector<Address> random_addresses(Family family, std::size_t count, std::uint64_t seed);
/// Traffic: each a random address inside a random prefix.
[[nodiscard]] std::vector<Address> addresses_inside(const std::vector<Prefix>& prefixes, std::size_t count,
                                                    std::uint64_t seed);

}  // namespace vpnsim
