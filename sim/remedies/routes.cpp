// no-route, return-path-missing, selectors-unrouted: routes that a direction of a pair lacks (N5, N26, C4).
#include <range/v3/algorithm/contains.hpp>

#include "sim/findings/finding_context.hpp"
#include "sim/remedies/flow_sides.hpp"

namespace vpnsim {
namespace {

/// The connections that may carry flows between the two sides: those that the finding names or its witness crosses,
/// else every one whose selectors meet them.
std::vector<ConnectionId> carriers(const RemedyContext& context, const FlowSides& flows) {
    auto out = context.connections;
    const auto& witness = *context.finding.witness;
    for (const auto& owner : context.simulation.owners(witness.source)) {
        for (const auto& path : context.simulation.trace(owner, witness).forward) {
            for (const auto c : path.connections) {
                if (!ranges::contains(out, c)) out.push_back(c);
            }
        }
    }
    if (!out.empty()) return out;
    const auto meet = [](const std::vector<Prefix>& blocks, const SelectorList& selectors) {
        return overlap(selectors_of(blocks), selectors);
    };
    // Selectors that name the flows say more than those that take everything.
    for (const bool all : {false, true}) {
        for (std::size_t c = 0; c < context.estate.ipsec_connections.size(); ++c) {
            const auto& connection = context.estate.ipsec_connections[c];
            if (connection.destination_routing_mode() == all && meet(flows.cloud, connection.local_ts) &&
                meet(flows.site, connection.remote_ts)) {
                out.emplace_back(c);
            }
        }
    }
    return out;
}

/// The blocks of the selectors that meet `wanted`: fewer routes than one for each flow, and they fit the SA.
std::vector<Prefix> selected(const SelectorList& selectors, const std::vector<Prefix>& wanted) {
    std::vector<Prefix> out;
    for (const auto& block : blocks(selectors)) {
        const bool meets = std::any_of(wanted.begin(), wanted.end(), [&](const auto& w) { return w.overlaps(block); });
        if (meets && block.length() > 0) out.push_back(block);
    }
    return out;
}

}  // namespace

void lead_into_tunnel(RemedyContext& context) {
    const auto flows = flow_sides(context);
    if (!flows) return;
    // A reply that is lost leaves from the other side than the flows of the finding.
    const bool from_cloud = flows->from_cloud != (context.finding.rule == "return-path-missing");
    for (const auto id : carriers(context, *flows)) {
        const auto& connection = context.estate[id];
        const auto& wanted = from_cloud ? flows->site : flows->cloud;
        for (const auto& destinations :
             {selected(from_cloud ? connection.remote_ts : connection.local_ts, wanted), wanted}) {
            if (destinations.empty()) continue;
            if (from_cloud) {
                context.propose(
                    "Route " + enumerate_blocks(destinations) + " from the VPC into " + connection.name + '.', "",
                    [&](Estate& estate) { return lead_from_cloud(context, estate, id, flows->cloud, destinations); });
            } else {
                context.propose("Route " + enumerate_blocks(destinations) + " at the site to the device where " +
                                    connection.name + " ends.",
                                "", [&](Estate& estate) { return lead_from_sites(context, estate, id, destinations); });
            }
        }
    }
}

}  // namespace vpnsim
