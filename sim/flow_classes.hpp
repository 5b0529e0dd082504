#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/path.hpp"

namespace vpnsim {

/// What distinguishes paths in an answer.
struct Trip {
    Disposition disposition;
    std::vector<ConnectionId> connections;
    friend auto operator<=>(const Trip&, const Trip&) = default;
};

/// What one world does to a packet; the reply exists iff the packet is delivered.
struct Outcome {
    Trip forward;
    std::optional<Trip> reply;
    /// Both delivered, the reply over the connections of the request in reverse order.
    [[nodiscard]] bool symmetric() const;
    /// Both delivered, over different connections.
    [[nodiscard]] bool asymmetric() const;
    friend auto operator<=>(const Outcome&, const Outcome&) = default;
};

/// Whether replies come back the way the requests went. Exact conditions: docs/semantics.md "Symmetry".
enum class Symmetry : std::uint8_t { symmetric, asymmetric, possibly_asymmetric, no_return, not_delivered };
[[nodiscard]] std::string_view text(Symmetry symmetry);

/// What all worlds do to a packet: ascending, each outcome once, never empty.
using Behaviour = std::vector<Outcome>;
[[nodiscard]] Symmetry symmetry(const Behaviour& behaviour);
/// Each different trip once. Order: disposition, then connections.
[[nodiscard]] std::vector<Trip> forward_trips(const Behaviour& behaviour);
[[nodiscard]] std::vector<Trip> reply_trips(const Behaviour& behaviour);

/// Packets that behave alike, and how: an index into `FlowPartition::behaviours`.
struct FlowBox {
    PacketBox box;
    std::uint32_t behaviour;
};

/// Everything that starts at one VPC or site.
struct Ingress {
    Endpoint at;
    std::vector<FlowBox> boxes;  ///< disjoint
};

/// Every packet that a declared network may send to addresses that are not its own VPC's or site's, in boxes of packets
/// that behave alike in every world. Exact: nothing is sampled. Order: VPCs, then sites, in file order.
struct FlowPartition {
    std::vector<Behaviour> behaviours;
    std::vector<Ingress> ingresses;
    std::vector<std::pair<Endpoint, PacketBox>> left;  ///< not analysed because the limit was reached
    [[nodiscard]] bool complete() const { return left.empty(); }
};

/// Whether a VPC or site owns the destinations of a box itself, or where to cut the box: such packets never leave it
/// and belong to no class.
[[nodiscard]] std::variant<bool, AddressBits> owns_destination(const Network& network, const Endpoint& at,
                                                               const PacketBox& box);

/// `max_boxes` bounds the boxes kept; what is beyond it is `left`.
[[nodiscard]] FlowPartition partition(const Network& network, std::size_t max_boxes);

/// The fate of a box: how its packets behave in all worlds, or where to cut it.
struct Fate {
    std::optional<Behaviour> behaviour;
    std::optional<Cut> cut;
    std::optional<Hint> hint;  ///< for the parts of a box that is cut
};
/// With Settle::by_record the packets also agree in the routes that may decide.
[[nodiscard]] Fate explore(const Network& network, const Endpoint& from, const PacketBox& box,
                           Settle settle = Settle::by_answer, const std::vector<Hint>& hints = {},
                           Filtering filtering = Filtering::applied);

/// The parts of a box that behave alike, and how. Order: not specified.
[[nodiscard]] std::vector<std::pair<PacketBox, Behaviour>> explore_parts(const Network& network, const Endpoint& from,
                                                                         const PacketBox& box, Settle settle,
                                                                         Filtering filtering = Filtering::applied);

}  // namespace vpnsim
