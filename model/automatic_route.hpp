#pragma once

#include <vector>

#include "model/estate.hpp"

namespace vpnsim {

/// The policy routes that a gateway makes by itself: one for each local × remote block of its connections in selector
/// mode with `auto_routes`, local-major, connections in file order; weight 100, priority 10, published as the
/// connection says. They are named "auto/CONNECTION/1", "auto/CONNECTION/2" ... and stand at their connection.
///
/// The number is the position of the pair among all pairs of selectors. Only plain blocks make routes: a range or a
/// selector with a protocol has no route of its own, nor has a pair of an IPv4 and an IPv6 block. A listed route of the
/// gateway with the same source, destination and next hop replaces the automatic one. The numbers of such pairs stay
/// unused.
[[nodiscard]] std::vector<PolicyRoute> automatic_policy_routes(const Estate& estate, GatewayId gateway);

}  // namespace vpnsim
