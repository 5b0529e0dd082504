// Priorities and weights of policy routes (R4-R9).
#include "sim/remedies/priorities.hpp"

#include <array>
#include <range/v3/algorithm/contains.hpp>

#include "sim/findings/finding_context.hpp"
#include "sim/gateway_routes.hpp"

namespace vpnsim {
namespace {

bool compete(const PolicyRoute& a, const PolicyRoute& b) {
    return a.next_hop != b.next_hop && a.source.overlaps(b.source) && a.destination.overlaps(b.destination);
}

/// The policy routes that a finding names, automatic ones included. Order: as in the table.
RankedRoutes named_routes(const RemedyContext& context, GatewayId gateway) {
    RankedRoutes out;
    for (const auto& route : context.simulation.network()[gateway].policy_routes) {
        if (ranges::contains(context.gateway_records(), std::pair{gateway, route.name})) out.push_back(route);
    }
    return out;
}

std::vector<GatewayId> named_gateways(const RemedyContext& context) {
    std::vector<GatewayId> out;
    for (const auto& [gateway, ignored] : context.gateway_records()) {
        if (!ranges::contains(out, gateway)) out.push_back(gateway);
    }
    return out;
}

unsigned specificity(const PolicyRoute& route) { return route.source.length() + route.destination.length(); }

}  // namespace

std::optional<std::vector<std::uint8_t>> rising_priorities(const RankedRoutes& order,
                                                           const std::vector<PolicyRoute>& all, int step) {
    std::vector<std::uint8_t> out;
    const auto first = std::min_element(order.begin(), order.end(), [](const auto& a, const auto& b) {
                           return a.priority < b.priority;
                       })->priority;
    const auto moved = [&](const PolicyRoute& route) {
        return std::any_of(order.begin(), order.end(), [&](const auto& r) { return r.name == route.name; });
    };
    for (std::size_t i = 0; i < order.size(); ++i) {
        int priority = first;
        for (std::size_t j = 0; j < i; ++j) {
            if (compete(order[i], order[j])) priority = std::max(priority, out[j] + step);
        }
        const auto taken = [&](int p) {
            return std::any_of(all.begin(), all.end(), [&](const PolicyRoute& other) {
                return other.priority == p && compete(order[i], other) && !moved(other);
            });
        };
        while (priority <= 100 && taken(priority)) ++priority;
        if (priority > 100) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(priority));
    }
    return out;
}

void propose_priorities(RemedyContext& context, GatewayId gateway, const RankedRoutes& order,
                        const std::string& trade_off) {
    if (order.size() < 2) return;
    const auto& all = context.simulation.network()[gateway].policy_routes;
    const auto& owner = context.estate[gateway];
    for (const int step : {10, 1}) {
        const auto priorities = rising_priorities(order, all, step);
        if (!priorities) continue;
        std::vector<std::string> changes;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (order[i].priority == (*priorities)[i]) continue;
            changes.push_back(owner.name + '/' + order[i].name + " priority " + std::to_string((*priorities)[i]));
        }
        const std::string upgrade =
            owner.policy_route_priorities ? "" : "Upgrade " + owner.name + " so that it knows priorities, then give ";
        const auto give = upgrade.empty() ? std::string{"Give "} : upgrade;
        context.propose(give + enumerate(changes) + '.', trade_off, [&](Estate& estate) {
            gateway_in(estate, gateway).policy_route_priorities = true;
            for (std::size_t i = 0; i < order.size(); ++i) {
                if (order[i].priority == (*priorities)[i]) continue;
                listed_policy_route(estate, gateway, order[i]).priority = (*priorities)[i];
            }
            return true;
        });
        return;
    }
}

