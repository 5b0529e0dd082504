#include "model/prefix.hpp"

#include <algorithm>
#include <bit>

namespace vpnsim {
namespace {

struct Split {
    Address address;
    unsigned length;
};

std::optional<unsigned> parse_length(std::string_view text) {
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

std::optional<Split> split(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return Split{*address, width(address->family())};
    const auto length = parse_length(text.substr(slash + 1));
    if (!length) return std::nullopt;
    return Split{*address, *length};
}

unsigned trailing_zeros(AddressBits bits) {
    const auto low = static_cast<std::uint64_t>(bits);
    return static_cast<unsigned>(low != 0 ? std::countr_zero(low)
                                          : 64 + std::countr_zero(static_cast<std::uint64_t>(bits >> 64)));
}

unsigned bit_width(AddressBits bits) {
    const auto high = static_cast<std::uint64_t>(bits >> 64);
    return static_cast<unsigned>(high != 0 ? 64 + std::bit_width(high)
                                           : std::bit_width(static_cast<std::uint64_t>(bits)));
}

}  // namespace

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const auto parts = split(text);
    if (!parts || parts->length > width(parts->address.family())) return std::nullopt;
    const Prefix prefix{parts->address, parts->length};
    if (prefix.first() != parts->address) return std::nullopt;
    return prefix;
}

std::optional<Prefix> Prefix::nearest(std::string_view text) {
    const auto parts = split(text);
    if (!parts || parts->length > width(parts->address.family())) return std::nullopt;
    return Prefix{parts->address, parts->length};
}

PrefixFault Prefix::fault(std::string_view text) {
    const auto parts = split(text);
    if (!parts) return PrefixFault::syntax;
    return parts->length > width(parts->address.family()) ? PrefixFault::length : PrefixFault::host_bits;
}

std::string Prefix::text() const { return address_.text() + '/' + std::to_string(length_); }

std::vector<Prefix> cover(Address first, Address last) {
    std::vector<Prefix> blocks;
    cover(first, last, blocks);
    return blocks;
}

void cover(Address first, Address last, std::vector<Prefix>& blocks) {
    const Family family = first.family();
    for (AddressBits at = first.bits();;) {
        // The largest aligned block that starts here and does not reach beyond the end.
        const AddressBits size = last.bits() - at + 1;  // 0 = all of IPv6
        const unsigned free = size == 0 ? 128 : std::min(at == 0 ? 128U : trailing_zeros(at), bit_width(size) - 1);
        blocks.emplace_back(Address{family, at}, width(family) - free);
        const AddressBits end = blocks.back().last().bits();
        if (end == last.bits()) return;
        at = end + 1;
    }
}

}  // namespace vpnsim
