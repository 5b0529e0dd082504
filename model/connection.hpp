#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/id.hpp"
#include "model/place.hpp"
#include "model/proposal.hpp"
#include "model/traffic_selector.hpp"

namespace vpnsim {

/// A pre-shared key. It has no text form and no stream operator on purpose: only the scenario writer and the comparison
/// of two ends may look inside.
class PreSharedKey {
  public:
    explicit PreSharedKey(std::string secret) : secret_{std::move(secret)} {}
    [[nodiscard]] const std::string& reveal() const { return secret_; }
    friend bool operator==(const PreSharedKey&, const PreSharedKey&) = default;

  private:
    std::string secret_;
};

struct BgpParameters {
    std::optional<Prefix> tunnel_cidr;
    std::optional<Address> local_address;
    std::optional<std::uint32_t> local_asn;
    friend bool operator==(const BgpParameters&, const BgpParameters&) = default;
};

enum class HealthCheckFailure : std::uint8_t { reserve_route, revoke_route };

struct HealthCheck {
    std::optional<Address> source;
    std::optional<Address> destination;
    std::uint32_t interval_seconds = 3;
    std::uint32_t retries = 3;
    HealthCheckFailure on_failure = HealthCheckFailure::reserve_route;
    friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};

/// For failure studies: `down` has no SA, `up` has the negotiated SAs or, if there are none, the configured selectors.
enum class LinkState : std::uint8_t { up, down };
enum class TunnelRole : std::uint8_t { active, standby };

struct CustomerGateway {
    std::string name;
    std::optional<Address> address;
    std::optional<std::uint32_t> asn;
    Place place;
    friend bool operator==(const CustomerGateway&, const CustomerGateway&) = default;
};

/// One of the two tunnels of a dual-tunnel connection (C10, C11). What it leaves out is the connection's.
struct ConnectionTunnel {
    std::string name;
    TunnelRole role = TunnelRole::active;
    std::optional<CustomerGatewayId> customer_gateway;
    std::optional<PreSharedKey> psk;
    std::optional<IkeParameters> ike;
    std::optional<EspParameters> esp;
    std::optional<BgpParameters> bgp;
    std::optional<Address> gateway_address;
    std::optional<LinkState> state;
    Place place;
    friend bool operator==(const ConnectionTunnel&, const ConnectionTunnel&) = default;
};

/// An IPsec connection of a cloud VPN gateway. Selectors left out are 0.0.0.0/0 (destination-routing mode, C1).
struct IpsecConnection {
    std::string name;
    std::optional<GatewayId> vpn_gateway;
    std::optional<CustomerGatewayId> customer_gateway;
    SelectorList local_ts{TrafficSelector::everything(Family::ipv4)};
    SelectorList remote_ts{TrafficSelector::everything(Family::ipv4)};
    bool auto_routes = true;
    bool publish_auto_routes = false;
    std::optional<PreSharedKey> psk;
    IkeParameters ike;
    EspParameters esp;
    std::optional<bool> nat_traversal;
    std::optional<bool> dpd;
    std::optional<bool> effective_immediately;
    std::optional<std::uint32_t> mtu;
    std::optional<BgpParameters> bgp;
    std::optional<HealthCheck> health_check;
    std::optional<Address> gateway_address;
    std::vector<ConnectionTunnel> tunnels;  ///< empty = single-tunnel mode, else one or two, in file order
    std::optional<LinkState> state;
    Place place;
    Place local_ts_place;
    Place remote_ts_place;
    friend bool operator==(const IpsecConnection&, const IpsecConnection&) = default;

    /// C1: both sides are all addresses of one family; anything else is selector mode.
    [[nodiscard]] bool destination_routing_mode() const {
        return local_ts.size() == 1 && remote_ts.size() == 1 && local_ts[0].is_everything() &&
               remote_ts[0].is_everything() && local_ts[0].family() == remote_ts[0].family();
    }
};

}  // namespace vpnsim
