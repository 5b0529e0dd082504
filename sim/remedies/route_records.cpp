// routed-outside-selectors, forbidden-destination, forwarding-loop: a route that covers too much.
#include <range/v3/algorithm/contains.hpp>

#include "sim/findings/finding_context.hpp"
#include "sim/remedies/remedy_context.hpp"

namespace vpnsim {
namespace {

std::optional<Prefix> common(const Prefix& a, const Prefix& b) {
    if (a.contains(b)) return b;
    return b.contains(a) ? std::optional{a} : std::nullopt;
}

/// The blocks that the SAs of a connection cover, cloud and site side.
std::vector<std::pair<Prefix, Prefix>> protected_pairs(const RemedyContext& context, ConnectionId id) {
    std::vector<std::pair<Prefix, Prefix>> out;
    for (const auto& pair : context.simulation.negotiations().pairs) {
        if (pair.cloud.connection != id) continue;
        for (const auto& offered : pair.child_sas) {
            for (const auto& local : blocks(offered.sa.local)) {
                for (const auto& remote : blocks(offered.sa.remote)) out.emplace_back(local, remote);
            }
        }
    }
    return out;
}

/// Replaces the record at `index` by copies of it with each of the blocks; without blocks it goes.
template <class Route, class Set>
void replace(std::vector<Route>& routes, std::size_t index, std::size_t count, const Set& set) {
    const auto original = routes[index];
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) {
            auto added = original;
            added.name = unused_name(routes, original.name);
            routes.push_back(std::move(added));
        }
        set(i == 0 ? routes[index] : routes.back(), i);
    }
    if (count == 0) routes.erase(routes.begin() + static_cast<std::ptrdiff_t>(index));
}

template <class Route>
std::size_t at_pointer(const std::vector<Route>& routes, const std::string& folder, const std::string& pointer) {
    const auto found =
        std::find_if(routes.begin(), routes.end(), [&](const Route& r) { return folder + r.name == pointer; });
    return static_cast<std::size_t>(found - routes.begin());
}

std::string narrowing(const std::string& what, const std::vector<Prefix>& to) {
    std::vector<std::string> texts;
    for (const auto& block : to) texts.push_back(block.text());
    return to.empty() ? "Remove " + what + ", which the selectors share nothing with."
                      : "Narrow " + what + " to what the selectors cover: " + enumerate(texts) + '.';
}

constexpr auto narrower_route = "What the route no longer takes goes elsewhere, or nowhere.";

void narrow_on_gateway(RemedyContext& context, GatewayId id, ConnectionId connection) {
    const auto& gateway = context.estate[id];
    const auto folder = "/vpn_gateways/" + gateway.name;
    const auto p = at_pointer(gateway.policy_routes, folder + "/policy_routes/", context.finding.pointer);
    if (p < gateway.policy_routes.size()) {
        const auto& route = gateway.policy_routes[p];
        std::vector<std::pair<Prefix, Prefix>> parts;
        std::vector<Prefix> shown;
        for (const auto& [local, remote] : protected_pairs(context, connection)) {
            const auto source = common(local, route.source);
            const auto destination = common(remote, route.destination);
            if (!source || !destination || ranges::contains(parts, std::pair{*source, *destination})) continue;
            parts.emplace_back(*source, *destination);
            shown.push_back(*destination);
        }
        context.propose(narrowing(gateway.name + '/' + route.name, shown), narrower_route, [&](Estate& estate) {
            replace(gateway_in(estate, id).policy_routes, p, parts.size(), [&](PolicyRoute& r, std::size_t i) {
                r.source = parts[i].first;
                r.destination = parts[i].second;
            });
            return true;
        });
    }
    const auto d = at_pointer(gateway.destination_routes, folder + "/destination_routes/", context.finding.pointer);
    if (d < gateway.destination_routes.size()) {
        const auto& route = gateway.destination_routes[d];
        std::vector<Prefix> parts;
        for (const auto& [ignored, remote] : protected_pairs(context, connection)) {
            const auto destination = common(remote, route.destination);
            if (destination && !ranges::contains(parts, *destination)) parts.push_back(*destination);
        }
        context.propose(narrowing(gateway.name + '/' + route.name, parts), narrower_route, [&](Estate& estate) {
            replace(gateway_in(estate, id).destination_routes, d, parts.size(),
                    [&](DestinationRoute& r, std::size_t i) { r.destination = parts[i]; });
            return true;
        });
    }
}

