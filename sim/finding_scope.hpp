#pragma once

#include <utility>
#include <vector>

#include "sim/network.hpp"

namespace vpnsim {

/// Which parts of an estate findings are asked about. What one record says about another one is found where both are in
/// the scope, so that a part is asked about with what it shares: a VPC with its gateways, a gateway with its
/// connections. All lists ascend.
struct FindingScope {
    std::vector<VpcId> vpcs;
    std::vector<GatewayId> gateways;
    std::vector<ConnectionId> connections;
    std::vector<CustomerGatewayId> customer_gateways;
    std::vector<DeviceTunnelRef> device_tunnels;
    // What is asked of flows; the partition holds all flows of these.
    std::vector<ConnectionId> carried;            ///< whose selectors and SAs say which packets they are meant for
    std::vector<std::pair<VpcId, SiteId>> links;  ///< VPCs and sites with a connection between them
    std::vector<std::size_t> expected_flows;      ///< positions in `Expectations::flows`
    std::vector<ConnectionId> probed;             ///< with a health check
    std::vector<VpcId> overlaps;                  ///< VPCs whose blocks are held against those of sites

    [[nodiscard]] static FindingScope everything(const Network& network);
};

}  // namespace vpnsim
