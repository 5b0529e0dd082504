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

/// The VPCs, then the sites, of which a vSwitch or a network owns the address. Order: as in the file.
[[nodiscard]] std::vector<Endpoint> owners(const Network& network, const Address& address);

}  // namespace vpnsim
