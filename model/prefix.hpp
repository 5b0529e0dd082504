#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.hpp"

namespace vpnsim {

/// Why a text is not a CIDR block.
enum class PrefixFault : std::uint8_t { syntax, length, host_bits };

/// A CIDR block, always canonical: no bit is set beyond its length. Order: family, first address, shorter first, so
/// that a block sorts directly before what it contains.
class Prefix {
  public:
    /// Requires: `length` <= width of the family. Clears the host bits of `address`.
    constexpr Prefix(Address address, unsigned length)
        : address_{address.family(), address.bits() & mask(address.family(), length)},
          length_{static_cast<std::uint8_t>(length)} {}
    /// Strict: "10.0.0.0/8". A bare address is its host block. Host bits are a fault, see `nearest`.
    [[nodiscard]] static std::optional<Prefix> parse(std::string_view text);
    /// As `parse`, but clears host bits. For error messages and for sources that allow them.
    [[nodiscard]] static std::optional<Prefix> nearest(std::string_view text);
    /// Returns why `parse` refuses `text`. Requires: it does.
    [[nodiscard]] static PrefixFault fault(std::string_view text);
    [[nodiscard]] static constexpr Prefix everything(Family family) { return {Address{family, 0}, 0}; }
    [[nodiscard]] static constexpr Prefix host(Address address) { return {address, width(address.family())}; }

    [[nodiscard]] constexpr Family family() const { return address_.family(); }
    [[nodiscard]] constexpr unsigned length() const { return length_; }
    [[nodiscard]] constexpr Address first() const { return address_; }
    [[nodiscard]] constexpr Address last() const {
        return {family(), address_.bits() | (last_bits(family()) & ~mask(family(), length_))};
    }
    [[nodiscard]] constexpr bool contains(Address address) const {
        return address.family() == family() && (address.bits() & mask(family(), length_)) == address_.bits();
    }
    /// Returns true iff every address of `other` lies in this block.
    [[nodiscard]] constexpr bool contains(const Prefix& other) const {
        return length_ <= other.length_ && contains(other.first());
    }
    /// Blocks nest or are disjoint: they overlap iff one contains the other.
    [[nodiscard]] constexpr bool overlaps(const Prefix& other) const {
        return contains(other) || other.contains(*this);
    }
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const Prefix&, const Prefix&) = default;

  private:
    static constexpr AddressBits mask(Family family, unsigned length) {
        return length == 0 ? 0 : last_bits(family) & ~((length == 128 ? 0 : last_bits(family) >> length));
    }
    Address address_;
    std::uint8_t length_;
};

/// The fewest blocks that together are exactly the addresses first..last. Order: ascending.
/// Requires: same family, first <= last.
[[nodiscard]] std::vector<Prefix> cover(Address first, Address last);
/// The same, added to `blocks`.
void cover(Address first, Address last, std::vector<Prefix>& blocks);

}  // namespace vpnsim
