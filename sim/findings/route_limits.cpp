// quota (R13), forbidden-destination (R12) and vpc-block-forbidden (N12): what a single record says, whatever the
// others do.
#include <array>

#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

const Prefix& cloud_services() {
    static const Prefix block = *Prefix::parse("100.64.0.0/10");
    return block;
}

void check_destination(const FindingContext& context, const RecordName& route, const Prefix& destination,
                       ConnectionId next_hop, Findings& out) {
    const bool everything = destination.length() == 0;
    if (!everything && !destination.overlaps(cloud_services())) return;
    auto finding = context.about("forbidden-destination", route, {route.entity, context.connection(next_hop).entity});
    finding.message = route.entity + " has the destination " + destination.text() +
                      (everything ? ", which a VPN gateway refuses." : ", which touches 100.64.0.0/10.");
    finding.why = everything ? "A default route is not accepted as destination of a policy, destination or BGP route."
                             : "100.64.0.0/10 belongs to the cloud's own services. The route can be added, but status "
                               "display or negotiation break.";
    finding.remedy = everything ? "List the on-premises networks as destinations."
                                : "Narrow the destination to blocks outside of 100.64.0.0/10.";
    finding.reference = "R12";
    out.push_back(std::move(finding));
}

void check_vpc_block(const FindingContext& context, const Vpc& vpc, const Prefix& block, Findings& out) {
    static const std::array refused{cloud_services(), *Prefix::parse("224.0.0.0/4"), *Prefix::parse("127.0.0.0/8"),
                                    *Prefix::parse("169.254.0.0/16")};
    for (const auto& around : refused) {
        if (!around.contains(block)) continue;
        auto finding =
            context.about("vpc-block-forbidden", {vpc.name, "/vpcs/" + vpc.name + "/cidrs", vpc.place}, {vpc.name});
        finding.message = vpc.name + " has the block " + block.text() + ", which lies in " + around.text() + '.';
        finding.why = "The cloud accepts no VPC there: these addresses have other uses.";
        finding.remedy = "Renumber the VPC into private address space.";
        finding.reference = "N12";
        out.push_back(std::move(finding));
    }
}

void check_count(const FindingContext& context, const RecordName& record, std::size_t count, std::size_t limit,
                 const std::string& what, Findings& out) {
    if (count <= limit) return;
    auto finding = context.about("quota", record, {record.entity});
    finding.message =
        record.entity + " has " + std::to_string(count) + ' ' + what + "; the quota is " + std::to_string(limit) + '.';
    finding.why = "The cloud refuses to create more than its quota, automatic records included.";
    finding.remedy = "Ask for a higher quota and state it under \"limits\" of the gateway, or aggregate.";
    finding.reference = "R13";
    out.push_back(std::move(finding));
}

}  // namespace

void find_route_limits(const FindingContext& context, Findings& out) {
    for (const auto id : context.scope.vpcs) {
        const auto& vpc = context.estate[id];
        for (const auto& block : vpc.cidrs) check_vpc_block(context, vpc, block, out);
    }
    std::vector<std::size_t> connections(context.estate.vpn_gateways.size());
    for (const auto c : context.scope.connections) {
        const auto& connection = context.estate[c];
        if (!connection.vpn_gateway) continue;
        ++connections[connection.vpn_gateway->index()];
        const std::size_t limit = context.estate[*connection.vpn_gateway].limits.cidrs_per_side;
        const auto record = context.connection(c);
        check_count(context, record, connection.local_ts.size(), limit, "local CIDR blocks", out);
        check_count(context, record, connection.remote_ts.size(), limit, "remote CIDR blocks", out);
    }
    for (const auto id : context.scope.gateways) {
        const auto& gateway = context.estate[id];
        const auto& policy = context.network[id].policy_routes;
        const auto record = context.gateway(id);
        check_count(context, record, policy.size(), gateway.limits.policy_routes, "policy routes", out);
        check_count(context, record, gateway.destination_routes.size(), gateway.limits.destination_routes,
                    "destination routes", out);
        check_count(context, record, gateway.bgp_routes.size(), gateway.limits.bgp_routes, "BGP routes", out);
        check_count(context, record, connections[id.index()], gateway.limits.connections, "IPsec connections", out);
        for (const auto& r : policy)
            check_destination(context, context.policy_route(id, r), r.destination, r.next_hop, out);
        for (const auto& r : gateway.destination_routes) {
            check_destination(context, context.destination_route(id, r), r.destination, r.next_hop, out);
        }
        for (const auto& r : gateway.bgp_routes) {
            check_destination(context, context.bgp_route(id, r), r.destination, r.next_hop, out);
        }
    }
}

}  // namespace vpnsim
