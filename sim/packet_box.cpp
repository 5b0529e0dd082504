#include "sim/packet_box.hpp"

#include <algorithm>
#include <boost/container/small_vector.hpp>

namespace vpnsim {
namespace {

constexpr AddressRange intersect(const AddressRange& a, const AddressRange& b) {
    return {std::max(a.first, b.first), std::min(a.last, b.last)};
}
constexpr PortRange intersect(const PortRange& a, const PortRange& b) {
    return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

constexpr std::array small_dimensions{Dimension::protocol, Dimension::source_port, Dimension::destination_port};

PortRange& small_range(Service& service, Dimension dimension) {
    return dimension == Dimension::protocol      ? service.protocols
           : dimension == Dimension::source_port ? service.source_ports
                                                 : service.destination_ports;
}
const PortRange& small_range(const Service& service, Dimension dimension) {
    return small_range(const_cast<Service&>(service), dimension);  // NOLINT: the twin above, read only
}

/// The borders of `record` strictly inside `box`.
template <class Range, class Out>
void borders(const Range& box, const Range& record, Out&& out) {
    if (box.first < record.first && record.first <= box.last) out(AddressBits{record.first});
    if (box.first <= record.last && record.last < box.last) out(AddressBits{record.last} + 1);
}

PortRange protocols_of(const std::optional<Protocol>& protocol) {
    if (!protocol) return {0, 255};
    const auto number = static_cast<std::uint16_t>(*protocol);
    return {number, number};
}

}  // namespace

PacketBox PacketBox::of(const Flow& f) {
    const auto protocol = static_cast<std::uint16_t>(f.protocol);
    return {{f.source.bits(), f.source.bits()},
            {f.destination.bits(), f.destination.bits()},
            {{protocol, protocol}, {f.source_port, f.source_port}, {f.destination_port, f.destination_port}},
            f.source.family()};
}

PacketBox PacketBox::to(const Prefix& destination) { return of(Prefix::everything(destination.family()), destination); }
PacketBox PacketBox::of(const Prefix& source, const Prefix& destination) {
    return {{source.first().bits(), source.last().bits()},
            {destination.first().bits(), destination.last().bits()},
            {},
            source.family()};
}

std::optional<PacketBox> PacketBox::of(const TrafficSelector& source, const TrafficSelector& destination) {
    if (source.family() != destination.family()) return std::nullopt;
    if (source.protocol && destination.protocol && source.protocol != destination.protocol) return std::nullopt;
    const auto protocol = source.protocol ? source.protocol : destination.protocol;
    return PacketBox{{source.first.bits(), source.last.bits()},
                     {destination.first.bits(), destination.last.bits()},
                     {protocols_of(protocol), source.ports, destination.ports},
                     source.family()};
}

PacketBox PacketBox::intersection(const PacketBox& o) const {
    return {intersect(source, o.source),
            intersect(destination, o.destination),
            {intersect(service.protocols, o.service.protocols), intersect(service.source_ports, o.service.source_ports),
             intersect(service.destination_ports, o.service.destination_ports)},
            family};
}

PacketBox PacketBox::reversed() const {
    return {destination, source, {service.protocols, service.destination_ports, service.source_ports}, family};
}

Flow PacketBox::witness() const {
    constexpr auto prefer = [](const PortRange& range, std::uint16_t wish) {
        return range.contains(wish) ? wish : range.first;
    };
    // A protocol that people know, if there is one.
    auto number = service.protocols.first;
    for (const auto known : {Protocol::icmp, Protocol::udp, Protocol::tcp}) {
        number =
            service.protocols.contains(static_cast<std::uint8_t>(known)) ? static_cast<std::uint8_t>(known) : number;
    }
    const Protocol protocol{static_cast<std::uint8_t>(number)};
    const bool ports = has_ports(protocol);
    return {Address{family, source.first}, Address{family, destination.first}, protocol,
            ports ? prefer(service.source_ports, 40000) : std::uint16_t{0},
            ports ? prefer(service.destination_ports, 443) : std::uint16_t{0}};
}

Cut reversed(const Cut& cut) {
    switch (cut.dimension) {
        case Dimension::source: return {Dimension::destination, cut.at};
        case Dimension::destination: return {Dimension::source, cut.at};
        case Dimension::source_port: return {Dimension::destination_port, cut.at};
        case Dimension::destination_port: return {Dimension::source_port, cut.at};
        case Dimension::protocol: break;
    }
    return cut;
}

Halves halve(const PacketBox& box, const Cut& cut) {
    Halves halves{box, box};
    if (cut.dimension == Dimension::source) {
        halves.low.source.last = cut.at - 1;
        halves.high.source.first = cut.at;
    } else if (cut.dimension == Dimension::destination) {
        halves.low.destination.last = cut.at - 1;
        halves.high.destination.first = cut.at;
    } else {
        const auto at = static_cast<std::uint16_t>(cut.at);
        small_range(halves.low.service, cut.dimension).last = static_cast<std::uint16_t>(at - 1);
        small_range(halves.high.service, cut.dimension).first = at;
    }
    return halves;
}

Cut choose_cut(const PacketBox& box, std::span<const PacketBox* const> records) {
    boost::container::small_vector<AddressBits, 64> by_source;
    boost::container::small_vector<AddressBits, 64> by_destination;
    for (const auto* record : records) {
        borders(box.source, record->source, [&](AddressBits at) { by_source.push_back(at); });
        borders(box.destination, record->destination, [&](AddressBits at) { by_destination.push_back(at); });
    }
    if (!by_source.empty() || !by_destination.empty()) {
        const bool source = by_source.size() > by_destination.size();
        auto& all = source ? by_source : by_destination;
        const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
        std::nth_element(all.begin(), middle, all.end());
        return {source ? Dimension::source : Dimension::destination, *middle};
    }
    std::optional<Cut> cut;
    for (const auto dimension : small_dimensions) {
        for (const auto* record : records) {
            borders(small_range(box.service, dimension), small_range(record->service, dimension), [&](AddressBits at) {
                if (!cut) cut = Cut{dimension, at};
            });
        }
    }
    return cut.value();
}

void subtract(const PacketBox& box, const PacketBox& part, std::vector<PacketBox>& out) {
    if (!box.overlaps(part)) {
        out.push_back(box);
        return;
    }
    PacketBox rest = box;
    const auto peel = [&](auto& range, const auto& hole, auto set) {
        if (range.first < hole.first) {
            PacketBox below = rest;
            set(below).last = hole.first - 1;
            out.push_back(below);
            range.first = hole.first;
        }
        if (hole.last < range.last) {
            PacketBox above = rest;
            set(above).first = hole.last + 1;
            out.push_back(above);
            range.last = hole.last;
        }
    };
    peel(rest.source, part.source, [](PacketBox& b) -> AddressRange& { return b.source; });
    peel(rest.destination, part.destination, [](PacketBox& b) -> AddressRange& { return b.destination; });
    for (const auto dimension : small_dimensions) {
        auto& range = small_range(rest.service, dimension);
        const auto& hole = small_range(part.service, dimension);
        if (range.first < hole.first) {
            PacketBox below = rest;
            small_range(below.service, dimension).last = static_cast<std::uint16_t>(hole.first - 1);
            out.push_back(below);
            range.first = hole.first;
        }
        if (hole.last < range.last) {
            PacketBox above = rest;
            small_range(above.service, dimension).first = static_cast<std::uint16_t>(hole.last + 1);
            out.push_back(above);
            range.last = hole.last;
        }
    }
}

void add_disjoint(std::vector<PacketBox>& boxes, const PacketBox& part) {
    std::vector<PacketBox> rest{part};
    for (const auto& kept : boxes) {
        if (!kept.overlaps(part)) continue;
        std::vector<PacketBox> next;
        for (const auto& r : rest) subtract(r, kept, next);
        rest = std::move(next);
        if (rest.empty()) return;
    }
    boxes.insert(boxes.end(), rest.begin(), rest.end());
}

}  // namespace vpnsim
