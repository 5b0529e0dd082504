// A device's own routes: the scenario does not follow them, so what they take from the tunnels is said.
#include <algorithm>
#include <tuple>

#include "tools/importers/prefix_sets.hpp"
#include "tools/importers/site_scope.hpp"
#include "tools/importers/tunnel_interfaces.hpp"

namespace vpnsim::importers {
namespace {

class OwnRoutes {
  public:
    OwnRoutes(SiteScope& scope, const Host& host)
        : scope_{scope}, host_{host}, is_cisco_{host.profile.starts_with("cisco")} {
        for (const auto& route : host.routes) {
            if (route.table != "main") continue;
            const auto [best, added] = best_.try_emplace(route.destination, &route);
            if (!added && rank(route) < rank(*best->second)) best->second = &route;
        }
        for (const auto& i : host.interfaces) {
            if (i.outside) continue;
            inner_interfaces_.insert(i.interface_name);
            inner_blocks_.insert(i.connected);
        }
        inner_interfaces_.erase("");
    }

    void check() {
        find_served();
        for (const auto& [destination, route] : best_) {
            if (covered(served_, destination)) check(*route);
        }
        for (const auto& block : served_) {
            if (const auto* route = route_for(block)) check(*route);
        }
    }

  private:
    static std::pair<std::uint32_t, std::uint32_t> rank(const OsRoute& route) {
        return {route.distance.value_or(0), route.metric.value_or(0)};
    }

    /// What selectors of tunnels in force lead to, or routes into their interfaces.
    void find_served() {
        for (const auto& p : host_.protections) {
            if (!p.loaded || p.mode != ProtectionMode::tunnel) continue;
            for (const auto& group : p.groups) {
                for (const auto& selector : group.remote) {
                    if (selector.is_everything()) continue;
                    for (const auto& block : blocks_of(selector)) served_.insert(block);
                }
            }
            if (!p.route_based) continue;
            for (const auto& route : host_.routes) {
                const bool into = std::any_of(route.next_hops.begin(), route.next_hops.end(),
                                              [&](const OsNextHop& hop) { return leads_into(host_, hop, p); });
                if (into && !route.connected && route.table == "main") served_.insert(route.destination);
            }
        }
    }

    /// The longest route for the whole of a block.
    [[nodiscard]] const OsRoute* route_for(const Prefix& block) const {
        for (auto length = block.length();; --length) {
            const auto found = best_.find(Prefix{block.first(), length});
            if (found != best_.end()) return found->second;
            if (length == 0) return nullptr;
        }
    }

    [[nodiscard]] bool leads_inwards(const OsRoute& route) const {
        return std::any_of(route.next_hops.begin(), route.next_hops.end(), [&](const OsNextHop& hop) {
            if (!hop.device.empty()) return inner_interfaces_.contains(hop.device);
            return hop.via && covered(inner_blocks_, Prefix::host(*hop.via));
        });
    }

    void check(const OsRoute& route) {
        if (route.connected || !said_.insert(&route).second) return;
        const bool drops = route.type == OsRouteType::blackhole || route.type == OsRouteType::unreachable ||
                           route.type == OsRouteType::prohibit;
        const std::string tunnels = " what its tunnels serve. This is not simulated: here its SAs alone choose. ";
        if (drops) {
            scope_.remark(Gravity::warning, "device-route-drops", host_.name,
                          "The device's own route to " + route.destination.text() + " drops" + tunnels +
                              (is_cisco_ ? "Remove the route, or count that traffic as lost."
                                         : "Check that the routes of the VPN daemon (table 220) come before it."),
                          route.origin);
        } else if (is_cisco_ && route.type == OsRouteType::unicast && leads_inwards(route)) {
            // Crypto maps and tunnels see only what is routed out of their interface; Linux asks its policies anywhere.
            scope_.remark(Gravity::warning, "device-route-inwards", host_.name,
                          "The device's own route to " + route.destination.text() + " leads back inside" + tunnels +
                              "Correct the route, or count that traffic as lost.",
                          route.origin);
        }
    }

    SiteScope& scope_;
    const Host& host_;
    bool is_cisco_;
    std::map<Prefix, const OsRoute*> best_;
    std::set<std::string> inner_interfaces_;
    std::set<Prefix> inner_blocks_;
    std::set<Prefix> served_;
    std::set<const OsRoute*> said_;
};

}  // namespace

void warn_of_own_routes(SiteScope& scope) {
    for (const auto* host : scope.device_hosts) {
        if (!host->routes.empty()) OwnRoutes{scope, *host}.check();
    }
}

}  // namespace vpnsim::importers
