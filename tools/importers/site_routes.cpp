#include <algorithm>
#include <tuple>

#include "tools/importers/prefix_sets.hpp"
#include "tools/importers/scenario_ids.hpp"
#include "tools/importers/site_scope.hpp"
#include "tools/importers/tunnel_interfaces.hpp"

namespace vpnsim::importers {
namespace {

bool drops(OsRouteType type) {
    return type == OsRouteType::blackhole || type == OsRouteType::unreachable || type == OsRouteType::prohibit ||
           type == OsRouteType::throw_;
}

void add_hop(std::vector<SiteNextHop>& hops, const SiteNextHop& hop) {
    if (std::find(hops.begin(), hops.end(), hop) == hops.end()) hops.push_back(hop);
}

void add_route(SiteScope& scope, ScenarioIds& ids, const Prefix& destination, std::vector<SiteNextHop> hops,
               std::uint32_t metric) {
    const auto name =
        "to-" + (destination.length() == 0 ? std::string{destination.family() == Family::ipv4 ? "default" : "default-6"}
                                           : id_part(destination.text()));
    scope.site.routes.push_back({ids.take(name, {}), destination, std::move(hops), metric, {}});
}

// A router's routes --------------------------------------------------------------------------------------------------

/// Lower wins: the administrative distance first, then the metric.
using Rank = std::pair<std::uint32_t, std::uint32_t>;
Rank rank(const OsRoute& route) { return {route.distance.value_or(0), route.metric.value_or(0)}; }

/// What the file's "metric" says for each rank: the routes' own number where one of the two decides, else their order.
std::map<Rank, std::uint32_t> metrics(const std::vector<const OsRoute*>& routes) {
    std::map<Rank, std::uint32_t> out;
    for (const auto* route : routes) out.emplace(rank(*route), 0);
    const auto all = [&](auto part) {
        return std::all_of(out.begin(), out.end(),
                           [&](const auto& entry) { return part(entry.first) == part(out.begin()->first); });
    };
    const bool same_distance = all([](const Rank& r) { return r.first; });
    const bool same_metric = all([](const Rank& r) { return r.second; });
    std::uint32_t order = 0;
    for (auto& [key, metric] : out) metric = same_distance ? key.second : same_metric ? key.first : order++;
    return out;
}

void routes_of_router(SiteScope& scope) {
    const auto& router = *scope.router;
    std::vector<const OsRoute*> routes;
    std::map<std::tuple<Prefix, Rank>, std::size_t> seen;
    for (const auto& route : router.routes) {
        if (route.table != "main" || route.connected) continue;
        // Linux keeps several routes of one block and metric and takes the first; IPv6 takes them for next hops.
        const auto [place, added] = seen.try_emplace({route.destination, rank(route)}, routes.size());
        if (!added && !route.distance && route.destination.family() == Family::ipv4) {
            scope.remark(Gravity::warning, "route-never-used", route.destination.text(),
                         "Another route with the same block and metric stands before this one, which is never used.",
                         route.origin);
            continue;
        }
        routes.push_back(&route);
    }
    const auto metric_of = metrics(routes);
    ScenarioIds ids;
    std::map<std::tuple<Prefix, Rank>, std::size_t> written;
    for (const auto* route : routes) {
        auto hops = site_next_hops(scope, *route);
        const auto [place, added] = written.try_emplace({route->destination, rank(*route)}, scope.site.routes.size());
        if (added) {
            add_route(scope, ids, route->destination, std::move(hops), metric_of.at(rank(*route)));
        } else {
            for (const auto& hop : hops) add_hop(scope.site.routes[place->second].next_hops, hop);
        }
    }
}

// No router: what the tunnels serve ----------------------------------------------------------------------------------

/// Where a device's own routes choose the tunnel, the site's routes name it.
SiteNextHop hop_to(const SiteScope& scope, std::size_t device, std::size_t tunnel) {
    const auto& protection = scope.device_hosts[device]->protections[scope.sources[device][tunnel]];
    if (protection.route_based) return TunnelHop{DeviceIndex{device}, TunnelIndex{tunnel}};
    return DeviceHop{DeviceIndex{device}};
}

void routes_of_tunnels(SiteScope& scope) {
    std::map<Prefix, std::vector<SiteNextHop>> served;
    for (std::size_t d = 0; d < scope.site.devices.size(); ++d) {
        const auto& tunnels = scope.site.devices[d].tunnels;
        const auto& host = *scope.device_hosts[d];
        for (std::size_t t = 0; t < tunnels.size(); ++t) {
            const auto& protection = host.protections[scope.sources[d][t]];
            for (const auto& selector : tunnels[t].remote_ts) {
                if (selector.is_everything()) continue;
                for (const auto& block : blocks_of(selector)) add_hop(served[block], hop_to(scope, d, t));
            }
            if (!protection.route_based || protection.interface_name.empty()) continue;
            for (const auto& route : host.routes) {
                const bool into = std::any_of(route.next_hops.begin(), route.next_hops.end(),
                                              [&](const OsNextHop& hop) { return leads_into(host, hop, protection); });
                if (into && !route.connected && route.table == "main")
                    add_hop(served[route.destination], hop_to(scope, d, t));
            }
        }
    }
    if (served.empty()) return;
    ScenarioIds ids;
    for (auto& [block, hops] : served) {
        if (hops.size() > 1) {
            scope.remark(
                Gravity::note, "several-devices", block.text(),
                "Several devices or tunnels serve the block, and no router's routes choose between them. Which of "
                "them is taken is left open.",
                {});
        }
        add_route(scope, ids, block, std::move(hops), 0);
    }
    scope.remark(Gravity::note, "routes-assumed", scope.site.name,
                 "No routes of a router without tunnels of its own are in the input. It is assumed that the site sends "
                 "what the tunnels serve to the "
                 "devices that have them. Add the routing table of the site's router (ip route, FRR) to know.",
                 {});
}

}  // namespace

std::vector<SiteNextHop> site_next_hops(SiteScope& scope, const OsRoute& route) {
    if (drops(route.type)) return {Blackhole{}};
    if (route.type == OsRouteType::local) return {Local{}};
    std::vector<SiteNextHop> out;
    for (const auto& hop : route.next_hops) {
        const auto device = hop.via ? scope.inside.find(*hop.via) : scope.inside.end();
        const auto where = hop.via ? hop.via->text() : "the interface " + hop.device;
        if (device != scope.inside.end()) {
            add_hop(out, DeviceHop{device->second});
        } else if (route.connected || covered(scope.local_blocks, route.destination)) {
            add_hop(out, Local{});
            if (!route.connected) {
                scope.remark(Gravity::note, "inner-next-hop", route.destination.text(),
                             "The route leads to " + where +
                                 ", which is no device of the input, and its block is the "
                                 "site's own. It is taken to stay inside the site.",
                             route.origin);
            }
        } else {
            add_hop(out, Internet{});
            const bool by_default = route.destination.length() == 0;
            scope.remark(by_default ? Gravity::note : Gravity::warning,
                         by_default ? "default-leaves" : "unknown-next-hop", route.destination.text(),
                         "The route leads to " + where +
                             ", which is no device of the input. It is taken to leave the "
                             "site, past all tunnels." +
                             (by_default ? "" : " If it is a device, import that one, too."),
                         route.origin);
        }
    }
    if (out.empty()) out.push_back(Blackhole{});
    return out;
}

void find_routes(SiteScope& scope) {
    // A router may be known by its policies alone.
    if (scope.router != nullptr && !scope.router->routes.empty()) routes_of_router(scope);
    else routes_of_tunnels(scope);
}

}  // namespace vpnsim::importers
