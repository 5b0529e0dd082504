#pragma once

#include <vector>

#include "sim/flow_classes.hpp"

namespace vpnsim {

/// On the states of which connections the fate of a flow may hang.
///
/// The state of a connection enters forwarding where its own SAs are asked for, and through the records below. Every
/// walk stays within one *zone*, a site or VPCs that exchange packets with their gateways, until it crosses one of the
/// connections that it names. So a flow whose trips name neither the connection nor enter a zone where one of these
/// records matches the packet gets the same answer from every look-up, whatever the state of the connection, and fares
/// the same:
///
/// - policy and destination routes of a gateway that lead to the connection; in an active/standby group every member
///   matches the same packets, so that they stand for all its connections (R7, R9);
/// - BGP routes of a gateway and, propagated, of its VPC: withdrawn while their connection is down (R25);
/// - SAs that a device may send by, and its configured selectors, which tell a tunnel that is down from a mismatch.
///
/// Negotiations and selectors do not depend on states, so one object serves every combination of failures.
class StateDependence {
  public:
    explicit StateDependence(const Network& network);

    /// The flow must behave as said in whatever combination of states is asked about. Ascending; may name more.
    [[nodiscard]] std::vector<ConnectionId> connections(const Endpoint& from, const PacketBox& box,
                                                        const Behaviour& behaviour) const;

  private:
    [[nodiscard]] std::size_t zone(const Endpoint& at) const;

    std::vector<std::size_t> zone_of_vpc_;
    std::vector<std::size_t> zone_of_site_;
    std::vector<std::vector<std::size_t>> zones_of_connection_;  ///< those at its two ends
    std::vector<RankedTable> records_;                           ///< by zone; answers are connections
};

}  // namespace vpnsim
