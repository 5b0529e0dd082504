#pragma once

#include <optional>
#include <vector>

#include "sim/remedies/remedy_context.hpp"

namespace vpnsim {

/// The blocks of a finding's flows by the side that owns them.
struct FlowSides {
    std::vector<Prefix> cloud;
    std::vector<Prefix> site;
    bool from_cloud = true;  ///< the flows leave a VPC
};
/// Absent where the finding has no flows, or nobody owns the source of its witness.
[[nodiscard]] std::optional<FlowSides> flow_sides(const RemedyContext& context);

/// Leads packets to `destinations` into a connection, on the cloud side: a route in the tables of the VPC that serve
/// `sources`, and on the gateway, unless a policy route of the connection takes them, a destination route.
bool lead_from_cloud(const RemedyContext& context, Estate& estate, ConnectionId connection,
                     const std::vector<Prefix>& sources, const std::vector<Prefix>& destinations);
/// The same at every site that the connection's tunnels end at.
bool lead_from_sites(const RemedyContext& context, Estate& estate, ConnectionId connection,
                     const std::vector<Prefix>& destinations);

}  // namespace vpnsim
