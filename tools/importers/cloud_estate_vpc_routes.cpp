#include <array>

#include "tools/importers/cloud_scope.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::array<std::string_view, 4> out_to_the_internet{"natgateway", "ipv4gateway", "ipv6gateway", "internet"};
/// Of these the scenario has no word, but a message may name them.
constexpr std::array<std::string_view, 7> known_beyond{
    "havip", "networkinterface", "attachment", "gatewayendpoint", "gatewayloadbalancerendpoint", "cenbasic", "ecr"};
constexpr std::array<std::string_view, 3> to_another_vpc{"routerinterface", "vpcpeer", "vpc"};

/// What a message says of a next hop that the scenario has no word for.
std::string description(const CloudRoute& route) {
    if (route.next_hop_type.empty()) return "is not given";
    const auto type = in_lower_case(route.next_hop_type);
    const bool known =
        type == "vpngateway" || type == "instance" || is_one_of(type, known_beyond) || is_one_of(type, to_another_vpc);
    std::string out = known ? "is of the type " + route.next_hop_type : "is of a type that is not known here";
    if (!route.next_hops.empty() && !route.next_hops.front().empty()) out += ", " + route.next_hops.front();
    return out;
}

/// Where a route of a VPC table leads, or nothing.
std::optional<VpcNextHop> next_hop_of(CloudScope& scope, const CloudRoute& route) {
    const auto type = in_lower_case(route.next_hop_type);
    if (type == "local") return Local{};
    if (is_one_of(type, out_to_the_internet)) return Internet{};
    if (type == "blackhole") return Blackhole{};
    if (route.next_hops.empty() || route.next_hops.front().empty()) return std::nullopt;
    const auto& id = route.next_hops.front();
    if (type == "vpngateway") {
        if (const auto gateway = scope.gateway(id, route.origin)) return *gateway;
    } else if (type == "instance") {
        if (const auto found = scope.instances.find(id); found != scope.instances.end()) return found->second;
    } else if (is_one_of(type, to_another_vpc)) {
        if (const auto found = scope.vpcs.find(id); found != scope.vpcs.end()) return found->second;
    }
    return std::nullopt;
}

using Learned = std::set<std::pair<GatewayId, Prefix>>;

/// What the gateways put into the system tables of their VPCs by themselves: published, or learned by BGP.
Learned learned_routes(const Estate& estate) {
    Learned out;
    for (std::size_t index = 0; index < estate.vpn_gateways.size(); ++index) {
        const auto& gateway = estate.vpn_gateways[index];
        const auto add = [&](const auto& routes, const auto& counts) {
            for (const auto& route : routes) {
                if (counts(route)) out.emplace(GatewayId{index}, route.destination);
            }
        };
        const auto published = [](const auto& route) { return route.published; };
        add(gateway.policy_routes, published);
        add(gateway.destination_routes, published);
        add(gateway.bgp_routes, [&](const BgpRoute&) { return gateway.auto_propagate; });
    }
    return out;
}

bool is_learned(const CloudScope& scope, const Learned& learned, const CloudRoute& route, VpcId vpc,
                const VpcNextHop& next_hop) {
    const auto* const gateway = std::get_if<GatewayId>(&next_hop);
    return gateway != nullptr && scope.estate[*gateway].vpc == vpc && learned.contains({*gateway, route.destination});
}

void add_route(CloudScope& scope, const Learned& learned, const CloudRoute& record) {
    const auto found = scope.route_tables.find(record.route_table);
    if (found == scope.route_tables.end()) {
        scope.lacks("route-table-unknown", record.route_table,
                    "this route table has routes, but it is not in the input; they are left out", record.origin);
        return;
    }
    const auto [vpc, index] = found->second;
    const auto table_name = scope[vpc].route_tables[index.index()].name;
    const bool system = scope[vpc].route_tables[index.index()].type == RouteTableType::system;
    const auto usual = record.name.empty() ? "to-" + id_part(record.destination.text()) : record.name;
    const auto next_hop = next_hop_of(scope, record);
    const auto about = table_name + '/' + usual;
    if (!next_hop) {
        scope.say(Gravity::incomplete, "next-hop-unknown", about,
                  "the next hop of the route to " + record.destination.text() + ' ' + description(record) +
                      "; nothing in the scenario stands for it, and the route is left out",
                  record.origin);
        return;
    }
    if (record.next_hops.size() > 1) {
        scope.say(Gravity::incomplete, "several-next-hops", about,
                  "this route shares its traffic out among " + std::to_string(record.next_hops.size()) +
                      " next hops; the scenario has the first one only",
                  record.origin);
    }
    if (record.propagated && system && is_learned(scope, learned, record, vpc, *next_hop)) return;
    auto name = scope.own_ids["routes/" + table_name + '/' + scope[vpc].name].take(usual, record.id);
    scope[vpc].route_tables[index.index()].routes.push_back({std::move(name), record.destination, *next_hop, Place{}});
}

}  // namespace

void add_vpc_routes(CloudScope& scope) {
    const auto learned = learned_routes(scope.estate);
    for (const auto& record : scope.cloud.routes) {
        if (!record.made_by_system) add_route(scope, learned, record);
    }
}

}  // namespace vpnsim::importers
