// no-route and selectors-unrouted: what ought to enter a tunnel and does not.
#include <algorithm>
#include <map>
#include <set>

#include "sim/findings/finding_context.hpp"
#include "sim/findings/first_packet.hpp"

namespace vpnsim {
namespace {

/// Two places whose networks are meant to talk, and the packets from the first to the second.
struct IntendedSide {
    Endpoint at;
    PacketBox flows;
    friend auto operator<=>(const IntendedSide&, const IntendedSide&) = default;
};

bool enters_tunnel(const Behaviour& behaviour) {
    return std::any_of(behaviour.begin(), behaviour.end(),
                       [](const Outcome& o) { return !o.forward.connections.empty(); });
}
bool enters(const Behaviour& behaviour, ConnectionId id) {
    return std::any_of(behaviour.begin(), behaviour.end(), [&](const Outcome& o) {
        return !o.forward.connections.empty() && o.forward.connections.front() == id;
    });
}

bool denied(const Behaviour& behaviour) {
    return std::any_of(behaviour.begin(), behaviour.end(),
                       [](const Outcome& o) { return o.forward.disposition == Disposition::denied; });
}

/// Calls back with the parts of a flow box and how routes alone would treat them: what a filter drops on its way to the
/// tunnel is routed all the same.
template <class Visit>
void as_routed(const FindingContext& context, const Endpoint& at, const FlowBox& flow, const PacketBox& part,
               Visit visit) {
    const auto& behaviour = context.partition.behaviours[flow.behaviour];
    if (!denied(behaviour)) {
        visit(part, behaviour);
        return;
    }
    for (const auto& [box, routed] : context.without_filters(at, part)) visit(box, routed);
}

bool named(const TrafficSelector& local, const TrafficSelector& remote) {
    return !local.is_everything() && !remote.is_everything();
}

/// Intended because selectors other than 0.0.0.0/0 name them: both directions.
void by_selectors(const FindingContext& context, std::set<IntendedSide>& sides) {
    const auto add = [&](ConnectionId id, const SelectorList& cloud, const SelectorList& device) {
        const auto gateway = context.estate[id].vpn_gateway;
        for (const auto& local : cloud) {
            for (const auto& remote : device) {
                const auto box = named(local, remote) ? PacketBox::of(local, remote) : std::nullopt;
                if (!box) continue;
                if (gateway && context.estate[*gateway].vpc) sides.insert({*context.estate[*gateway].vpc, *box});
                for (const auto site : context.network.peer_sites(id)) sides.insert({site, box->reversed()});
            }
        }
    };
    for (const auto id : context.scope.carried) {
        add(id, context.estate[id].local_ts, context.estate[id].remote_ts);
    }
}

/// Intended because the other side's packets come through a tunnel: vSwitches × site networks.
void by_deliveries(const FindingContext& context, std::set<IntendedSide>& sides) {
    const auto delivered = [&](const Endpoint& from, const PacketBox& flows) {
        bool any = false;
        context.region(from).for_each(flows, [&](const FlowBox& flow, const PacketBox&) {
            for (const auto& outcome : context.partition.behaviours[flow.behaviour]) {
                any |= outcome.forward.disposition == Disposition::delivered && !outcome.forward.connections.empty();
            }
        });
        return any;
    };
    for (const auto& [vpc, site] : context.scope.links) {
        for (const auto& vswitch : context.estate[vpc].vswitches) {
            for (const auto& network : context.estate[site].networks) {
                if (vswitch.cidr.family() != network.cidr.family()) continue;
                const auto box = PacketBox::of(vswitch.cidr, network.cidr);
                if (delivered(vpc, box)) sides.insert({site, box.reversed()});
                if (delivered(site, box.reversed())) sides.insert({vpc, box});
            }
        }
    }
}

/// Intended because an expectation says that they are delivered.
void by_expectations(const FindingContext& context, std::set<IntendedSide>& sides) {
    for (const auto f : context.scope.expected_flows) {
        const auto& flow = context.network.scenario().expect.flows[f];
        if (flow.outcome != text(Disposition::delivered) || flow.from.family() != flow.to.family()) continue;
        const auto box = PacketBox::of(flow.from, flow.to);
        for (const auto& ingress : context.partition.ingresses) sides.insert({ingress.at, box});
    }
}

void find_no_route(const FindingContext& context, Findings& out) {
    std::set<IntendedSide> sides;
    by_selectors(context, sides);
    by_deliveries(context, sides);
    by_expectations(context, sides);
    struct Missing {
        RecordName record;
        std::string detail;
        Endpoint at;
        std::vector<PacketBox> boxes;
    };
    std::map<std::pair<std::string, std::string>, Missing> missing;
    for (const auto& side : sides) {
        bool sent = false;
        std::vector<PacketBox> owned;
        context.region(side.at).for_each(side.flows, [&](const FlowBox& flow, const PacketBox& part) {
            as_routed(context, side.at, flow, part,
                      [&](const PacketBox&, const Behaviour& routed) { sent |= enters_tunnel(routed); });
            owned.push_back(part);
        });
        if (sent || owned.empty()) continue;  // nobody owns its sources: there is nothing to say
        const auto path = trace(context.network, side.at, first_packet(owned)).forward.front();
        const auto& hop = final_hop(path);
        const auto record = decided(hop);
        auto& entry = missing.try_emplace({record.pointer, record.entity}, Missing{record, hop.detail, side.at, {}})
                          .first->second;
        entry.boxes.insert(entry.boxes.end(), owned.begin(), owned.end());
    }
    for (auto& [ignored, entry] : missing) {
        auto finding = context.about("no-route", entry.record, {entry.record.entity});
        const auto place = context.name(entry.at);
        finding.message = "No packet of an intended pair is sent into a tunnel by " + place + ": " + entry.detail + '.';
        finding.why = "The other side, or the selectors, expect this traffic in a tunnel, but " + entry.record.entity +
                      " does not lead there.";
        finding.remedy = std::holds_alternative<VpcId>(entry.at)
                             ? "Route the destinations to the VPN gateway in the vSwitch's table, and to the "
                               "connection on the gateway."
                             : "Route the destinations to the device that holds the tunnel.";
        finding.reference = "N5";
        std::vector<PacketBox> disjoint;
        for (const auto& box : entry.boxes) add_disjoint(disjoint, box);
        add_flows(finding, disjoint);
        out.push_back(std::move(finding));
    }
}

void find_unrouted(const FindingContext& context, Findings& out) {
    for (const auto id : context.scope.carried) {
        const auto& connection = context.estate[id];
        if (connection.destination_routing_mode()) continue;
        std::set<IntendedSide> sides;
        for (const auto e : context.network[id].ends) {
            for (const auto& sa : context.network.ends()[e].sas) {
                if (connection.vpn_gateway && context.estate[*connection.vpn_gateway].vpc) {
                    for (const auto& box : sa.cloud_out)
                        sides.insert({*context.estate[*connection.vpn_gateway].vpc, box});
                }
                for (const auto site : context.network.peer_sites(id)) {
                    for (const auto& box : sa.device_out) sides.insert({site, box});
                }
            }
        }
        std::map<Endpoint, std::vector<PacketBox>> unrouted;
        std::set<Endpoint> used;
        for (const auto& side : sides) {
            context.region(side.at).for_each(side.flows, [&](const FlowBox& flow, const PacketBox& part) {
                as_routed(context, side.at, flow, part, [&](const PacketBox& box, const Behaviour& routed) {
                    if (enters(routed, id)) used.insert(side.at);
                    if (!enters_tunnel(routed)) add_disjoint(unrouted[side.at], box);
                });
            });
        }
        for (auto& [at, boxes] : unrouted) {
            if (!used.contains(at)) continue;
            const auto record = context.connection(id);
            const auto place = context.name(at);
            auto finding = context.about("selectors-unrouted", record, {record.entity});
            finding.message = "The SA of " + connection.name + " covers packets from " + place +
                              " that no route sends into it; others are sent.";
            finding.why =
                "Selectors decide what an SA may carry, routes decide what reaches it. A part of the selectors has no "
                "route.";
            finding.remedy =
                "Widen the routes of " + place + " to the selectors, or narrow the selectors on both ends.";
            finding.reference = "C4";
            add_flows(finding, boxes);
            out.push_back(std::move(finding));
        }
    }
}

}  // namespace

void find_unrouted_pairs(const FindingContext& context, Findings& out) {
    find_no_route(context, out);
    find_unrouted(context, out);
}

}  // namespace vpnsim
