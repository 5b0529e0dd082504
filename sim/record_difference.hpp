#pragma once

#include <set>

#include "sim/correspondence.hpp"
#include "sim/network.hpp"

namespace vpnsim {

/// Records of one estate.
struct RecordMarks {
    std::set<VpcId> vpcs;
    std::set<GatewayId> gateways;
    std::set<ConnectionId> connections;
    std::set<CustomerGatewayId> customer_gateways;
    std::set<DeviceTunnelRef> device_tunnels;
};

/// Which records say or negotiate something else on the other side, or are missing there, and those that findings name
/// together with them. Routes of sites are left to the flows.
struct RecordDifference {
    RecordMarks before;
    RecordMarks after;
    /// Whether blocks of VPCs and sites may overlap on one side only although the VPC is the same.
    bool overlaps_may_differ = false;
};

[[nodiscard]] RecordDifference record_difference(const Network& before, const Network& after,
                                                 const Correspondence& same);

}  // namespace vpnsim