void separate_priorities(RemedyContext& context) {
    for (const auto gateway : named_gateways(context)) {
        auto routes = named_routes(context, gateway);
        std::stable_sort(routes.begin(), routes.end(),
                         [](const auto& a, const auto& b) { return specificity(a) > specificity(b); });
        propose_priorities(context, gateway, routes,
                           "The more specific routes are asked first; a route that is added later needs a priority "
                           "of its own too.");
        std::reverse(routes.begin(), routes.end());
        propose_priorities(context, gateway, routes,
                           "The wider routes are asked first: what they share with narrower ones goes their way.");
    }
}

/// Of policy-route-shadowed: the one route that the finding names.
void uncover_route(RemedyContext& context) {
    for (const auto gateway : named_gateways(context)) {
        const auto named = named_routes(context, gateway);
        if (named.empty()) continue;
        const auto& hidden = named.front();
        const auto name = context.estate[gateway].name + '/' + hidden.name;
        int before = 101;
        for (const auto& other : context.simulation.network()[gateway].policy_routes) {
            if (compete(hidden, other)) before = std::min(before, int{other.priority});
        }
        if (before > 1 && before <= 100) {
            const auto priority = static_cast<std::uint8_t>(before - 1);
            context.propose("Give " + name + " priority " + std::to_string(priority) + '.',
                            "It takes its packets from the routes that hide it.", [&](Estate& estate) {
                                gateway_in(estate, gateway).policy_route_priorities = true;
                                listed_policy_route(estate, gateway, hidden).priority = priority;
                                return true;
                            });
        }
        context.propose("Remove " + name + ", which no packet matches.", "", [&](Estate& estate) {
            auto& routes = gateway_in(estate, gateway).policy_routes;
            if (std::erase_if(routes, [&](const auto& r) { return r.name == hidden.name; }) == 0) return false;
            // An automatic route that the listed one replaces would come back with a priority of its own (R20).
            const auto left = policy_routes(estate, gateway);
            return std::none_of(left.begin(), left.end(), [&](const PolicyRoute& r) {
                return r.source == hidden.source && r.destination == hidden.destination &&
                       r.next_hop == hidden.next_hop;
            });
        });
    }
}

/// R7, R9: two routes with equal keys become an active/standby pair.
void pair_by_weights(RemedyContext& context) {
    const auto trade_off = [&](const std::string& standby) {
        return standby + " carries traffic only while the other connection is down; weights never share it (R8).";
    };
    for (const auto gateway : named_gateways(context)) {
        const auto& owner = context.estate[gateway];
        const auto routes = named_routes(context, gateway);
        const auto is_named = [&](const auto& route) {
            return ranges::contains(context.gateway_records(), std::pair{gateway, route.name});
        };
        std::vector<DestinationRoute> by_destination;
        std::copy_if(owner.destination_routes.begin(), owner.destination_routes.end(),
                     std::back_inserter(by_destination), is_named);
        for (const std::size_t active : {std::size_t{0}, std::size_t{1}}) {
            if (routes.size() == 2) {
                const auto& standby = routes[1 - active];
                context.propose("Make " + owner.name + '/' + routes[active].name +
                                    " the active route (weight 100) and " + owner.name + '/' + standby.name +
                                    " its standby (weight 0).",
                                trade_off(context.estate[standby.next_hop].name), [&](Estate& estate) {
                                    listed_policy_route(estate, gateway, routes[active]).weight = 100;
                                    listed_policy_route(estate, gateway, standby).weight = 0;
                                    return true;
                                });
            } else if (by_destination.size() == 2 && routes.empty()) {
                const auto& standby = by_destination[1 - active];
                context.propose("Make " + owner.name + '/' + by_destination[active].name +
                                    " the active route (weight 100) and " + owner.name + '/' + standby.name +
                                    " its standby (weight 0).",
                                trade_off(context.estate[standby.next_hop].name), [&](Estate& estate) {
                                    for (auto& route : gateway_in(estate, gateway).destination_routes) {
                                        if (route.name == standby.name) route.weight = 0;
                                        if (route.name == by_destination[active].name) route.weight = 100;
                                    }
                                    return true;
                                });
            }
        }
    }
}

}  // namespace vpnsim
