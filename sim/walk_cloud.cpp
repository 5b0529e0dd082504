// How packets leave VPCs and VPN gateways.
#include <algorithm>

#include "sim/walk.hpp"

namespace vpnsim {

void Walker::Run::deliver(VpcId id, std::uint32_t zone) {
    if (!enters_zone(id, network[id].zones[zone - first_zone])) return;
    if (detailed) {
        const auto& vswitch = estate[id].vswitches[network[id].vswitch.at(flow.destination) - 1];
        hop(vswitch.name, NodeKind::vswitch, Step::delivery, vswitch.name,
            flow.destination.text() + " is in vSwitch " + vswitch.name + " (" + vswitch.cidr.text() + ") of " +
                estate[id].name,
            vswitch.place, {}, estate[id].name);
    }
    finish(Disposition::delivered, id);
}

void Walker::Run::unowned(VpcId id, const std::string& node, NodeKind kind, Place place) {
    if (detailed) {
        hop(node, kind, Step::delivery, "",
            flow.destination.text() + " belongs to " + estate[id].name + " but to no vSwitch of it", place);
    }
    finish(Disposition::no_route);
}

std::optional<Node> Walker::Run::leave(const AtVpc& at) {
    const auto& vpc = network[at.vpc];
    const auto& name = estate[at.vpc].name;
    const auto destination = owner(vpc.owner, Dimension::destination);
    if (!destination) return std::nullopt;
    if (*destination == static_cast<std::uint32_t>(VpcOwner::unowned)) {
        unowned(at.vpc, name, NodeKind::vpc, estate[at.vpc].place);
        return std::nullopt;
    }
    const auto& table = vpc.tables[at.table.index()];
    const auto entries = find(table);
    if (!entries) return std::nullopt;
    const auto& tables = estate[at.vpc].route_tables;
    const auto table_name = [&] { return at.table.index() < tables.size() ? tables[at.table.index()].name : "system"; };
    if (entries->empty()) {
        if (detailed) {
            hop(name, NodeKind::vpc, Step::vpc_route, "",
                "route table " + table_name() + " has no route to " + flow.destination.text(),
                at.table.index() < tables.size() ? tables[at.table.index()].place : estate[at.vpc].place, {},
                table_name());
        }
        finish(Disposition::no_route);
        return std::nullopt;
    }
    const auto record_name = [&](const TableEntry& e) { return vpc.records[e.record].name; };
    const auto chosen =
        pick(3, at.vpc.index() << 16 | at.table.index(), name, ChoiceReason::equal_routes, *entries, record_name);
    if (detailed) {
        const auto& winner = first_with(*entries, chosen);
        const auto& record = vpc.records[winner.record];
        std::vector<Beaten> beaten;
        for (const auto* route : table.covering(flow.destination)) {
            if (route->entry.record == winner.record) continue;
            const auto& other = vpc.records[route->entry.record];
            beaten.push_back({other.name, route->destination.text() + ' ' + other.why});
        }
        hop(name, NodeKind::vpc, Step::vpc_route, record.name,
            "route table " + table_name() + ": " + record.why + ' ' + record.name, record.place, std::move(beaten),
            table_name());
    }
    return std::visit([&](const auto& target) { return follow(at, *destination, target); }, vpc.targets[chosen]);
}

std::optional<Node> Walker::Run::follow(const AtVpc& at, std::uint32_t destination, Connected) {
    deliver(at.vpc, destination);
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtVpc&, std::uint32_t, GatewayId gateway) {
    return AtGateway{gateway, false};
}

std::optional<Node> Walker::Run::follow(const AtVpc&, std::uint32_t, const InstanceRef& ref) {
    const auto& instance = estate[ref.vpc].instances[ref.instance.index()];
    if (met({MetNode::Kind::instance, ref.vpc.index(), ref.instance.index()}, instance.name, NodeKind::instance)) {
        return std::nullopt;
    }
    const auto zone = network[ref.vpc].owner.at(instance.address);
    if (zone < first_zone) {
        if (detailed)
            hop(instance.name, NodeKind::instance, Step::vpc_route, "", "the instance is in no vSwitch", instance.place,
                {}, estate[ref.vpc].name);
        finish(Disposition::no_route);
        return std::nullopt;
    }
    return AtVpc{ref.vpc, network[ref.vpc].zones[zone - first_zone].route_table};
}

std::optional<Node> Walker::Run::follow(const AtVpc&, std::uint32_t, VpcId peer) {
    const auto destination = owner(network[peer].owner, Dimension::destination);
    if (!destination) return std::nullopt;
    if (*destination >= first_zone) {
        deliver(peer, *destination);
    } else {
        if (detailed) {
            hop(estate[peer].name, NodeKind::vpc, Step::vpc_route, "",
                "peering delivers into " + estate[peer].name + " only, and no vSwitch of it has " +
                    flow.destination.text(),
                estate[peer].place);
        }
        finish(Disposition::no_route);
    }
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtVpc& at, std::uint32_t destination, Local) {
    if (destination >= first_zone) {
        deliver(at.vpc, destination);
    } else {
        if (detailed) {
            hop(estate[at.vpc].name, NodeKind::vpc, Step::delivery, "", "no vSwitch has " + flow.destination.text(),
                estate[at.vpc].place);
        }
        finish(Disposition::no_route);
    }
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtVpc&, std::uint32_t, Internet) {
    if (detailed) hop("internet", NodeKind::internet, Step::delivery, "", "the packet leaves to the Internet");
    finish(Disposition::left_to_internet);
    return std::nullopt;
}

std::optional<Node> Walker::Run::follow(const AtVpc&, std::uint32_t, Blackhole) {
    finish(Disposition::blackhole);
    return std::nullopt;
}

std::optional<Node> Walker::Run::leave(const AtGateway& at) {
    const auto& gateway = estate[at.gateway];
    if (met({MetNode::Kind::gateway, at.gateway.index()}, gateway.name, NodeKind::vpn_gateway)) return std::nullopt;
    if (at.from_tunnel && gateway.vpc) {
        const auto destination = owner(network[*gateway.vpc].owner, Dimension::destination);
        if (!destination) return std::nullopt;
        if (*destination >= first_zone) {
            deliver(*gateway.vpc, *destination);
            return std::nullopt;
        }
        if (*destination == static_cast<std::uint32_t>(VpcOwner::unowned)) {
            unowned(*gateway.vpc, gateway.name, NodeKind::vpn_gateway, gateway.place);
            return std::nullopt;
        }
    }
    const auto chosen = gateway_route(at.gateway);
    if (!chosen) return std::nullopt;
    return cross(ConnectionId{*chosen});
}

std::optional<std::uint32_t> Walker::Run::gateway_route(GatewayId id) {
    const auto& compiled = network[id];
    const auto& gateway = estate[id];
    const auto table = static_cast<std::uint32_t>(id.index());
    const auto policy = find(compiled.policy, settle(table));
    if (!policy) return std::nullopt;
    if (!policy->empty()) {
        const auto name = [&](const TableEntry& e) { return compiled.policy_routes[e.record].name; };
        const auto chosen = first(table, gateway.name, *policy, name);
        if (chosen && detailed) policy_hop(id, first_with(*policy, *chosen).record);
        return chosen;
    }
    for (const auto* routes : {&compiled.destination, &compiled.bgp}) {
        const auto entries = find(*routes);
        if (!entries) return std::nullopt;
        if (entries->empty()) continue;
        const auto name = [&](const TableEntry& e) { return route_name(id, e.record); };
        const auto chosen = pick(2, table, gateway.name, ChoiceReason::equal_bgp_routes, *entries, name);
        if (detailed) route_hop(id, *routes, first_with(*entries, chosen).record);
        return chosen;
    }
    if (detailed) {
        hop(gateway.name, NodeKind::vpn_gateway, Step::policy_route, "",
            "no policy, destination or BGP route for " + arrow() + " (R2)", gateway.place);
    }
    finish(Disposition::no_route);
    return std::nullopt;
}

std::string Walker::Run::route_name(GatewayId id, std::uint32_t record) const {
    const auto& gateway = estate[id];
    const auto listed = gateway.destination_routes.size();
    return record < listed ? gateway.destination_routes[record].name : gateway.bgp_routes[record - listed].name;
}

void Walker::Run::policy_hop(GatewayId id, std::uint32_t matched) {
    const auto& gateway = estate[id];
    const auto& routes = network[id].policy_routes;
    const auto ranks = policy_ranks(gateway, routes, network.scenario().assumptions.legacy_policy_routes);
    const auto& winner = routes[matched];
    std::vector<Beaten> beaten;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const auto& other = routes[i];
        if (i == matched || !other.source.contains(flow.source) || !other.destination.contains(flow.destination))
            continue;
        std::string why;
        if (other.source == winner.source && other.destination == winner.destination &&
            other.next_hop != winner.next_hop) {
            why = "same source and destination: not the effective one of the two (R7, R9)";
        } else if (ranks[i] < ranks[matched]) {
            why = "not effective: the other route of its active/standby pair is (R7)";
        } else if (other.next_hop == winner.next_hop && ranks[i] == ranks[matched]) {
            why = "same next hop";
        } else if (ranks[i] == ranks[matched]) {
            why =
                "equal priority " + std::to_string(other.priority) + ": matches only if it was delivered earlier (R5)";
        } else if (ranks[i] >> 32 == ranks[matched] >> 32) {
            why = "equal priority, delivered later (R5)";
        } else {
            why = "priority " + std::to_string(other.priority) + " is asked after " + std::to_string(winner.priority) +
                  " (R4)";
        }
        beaten.push_back({other.name, std::move(why)});
    }
    for (const auto* table : {&network[id].destination, &network[id].bgp}) {
        for (const auto* route : table->covering(flow.destination)) {
            beaten.push_back({route_name(id, route->entry.record), "policy routes are asked first (R1)"});
        }
    }
    hop(gateway.name, NodeKind::vpn_gateway, Step::policy_route, winner.name,
        winner.source.text() + " -> " + winner.destination.text() + ", priority " + std::to_string(winner.priority) +
            " -> " + estate[winner.next_hop].name,
        winner.place, std::move(beaten));
}

