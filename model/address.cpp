#include "model/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace vpnsim {
namespace {

std::optional<AddressBits> parse_ipv4(std::string_view text) {
    std::uint32_t bits = 0;
    std::size_t at = 0;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0 && (at >= text.size() || text[at++] != '.')) return std::nullopt;
        const std::size_t start = at;
        unsigned value = 0;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - start < 3) {
            value = value * 10 + static_cast<unsigned>(text[at++] - '0');
        }
        const bool leading_zero = at - start > 1 && text[start] == '0';
        if (at == start || value > 255 || leading_zero) return std::nullopt;
        bits = bits << 8 | value;
    }
    if (at != text.size()) return std::nullopt;
    return bits;
}

std::optional<AddressBits> parse_ipv6(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> copy{};
    if (text.size() >= copy.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
    std::memcpy(copy.data(), text.data(), text.size());
    in6_addr parsed{};
    if (inet_pton(AF_INET6, copy.data(), &parsed) != 1) return std::nullopt;
    AddressBits bits = 0;
    for (const auto byte : parsed.s6_addr) bits = bits << 8 | byte;
    return bits;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    const bool ipv6 = text.find(':') != std::string_view::npos;
    const auto bits = ipv6 ? parse_ipv6(text) : parse_ipv4(text);
    if (!bits) return std::nullopt;
    return Address{ipv6 ? Family::ipv6 : Family::ipv4, *bits};
}

std::string Address::text() const {
    std::array<unsigned char, 16> bytes{};
    const unsigned length = width(family_) / 8;
    for (unsigned i = 0; i < length; ++i) bytes[i] = static_cast<unsigned char>(bits_ >> 8 * (length - 1 - i));
    std::array<char, INET6_ADDRSTRLEN> out{};
    inet_ntop(family_ == Family::ipv4 ? AF_INET : AF_INET6, bytes.data(), out.data(), out.size());
    return out.data();
}

}  // namespace vpnsim
