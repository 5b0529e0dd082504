// policy-route-order, policy-route-shadowed, active-standby-conflict: questions about one table, answered on it alone.
#include <algorithm>
#include <map>
#include <memory>
#include <range/v3/algorithm/contains.hpp>

#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

using Record = RankedTable::Record;

/// The boxes of a table in which routes with different next hops tie, by the set of tied routes.
using Ties = std::map<std::vector<std::uint32_t>, std::vector<PacketBox>>;

/// Whether the order of delivery decides: routes of one active/standby group exclude each other whatever the order.
bool tied(const Levels& levels) {
    if (levels.empty()) return false;
    const auto last = last_level(levels);
    const auto same_group = [](const Gate& a, const Gate& b) {
        return a.kind == Gate::Kind::effective && b.kind == a.kind && a.subject == b.subject;
    };
    return std::any_of(last.begin(), last.end(), [&](const auto& a) {
        return std::any_of(last.begin(), last.end(),
                           [&](const auto& b) { return a.answer != b.answer && !same_group(a.gate, b.gate); });
    });
}

/// A table with ties is cut until the tied records are the same everywhere in a box; parts without ties are left as
/// soon as their answer is settled.
Ties ties_of(const RankedTable& table) {
    struct Open {
        PacketBox box;
        std::shared_ptr<const RankedTable::Candidates> among;
    };
    Ties ties;
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        std::vector<Open> open{{PacketBox::everything(family), nullptr}};
        while (!open.empty()) {
            const auto [box, among] = open.back();
            open.pop_back();
            const auto cut = [&](RankedTable::Unsettled& unsettled) {
                const auto halves = halve(box, unsettled.cut);
                const auto rest = std::make_shared<const RankedTable::Candidates>(std::move(unsettled.candidates));
                open.push_back({halves.high, rest});
                open.push_back({halves.low, rest});
            };
            auto found = table.find(box, Settle::by_answer, among.get());
            if (auto* unsettled = std::get_if<RankedTable::Unsettled>(&found)) {
                cut(*unsettled);
                continue;
            }
            if (!tied(std::get<Levels>(found))) continue;
            found = table.find(box, Settle::by_record, among.get());
            if (auto* unsettled = std::get_if<RankedTable::Unsettled>(&found)) {
                cut(*unsettled);
                continue;
            }
            std::vector<std::uint32_t> routes;
            for (const auto& entry : last_level(std::get<Levels>(found))) routes.push_back(entry.record);
            std::sort(routes.begin(), routes.end());
            ties[std::move(routes)].push_back(box);
        }
    }
    return ties;
}

/// Reports beyond this many would hide the point: sets that share a route are then reported together.
constexpr std::size_t most_tie_findings = 50;

