// user-cidr-missing, ipv4-gateway: public addresses that are used on premises (N9-N14).
#include <algorithm>
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
    const auto& links = context.network.links();
    for (auto link = std::lower_bound(links.begin(), links.end(), std::pair{id, SiteId{0}});
         link != links.end() && link->first == id; ++link) {
        const auto site = link->second;
        const auto& place = context.estate[site];
        for (const auto& network : place.networks) {
            add(network.cidr,
                {place.name + '/' + network.name, "/sites/" + place.name + "/networks/" + network.name, network.place});
        }
    }
    for (const auto c : context.scope.connections) {
        const auto& connection = context.estate[c];
        if (!connection.vpn_gateway || context.estate[*connection.vpn_gateway].vpc != id) continue;
        for (const auto& selector : connection.remote_ts) {
            for (const auto& block : cover(selector.first, selector.last)) add(block, context.connection(c));
        }
    }
    for (const auto g : context.scope.gateways) {
        const auto& gateway = context.estate[g];
        if (gateway.vpc != id) continue;
        for (const auto& r : gateway.policy_routes) add(r.destination, context.policy_route(g, r));
        for (const auto& r : gateway.destination_routes) add(r.destination, context.destination_route(g, r));
        for (const auto& r : gateway.bgp_routes) add(r.destination, context.bgp_route(g, r));
    }
    return out;
}

/// The parts of a block that a map of private destinations leaves out.
std::vector<Prefix> public_parts(const IntervalMap& is_private, const Prefix& block) {
    std::vector<Prefix> out;
    const auto& all = is_private.intervals(block.family());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto last = i + 1 < all.size() ? all[i + 1].first - 1 : last_bits(block.family());
        if (all[i].value != 0 || all[i].first > block.last().bits() || last < block.first().bits()) continue;
        cover(Address{block.family(), std::max(all[i].first, block.first().bits())},
              Address{block.family(), std::min(last, block.last().bits())}, out);
    }
    return out;
}

/// A packet of a declared instance to the block that its public address leads astray.
std::optional<Flow> astray(const FindingContext& context, VpcId id, const Prefix& block) {
    const auto& vpc = context.estate[id];
    for (const auto& instance : vpc.instances) {
        if (!instance.public_address || instance.address.family() != block.family()) continue;
        if (context.network[id].owner.at(instance.address) < first_zone) continue;
        for (const auto& part : public_parts(context.network[id].by_route_table, block)) {
            const auto flow = PacketBox::of(Prefix::host(instance.address), part).witness();
            for (const auto& path : trace(context.network, id, flow).forward) {
                if (path.disposition == Disposition::left_to_internet) return flow;
            }
        }
    }
    return std::nullopt;
}

void find_missing_user_cidrs(const FindingContext& context, VpcId id, Findings& out) {
    const auto& vpc = context.estate[id];
    std::map<Prefix, RecordName> missing;  // the first record that names each block
    for (const auto& [block, record] : remotes(context, id)) {
        if (!public_parts(context.network[id].by_route_table, block).empty()) missing.try_emplace(block, record);
    }
    for (const auto& [block, record] : missing) {
        // A block inside another one that is missing is not a second problem.
        if (std::any_of(missing.begin(), missing.end(),
                        [&, &b = block](const auto& other) { return other.first != b && other.first.contains(b); })) {
            continue;
        }
        const auto flow = astray(context, id, block);
        auto finding = context.about("user-cidr-missing", record, {record.entity, vpc.name});
        finding.message = block.text() + " is public, at least in part, and used on premises; no user CIDR of " +
                          vpc.name + " covers it.";
        finding.why = "A sender with a public address sends such packets to the Internet, past the route table" +
                      std::string{flow ? ", as " + flow->source.text() + " does."
                                       : "; senders without one follow the route table."};
        finding.remedy = "Add " + block.text() + " to user_cidrs of " + vpc.name + '.';
        finding.reference = "N9, N10, N11";
        if (flow) {
            std::vector<PacketBox> boxes;
            for (const auto& part : public_parts(context.network[id].by_route_table, block)) {
                boxes.push_back(PacketBox::of(Prefix::host(flow->source), part));
            }
            add_flows(finding, boxes);
            finding.witness = flow;
        }
        out.push_back(std::move(finding));
    }
}

void find_missing_gateway_routes(const FindingContext& context, VpcId id, Findings& out) {
    const auto& vpc = context.estate[id];
    const auto is_private = private_destinations(vpc);
    struct Missing {
        RecordName record;
        std::vector<PacketBox> boxes;
    };
    std::map<std::pair<std::size_t, RecordName>, Missing> missing;  // by vSwitch and record
    for (const auto& remote : remotes(context, id)) {
        const auto& name = remote.record;
        for (const auto& part : public_parts(is_private, remote.block)) {
            for (std::size_t v = 0; v < vpc.vswitches.size(); ++v) {
                const auto& vswitch = vpc.vswitches[v];
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
                    if (std::any_of(missing.begin(), missing.end(), [&](const auto& other) {
                            return other.first.first == v && !(other.first.second == name) &&
                                   std::any_of(other.second.boxes.begin(), other.second.boxes.end(),
                                               [&](const PacketBox& b) { return b.overlaps(box); });
                        })) {
                        return;  // another record names the block as well
                    }
                    auto& entry = missing.try_emplace({v, name}, Missing{name, {}}).first->second;
                    add_disjoint(entry.boxes, box);
                });
            }
        }
    }
    for (auto& [where, entry] : missing) {
        const auto& vswitch = vpc.vswitches[where.first];
        const RecordName record{vpc.name + '/' + vswitch.name, "/vpcs/" + vpc.name + "/vswitches/" + vswitch.name,
                                vswitch.place};
        std::vector<std::string> blocks;
        for (const auto& row : flow_rows(entry.boxes)) {
            for (const auto& block : row.to) {
                if (std::find(blocks.begin(), blocks.end(), block.text()) == blocks.end())
                    blocks.push_back(block.text());
            }
        }
        auto finding = context.about("ipv4-gateway", record, {record.entity, entry.record.entity});
        finding.message = vpc.name + " has an IPv4 gateway, and the route table of vSwitch " + vswitch.name +
                          " does not lead " + enumerate(blocks) + " to the VPN gateway.";
        finding.why =
            "With an active IPv4 gateway the route table alone decides about public destinations, user CIDR or not; "
            "what it does not send to the VPN goes to the Internet or nowhere.";
        finding.remedy = "Add routes to " + enumerate(blocks) + " with the VPN gateway as next hop to that table.";
        finding.reference = "N13, N14";
        add_flows(finding, entry.boxes);
        out.push_back(std::move(finding));
    }
}

}  // namespace

void find_public_blocks(const FindingContext& context, Findings& out) {
    for (const auto id : context.scope.vpcs) {
        if (context.estate[id].ipv4_gateway) find_missing_gateway_routes(context, id, out);
        else find_missing_user_cidrs(context, id, out);
    }
}

}  // namespace vpnsim
