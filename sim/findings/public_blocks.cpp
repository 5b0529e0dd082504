// user-cidr-missing, ipv4-gateway: public addresses that are used on premises (N9-N14).
#include <map>

#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

/// A block that a VPC reaches through its VPN gateways, and the record that says so.
struct Remote {
    Prefix block;
    RecordName record;
};

std::vector<Remote> remotes(const FindingContext& context, VpcId id) {
    std::vector<Remote> out;
    const auto add = [&](const Prefix& block, const RecordName& record) {
        if (block.length() > 0) out.push_back({block, record});
    };
    for (const auto& [vpc, site] : context.links()) {
        if (vpc != id) continue;
        const auto& place = context.estate[site];
        for (const auto& network : place.networks) {
            add(network.cidr,
                {place.name + '/' + network.name, "/sites/" + place.name + "/networks/" + network.name, network.place});
        }
    }
    for (std::size_t c = 0; c < context.estate.ipsec_connections.size(); ++c) {
        const auto& connection = context.estate.ipsec_connections[c];
        if (!connection.vpn_gateway || context.estate[*connection.vpn_gateway].vpc != id) continue;
        for (const auto& selector : connection.remote_ts) {
            for (const auto& block : cover(selector.first, selector.last))
                add(block, context.connection(ConnectionId{c}));
        }
    }
    for (std::size_t g = 0; g < context.estate.vpn_gateways.size(); ++g) {
        const auto& gateway = context.estate.vpn_gateways[g];
        if (gateway.vpc != id) continue;
        for (const auto& r : gateway.policy_routes) add(r.destination, context.policy_route(GatewayId{g}, r));
        for (const auto& r : gateway.destination_routes) add(r.destination, context.destination_route(GatewayId{g}, r));
        for (const auto& r : gateway.bgp_routes) add(r.destination, context.bgp_route(GatewayId{g}, r));
    }
    return out;
}

/// The parts of a block that only the route table of the VPC keeps from the Internet.
std::vector<Prefix> public_parts(const VpcZones& zones, const Prefix& block) {
    std::vector<Prefix> out;
    const auto& all = zones.by_route_table.intervals(block.family());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto last = i + 1 < all.size() ? all[i + 1].first - 1 : last_bits(block.family());
        if (all[i].value != 0 || all[i].first > block.last().bits() || last < block.first().bits()) continue;
        cover(Address{block.family(), std::max(all[i].first, block.first().bits())},
              Address{block.family(), std::min(last, block.last().bits())}, out);
    }
    return out;
}

/// A declared instance of the VPC that has a public address.
const Instance* exposed(const Vpc& vpc) {
    const auto found =
        std::find_if(vpc.instances.begin(), vpc.instances.end(), [](const auto& i) { return i.public_address; });
    return found == vpc.instances.end() ? nullptr : &*found;
}

void find_missing_user_cidrs(const FindingContext& context, VpcId id, Findings& out) {
    const auto& vpc = context.estate[id];
    std::map<Prefix, RecordName> missing;  // the first record that names each block
    for (const auto& [block, record] : remotes(context, id)) {
        for (const auto& part : public_parts(context.network[id], block)) missing.try_emplace(part, record);
    }
    const auto* const sender = exposed(vpc);
    for (auto part = missing.begin(); part != missing.end(); ++part) {
        // A block inside another one that is missing is not a second problem.
        if (std::any_of(missing.begin(), missing.end(), [&](const auto& other) {
                return other.first != part->first && other.first.contains(part->first);
            })) {
            continue;
        }
        const auto& [block, record] = *part;
        auto finding = context.about("user-cidr-missing", record, {record.entity, vpc.name});
        finding.message = block.text() + " is a public block that is used on premises, and no user CIDR of " +
                          vpc.name + " covers it.";
        finding.why = "A sender with a public address sends such packets to the Internet, past the route table" +
                      std::string{sender != nullptr ? ", as " + vpc.name + '/' + sender->name + " does."
                                                    : "; senders without one follow the route table."};
        finding.remedy = "Add " + block.text() + " to user_cidrs of " + vpc.name + '.';
        finding.reference = "N9, N10, N11";
        if (sender != nullptr && sender->address.family() == block.family()) {
            add_flows(finding, {PacketBox::of(Prefix::host(sender->address), block)});
        }
        out.push_back(std::move(finding));
    }
}

void find_missing_gateway_routes(const FindingContext& context, VpcId id, Findings& out) {
    const auto& vpc = context.estate[id];
    // Which blocks are public does not depend on the IPv4 gateway; without one the same VPC would ask for a user CIDR.
    auto without = vpc;
    without.ipv4_gateway = false;
    without.user_cidrs.clear();
    const auto zones = vpc_zones(without, context.network[id].system_table);
    struct Missing {
        RecordName record;
        std::vector<PacketBox> boxes;
    };
    std::map<std::pair<std::string, Prefix>, Missing> missing;  // by vSwitch and block
    for (const auto& [block, record] : remotes(context, id)) {
        for (const auto& part : public_parts(zones, block)) {
            for (const auto& vswitch : vpc.vswitches) {
                if (vswitch.cidr.family() != part.family()) continue;
                const auto pair = PacketBox::of(vswitch.cidr, part);
                context.region(id).for_each(pair, [&](const FlowBox& flow, const PacketBox& box) {
                    const auto& behaviour = context.partition.behaviours[flow.behaviour];
                    const bool lost = std::all_of(behaviour.begin(), behaviour.end(), [](const Outcome& o) {
                        return o.forward.connections.empty() &&
                               (o.forward.disposition == Disposition::left_to_internet ||
                                o.forward.disposition == Disposition::no_route);
                    });
                    if (!lost) return;
                    auto& entry = missing.try_emplace({vswitch.name, part}, Missing{record, {}}).first->second;
                    add_disjoint(entry.boxes, box);
                });
            }
        }
    }
    for (auto& [where, entry] : missing) {
        const auto& [vswitch, block] = where;
        const RecordName record{vpc.name + '/' + vswitch, "/vpcs/" + vpc.name + "/vswitches/" + vswitch, vpc.place};
        auto finding = context.about("ipv4-gateway", record, {record.entity, entry.record.entity});
        finding.message = vpc.name + " has an IPv4 gateway, and the route table of vSwitch " + vswitch +
                          " does not lead " + block.text() + " to the VPN gateway.";
        finding.why =
            "With an active IPv4 gateway the route table alone decides about public destinations, user CIDR or not; "
            "what it does not send to the VPN goes to the Internet or nowhere.";
        finding.remedy = "Add a route to " + block.text() + " with the VPN gateway as next hop to that table.";
        finding.reference = "N13, N14";
        add_flows(finding, entry.boxes);
        out.push_back(std::move(finding));
    }
}

}  // namespace

void find_public_blocks(const FindingContext& context, Findings& out) {
    for (std::size_t v = 0; v < context.estate.vpcs.size(); ++v) {
        if (context.estate.vpcs[v].ipv4_gateway) find_missing_gateway_routes(context, VpcId{v}, out);
        else find_missing_user_cidrs(context, VpcId{v}, out);
    }
}

}  // namespace vpnsim
