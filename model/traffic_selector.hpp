#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ports.hpp"
#include "model/prefix.hpp"
#include "model/protocol.hpp"

namespace vpnsim {

/// One side of what an SA protects: an address range, optionally one protocol, optionally ports of it (RFC
/// 7296 3.13.1). Order: family, first address, last address, protocol (any first), ports.
struct TrafficSelector {
    Address first;
    Address last;  ///< same family, >= first
    std::optional<Protocol> protocol{};
    PortRange ports{};  ///< all unless `protocol` has ports

    [[nodiscard]] static TrafficSelector of(const Prefix& prefix) { return {prefix.first(), prefix.last()}; }
    [[nodiscard]] static TrafficSelector everything(Family family) { return of(Prefix::everything(family)); }
    /// Accepts a CIDR block, an address or a range "a-b", then optionally "[tcp]", "[tcp/443]", "[udp/1000-2000]",
    /// "[icmp]". Host bits are refused, as in `Prefix::parse`.
    [[nodiscard]] static std::optional<TrafficSelector> parse(std::string_view text);

    [[nodiscard]] Family family() const { return first.family(); }
    /// Returns the block that the addresses are, if they are one.
    [[nodiscard]] std::optional<Prefix> prefix() const;
    [[nodiscard]] bool is_everything() const;
    [[nodiscard]] bool contains(Address address) const { return first <= address && address <= last; }
    /// Returns true iff every packet of `other` is one of this selector, in all three dimensions.
    [[nodiscard]] bool contains(const TrafficSelector& other) const;
    /// The packets that both select, if any.
    [[nodiscard]] std::optional<TrafficSelector> intersection(const TrafficSelector& other) const;
    [[nodiscard]] std::string text() const;

    friend auto operator<=>(const TrafficSelector&, const TrafficSelector&) = default;
};

/// A list of selectors as IKE knows it: a set. Order: as configured unless a function says otherwise.
using SelectorList = std::vector<TrafficSelector>;

/// Drops members that lie in another one (of equal members the first stays) and keeps the order of the rest; nothing is
/// merged. That is what IKE daemons do to a configured list before they offer it.
[[nodiscard]] SelectorList reduced(const SelectorList& list);
/// All pairwise intersections, reduced. Order: ascending. RFC 7296 2.9 narrowing of one list by another.
[[nodiscard]] SelectorList intersection(const SelectorList& a, const SelectorList& b);
/// Returns true iff every packet that `inner` selects is selected by `outer`; two halves contain their whole.
[[nodiscard]] bool contains(const SelectorList& outer, const SelectorList& inner);
/// Returns true iff both select exactly the same packets.
[[nodiscard]] bool equivalent(const SelectorList& a, const SelectorList& b);
/// Returns true iff some packet is selected by both.
[[nodiscard]] bool overlap(const SelectorList& a, const SelectorList& b);
/// "10.0.0.0/8, 172.30.128.0/17"
[[nodiscard]] std::string text(const SelectorList& list);

}  // namespace vpnsim
