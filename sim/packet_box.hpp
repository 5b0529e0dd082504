#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/ports.hpp"
#include "model/prefix.hpp"
#include "model/protocol.hpp"
#include "model/traffic_selector.hpp"

namespace vpnsim {

/// One packet, as far as forwarding can tell packets apart. Ports are 0 for protocols without ports.
struct Flow {
    Address source;
    Address destination;
    Protocol protocol = Protocol::tcp;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    friend auto operator<=>(const Flow&, const Flow&) = default;
};

struct AddressRange {
    AddressBits first;
    AddressBits last;
    [[nodiscard]] constexpr bool contains(const AddressRange& o) const { return first <= o.first && o.last <= last; }
    [[nodiscard]] constexpr bool overlaps(const AddressRange& o) const { return first <= o.last && o.first <= last; }
    friend constexpr auto operator<=>(const AddressRange&, const AddressRange&) = default;
};

/// A dimension of packet space.
enum class Dimension : std::uint8_t { source, destination, protocol, source_port, destination_port };

/// Protocols first..last and ports: what a packet is beside its addresses. `PortRange` serves for protocol numbers too.
struct Service {
    PortRange protocols{0, 255};
    PortRange source_ports;
    PortRange destination_ports;
    [[nodiscard]] constexpr bool is_any() const { return *this == Service{}; }
    [[nodiscard]] constexpr bool contains(const Service& o) const {
        return protocols.contains(o.protocols) && source_ports.contains(o.source_ports) &&
               destination_ports.contains(o.destination_ports);
    }
    [[nodiscard]] constexpr bool overlaps(const Service& o) const {
        constexpr auto meet = [](PortRange a, PortRange b) { return a.first <= b.last && b.first <= a.last; };
        return meet(protocols, o.protocols) && meet(source_ports, o.source_ports) &&
               meet(destination_ports, o.destination_ports);
    }
    friend constexpr auto operator<=>(const Service&, const Service&) = default;
};

/// A set of packets of one family: a range in each dimension. Also the set of packets that a record matches. Order: by
/// dimension, addresses first.
struct PacketBox {
    AddressRange source;
    AddressRange destination;
    Service service;
    Family family;

    [[nodiscard]] static PacketBox of(const Flow& flow);
    [[nodiscard]] static PacketBox of(const Prefix& source, const Prefix& destination);
    [[nodiscard]] static PacketBox to(const Prefix& destination);
    /// Absent when the two have no packet in common (families, protocols).
    [[nodiscard]] static std::optional<PacketBox> of(const TrafficSelector& source, const TrafficSelector& destination);
    [[nodiscard]] static PacketBox everything(Family family) {
        return {{0, last_bits(family)}, {0, last_bits(family)}, {}, family};
    }

    [[nodiscard]] bool contains(const PacketBox& o) const {
        return family == o.family && destination.contains(o.destination) && source.contains(o.source) &&
               service.contains(o.service);
    }
    [[nodiscard]] bool overlaps(const PacketBox& o) const {
        return family == o.family && destination.overlaps(o.destination) && source.overlaps(o.source) &&
               service.overlaps(o.service);
    }
    /// Requires: overlaps(o).
    [[nodiscard]] PacketBox intersection(const PacketBox& o) const;
    /// The packets that answer those of this box.
    [[nodiscard]] PacketBox reversed() const;
    /// The packet with the lowest numbers, but tcp 40000 -> 443 where the box allows it.
    [[nodiscard]] Flow witness() const;
    friend auto operator<=>(const PacketBox&, const PacketBox&) = default;
};

/// Where to halve a box: below `at` and from `at` on. Requires: the first of the range < at <= its last.
struct Cut {
    Dimension dimension;
    AddressBits at;
};
/// The same cut in terms of the reversed box.
[[nodiscard]] Cut reversed(const Cut& cut);
struct Halves {
    PacketBox low;
    PacketBox high;
};
[[nodiscard]] Halves halve(const PacketBox& box, const Cut& cut);

/// The best cut of a box between records that it only partly overlaps: the median border in the address dimension that
/// most borders cross, or, if none does, a border of the service. Requires: some of `records` overlaps the box without
/// containing it.
[[nodiscard]] Cut choose_cut(const PacketBox& box, std::span<const PacketBox* const> records);

/// Adds the packets of `part` to boxes that are disjoint, and keeps them so.
void add_disjoint(std::vector<PacketBox>& boxes, const PacketBox& part);

/// What remains of `box` without `part`, as disjoint boxes.
void subtract(const PacketBox& box, const PacketBox& part, std::vector<PacketBox>& out);

}  // namespace vpnsim
