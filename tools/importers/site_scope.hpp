#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/site.hpp"
#include "tools/importers/host.hpp"
#include "tools/importers/site_device.hpp"

namespace vpnsim::importers {

/// What the parts of one site know of one another while it is made.
struct SiteScope {
    Site site;
    std::vector<const Host*> device_hosts;  ///< of each device of the site
    std::vector<TunnelSources> sources;     ///< of each device
    const Host* router = nullptr;           ///< whose routes the site follows
    std::map<Address, DeviceIndex> inside;  ///< devices by inner address
    std::set<Prefix> local_blocks;          ///< what the site's tunnels protect, and its networks
    std::set<Prefix> remote_blocks;         ///< what the site's tunnels lead to; not everything
    Remarks& remarks;

    void remark(Gravity gravity, std::string kind, std::string about, std::string message, const Origin& origin) {
        remarks.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin});
    }
};

/// Fills `local_blocks` and `remote_blocks` from the devices' tunnels, and `inside` from their addresses. A device
/// whose inner address is not known gets the one next hop of the router that serves its destinations alone.
void tie_devices(SiteScope& scope);
/// Names the networks of the site: what its machines are connected to, what devices route inwards, what tunnels
/// protect.
void find_networks(SiteScope& scope);
/// The routes of the router, or, where there is none, routes that lead to whatever tunnels serve.
void find_routes(SiteScope& scope);
/// The router's rules and policy maps.
void find_policy_routes(SiteScope& scope);

/// Warns of routes of the devices themselves that drop what their tunnels serve or, on Cisco, lead it back inside.
void warn_of_own_routes(SiteScope& scope);

/// The next hops of a route as the site has them; never empty. What leads to nobody known leaves the site, and a remark
/// says so.
[[nodiscard]] std::vector<SiteNextHop> site_next_hops(SiteScope& scope, const OsRoute& route);

}  // namespace vpnsim::importers
