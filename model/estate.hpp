#pragma once

#include <vector>

#include "model/connection.hpp"
#include "model/gateway.hpp"
#include "model/id.hpp"
#include "model/site.hpp"
#include "model/vpc.hpp"

namespace vpnsim {

/// Everything that is configured, on both sides. An id is a position in one of these vectors; order is file order.
struct Estate {
    std::vector<Vpc> vpcs;
    std::vector<VpnGateway> vpn_gateways;
    std::vector<CustomerGateway> customer_gateways;
    std::vector<IpsecConnection> ipsec_connections;
    std::vector<Site> sites;
    friend bool operator==(const Estate&, const Estate&) = default;

    [[nodiscard]] const Vpc& operator[](VpcId id) const { return vpcs[id.index()]; }
    [[nodiscard]] const VpnGateway& operator[](GatewayId id) const { return vpn_gateways[id.index()]; }
    [[nodiscard]] const CustomerGateway& operator[](CustomerGatewayId id) const {
        return customer_gateways[id.index()];
    }
    [[nodiscard]] const IpsecConnection& operator[](ConnectionId id) const { return ipsec_connections[id.index()]; }
    [[nodiscard]] const Site& operator[](SiteId id) const { return sites[id.index()]; }
};

/// One tunnel of one device, wherever it stands.
struct DeviceTunnelRef {
    SiteId site;
    DeviceIndex device;
    TunnelIndex tunnel;
    friend auto operator<=>(const DeviceTunnelRef&, const DeviceTunnelRef&) = default;
};

/// One end of the cloud side that negotiates: a connection, or one tunnel of a dual-tunnel connection.
struct CloudEndRef {
    ConnectionId connection;
    std::optional<TunnelIndex> tunnel;
    friend auto operator<=>(const CloudEndRef&, const CloudEndRef&) = default;
};

}  // namespace vpnsim
