#include "tools/importers/scenario_sites.hpp"

#include <algorithm>

#include "model/write_estate.hpp"
#include "tools/importers/remark_limit.hpp"
#include "tools/importers/scenario_ids.hpp"
#include "tools/importers/site_scope.hpp"

namespace vpnsim::importers {
namespace {

using Hosts = std::vector<const Host*>;

/// The host whose routes lead to the most devices; the first of those that are alike.
const Host* router_of(const Hosts& routers, const Hosts& devices, Remarks& remarks) {
    std::set<Address> inner;
    for (const auto* device : devices) {
        for (const auto& i : device->interfaces) {
            if (!i.outside) inner.insert(i.address);
        }
    }
    const auto led_to = [&](const Host* host) {
        std::set<Address> out;
        const auto add = [&](const std::vector<OsNextHop>& hops) {
            for (const auto& hop : hops) {
                if (hop.via && inner.contains(*hop.via)) out.insert(*hop.via);
            }
        };
        for (const auto& route : host->routes) add(route.next_hops);
        for (const auto& rule : host->pbr) add(rule.next_hops);
        return out.size();
    };
    const Host* best = nullptr;
    std::size_t most = 0;
    for (const auto* host : routers) {
        const auto count = led_to(host);
        if (best != nullptr && count <= most) continue;
        best = host;
        most = count;
    }
    for (const auto* host : routers) {
        if (host == best) continue;
        remarks.push_back(
            {Gravity::warning, "router-left-out", host->name,
             "A site of a scenario has one routing table. It is that of " + best->name +
                 ", whose routes lead to the most devices; the routes and rules of this machine are left out.",
             host->origin});
    }
    return best;
}

void warn_of_unreached(SiteScope& scope) {
    if (scope.router == nullptr) return;
    std::vector<bool> reached(scope.site.devices.size(), false);
    const auto mark = [&](const std::vector<SiteNextHop>& hops) {
        for (const auto& hop : hops) {
            if (const auto* device = std::get_if<DeviceHop>(&hop)) reached[device->device.index()] = true;
            if (const auto* tunnel = std::get_if<TunnelHop>(&hop)) reached[tunnel->device.index()] = true;
        }
    };
    for (const auto& route : scope.site.routes) mark(route.next_hops);
    for (const auto& route : scope.site.policy_routes) mark(route.next_hops);
    for (std::size_t i = 0; i < reached.size(); ++i) {
        if (reached[i]) continue;
        scope.remark(
            Gravity::warning, "device-unreached", scope.site.devices[i].name,
            "No route of " + scope.router->name + " leads to the device. Nothing of the site enters its tunnels.",
            scope.device_hosts[i]->origin);
    }
}

/// Which of several tunnel interfaces a packet enters, the device's own routes decide; the site's end at the device.
void warn_of_route_based(SiteScope& scope) {
    if (scope.router == nullptr) return;
    for (std::size_t i = 0; i < scope.site.devices.size(); ++i) {
        const auto& host = *scope.device_hosts[i];
        const auto tunnels = std::count_if(scope.sources[i].begin(), scope.sources[i].end(),
                                           [&](std::size_t source) { return host.protections[source].route_based; });
        if (tunnels < 2) continue;
        scope.remark(Gravity::warning, "route-based-choice", scope.site.devices[i].name,
                     "The device has several tunnel interfaces, and its own routes say which of them a packet enters. "
                     "The site's routes lead to the device only: name the tunnel as next hop where it matters "
                     "(\"device/tunnel\").",
                     host.origin);
    }
}

Site site_of(const std::string& name, const Hosts& hosts, const std::vector<CloudEnd>& ends, Remarks& remarks) {
    Hosts devices;
    Hosts routers;
    for (const auto* host : hosts) {
        if (!host->protections.empty()) devices.push_back(host);
        else if (!host->routes.empty() || !host->rules.empty() || !host->pbr.empty()) routers.push_back(host);
    }
    SiteScope scope{{}, devices, {}, router_of(routers, devices, remarks), {}, {}, {}, remarks};
    scope.site.name = name;
    ScenarioIds ids;
    for (const auto* host : devices) {
        scope.site.devices.push_back(
            site_device(*host, ids.take(host->name, {}), ends, scope.sources.emplace_back(), remarks));
    }
    tie_devices(scope);
    find_networks(scope);
    find_routes(scope);
    find_policy_routes(scope);
    warn_of_unreached(scope);
    warn_of_route_based(scope);
    warn_of_own_routes(scope);
    return std::move(scope.site);
}

}  // namespace

std::vector<Site> sites_of(const std::vector<Host>& hosts, const Cloud& cloud, Remarks& remarks) {
    std::vector<std::pair<std::string, Hosts>> groups;
    std::map<std::string, std::size_t> places;
    for (const auto& host : hosts) {
        const auto [place, added] = places.try_emplace(host.site, groups.size());
        if (added) groups.push_back({host.site, {}});
        groups[place->second].second.push_back(&host);
    }
    std::vector<Site> out;
    const auto ends = cloud_ends(cloud);
    ScenarioIds ids;
    Remarks found;
    for (const auto& [name, members] : groups) {
        auto site = site_of(ids.take(name, "on-premises"), members, ends, found);
        const bool empty =
            site.devices.empty() && site.routes.empty() && site.networks.empty() && site.policy_routes.empty();
        if (!empty) out.push_back(std::move(site));
    }
    found = limited(std::move(found));
    std::move(found.begin(), found.end(), std::back_inserter(remarks));
    return out;
}

void write_sites(JsonText& out, const std::vector<Host>& hosts, const Cloud& cloud, Remarks& remarks) {
    Estate estate;
    estate.sites = sites_of(hosts, cloud, remarks);
    vpnsim::write_sites(out, estate);
}

}  // namespace vpnsim::importers
