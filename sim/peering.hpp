#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/estate.hpp"
#include "sim/cloud_end.hpp"

namespace vpnsim {

/// A device tunnel with its position in the estate.
struct DeviceTunnelView {
    DeviceTunnelRef ref;
    const Device* device;
    const DeviceTunnel* tunnel;
};
[[nodiscard]] inline const DeviceTunnel& device_tunnel(const Estate& estate, DeviceTunnelRef ref) {
    return estate[ref.site].devices[ref.device.index()].tunnels[ref.tunnel.index()];
}
/// Order: file order.
[[nodiscard]] std::vector<DeviceTunnelView> device_tunnels(const Estate& estate);

/// Which cloud ends and device tunnels may meet, by their outer addresses alone (docs/semantics.md, "Which ends meet"):
/// the customer gateway address is one of the device or its NAT address, and the tunnel's peer is the gateway address.
/// An address that is not stated agrees with any, if the other one is stated and agrees.
///
/// Ends with equal addresses have equal candidates, so candidates are kept once for each pair of addresses. Numbers are
/// positions in the vectors that it was made from; all lists ascend.
class Peering {
  public:
    /// Requires: all arguments outlive it.
    Peering(const Estate& estate, const std::vector<CloudEndParameters>& ends,
            const std::vector<DeviceTunnelView>& tunnels);

    [[nodiscard]] const std::vector<std::size_t>& tunnels_of(std::size_t end) const {
        return meetings_[meeting_of_end_[end]].tunnels;
    }
    /// Cloud ends at the same two addresses, itself included.
    [[nodiscard]] const std::vector<std::size_t>& ends_beside(std::size_t end) const {
        return meetings_[meeting_of_end_[end]].ends;
    }
    /// Cloud ends that a tunnel may meet.
    [[nodiscard]] std::vector<std::size_t> ends_of(std::size_t tunnel) const;
    /// Returns true iff some device has the customer gateway address of that end.
    [[nodiscard]] bool device_known(std::size_t end) const { return meetings_[meeting_of_end_[end]].device_known; }
    /// Tunnels that aim at the gateway address of that end and may meet no end at all.
    [[nodiscard]] const std::vector<std::size_t>& stray_tunnels_of(std::size_t end) const {
        return meetings_[meeting_of_end_[end]].strays;
    }
    /// Tunnels that may meet no end but aim at a gateway address of the estate.
    [[nodiscard]] const std::vector<std::size_t>& stray_tunnels() const { return strays_; }

  private:
    struct Meeting {
        std::vector<std::size_t> ends;
        std::vector<std::size_t> tunnels;
        std::vector<std::size_t> strays;
        bool device_known = false;
    };
    std::vector<Meeting> meetings_;
    std::vector<std::size_t> meeting_of_end_;
    std::vector<std::vector<std::size_t>> meetings_of_tunnel_;
    std::vector<std::size_t> strays_;
};

}  // namespace vpnsim
