#pragma once

#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// Names the interface of each route-based protection that names none: the tunnel interface of the machine's addresses
/// and routes whose number is the protection's interface ID, or the only one left for the only one left. Routes into
/// tunnel interfaces of no protection, and protections that stay without one, are warnings.
void tie_tunnel_interfaces(Host& host, Remarks& remarks);

/// Whether a next hop leads into the interface of a route-based protection: by the interface's name, or by a neighbour
/// on the block of one of its addresses.
[[nodiscard]] bool leads_into(const Host& host, const OsNextHop& hop, const Protection& protection);

}  // namespace vpnsim::importers
