#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vpnsim {

/// An address as a number; IPv4 uses the low 32 bits.
__extension__ using AddressBits = unsigned __int128;

enum class Family : std::uint8_t { ipv4, ipv6 };

[[nodiscard]] constexpr unsigned width(Family family) { return family == Family::ipv4 ? 32 : 128; }
/// The highest address of a family.
[[nodiscard]] constexpr AddressBits last_bits(Family family) {
    return family == Family::ipv4 ? AddressBits{0xffffffffU} : ~AddressBits{0};
}

/// An IPv4 or IPv6 address. Order: IPv4 before IPv6, then by number. No invalid object exists.
class Address {
  public:
    /// Requires: `bits` <= last_bits(family).
    constexpr Address(Family family, AddressBits bits) : bits_{bits}, family_{family} {}
    /// Accepts dotted decimal without leading zeros, or RFC 4291 text; no zone, no port, no blanks.
    [[nodiscard]] static std::optional<Address> parse(std::string_view text);

    [[nodiscard]] constexpr Family family() const { return family_; }
    [[nodiscard]] constexpr AddressBits bits() const { return bits_; }
    /// RFC 5952 for IPv6.
    [[nodiscard]] std::string text() const;

    friend constexpr bool operator==(const Address&, const Address&) = default;
    friend constexpr std::strong_ordering operator<=>(const Address& a, const Address& b) {
        if (a.family_ != b.family_) return a.family_ <=> b.family_;
        return a.bits_ < b.bits_   ? std::strong_ordering::less
               : b.bits_ < a.bits_ ? std::strong_ordering::greater
                                   : std::strong_ordering::equal;
    }

  private:
    AddressBits bits_;
    Family family_;
};

}  // namespace vpnsim