Ties joined(Ties ties, std::size_t routes) {
    if (ties.size() <= most_tie_findings) return ties;
    std::vector<std::uint32_t> parent(routes);
    for (std::uint32_t i = 0; i < routes; ++i) parent[i] = i;
    const auto root = [&](std::uint32_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    for (const auto& [set, ignored] : ties) {
        for (const auto r : set) parent[root(r)] = root(set.front());
    }
    std::map<std::uint32_t, std::pair<std::vector<std::uint32_t>, std::vector<PacketBox>>> components;
    for (auto& [set, boxes] : ties) {
        auto& [members, all] = components[root(set.front())];
        members.insert(members.end(), set.begin(), set.end());
        all.insert(all.end(), boxes.begin(), boxes.end());
    }
    Ties out;
    for (auto& [ignored, component] : components) {
        auto& [members, boxes] = component;
        std::sort(members.begin(), members.end());
        members.erase(std::unique(members.begin(), members.end()), members.end());
        out.emplace(std::move(members), std::move(boxes));
    }
    return out;
}

void find_ties(const FindingContext& context, GatewayId id, Findings& out) {
    const auto& compiled = context.network[id];
    const auto& gateway = context.estate[id];
    for (auto& [set, boxes] : joined(ties_of(compiled.policy), compiled.policy_routes.size())) {
        std::vector<std::string> entities;
        std::vector<std::string> names;
        std::vector<std::string> next_hops;
        for (const auto r : set) {
            const auto& route = compiled.policy_routes[r];
            const auto record = context.policy_route(id, route);
            entities.push_back(record.entity);
            names.push_back(route.name);
            const auto& next = context.estate[route.next_hop].name;
            if (!ranges::contains(next_hops, next)) next_hops.push_back(next);
        }
        entities.insert(entities.end(), next_hops.begin(), next_hops.end());
        const auto& last = compiled.policy_routes[set.back()];
        auto finding = context.about("policy-route-order", context.policy_route(id, last), std::move(entities));
        const bool legacy = !gateway.policy_route_priorities;
        finding.message =
            "Policy routes " + enumerate(names) + " of " + gateway.name + " match the same packets " +
            (legacy ? "on a gateway without priorities" : "at priority " + std::to_string(last.priority)) +
            " and lead to " + enumerate(next_hops) + ": nothing decides between them.";
        finding.why = legacy ? "A gateway without policy-route priorities tries the routes in the order in which they "
                               "reached its data "
                               "plane. That order is not promised (R6)."
                             : "Routes of equal priority are tried in the order in which they reached the data plane, "
                               "whatever their "
                               "prefixes. That is usually, but not certainly, the order of creation (R5).";
        finding.remedy = legacy ? "Upgrade the gateway, then give every overlapping route a priority of its own."
                                : "Give the more specific route the smaller priority, for example " +
                                      std::to_string(std::max(1, last.priority - 1)) + ", or move the wider one to " +
                                      std::to_string(std::min(100, last.priority + 10)) +
                                      "; or make the selectors of the connections disjoint.";
        finding.reference = legacy ? "R6" : "R5";
        add_flows(finding, boxes);
        out.push_back(std::move(finding));
    }
}

/// Returns true iff the records together contain the box.
bool covered(const PacketBox& box, const std::vector<const Record*>& by) {
    std::vector<PacketBox> left{box};
    for (const auto* record : by) {
        std::vector<PacketBox> rest;
        for (const auto& part : left) subtract(part, record->match, rest);
        left = std::move(rest);
        if (left.empty()) return true;
    }
    return false;
}

void find_shadowed(const FindingContext& context, GatewayId id, Findings& out) {
    const auto& compiled = context.network[id];
    for (const auto& record : compiled.policy.records()) {
        // Only records that take part in every world shadow; those of equal rank may come later.
        std::vector<const Record*> better;
        for (const auto* other : compiled.policy.touching(record.match)) {
            if (other->rank >= record.rank) break;
            if (other->entry.gate.kind == Gate::Kind::always) better.push_back(other);
        }
        const auto whole =
            std::find_if(better.begin(), better.end(), [&](const auto* r) { return r->match.contains(record.match); });
        if (whole != better.end()) better = {*whole};
        if (better.empty() || !covered(record.match, better)) continue;
        const auto& route = compiled.policy_routes[record.entry.record];
        const auto own = context.policy_route(id, route);
        std::vector<std::string> by;
        for (const auto* other : better) by.push_back(compiled.policy_routes[other->entry.record].name);
        constexpr std::size_t most = 5;
        const auto hidden = by.size() > most ? by.size() - most : 0;
        by.resize(by.size() - hidden);
        auto finding =
            context.about("policy-route-shadowed", own, {own.entity, context.connection(route.next_hop).entity});
        finding.message = "No packet can ever match policy route " + own.entity + " (" + route.source.text() + " -> " +
                          route.destination.text() + ").";
        finding.why = "Every packet that it could match is taken before by " + enumerate(by) +
                      (hidden > 0 ? " and " + std::to_string(hidden) + " more" : "") + " (R4, R5).";
        finding.remedy = "Remove it, or give it a smaller priority than the routes that hide it.";
        finding.reference = "R4";
        add_flows(finding, {record.match});
        out.push_back(std::move(finding));
    }
}

template <class Route, class Name>
void find_conflicts(const FindingContext& context, const std::vector<Route>& routes, const Name& name,
                    const std::string& equal, Findings& out) {
    for (const auto& group : active_standby_groups(routes)) {
        if (group.kind == ActiveStandbyGroup::Kind::pair) continue;
        std::vector<std::string> entities;
        std::vector<std::string> connections;
        for (const auto r : group.routes) entities.push_back(name(routes[r]).entity);
        for (const auto c : group.connections) connections.push_back(context.estate[c].name);
        auto finding = context.about("active-standby-conflict", name(routes[group.routes.back()]), entities);
        finding.message = "Routes " + enumerate(entities) + " have " + equal + " and different next hops (" +
                          enumerate(connections) + "), but are no active/standby pair.";
        finding.why =
            "Only two routes with weights 100 (active) and 0 (standby) form a pair of which one is effective. For "
            "anything else nothing says which of them carries the traffic (R7, R9).";
        finding.remedy = "Give one of two routes weight 100 and the other weight 0, or remove all but one.";
        finding.reference = "R9";
        finding.entities.insert(finding.entities.end(), connections.begin(), connections.end());
        out.push_back(std::move(finding));
    }
}

}  // namespace

void find_policy_route_problems(const FindingContext& context, Findings& out) {
    for (const auto id : context.scope.gateways) {
        find_ties(context, id, out);
        find_shadowed(context, id, out);
        find_conflicts(
            context, context.network[id].policy_routes,
            [&](const PolicyRoute& r) { return context.policy_route(id, r); }, "equal source and destination", out);
        find_conflicts(
            context, context.estate[id].destination_routes,
            [&](const DestinationRoute& r) { return context.destination_route(id, r); }, "an equal destination", out);
    }
}

}  // namespace vpnsim
