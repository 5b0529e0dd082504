#pragma once

#include <functional>
#include <vector>

#include "sim/flow_classes.hpp"

namespace vpnsim {

enum class AfterPart : std::uint8_t { go_on, stop };

/// Which packets of an expected flow there are.
struct ExpectedPackets {
    bool any = false;              ///< some network of the scenario sends some of them
    bool complete = true;          ///< all of them were visited, unless the visitor stopped
    std::vector<Prefix> not_sent;  ///< the part of `from` that no network has: minimal cover, ascending
};

/// Visits every packet that an expected flow speaks of and that a declared network can send, in parts that behave alike
/// in every world: also those to the sender's own VPC or site, which belong to no flow class. A `port` without
/// `protocol` speaks of TCP and UDP. Only these packets are analysed, whatever the size of the estate.
/// `max_parts` bounds the parts visited. Order: VPCs, then sites, in file order; of each, not specified but always the
/// same.
using PartVisitor = std::function<AfterPart(const Endpoint& from, const PacketBox& part, const Behaviour& behaviour)>;
ExpectedPackets visit_expected_packets(const Network& network, const ExpectedFlow& flow, std::size_t max_parts,
                                       const PartVisitor& visit);

}  // namespace vpnsim
