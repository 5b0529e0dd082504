#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/estate.hpp"

namespace vpnsim::exporters {

/// Why nothing can be written: complete sentences for people, at least one.
struct Reasons {
    std::vector<std::string> lines;
};

/// One tunnel that a device needs, seen from the device: what faces one cloud connection or, in dual-tunnel mode, one
/// of its tunnels.
struct DeviceSideTunnel {
    CloudEndRef end;
    std::string end_name;  ///< "conn-1" or "conn-1/tunnel-2", as findings name it
    std::string name;      ///< letters, digits, "-" and "_" only, few; unique on the device: "conn-1-tunnel-2"
    std::optional<TunnelRole> role;        ///< in dual-tunnel mode
    std::optional<Address> local_address;  ///< what the device sends from; behind NAT its own; absent = dynamic
    Address peer;
    std::string local_id;
    std::string remote_id;
    SelectorList local_ts;
    SelectorList remote_ts;
    bool route_based = false;  ///< destination-routing mode (C1): everything matches, routes choose the tunnel
    IkeParameters ike;  ///< version, mode and one value for each algorithm; a lifetime iff the cloud end states one
    EspParameters esp;  ///< likewise; no integrity beside an AEAD cipher; dh_group is a group or "disabled"
    std::optional<PreSharedKey> psk;  ///< never to be printed: whether two tunnels have the same
    bool initiates = true;            ///< false where the cloud end starts the negotiation
    std::optional<bool> nat_traversal;
    bool behind_nat = false;
    std::optional<bool> dpd;
    std::optional<BgpParameters> bgp;  ///< of the cloud end
    std::vector<std::string>
        assumed;  ///< "IKE encryption aes256": what the cloud end does not state and is chosen here
};

/// What one device has to be configured with. Order: of the connections in the scenario.
struct DeviceSide {
    std::string device;  ///< "dc-1/fw-1"
    std::vector<DeviceSideTunnel> tunnels;
};

/// Everything that faces the device: the cloud ends whose customer gateway address is one of the device's or its NAT
/// address. There are reasons against it if there is none, if one of them cannot be matched exactly by any device, or
/// if a name or an identity holds characters that are not seen.
[[nodiscard]] std::variant<DeviceSide, Reasons> device_side(const Estate& estate, SiteId site, DeviceIndex device);

/// A text of letters, digits, "-" and "_": other characters are "-".
[[nodiscard]] std::string plain_name(std::string_view text);

}  // namespace vpnsim::exporters
