#include "sim/correspondence.hpp"

namespace vpnsim {

Correspondence::Correspondence(const Estate& before, const Estate& after)
    : vpcs{before.vpcs, after.vpcs},
      vpn_gateways{before.vpn_gateways, after.vpn_gateways},
      customer_gateways{before.customer_gateways, after.customer_gateways},
      ipsec_connections{before.ipsec_connections, after.ipsec_connections},
      sites{before.sites, after.sites} {
    static const std::vector<Device> none;
    static const std::vector<DeviceTunnel> no_tunnels;
    for (std::size_t s = 0; s < after.sites.size(); ++s) {
        const auto old_site = sites.before(s);
        const auto& old_devices = old_site ? before.sites[*old_site].devices : none;
        const auto& new_devices = after.sites[s].devices;
        devices.emplace_back(old_devices, new_devices);
        auto& tunnels = device_tunnels.emplace_back();
        for (std::size_t d = 0; d < new_devices.size(); ++d) {
            const auto old_device = devices.back().before(d);
            tunnels.emplace_back(old_device ? old_devices[*old_device].tunnels : no_tunnels, new_devices[d].tunnels);
        }
    }
}

std::optional<DeviceTunnelRef> Correspondence::before(const DeviceTunnelRef& after) const {
    const auto s = after.site.index();
    const auto d = after.device.index();
    const auto site = sites.before(s);
    const auto device = devices[s].before(d);
    const auto tunnel = device_tunnels[s][d].before(after.tunnel.index());
    if (!site || !device || !tunnel) return std::nullopt;
    return DeviceTunnelRef{SiteId{*site}, DeviceIndex{*device}, TunnelIndex{*tunnel}};
}

}  // namespace vpnsim