void narrow_at_site(RemedyContext& context, SiteId id, ConnectionId connection) {
    const auto& site = context.estate[id];
    const auto s = at_pointer(site.routes, "/sites/" + site.name + "/routes/", context.finding.pointer);
    if (s == site.routes.size()) return;
    std::vector<Prefix> parts;
    for (const auto& [local, ignored] : protected_pairs(context, connection)) {
        const auto destination = common(local, site.routes[s].destination);
        if (destination && !ranges::contains(parts, *destination)) parts.push_back(*destination);
    }
    context.propose(narrowing(site.name + '/' + site.routes[s].name, parts), narrower_route, [&](Estate& estate) {
        replace(estate.sites[id.index()].routes, s, parts.size(),
                [&](SiteRoute& r, std::size_t i) { r.destination = parts[i]; });
        return true;
    });
}

/// The networks of the sites where a connection ends.
std::vector<Prefix> networks_behind(const RemedyContext& context, ConnectionId connection) {
    std::vector<Prefix> out;
    for (const auto peer : context.peers(connection)) {
        for (const auto& network : context.estate[peer.site].networks) {
            if (!ranges::contains(out, network.cidr)) out.push_back(network.cidr);
        }
    }
    return out;
}

}  // namespace

void keep_within_selectors(RemedyContext& context) {
    for (const auto connection : context.connections) {
        if (const auto gateway = context.estate[connection].vpn_gateway)
            narrow_on_gateway(context, *gateway, connection);
        for (std::size_t s = 0; s < context.estate.sites.size(); ++s) narrow_at_site(context, SiteId{s}, connection);
    }
}

/// forbidden-destination (R12): the networks behind the connection instead of everything.
void list_destinations(RemedyContext& context) {
    for (const auto connection : context.connections) {
        const auto networks = networks_behind(context, connection);
        const auto gateway = context.estate[connection].vpn_gateway;
        if (!gateway || networks.empty()) continue;
        const auto& owner = context.estate[*gateway];
        const auto folder = "/vpn_gateways/" + owner.name;
        const auto p = at_pointer(owner.policy_routes, folder + "/policy_routes/", context.finding.pointer);
        const auto d = at_pointer(owner.destination_routes, folder + "/destination_routes/", context.finding.pointer);
        std::vector<std::string> texts;
        for (const auto& network : networks) texts.push_back(network.text());
        context.propose("Replace the route by one for each network of the site: " + enumerate(texts) + '.',
                        "A network that the site gets later needs a route of its own.", [&](Estate& estate) {
                            auto& changed = gateway_in(estate, *gateway);
                            const auto set = [&](auto& route, std::size_t i) { route.destination = networks[i]; };
                            if (p < owner.policy_routes.size()) replace(changed.policy_routes, p, networks.size(), set);
                            else if (d < owner.destination_routes.size())
                                replace(changed.destination_routes, d, networks.size(), set);
                            return true;
                        });
    }
}

/// forwarding-loop: the site drops what the cloud sends it and nobody there owns.
void drop_circling_packets(RemedyContext& context) {
    std::vector<Prefix> destinations;
    for (const auto& [gateway, name] : context.gateway_records()) {
        const auto& owner = context.estate[gateway];
        const auto add = [&](const auto& routes) {
            for (const auto& route : routes) {
                if (route.name == name && !ranges::contains(destinations, route.destination))
                    destinations.push_back(route.destination);
            }
        };
        add(context.simulation.network()[gateway].policy_routes);
        add(owner.destination_routes);
        add(owner.bgp_routes);
    }
    std::vector<SiteId> sites;
    for (const auto& [site, ignored] : context.site_records()) {
        if (!ranges::contains(sites, site)) sites.push_back(site);
    }
    for (const auto site : sites) {
        std::vector<std::string> texts;
        for (const auto& block : destinations) texts.push_back(block.text());
        if (destinations.empty()) continue;
        context.propose("Drop what " + context.estate[site].name + " does not own of " + enumerate(texts) +
                            ": a black hole route there.",
                        "A network that the site gets later must be declared, or it is dropped too.",
                        [&](Estate& estate) {
                            for (const auto& block : destinations) {
                                auto& routes = estate.sites[site.index()].routes;
                                const auto same = [&](const SiteRoute& r) { return r.destination == block; };
                                if (std::any_of(routes.begin(), routes.end(), same)) return false;
                                routes.push_back({unused_name(routes, "unowned"), block, {Blackhole{}}, 0, {}});
                            }
                            return true;
                        });
    }
}

}  // namespace vpnsim
