#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/estate.hpp"

namespace vpnsim::test {

/// "10.0.0.0/8, 172.30.128.0/17" or "10.1.0.0/16[tcp/443]". Requires: valid.
[[nodiscard]] SelectorList selectors(std::string_view list);
[[nodiscard]] Address address(std::string_view text);
[[nodiscard]] Prefix prefix(std::string_view text);
/// A built-in profile. Requires: it exists.
[[nodiscard]] DeviceProfile profile(std::string_view name);

/// Builds small estates by name. Each call adds one record and returns it, so that a test can state what differs:
///
///     EstateBuilder estate;
///     estate.gateway("vgw-1", "203.0.113.10");
///     estate.customer_gateway("cgw-1", "198.51.100.1");
///     estate.connection("conn-1", "10.66.90.0/24", "10.55.193.0/24").ike.version = IkeVersion::ikev1;
///     estate.device("fw-1", "198.51.100.1", "strongswan");
///     estate.tunnel("fw-1", "10.55.0.0/16", "10.66.88.0/22");
///
/// A connection belongs to the latest gateway and faces the latest customer gateway. A tunnel aims at the first address
/// of the latest gateway. A reference is valid until the next record of its kind is added.
class EstateBuilder {
  public:
    /// `addresses` are separated by ", ".
    VpnGateway& gateway(std::string name, std::string_view addresses, std::string_view profile_name = "alibaba");
    CustomerGateway& customer_gateway(std::string name, std::string_view address_text);
    IpsecConnection& connection(std::string name, std::string_view local_ts, std::string_view remote_ts);
    /// Adds a tunnel to the latest connection, facing the latest customer gateway.
    ConnectionTunnel& connection_tunnel(std::string name, TunnelRole role = TunnelRole::active);
    Site& site(std::string name);
    /// Adds a device to the latest site, and a site "dc-1" if there is none.
    Device& device(std::string name, std::string_view addresses, std::string_view profile_name = "generic");
    /// Adds a tunnel to the device of that name, aiming at the latest gateway's first address.
    DeviceTunnel& tunnel(std::string_view device_name, std::string_view local_ts, std::string_view remote_ts);

    [[nodiscard]] const Estate& estate() const { return estate_; }
    operator const Estate&() const { return estate_; }  // NOLINT: tests read better
    Estate& change() { return estate_; }

  private:
    Estate estate_;
};

}  // namespace vpnsim::test
