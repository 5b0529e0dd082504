#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "model/assumptions.hpp"
#include "model/estate.hpp"
#include "sim/negotiation.hpp"

namespace vpnsim {

/// The slow, obvious twin of the forwarding simulation: one packet, walked record by record, once for every world.
/// It has no index and no cleverness.
struct NaivePacket {
    Address source;
    Address destination;
    Protocol protocol;
    std::uint16_t source_port;  ///< ports are 0 when the protocol has none
    std::uint16_t destination_port;
    friend bool operator==(const NaivePacket&, const NaivePacket&) = default;
};

/// Where a packet enters the network. Requires: a vSwitch or network of that place owns the packet's source.
struct NaiveOrigin {
    std::variant<VpcId, SiteId> at;
};

/// How one packet fares in one world.
struct NaiveTrip {
    std::string disposition;                ///< a name of the answer format: "delivered", "no_route" ...
    std::vector<ConnectionId> connections;  ///< in the order crossed; a packet dropped at one ends with it
    friend auto operator<=>(const NaiveTrip&, const NaiveTrip&) = default;
};

struct NaiveOutcome {
    NaiveTrip forward;
    std::optional<NaiveTrip> reply;  ///< present iff `forward` is delivered
    friend auto operator<=>(const NaiveOutcome&, const NaiveOutcome&) = default;
};

struct NaiveAnswer {
    std::set<NaiveOutcome> outcomes;  ///< one for each distinguishable world
    std::string symmetry;             ///< a name of the answer format: "symmetric", "no_return" ...
};

/// Walks the packet and its reply in every world. Takes the negotiated SAs as given.
[[nodiscard]] NaiveAnswer simulate(const Estate& estate, const Assumptions& assumptions,
                                   const Negotiations& negotiations, NaiveOrigin origin, const NaivePacket& packet);

}  // namespace vpnsim
