// ikev1-multiple-cidrs, sa-count-mismatch, ike-version-behaviour: the documented ways out of several blocks a side
// (C7).
#include <range/v3/algorithm/contains.hpp>
#include <set>

#include "sim/findings/finding_context.hpp"
#include "sim/remedies/flow_sides.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_pairs = 25;  ///< R13: five blocks a side

void use_ikev2(RemedyContext& context, ConnectionId id) {
    const auto& name = context.estate[id].name;
    context.propose("Use IKEv2 for " + name + " on both ends.", "The device must know IKEv2.", [&](Estate& estate) {
        auto& connection = connection_in(estate, id);
        connection.ike.version = IkeVersion::ikev2;
        for (auto& tunnel : connection.tunnels) {
            if (tunnel.ike) tunnel.ike->version.reset();
        }
        for (const auto peer : context.peers(id)) tunnel_in(estate, peer).ike.version = IkeVersion::ikev2;
        return true;
    });
}

/// C7, the recommended way: one SA for everything, and routes that choose.
void use_destination_routing(RemedyContext& context, ConnectionId id) {
    const auto& connection = context.estate[id];
    const auto destinations = blocks(connection.remote_ts);
    const auto family = destinations.front().family();
    for (const auto& selector : connection.local_ts) {
        if (selector.family() != family) return;
    }
    context.propose(
        "Switch " + connection.name + " to destination-routing mode: 0.0.0.0/0 on both ends, and routes to " +
            enumerate_blocks(destinations) + " on the gateway.",
        "The device must be route-based. Routes alone decide what enters the tunnel: which sources do is no longer "
        "said, and new networks need routes only.",
        [&](Estate& estate) {
            const SelectorList all{TrafficSelector::everything(family)};
            auto& changed = connection_in(estate, id);
            changed.local_ts = all;
            changed.remote_ts = all;
            for (const auto peer : context.peers(id)) {
                tunnel_in(estate, peer).local_ts = all;
                tunnel_in(estate, peer).remote_ts = all;
            }
            if (!connection.vpn_gateway) return true;
            for (const auto& block : destinations) {
                route_on_gateway(estate, *connection.vpn_gateway, block, id, connection.publish_auto_routes);
            }
            return true;
        });
}

/// C7, the second way.
void use_aggregates(RemedyContext& context, ConnectionId id) {
    const auto& connection = context.estate[id];
    const auto cloud = blocks(connection.local_ts);
    const auto site = blocks(connection.remote_ts);
    const auto local = aggregate(cloud);
    const auto remote = aggregate(site);
    if (!local || !remote || local->family() != remote->family() || local->length() == 0 || remote->length() == 0)
        return;
    context.propose("Aggregate the selectors of " + connection.name + " to " + local->text() +
                        " === " + remote->text() + " on both ends.",
                    "The aggregates cover addresses that nobody asked for, and may overlap other connections now or "
                    "later.",
                    [&](Estate& estate) {
                        auto& changed = connection_in(estate, id);
                        changed.local_ts = selectors_of({*local});
                        changed.remote_ts = selectors_of({*remote});
                        for (const auto peer : context.peers(id)) {
                            tunnel_in(estate, peer).local_ts = changed.remote_ts;
                            tunnel_in(estate, peer).remote_ts = changed.local_ts;
                        }
                        // What the SA covers must be routed into it.
                        if (site.size() > 1) lead_from_cloud(context, estate, id, cloud, {*remote});
                        if (cloud.size() > 1) lead_from_sites(context, estate, id, {*local});
                        return true;
                    });
}

struct SelectorPair {
    TrafficSelector local;
    TrafficSelector remote;
};

