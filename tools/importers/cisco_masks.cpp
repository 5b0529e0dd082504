#include "tools/importers/cisco_masks.hpp"

#include <bit>
#include <cstdint>

namespace vpnsim::importers {
namespace {

std::optional<std::uint32_t> ipv4_bits(std::string_view text) {
    const auto address = Address::parse(text);
    if (!address || address->family() != Family::ipv4) return std::nullopt;
    return static_cast<std::uint32_t>(address->bits());
}

}  // namespace

std::optional<unsigned> netmask_length(std::string_view mask) {
    const auto bits = ipv4_bits(mask);
    if (!bits) return std::nullopt;
    const auto length = std::countl_one(*bits);
    return std::popcount(*bits) == length ? std::optional{static_cast<unsigned>(length)} : std::nullopt;
}

std::vector<Prefix> wildcard_blocks(std::string_view address, std::string_view wildcard) {
    const auto bits = ipv4_bits(address);
    const auto any = ipv4_bits(wildcard);
    if (!bits || !any) return {};
    // The low ones of the wildcard are the host part of every block, each further one doubles the blocks.
    const auto host_bits = static_cast<unsigned>(std::countr_one(*any));
    const auto doubling = static_cast<unsigned>(std::popcount(*any)) - host_bits;
    if (doubling >= 32 || (std::size_t{1} << doubling) > most_wildcard_blocks) return {};
    const std::uint32_t low = host_bits == 32 ? 0xffffffffU : (std::uint32_t{1} << host_bits) - 1;
    const auto holes = *any & ~low;
    std::vector<Prefix> out;
    // Every subset of the holes once, ascending.
    for (std::uint32_t subset = 0;; subset = (subset - holes) & holes) {
        out.emplace_back(Address{Family::ipv4, (*bits & ~*any) | subset}, 32 - host_bits);
        if (subset == holes) return out;
    }
}

bool has_host_bits(std::string_view address, std::string_view wildcard) {
    const auto bits = ipv4_bits(address);
    const auto any = ipv4_bits(wildcard);
    return bits && any && (*bits & *any) != 0;
}

}  // namespace vpnsim::importers
