// How packets leave sites and their devices.
#include <algorithm>
#include <range/v3/algorithm/contains.hpp>

#include "sim/walk.hpp"

namespace vpnsim {

std::optional<Node> Walker::Run::leave(const AtSite& at) {
    const auto& site = estate[at.site];
    const auto& compiled = network[at.site];
    if (met({MetNode::Kind::site, at.site.index()}, site.name, NodeKind::site)) return std::nullopt;
    const auto table = static_cast<std::uint32_t>(estate.vpn_gateways.size() + at.site.index());
    auto entries = find(compiled.policy, settle(table));
    if (!entries) return std::nullopt;
    std::uint32_t chosen = 0;
    if (!entries->empty()) {
        const auto first_one =
            first(table, site.name, *entries, [&](const TableEntry& e) { return site.policy_routes[e.record].name; });
        if (!first_one) return std::nullopt;
        chosen = *first_one;
        if (detailed) {
            const auto& route = site.policy_routes[first_with(*entries, chosen).record];
            hop(site.name, NodeKind::site, Step::site_route, route.name,
                "policy route " + route.name + ", priority " + std::to_string(route.priority), route.place,
                beaten_site_policies(at.site, first_with(*entries, chosen).record), "policy_routes");
        }
    } else {
        entries = find(compiled.routes);
        if (!entries) return std::nullopt;
        if (entries->empty()) {
            if (detailed) {
                hop(site.name, NodeKind::site, Step::site_route, "", "no route to " + flow.destination.text(),
                    site.place, {}, "routes");
            }
            finish(Disposition::no_route);
            return std::nullopt;
        }
        chosen = pick(4, at.site.index() << 1, site.name, ChoiceReason::ecmp, *entries,
                      [&](const TableEntry& e) { return site_route_name(at.site, e.record); });
        if (detailed) site_hop(at.site, first_with(*entries, chosen).record);
    }
    return std::visit([&](const auto& hop_) { return follow(at, hop_); }, ecmp(at.site, compiled.targets[chosen]));
}

SiteTarget::value_type Walker::Run::ecmp(SiteId id, const SiteTarget& target) {
    if (target.size() == 1) return target.front();
    const auto key = std::uint64_t{5} << 56 | static_cast<std::uint64_t>(direction) << 48 | id.index();
    const auto chosen = world.pick(key, target.size());
    if (world.logs()) {
        Choice choice{estate[id].name, ChoiceReason::ecmp, target_name(id, target[chosen]), {}};
        for (std::size_t i = 0; i < target.size(); ++i) {
            if (i != chosen) choice.alternatives.push_back(target_name(id, target[i]));
        }
        world.note(std::move(choice));
    }
    return target[chosen];
}

std::string Walker::Run::target_name(SiteId id, const SiteTarget::value_type& target) const {
    const auto& devices = estate[id].devices;
    struct Name {
        const std::vector<Device>& devices;
        std::string operator()(Connected) const { return "connected"; }
        std::string operator()(Local) const { return "local"; }
        std::string operator()(Internet) const { return "internet"; }
        std::string operator()(Blackhole) const { return "blackhole"; }
        std::string operator()(DeviceHop h) const { return devices[h.device.index()].name; }
        std::string operator()(TunnelHop h) const {
            const auto& device = devices[h.device.index()];
            return device.name + '/' + device.tunnels[h.tunnel.index()].name;
        }
    };
    return std::visit(Name{devices}, target);
}

std::string Walker::Run::site_route_name(SiteId id, std::uint32_t record) const {
    const auto& site = estate[id];
    return record < site.networks.size() ? site.networks[record].name : site.routes[record - site.networks.size()].name;
}

std::vector<Beaten> Walker::Run::beaten_site_policies(SiteId id, std::uint32_t matched) const {
    std::vector<Beaten> beaten;
    const auto& routes = estate[id].policy_routes;
    std::vector<std::uint32_t> seen{matched};
    for (const auto* record : network[id].policy.touching(box)) {
        const auto other = record->entry.record;
        if (ranges::contains(seen, other)) continue;
        seen.push_back(other);
        const bool equal = routes[other].priority == routes[matched].priority;
        beaten.push_back(
            {routes[other].name, equal ? "equal priority: matches only if it comes first"
                                       : "priority " + std::to_string(routes[other].priority) + " is asked later"});
    }
    return beaten;
}

void Walker::Run::site_hop(SiteId id, std::uint32_t matched) {
    const auto& site = estate[id];
    std::vector<Beaten> beaten;
    std::string detail;
    for (const auto* route : network[id].routes.covering(flow.destination)) {
        if (route->entry.record == matched) {
            detail = route->destination.text() + " -> ";
            const auto& target = network[id].targets[route->entry.answer];
            for (std::size_t i = 0; i < target.size(); ++i)
                detail += (i > 0 ? " or " : "") + target_name(id, target[i]);
        } else {
            beaten.push_back({site_route_name(id, route->entry.record),
                              route->destination.text() + " is less specific or has a higher metric"});
        }
    }
    const auto networks = site.networks.size();
    hop(site.name, NodeKind::site, Step::site_route, site_route_name(id, matched), std::move(detail),
        matched < networks ? site.networks[matched].place : site.routes[matched - networks].place, std::move(beaten),
        matched < networks ? "networks" : "routes");
}

std::optional<Node> Walker::Run::follow(const AtSite& at, Connected) {
    if (detailed) {
        hop(estate[at.site].name, NodeKind::site, Step::delivery, "",
            flow.destination.text() + " is a network of " + estate[at.site].name, estate[at.site].place);
    }
    finish(Disposition::delivered, at.site);
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtSite& at, Local) {
    const auto owned = owner(network[at.site].owner, Dimension::destination);
    if (!owned) return std::nullopt;
    if (*owned != 0) return follow(at, Connected{});
    if (detailed) {
        hop(estate[at.site].name, NodeKind::site, Step::delivery, "",
            "no network of " + estate[at.site].name + " has " + flow.destination.text(), estate[at.site].place);
    }
    finish(Disposition::no_route);
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtSite& at, Internet) {
    if (detailed)
        hop("internet", NodeKind::internet, Step::delivery, "",
            "the packet leaves " + estate[at.site].name + " to the Internet");
    finish(Disposition::left_to_internet);
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtSite&, Blackhole) {
    finish(Disposition::blackhole);
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtSite& at, DeviceHop to) {
    const auto& device = network.device(at.site, to.device);
    return leave_device(at.site, to.device, device.sas, std::nullopt);
}

std::optional<Node> Walker::Run::follow(const AtSite& at, TunnelHop to) {
    const auto& device = network.device(at.site, to.device);
    return leave_device(at.site, to.device, device.tunnels[to.tunnel.index()].sas, to.tunnel);
}

std::optional<Node> Walker::Run::leave_device(SiteId site, DeviceIndex device, const RankedTable& sas,
                                              std::optional<TunnelIndex> tunnel) {
    const auto& configured = estate[site].devices[device.index()];
    const auto entries = find(sas, Settle::by_answer);
    if (!entries) return std::nullopt;
    if (entries->empty()) {
        without_sa(site, device, tunnel);
        return std::nullopt;
    }
    const auto text_of = [&](const TableEntry& e) {
        const auto& ref = network.device_sas()[e.answer];
        const auto& end = network.ends()[ref.end];
        return end_name(end) + ": " + end.sas[ref.sa].text;
    };
    const auto chosen = pick(7, site.index() << 16 | device.index(), estate[site].name + '/' + configured.name,
                             ChoiceReason::equal_sa, *entries, text_of);
    const auto& ref = network.device_sas()[chosen];
    const auto& sa = network.ends()[ref.end].sas[ref.sa];
    if (detailed) {
        const auto& through = configured.tunnels[sa.peer->tunnel.index()];
        std::vector<Beaten> beaten;
        for (const auto* record : sas.touching(box)) {
            if (record->entry.answer == chosen || network.certainty(record->entry.gate) == Certainty::never) continue;
            beaten.push_back({text_of(record->entry), "less specific, or later in the configuration"});
        }
        hop(configured.name, NodeKind::device, Step::device_selectors, through.name,
            "SA " + sa.text + " of " + end_name(network.ends()[ref.end]), through.place, std::move(beaten),
            estate[site].name);
    }
    if (!passes_device(site, device, FilterDirection::outbound)) return std::nullopt;
    return arrive(ref.end, sa);
}

void Walker::Run::without_sa(SiteId site, DeviceIndex device, std::optional<TunnelIndex> named) {
    const auto& compiled = network.device(site, device);
    const auto& configured = estate[site].devices[device.index()];
    // Inside the configured selectors of tunnels whose connections are all down?
    std::vector<const PacketBox*> partly;
    std::vector<std::uint32_t> inside;
    for (const auto* record : compiled.configured.touching(box)) {
        if (named && record->entry.answer != named->index()) continue;
        if (record->match.contains(box)) inside.push_back(record->entry.answer);
        else partly.push_back(&record->match);
    }
    if (!partly.empty()) {
        stop({choose_cut(box, partly), {}, {}});
        return;
    }
    std::sort(inside.begin(), inside.end());
    for (const auto t : inside) {
        const auto& serves = compiled.tunnels[t].connections;
        if (serves.empty() || std::any_of(serves.begin(), serves.end(), [&](ConnectionId c) { return world.up(c); }))
            continue;
        path.connections.push_back(serves.front());
        if (detailed) {
            hop(configured.name, NodeKind::device, Step::device_selectors, configured.tunnels[t].name,
                estate[serves.front()].name + " has no SA", configured.tunnels[t].place, {}, estate[site].name);
        }
        finish(Disposition::tunnel_down);
        return;
    }
    if (named && compiled.tunnels[named->index()].connections.size() == 1) {
        path.connections.push_back(compiled.tunnels[named->index()].connections.front());
    }
    if (detailed) {
        const auto& through = named ? configured.tunnels[named->index()].name : configured.name;
        hop(configured.name, NodeKind::device, Step::device_selectors, "", "no SA of " + through + " covers " + arrow(),
            configured.place, {}, estate[site].name);
    }
    finish(Disposition::selector_mismatch);
}

}  // namespace vpnsim
