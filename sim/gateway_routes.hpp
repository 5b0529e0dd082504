#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/assumptions.hpp"
#include "model/estate.hpp"

namespace vpnsim {

/// The policy routes that a gateway has: those of the scenario in file order, then the automatic ones (R20-R23).
[[nodiscard]] std::vector<PolicyRoute> policy_routes(const Estate& estate, GatewayId gateway);

/// Routes of one table with equal keys and different next hops.
struct ActiveStandbyGroup {
    enum class Kind : std::uint8_t {
        pair,     ///< weights 100 and 0: the effective one is decided by which connection is up (R7)
        conflict  ///< any other set: each may win (R9)
    };
    Kind kind;
    std::vector<std::uint32_t> routes;      ///< positions in the table, ascending; of a pair: active, standby
    std::vector<ConnectionId> connections;  ///< their next hops, each once; of a pair: active, standby
};

/// Order: by the first route of each group.
[[nodiscard]] std::vector<ActiveStandbyGroup> active_standby_groups(const std::vector<PolicyRoute>& routes);
[[nodiscard]] std::vector<ActiveStandbyGroup> active_standby_groups(const std::vector<DestinationRoute>& routes);

/// The rank of each policy route in its table: smaller matches first, equal means that the order is not known.
/// R4, R5; R6 for gateways without priorities. Order: as `routes`.
[[nodiscard]] std::vector<std::uint64_t> policy_ranks(const VpnGateway& gateway, const std::vector<PolicyRoute>& routes,
                                                      LegacyPolicyRoutes legacy);

}  // namespace vpnsim
