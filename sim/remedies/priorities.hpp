#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/remedies/remedy_context.hpp"

namespace vpnsim {

/// Policy routes of one gateway, best first, each with its priority of the moment.
using RankedRoutes = std::vector<PolicyRoute>;

/// Gives routes that overlap and lead to different connections priorities that rise in the order of the list, in steps
/// of `step`, and that no other overlapping route of the gateway has. Absent: they do not fit into 1..100.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> rising_priorities(const RankedRoutes& order,
                                                                         const std::vector<PolicyRoute>& all, int step);
/// Proposes to give the routes of `order` rising priorities; on a gateway without priorities after its upgrade.
void propose_priorities(RemedyContext& context, GatewayId gateway, const RankedRoutes& order,
                        const std::string& trade_off);

}  // namespace vpnsim
