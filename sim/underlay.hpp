#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"
#include "sim/cloud_end.hpp"

namespace vpnsim {

/// RFC 1918 and 100.64.0.0/10: addresses that the Internet does not route.
[[nodiscard]] bool is_private(const Address& address);
/// Returns true iff packets of the device reach the gateway through a NAT: it has a NAT address, or private addresses
/// only while the gateway's is public.
[[nodiscard]] bool behind_nat(const CloudEndParameters& cloud, const Device& device);

/// Outer packets of a tunnel that the device's underlay rules drop, each as "inbound UDP 500". Order: UDP 500, UDP
/// 4500, ESP; inbound first.
struct BlockedPackets {
    std::vector<std::string> ike;  ///< UDP 500, behind NAT 4500 as well: nothing is negotiated
    std::vector<std::string> esp;  ///< without NAT: SAs are negotiated and carry nothing
};
/// The rules are stateless; a direction without rules passes everything, otherwise the first match in file order
/// decides and no match drops. Only what is certain counts: an address that is not stated matches every rule that
/// accepts, and of several addresses of a device one that passes is enough.
[[nodiscard]] BlockedPackets blocked_packets(const CloudEndParameters& cloud, const Device& device,
                                             const DeviceTunnel& tunnel);

}  // namespace vpnsim
