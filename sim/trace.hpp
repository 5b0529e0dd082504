#pragma once

#include <vector>

#include "sim/flow_classes.hpp"

namespace vpnsim {

/// Every possible path of one packet and of its reply.
struct Trace {
    Flow flow;
    std::vector<Path> forward;  ///< distinct in disposition, connections and choices; by disposition, then connections
    std::vector<Path> reply;    ///< of the replies in every world that delivers the request; likewise
    Symmetry symmetry;
};

/// Requires: `from` owns the source of the flow.
[[nodiscard]] Trace trace(const Network& network, const Endpoint& from, const Flow& flow);

/// What one world does to a packet that the gateway itself sends through a connection, and to the reply if it arrives.
struct ProbeOutcome {
    Path request;
    std::optional<Path> reply;
};
/// The probe of a health check: ICMP through its own connection, whatever the gateway's tables say. Worlds in which the
/// connection has no SA are left out.
[[nodiscard]] std::vector<ProbeOutcome> probe(const Network& network, ConnectionId through, const Flow& flow);

/// The VPCs, then the sites, of which a vSwitch or a network owns the address. Order: as in the file.
[[nodiscard]] std::vector<Endpoint> owners(const Network& network, const Address& address);

}  // namespace vpnsim
