// Which next hops of a router are which devices.
#include <algorithm>

#include "tools/importers/prefix_sets.hpp"
#include "tools/importers/site_scope.hpp"

namespace vpnsim::importers {
namespace {

std::set<Prefix> remote_blocks(const Device& device) {
    std::set<Prefix> out;
    for (const auto& tunnel : device.tunnels) {
        for (const auto& selector : tunnel.remote_ts) {
            if (selector.is_everything()) continue;
            for (const auto& block : blocks_of(selector)) out.insert(block);
        }
    }
    return out;
}

/// The gateways of the router that no device is known to have, but those of default routes, with what they serve.
std::map<Address, std::set<Prefix>> unknown_gateways(const SiteScope& scope) {
    std::map<Address, std::set<Prefix>> out;
    if (scope.router == nullptr) return out;
    const auto add = [&](const std::vector<OsNextHop>& hops, const Prefix& destination) {
        for (const auto& hop : hops) {
            if (hop.via && !scope.inside.contains(*hop.via)) out[*hop.via].insert(destination);
        }
    };
    std::set<Address> of_default;
    for (const auto& route : scope.router->routes) {
        if (route.destination.length() > 0) add(route.next_hops, route.destination);
        else if (route.table == "main")
            for (const auto& hop : route.next_hops) of_default.insert(hop.via.value_or(route.destination.first()));
    }
    for (const auto& rule : scope.router->pbr) {
        if (rule.destination) add(rule.next_hops, *rule.destination);
    }
    for (const auto& gateway : of_default) out.erase(gateway);
    return out;
}

void infer_inside_address(SiteScope& scope) {
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < scope.site.devices.size(); ++i) {
        if (scope.site.devices[i].inside_addresses.empty()) unknown.push_back(i);
    }
    if (unknown.size() != 1) return;
    auto& device = scope.site.devices[unknown.front()];
    const auto served = remote_blocks(device);
    std::vector<Address> candidates;
    for (const auto& [gateway, destinations] : unknown_gateways(scope)) {
        if (std::any_of(destinations.begin(), destinations.end(),
                        [&](const Prefix& destination) { return touched(served, destination); })) {
            candidates.push_back(gateway);
        }
    }
    if (candidates.size() != 1) return;
    device.inside_addresses = candidates;
    scope.inside.emplace(candidates.front(), DeviceIndex{unknown.front()});
    scope.remark(Gravity::note, "inside-address-inferred", device.name,
                 "The device's inner address is not in the input. It is taken to be " + candidates.front().text() +
                     ": the only next hop of " + scope.router->name +
                     " that no other device has and that leads to what the device's tunnels serve.",
                 scope.router->origin);
}

}  // namespace

void tie_devices(SiteScope& scope) {
    for (std::size_t i = 0; i < scope.site.devices.size(); ++i) {
        const auto& device = scope.site.devices[i];
        for (const auto& address : device.inside_addresses) scope.inside.emplace(address, DeviceIndex{i});
        scope.remote_blocks.merge(remote_blocks(device));
        for (const auto& tunnel : device.tunnels) {
            for (const auto& selector : tunnel.local_ts) {
                if (selector.is_everything()) continue;
                for (const auto& block : blocks_of(selector)) scope.local_blocks.insert(block);
            }
        }
    }
    infer_inside_address(scope);
    if (scope.router == nullptr) return;
    // An address that the router itself has is no next hop of its own.
    for (const auto& i : scope.router->interfaces) scope.inside.erase(i.address);
}

}  // namespace vpnsim::importers
