#pragma once

#include <optional>
#include <vector>

#include "model/estate.hpp"

namespace vpnsim {

/// What one cloud end negotiates with: the connection's parameters with those of its tunnel laid over them, member by
/// member (C10), and the addresses it stands at.
struct CloudEndParameters {
    CloudEndRef ref;
    std::optional<GatewayId> gateway;
    std::optional<Address> gateway_address;  ///< absent = not stated
    std::optional<CustomerGatewayId> customer_gateway;
    std::optional<Address> customer_address;  ///< absent = not stated
    std::optional<PreSharedKey> psk;
    IkeParameters ike;
    EspParameters esp;
    std::optional<BgpParameters> bgp;
    std::optional<bool> nat_traversal;
    std::optional<bool> dpd;
    std::optional<LinkState> state;
};

/// One end for each connection or, if it has tunnels, for each of them. Order: file order.
[[nodiscard]] std::vector<CloudEndRef> cloud_ends(const Estate& estate);
/// A tunnel without `gateway_address` stands at the gateway's address of its own position: the first at the first.
[[nodiscard]] CloudEndParameters cloud_end_parameters(const Estate& estate, CloudEndRef ref);
/// A device tunnel that states what the end states, crosswise; without a name and selectors.
[[nodiscard]] DeviceTunnel mirrored_tunnel(const CloudEndParameters& end);
/// The profile of the connection's gateway; the cloud's own where no gateway is stated.
[[nodiscard]] const DeviceProfile& cloud_profile(const Estate& estate, ConnectionId connection);

}  // namespace vpnsim
