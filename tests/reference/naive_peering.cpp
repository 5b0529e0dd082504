#include "tests/reference/naive_peering.hpp"

#include <algorithm>

namespace vpnsim::reference {
namespace {

bool has_address(const Device& device, const Address& address) {
    return device.nat_address == address ||
           std::find(device.addresses.begin(), device.addresses.end(), address) != device.addresses.end();
}
bool states_address(const Device& device) {
    return !device.addresses.empty() || device.nat_address || device.dynamic_address;
}

}  // namespace

bool may_meet(const Estate& estate, const CloudEndParameters& end, const DeviceTunnelView& tunnel) {
    const auto& peer = tunnel.tunnel->peer;
    const bool peer_agrees = peer && end.gateway_address && *peer == *end.gateway_address;
    if (!end.customer_address) return peer_agrees;
    if (has_address(*tunnel.device, *end.customer_address)) {
        return peer_agrees || !peer || !end.gateway_address;
    }
    bool known = false;
    for (const auto& site : estate.sites) {
        for (const auto& device : site.devices) known = known || has_address(device, *end.customer_address);
    }
    return peer_agrees && !known && !states_address(*tunnel.device);
}

}  // namespace vpnsim::reference
