// selectors-inclusive, selectors-overlap, selectors-mismatch, selectors-partly-covered, sa-count-mismatch,
// ikev1-multiple-cidrs, ike-version-behaviour: what the selectors of two ends, or of two connections, do to each other.
#include <algorithm>
#include <map>

#include "sim/cloud_end.hpp"
#include "sim/findings/finding_context.hpp"
#include "sim/negotiation.hpp"

namespace vpnsim {
namespace {

const DeviceTunnel& tunnel_of(const Estate& estate, const DeviceTunnelRef& ref) {
    return estate[ref.site].devices[ref.device.index()].tunnels[ref.tunnel.index()];
}
const Device& device_of(const Estate& estate, const DeviceTunnelRef& ref) {
    return estate[ref.site].devices[ref.device.index()];
}

std::string selectors(const SelectorList& local, const SelectorList& remote) {
    return text(local) + " === " + text(remote);
}

/// "10.66.90.0/24 === 10.55.193.0/24 in the cloud, 10.55.0.0/16 === 10.66.88.0/22 at dc-1/fw-1/to-1"
std::string both_ends(const FindingContext& context, const Negotiation& pair) {
    const auto& connection = context.estate[pair.cloud.connection];
    std::string out = selectors(connection.local_ts, connection.remote_ts) + " in the cloud";
    if (pair.peer) {
        const auto& tunnel = tunnel_of(context.estate, *pair.peer);
        out += ", " + selectors(tunnel.local_ts, tunnel.remote_ts) + " at " + context.device_tunnel(*pair.peer).entity;
    }
    return out;
}

bool includes(const SelectorList& a, const SelectorList& b) { return contains(a, b) || contains(b, a); }

IkeVersion version_of(const FindingContext& context, const Negotiation& pair) {
    auto version = cloud_end_parameters(context.estate, pair.cloud).ike.version;
    if (pair.peer && (!version || version == IkeVersion::any)) {
        const auto other = tunnel_of(context.estate, *pair.peer).ike.version;
        if (other && other != IkeVersion::any) version = other;
    }
    return version.value_or(IkeVersion::ikev2) == IkeVersion::ikev1 ? IkeVersion::ikev1 : IkeVersion::ikev2;
}

bool several(const SelectorList& a, const SelectorList& b) { return reduced(a).size() > 1 || reduced(b).size() > 1; }

bool ikev1_with_several(const FindingContext& context, const Negotiation& pair) {
    if (version_of(context, pair) != IkeVersion::ikev1) return false;
    const auto& connection = context.estate[pair.cloud.connection];
    if (several(connection.local_ts, connection.remote_ts)) return true;
    if (!pair.peer) return false;
    const auto& tunnel = tunnel_of(context.estate, *pair.peer);
    return several(tunnel.local_ts, tunnel.remote_ts);
}

/// The packets of the configured selectors of a connection, from the cloud.
std::vector<PacketBox> configured(const IpsecConnection& connection) {
    std::vector<PacketBox> boxes;
    for (const auto& local : connection.local_ts) {
        for (const auto& remote : connection.remote_ts) {
            if (const auto box = PacketBox::of(local, remote)) boxes.push_back(*box);
        }
    }
    return boxes;
}

Finding selector_finding(const FindingContext& context, std::string_view rule, const Negotiation& pair) {
    auto record = context.cloud_end(pair.cloud);
    record.pointer = context.connection(pair.cloud.connection).pointer + "/local_ts";
    record.place = context.estate[pair.cloud.connection].local_ts_place;
    if (record.place.line == 0) record = context.cloud_end(pair.cloud);
    return context.about(rule, record, {context.connection(pair.cloud.connection).entity});
}

void find_pair_problems(const FindingContext& context, const Negotiation& pair, Findings& out) {
    const auto& connection = context.estate[pair.cloud.connection];
    const auto name = context.cloud_end(pair.cloud).entity;
    if (ikev1_with_several(context, pair)) {
        auto finding = selector_finding(context, "ikev1-multiple-cidrs", pair);
        finding.message = name + " uses IKEv1 with several CIDR blocks on a side: " + both_ends(context, pair) + '.';
        finding.why =
            "IKEv1 negotiates exactly one local and one remote block a phase 2. The cloud refuses lists; other "
            "devices use their first block only, or make one SA a pair (C2).";
        finding.remedy =
            "Use IKEv2 on both ends; or one connection for each pair of blocks, with equal phase-1 parameters.";
        finding.reference = "C2";
        out.push_back(std::move(finding));
    } else if (pair.error && pair.error->code == ErrorCode::traffic_selector_mismatch) {
        auto finding = selector_finding(context, "selectors-mismatch", pair);
        finding.message = name + " and its peer cannot agree on selectors: " + both_ends(context, pair) + '.';
        const auto device = pair.peer ? device_of(context.estate, *pair.peer).profile.name : std::string{"its peer"};
        finding.why =
            "Of " + pair.error->parameter + " the cloud has " + pair.error->local + " and the device " +
            pair.error->remote + ". Both ends must accept what the other one has" +
            (version_of(context, pair) == IkeVersion::ikev1 ? "; with IKEv1 the cloud wants it identical" : "") +
            " (profile " + device + ", C4).";
        finding.remedy =
            "Mirror the selectors exactly: the local blocks of one end are the remote blocks of the other, with a "
            "tunnel "
            "of the device for each connection.";
        finding.reference = "C4";
        out.push_back(std::move(finding));
    }
    if (pair.sa_count_mismatch) {
        auto finding = selector_finding(context, "sa-count-mismatch", pair);
        const auto pairs = connection.local_ts.size() * connection.remote_ts.size();
        finding.message = pairs > 1
                              ? name + ": one end makes one SA for all CIDR blocks, the other one for each pair: of " +
                                    std::to_string(pairs) + " pairs a single one communicates."
                              : name +
                                    ": the cloud keeps one SA for the connection, and several tunnels of the device "
                                    "negotiate a part of it each: a single part communicates.";
        finding.why =
            "The end that keeps a single SA replaces it whenever the other negotiates the next pair; which one "
            "survives is not documented. Both ends still report success (C3).";
        finding.remedy =
            "Use destination-routing mode (0.0.0.0/0 on both ends) with routes; or aggregate each side to one "
            "block; or split into one connection for each pair with equal phase-1 parameters (C6).";
        finding.reference = "C3";
        std::vector<PacketBox> flows;
        for (const auto& offered : pair.child_sas) {
            for (const auto& local : offered.sa.local) {
                for (const auto& remote : offered.sa.remote) {
                    if (const auto box = PacketBox::of(local, remote)) flows.push_back(*box);
                }
            }
        }
        add_flows(finding, flows);
        out.push_back(std::move(finding));
    } else if (pair.phase2 == PhaseResult::partial) {
        auto finding = selector_finding(context, "selectors-partly-covered", pair);
        finding.message = name + ": some configured pairs of selectors get no SA: " + both_ends(context, pair) + '.';
        finding.why = "The SAs cover what both ends agree on only; packets of the other pairs are dropped.";
        finding.remedy = "Mirror the selectors exactly on both ends.";
        finding.reference = "C4";
        out.push_back(std::move(finding));
    }
    const bool up = pair.phase2 == PhaseResult::established || pair.phase2 == PhaseResult::partial;
    if (!pair.peer || !up) return;
    const auto& tunnel = tunnel_of(context.estate, *pair.peer);
    const bool equal =
        equivalent(connection.local_ts, tunnel.remote_ts) && equivalent(connection.remote_ts, tunnel.local_ts);
    if (!equal && includes(connection.local_ts, tunnel.remote_ts) && includes(connection.remote_ts, tunnel.local_ts)) {
        auto finding = selector_finding(context, "selectors-inclusive", pair);
        finding.message = "The selectors of " + name +
                          " and of its peer differ but include one another: " + both_ends(context, pair) + '.';
        finding.why =
            "IKEv2 negotiates them only while both ends accept inclusion, IKEv1 refuses them, and traffic outside of "
            "the common part may be steered into the wrong connection (C4).";
        finding.remedy = "Configure exactly matching selectors on both ends.";
        finding.reference = "C4";
        out.push_back(std::move(finding));
    }
    const auto version = version_of(context, pair);
    const auto other = version == IkeVersion::ikev2 ? IkeVersion::ikev1 : IkeVersion::ikev2;
    if (selectors_under(context.estate, context.network.scenario().assumptions, pair.cloud, *pair.peer, other) ==
        PhaseResult::failed) {
        const std::string works = version == IkeVersion::ikev2 ? "IKEv2" : "IKEv1";
        const std::string fails = version == IkeVersion::ikev2 ? "IKEv1" : "IKEv2";
        auto finding = context.about("ike-version-behaviour", context.cloud_end(pair.cloud),
                                     {context.connection(pair.cloud.connection).entity});
        finding.message = name + " comes up with " + works + " and would fail with " + fails + ".";
        finding.why = "The selectors are no exact mirror image, or have several blocks a side; " + works +
                      " tolerates that, " + fails + " does not (C2, C4).";
        finding.remedy =
            "State the IKE version on both ends and keep it, or mirror the selectors exactly, one block a side.";
        finding.reference = "C4";
        out.push_back(std::move(finding));
    }
}

void find_overlaps(const FindingContext& context, const std::vector<ConnectionId>& connections, Findings& out) {
    std::vector<RankedTable::Record> records;
    for (std::uint32_t i = 0; i < connections.size(); ++i) {
        for (const auto& box : configured(context.estate[connections[i]])) records.push_back({box, i, {{}, i, i}});
    }
    const RankedTable table{std::move(records)};
    for (std::uint32_t i = 0; i < connections.size(); ++i) {
        const auto& a = context.estate[connections[i]];
        std::map<std::uint32_t, std::vector<PacketBox>> overlaps;
        for (const auto& box : configured(a)) {
            for (const auto* other : table.touching(box)) {
                if (other->entry.answer > i) overlaps[other->entry.answer].push_back(other->match.intersection(box));
            }
        }
        for (auto& [j, boxes] : overlaps) {
            const auto& b = context.estate[connections[j]];
            const auto record = context.connection(connections[j]);
            auto finding = context.about("selectors-overlap", record, {a.name, b.name});
            const bool a_in_b = contains(b.local_ts, a.local_ts) && contains(b.remote_ts, a.remote_ts);
            const bool b_in_a = contains(a.local_ts, b.local_ts) && contains(a.remote_ts, b.remote_ts);
            const std::string relation = a_in_b && b_in_a ? "are equal to"
                                         : a_in_b         ? "lie inside"
                                         : b_in_a         ? "contain"
                                                          : "overlap";
            finding.message = "The selectors of " + a.name + " (" + selectors(a.local_ts, a.remote_ts) + ") " +
                              relation + " those of " + b.name + " (" + selectors(b.local_ts, b.remote_ts) + ").";
            finding.why =
                "Nothing refuses that, but both connections can carry the common packets: policy routes of equal "
                "priority tie, "
                "and replies may leave by the other connection (C8, R5).";
            finding.remedy =
                "Make the selectors of the connections disjoint, or give their policy routes different priorities.";
            finding.reference = "C8";
            std::vector<PacketBox> disjoint;
            for (const auto& box : boxes) add_disjoint(disjoint, box);
            add_flows(finding, disjoint);
            out.push_back(std::move(finding));
        }
    }
}

}  // namespace

void find_selector_problems(const FindingContext& context, Findings& out) {
    for (const auto* pair : context.pairs) find_pair_problems(context, *pair, out);
    std::vector<std::vector<ConnectionId>> by_gateway(context.estate.vpn_gateways.size());
    for (const auto id : context.scope.connections) {
        const auto& connection = context.estate[id];
        if (connection.vpn_gateway && !connection.destination_routing_mode())
            by_gateway[connection.vpn_gateway->index()].push_back(id);
    }
    for (const auto& connections : by_gateway) find_overlaps(context, connections, out);
}

}  // namespace vpnsim
