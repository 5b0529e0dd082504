// How packets cross IPsec connections, either way.
#include <algorithm>

#include "sim/walk.hpp"

namespace vpnsim {

std::optional<Node> Walker::Run::cross(ConnectionId id) {
    path.connections.push_back(id);
    const auto& connection = estate[id];
    const auto& ends = network[id].ends;
    const auto carrier = std::find_if(ends.begin(), ends.end(), [&](std::uint32_t e) { return world.end_up(e); });
    if (carrier == ends.end()) {
        if (detailed) {
            hop(connection.name, NodeKind::vpn_gateway, Step::sa, "", connection.name + " has no SA", connection.place);
        }
        finish(Disposition::tunnel_down);
        return std::nullopt;
    }
    const auto& end = network.ends()[*carrier];
    const auto entries = find(end.out, Settle::by_answer);
    if (!entries) return std::nullopt;
    if (entries->empty()) {
        if (detailed) {
            hop(connection.name, NodeKind::vpn_gateway, Step::sa, "",
                "no SA of " + connection.name + " covers " + arrow(), connection.place);
        }
        finish(Disposition::selector_mismatch);
        return std::nullopt;
    }
    const auto chosen = pick(6, id.index(), connection.name, ChoiceReason::equal_sa, one_per_peer(end, *entries),
                             [&](const TableEntry& e) { return end.sas[e.answer].text; });
    const auto& sa = end.sas[chosen];
    if (detailed) {
        hop(connection.name, NodeKind::vpn_gateway, Step::sa, sa.text, "SA " + sa.text + " of " + end_name(end),
            connection.place);
    }
    if (!sa.peer) {
        if (detailed) {
            hop(connection.name, NodeKind::site, Step::delivery, "",
                "the device of " + connection.name + " is not in the file: its mirror image is assumed to own " +
                    flow.destination.text(),
                connection.place);
            path.hops.back().pointer = "/ipsec_connections/" + connection.name;
        }
        finish(Disposition::delivered, MirrorImage{*carrier});
        return std::nullopt;
    }
    if (sa.ends_differ && !covered(sa.device_out, box.reversed())) return std::nullopt;
    if (!passes_device(sa.peer->site, sa.peer->device, FilterDirection::inbound)) return std::nullopt;
    return AtSite{sa.peer->site};
}

std::string Walker::Run::end_name(const CompiledEnd& end) const {
    const auto& connection = estate[end.ref.connection];
    return end.ref.tunnel ? connection.name + '/' + connection.tunnels[end.ref.tunnel->index()].name : connection.name;
}

std::vector<TableEntry> Walker::Run::one_per_peer(const CompiledEnd& end, Entries entries) {
    std::vector<TableEntry> out;
    for (const auto& e : entries) {
        if (std::none_of(out.begin(), out.end(),
                         [&](const auto& o) { return end.sas[o.answer].peer == end.sas[e.answer].peer; })) {
            out.push_back(e);
        }
    }
    return out;
}

bool Walker::Run::covered(const std::vector<PacketBox>& outbound, const PacketBox& reply) {
    std::vector<const PacketBox*> partly;
    for (const auto& match : outbound) {
        if (match.contains(reply)) return true;
        if (match.overlaps(reply)) partly.push_back(&match);
    }
    if (partly.empty()) {
        if (detailed) {
            hop(estate[path.connections.back()].name, NodeKind::device, Step::sa, "",
                "the receiving end installed other selectors, which do not cover " + arrow());
        }
        finish(Disposition::selector_mismatch);
    } else {
        stop({reversed(choose_cut(reply, partly)), {}, {}});
    }
    return false;
}

std::optional<Node> Walker::Run::arrive(std::uint32_t end_number, const EndSa& sa) {
    const auto& end = network.ends()[end_number];
    path.connections.push_back(end.ref.connection);
    if (sa.ends_differ && !covered(sa.cloud_out, box.reversed())) return std::nullopt;
    const auto gateway = estate[end.ref.connection].vpn_gateway;
    if (gateway) return AtGateway{*gateway, true};
    if (detailed) hop(end_name(end), NodeKind::vpn_gateway, Step::sa, "", "the connection belongs to no VPN gateway");
    finish(Disposition::no_route);
    return std::nullopt;
}

}  // namespace vpnsim