/// Repoints the listed policy routes of a connection that was split to the parts that cover them.
void follow_parts(Estate& estate, ConnectionId whole, const std::vector<std::pair<SelectorPair, ConnectionId>>& parts) {
    const auto part_of = [&](const TrafficSelector* source, const TrafficSelector& destination) {
        for (const auto& [pair, id] : parts) {
            if (pair.remote.contains(destination) && (source == nullptr || pair.local.contains(*source))) return id;
        }
        return whole;
    };
    auto& gateway = gateway_in(estate, *estate[whole].vpn_gateway);
    for (auto& route : gateway.policy_routes) {
        const auto source = TrafficSelector::of(route.source);
        if (route.next_hop == whole) route.next_hop = part_of(&source, TrafficSelector::of(route.destination));
    }
    for (auto& route : gateway.destination_routes) {
        if (route.next_hop == whole) route.next_hop = part_of(nullptr, TrafficSelector::of(route.destination));
    }
}

/// C6: one connection for each pair, all with the phase-1 values of the one that was split. Their keys stay unsaid.
void use_one_connection_a_pair(RemedyContext& context, ConnectionId id) {
    const auto& connection = context.estate[id];
    const auto has_bgp = [](const ConnectionTunnel& t) { return t.bgp.has_value(); };
    if (connection.bgp || std::any_of(connection.tunnels.begin(), connection.tunnels.end(), has_bgp)) return;
    std::vector<SelectorPair> pairs;
    for (const auto& local : reduced(connection.local_ts)) {
        for (const auto& remote : reduced(connection.remote_ts)) pairs.push_back({local, remote});
    }
    if (pairs.size() < 2 || pairs.size() > most_pairs || !connection.vpn_gateway) return;
    const auto more = std::to_string(pairs.size() - 1);
    context.propose(
        "Split " + connection.name + " into " + std::to_string(pairs.size()) +
            " connections, one for each pair of blocks, with equal phase-1 parameters; the device gets a tunnel for "
            "each.",
        "It takes " + more +
            " more of the gateway's quota of connections, and every change of phase 1 has to be made on "
            "all of them.",
        [&](Estate& estate) {
            std::vector<std::pair<SelectorPair, ConnectionId>> parts;
            for (const auto& pair : pairs) {
                ConnectionId part = id;
                if (!parts.empty()) {
                    part = ConnectionId{estate.ipsec_connections.size()};
                    auto added = connection;
                    added.name = unused_name(estate.ipsec_connections, connection.name);
                    added.psk.reset();
                    added.health_check.reset();
                    for (auto& tunnel : added.tunnels) tunnel.psk.reset();
                    estate.ipsec_connections.push_back(std::move(added));
                }
                auto& changed = connection_in(estate, part);
                changed.local_ts = {pair.local};
                changed.remote_ts = {pair.remote};
                for (const auto peer : context.peers(id)) {
                    auto& tunnels = device_in(estate, peer).tunnels;
                    if (!parts.empty()) {
                        auto added = tunnel_in(estate, peer);
                        added.name = unused_name(tunnels, tunnel_in(estate, peer).name);
                        added.psk.reset();
                        tunnels.push_back(std::move(added));
                    }
                    auto& tunnel = parts.empty() ? tunnel_in(estate, peer) : tunnels.back();
                    tunnel.local_ts = {pair.remote};
                    tunnel.remote_ts = {pair.local};
                    // The SAs of the device choose between the tunnels.
                    for (auto& route : estate.sites[peer.site.index()].routes) {
                        for (auto& hop : route.next_hops) {
                            if (hop == SiteNextHop{TunnelHop{peer.device, peer.tunnel}}) hop = DeviceHop{peer.device};
                        }
                    }
                }
                parts.emplace_back(pair, part);
            }
            follow_parts(estate, id, parts);
            return true;
        });
}

}  // namespace

void negotiate_one_block(RemedyContext& context) {
    for (const auto id : context.connections) {
        if (context.finding.rule == "ikev1-multiple-cidrs") use_ikev2(context, id);
        // Other connections need the selectors that a shared device tunnel has.
        const auto peers = context.peers(id);
        if (std::any_of(peers.begin(), peers.end(), [&](auto peer) { return context.served(peer).size() > 1; }))
            continue;
        use_destination_routing(context, id);
        use_aggregates(context, id);
        use_one_connection_a_pair(context, id);
    }
}

}  // namespace vpnsim
