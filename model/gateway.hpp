#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/device_profile.hpp"
#include "model/route.hpp"

namespace vpnsim {

enum class GatewayKind : std::uint8_t { normal, national_standard };
enum class BusinessStatus : std::uint8_t { normal, financial_locked };

/// R13; the documented quotas are the defaults.
struct GatewayLimits {
    std::uint32_t policy_routes = 20;
    std::uint32_t destination_routes = 20;
    std::uint32_t connections = 10;
    std::uint32_t bgp_routes = 50;
    std::uint32_t cidrs_per_side = 5;
    friend bool operator==(const GatewayLimits&, const GatewayLimits&) = default;
};

/// A cloud VPN gateway with its three tables, each in file order.
struct VpnGateway {
    std::string name;
    std::optional<VpcId> vpc;
    std::vector<Address> addresses;
    DeviceProfile profile;  ///< `alibaba` unless the scenario says otherwise
    std::optional<std::chrono::year_month_day> created;
    GatewayKind kind = GatewayKind::normal;
    bool auto_propagate = true;
    std::string region;  ///< empty = not stated
    BusinessStatus business_status = BusinessStatus::normal;
    std::optional<std::uint32_t> bandwidth_mbps;
    GatewayLimits limits;
    bool policy_route_priorities = true;  ///< R6
    /// The observed delivery order (R5): names of listed and automatic policy routes, each once; absent = unknown.
    std::optional<std::vector<std::string>> policy_route_order;
    std::vector<PolicyRoute> policy_routes;
    std::vector<DestinationRoute> destination_routes;
    std::vector<BgpRoute> bgp_routes;
    Place place;
    Place policy_route_order_place;
    friend bool operator==(const VpnGateway&, const VpnGateway&) = default;
};

}  // namespace vpnsim
