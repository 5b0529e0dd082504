#include <set>
#include <tuple>

#include "tools/importers/terraform_records.hpp"

// The tables of VPN gateways.

namespace vpnsim::importers::terraform {
namespace {

/// Pairs of one connection. The cloud allows 10 x 10.
constexpr std::size_t most_pairs = 10'000;

std::uint32_t weight_of(const Block& block) {
    const auto weight = block.number("weight");
    if (!weight) {
        block.remark(Gravity::incomplete, block.unknown("weight") ? "unknown-until-apply" : "missing-value",
                     "weight is not known. The route is imported as the active one, weight 100.");
    }
    return weight.value_or(100);
}

bool published(const Block& block) {
    if (block.unknown("publish_vpc")) {
        block.remark(Gravity::incomplete, "unknown-until-apply",
                     "publish_vpc is known only after the apply. The route is imported as not published.");
    }
    return block.boolean("publish_vpc").value_or(false);
}

/// The gateway and the connection of a route; says what is missing. The gateway is empty where it is the connection's:
/// `settle` takes it from there, when every connection is made.
std::optional<std::pair<std::string, std::string>> ends_of(const Block& block) {
    auto connection = block.link("next_hop", connection_types);
    if (!connection.empty() && !block.leads_somewhere("vpn_gateway_id", gateway_types)) {
        block.remark(Gravity::note, "link-inferred",
                     "The plan does not say which VPN gateway the route belongs to. It is taken to be the one of its "
                     "next hop, " +
                         connection + '.');
        return std::pair{std::string{}, std::move(connection)};
    }
    auto gateway = block.link("vpn_gateway_id", gateway_types);
    if (!gateway.empty() && !connection.empty()) return std::pair{std::move(gateway), std::move(connection)};
    block.remark(Gravity::incomplete, "missing-value",
                 "The gateway or the next hop is not known. The route is left out.");
    return std::nullopt;
}

/// Where a connection stands; what it is called is said beside.
Origin line_of(const CloudConnection& connection) { return {connection.origin.file, connection.origin.line}; }

bool everything(const SelectorList& list) { return list.size() == 1 && list.front().is_everything(); }

}  // namespace

void make_policy_route(const Block& block, Draft& draft) {
    const auto ends = ends_of(block);
    const auto source = needed_prefix(block, "route_source");
    const auto destination = needed_prefix(block, "route_dest");
    if (!ends || !source || !destination) return;
    draft.cloud.policy_routes.push_back({.vpn_gateway = ends->first,
                                         .next_hop = ends->second,
                                         .source = *source,
                                         .destination = *destination,
                                         .weight = weight_of(block),
                                         .priority = block.positive("priority").value_or(10),
                                         .published = published(block),
                                         .origin = block.resource().origin});
}

void make_destination_route(const Block& block, Draft& draft) {
    const auto ends = ends_of(block);
    const auto destination = needed_prefix(block, "route_dest");
    if (!ends || !destination) return;
    auto type = block.text({"route_entry_type"});
    draft.cloud.destination_routes.push_back({.vpn_gateway = ends->first,
                                              .next_hop = ends->second,
                                              .destination = *destination,
                                              .weight = weight_of(block),
                                              .published = published(block),
                                              .bgp = type == "bgp" || type == "BGP",
                                              .as_path = {},
                                              .origin = block.resource().origin});
}

void make_transit_route(const Block& block, Draft&) {
    block.remark(Gravity::warning, "transit-router-route",
                 "This route belongs to a connection of a transit router. Transit routers are not simulated, so it is "
                 "left out.");
}

void add_automatic_routes(Cloud& cloud, Remarks& remarks) {
    std::set<std::tuple<std::string, std::string, Prefix, Prefix>> listed;
    for (const auto& route : cloud.policy_routes) {
        listed.emplace(route.vpn_gateway, route.next_hop, route.source, route.destination);
    }
    for (const auto& connection : cloud.connections) {
        if (!connection.auto_routes.value_or(true) || connection.vpn_gateway.empty()) continue;
        if (connection.local.empty() || connection.remote.empty()) continue;
        if (everything(connection.local) && everything(connection.remote)) continue;
        if (!connection.auto_routes) {
            remarks.push_back(
                {Gravity::note, "auto-routes-assumed", connection.id,
                 "auto_config_route is not set. The service's default is taken: it adds a policy route for "
                 "each pair of CIDR blocks.",
                 line_of(connection)});
        }
        if (connection.local.size() > most_pairs / connection.remote.size()) {
            remarks.push_back({Gravity::incomplete, "too-many-elements", connection.id,
                               "More than " + std::to_string(most_pairs) +
                                   " pairs of CIDR blocks. The service's policy routes for them are not listed.",
                               line_of(connection)});
            continue;
        }
        for (const auto& local : connection.local) {
            for (const auto& remote : connection.remote) {
                const auto source = local.prefix();
                const auto destination = remote.prefix();
                if (!source || !destination) continue;
                if (listed.contains({connection.vpn_gateway, connection.id, *source, *destination})) {
                    remarks.push_back({Gravity::warning, "policy-route-twice", connection.id,
                                       "The service adds a policy route from " + source->text() + " to " +
                                           destination->text() +
                                           " because of auto_config_route, and a resource lists the same one. It is "
                                           "counted once. Set auto_config_route to false.",
                                       line_of(connection)});
                    continue;
                }
                cloud.policy_routes.push_back({.vpn_gateway = connection.vpn_gateway,
                                               .next_hop = connection.id,
                                               .source = *source,
                                               .destination = *destination,
                                               .automatic = true,
                                               .origin = connection.origin});
            }
        }
    }
}

}  // namespace vpnsim::importers::terraform