void Walker::Run::route_hop(GatewayId id, const ForwardingTable& table, std::uint32_t matched) {
    const auto& gateway = estate[id];
    const auto listed = gateway.destination_routes.size();
    const bool is_static = matched < listed;
    std::vector<Beaten> beaten;
    std::string detail;
    for (const auto* route : table.covering(flow.destination)) {
        const auto& next = estate[ConnectionId{route->entry.answer}].name;
        if (route->entry.record == matched) {
            detail = route->destination.text() + " -> " + next;
        } else {
            beaten.push_back({route_name(id, route->entry.record),
                              route->destination.text() + " -> " + next + ": " +
                                  (is_static ? "not the longest prefix (R15)" : "a worse or equal BGP path")});
        }
    }
    if (is_static) {
        for (const auto* route : network[id].bgp.covering(flow.destination)) {
            beaten.push_back(
                {route_name(id, route->entry.record), "destination routes are asked before BGP routes (R1)"});
        }
    }
    hop(gateway.name, NodeKind::vpn_gateway, is_static ? Step::destination_route : Step::bgp_route,
        route_name(id, matched), std::move(detail),
        is_static ? gateway.destination_routes[matched].place : gateway.bgp_routes[matched - listed].place,
        std::move(beaten));
}

}  // namespace vpnsim
