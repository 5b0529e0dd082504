#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "model/estate.hpp"

// Edits of an estate that keep it readable: every position stays, names stay unique, orders name every route.
namespace vpnsim {

/// `stem`, or `stem`-2, `stem`-3 ... : the first that no record of the collection has.
template <class Record>
[[nodiscard]] std::string unused_name(const std::vector<Record>& records, const std::string& stem) {
    const auto used = [&](const std::string& name) {
        return std::any_of(records.begin(), records.end(), [&](const Record& r) { return r.name == name; });
    };
    std::string name = stem;
    for (std::size_t n = 2; used(name); ++n) name = stem + '-' + std::to_string(n);
    return name;
}

[[nodiscard]] inline Device& device_in(Estate& estate, DeviceTunnelRef ref) {
    return estate.sites[ref.site.index()].devices[ref.device.index()];
}
[[nodiscard]] inline DeviceTunnel& tunnel_in(Estate& estate, DeviceTunnelRef ref) {
    return device_in(estate, ref).tunnels[ref.tunnel.index()];
}
[[nodiscard]] inline IpsecConnection& connection_in(Estate& estate, ConnectionId id) {
    return estate.ipsec_connections[id.index()];
}
[[nodiscard]] inline VpnGateway& gateway_in(Estate& estate, GatewayId id) { return estate.vpn_gateways[id.index()]; }

/// Returns the listed policy route of that name. An automatic one becomes a listed one that replaces it (same source,
/// destination and next hop), at its position of the delivery order. Requires: the gateway has the route.
[[nodiscard]] PolicyRoute& listed_policy_route(Estate& estate, GatewayId gateway, const PolicyRoute& route);

/// Forgets delivery orders that no longer name every policy route of their gateway once: where a new route comes is
/// not known before it is delivered (R5).
void forget_stale_orders(Estate& estate);

/// Makes the gateway the next hop of a destination in a table of a VPC; `table` beyond the listed ones is the system
/// table, which is then listed.
void route_in_vpc(Estate& estate, VpcId id, RouteTableIndex table, const Prefix& destination, GatewayId next_hop);
void route_on_gateway(Estate& estate, GatewayId id, const Prefix& destination, ConnectionId next_hop, bool published);
void route_at_site(Estate& estate, SiteId id, const Prefix& destination, const SiteNextHop& next_hop);

/// The tables that the vSwitches of a VPC with addresses of that block use, each once. Order: file order.
[[nodiscard]] std::vector<RouteTableIndex> tables_of(const Vpc& vpc, const Prefix& sources);

/// The blocks that a list of selectors is, ranges as the blocks that cover them. Order: as listed.
[[nodiscard]] std::vector<Prefix> blocks(const SelectorList& selectors);
[[nodiscard]] SelectorList selectors_of(const std::vector<Prefix>& blocks);
/// The smallest block around all of them. Absent: two families, or no block.
[[nodiscard]] std::optional<Prefix> aggregate(const std::vector<Prefix>& blocks);

}  // namespace vpnsim
