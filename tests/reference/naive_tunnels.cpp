#include <array>

#include "tests/reference/naive_world.hpp"

namespace vpnsim {
namespace {

bool selects(const TrafficSelector& selector, Address address, Protocol protocol, std::uint16_t port) {
    if (!selector.contains(address)) return false;
    if (selector.protocol && *selector.protocol != protocol) return false;
    return selector.ports.contains(port);  // all of them unless its protocol has ports
}

/// A tunnel's own `state`, else that of its connection.
std::optional<LinkState> state_of(const Estate& estate, const CloudEndRef& end) {
    const IpsecConnection& connection = estate[end.connection];
    if (end.tunnel && connection.tunnels[end.tunnel->index()].state) {
        return connection.tunnels[end.tunnel->index()].state;
    }
    return connection.state;
}

/// The SAs of one cloud end in this world. Empty = the end is down.
std::vector<NaiveSa> sas_of(NaiveWorld& world, const CloudEnd& end) {
    const auto state = state_of(world.estate, end.ref);
    if (state == LinkState::down) return {};
    const std::string name = std::to_string(end.ref.connection.index()) + "/" +
                             (end.ref.tunnel ? std::to_string(end.ref.tunnel->index()) : "-");
    const auto& alternative = end.alternatives[world.choices.choose("SAs of end " + name, end.alternatives.size())];
    std::vector<NaiveSa> result;
    for (const std::size_t index : alternative.sas) {
        const CloudEndSa& sa = end.sas[index];
        const Negotiation& pair = world.negotiations.pairs[sa.negotiation];
        if (!pair.esp_blocked) result.push_back({end.ref.connection, sa.sa, pair.peer, sa.device_order});
    }
    if (result.empty() && state == LinkState::up) {
        const IpsecConnection& connection = world.estate[end.ref.connection];
        NaiveSa own{end.ref.connection,
                    {connection.local_ts, connection.remote_ts, connection.remote_ts, connection.local_ts},
                    std::nullopt,
                    0};
        for (const Negotiation& pair : world.negotiations.pairs) {
            if (pair.cloud == end.ref && pair.peer && !own.peer) own.peer = pair.peer;
        }
        result.push_back(own);
    }
    return result;
}

/// How specific an SA is for a packet: the greatest of these over its pairs of selectors that cover the packet wins.
using Rank = std::array<int, 4>;

int length(const TrafficSelector& selector) {
    unsigned bits = width(selector.family());
    while (!Prefix{selector.first, bits}.contains(selector.last)) --bits;
    return static_cast<int>(bits);
}
int width_of_ports(const TrafficSelector& selector) { return selector.ports.last - selector.ports.first; }

Rank rank(SaChoice choice, const TrafficSelector& local, const TrafficSelector& remote) {
    const int protocol = local.protocol || remote.protocol ? 1 : 0;
    const int ports = -(width_of_ports(local) + width_of_ports(remote));
    const int port_sides = (local.ports.is_all() ? 0 : 1) + (remote.ports.is_all() ? 0 : 1);
    if (choice == SaChoice::most_specific_sum) return {length(local) + length(remote), protocol, ports, 0};
    return {port_sides, protocol, length(local), length(remote)};
}

Rank rank(SaChoice choice, const SelectorList& locals, const SelectorList& remotes, const NaivePacket& packet) {
    Rank best{};
    best.fill(-1000000);
    for (const TrafficSelector& local : locals) {
        for (const TrafficSelector& remote : remotes) {
            if (covers({local}, {remote}, packet)) best = std::max(best, rank(choice, local, remote));
        }
    }
    return best;
}

NaiveSa best_of(NaiveWorld& world, const std::string& fact, const std::vector<NaiveSa>& candidates,
                const std::vector<Rank>& ranks) {
    const Rank best = *std::max_element(ranks.begin(), ranks.end());
    std::vector<NaiveSa> equal;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (ranks[i] == best) equal.push_back(candidates[i]);
    }
    return equal[world.choices.choose(fact, equal.size())];
}

}  // namespace

bool covers(const SelectorList& local, const SelectorList& remote, const NaivePacket& packet) {
    const auto from = [&](const TrafficSelector& s) {
        return selects(s, packet.source, packet.protocol, packet.source_port);
    };
    const auto to = [&](const TrafficSelector& s) {
        return selects(s, packet.destination, packet.protocol, packet.destination_port);
    };
    return std::any_of(local.begin(), local.end(), from) && std::any_of(remote.begin(), remote.end(), to);
}

std::vector<NaiveSa> carrying_sas(NaiveWorld& world, ConnectionId connection) {
    const auto role = [&](const CloudEnd& end) {
        return end.ref.tunnel ? world.estate[connection].tunnels[end.ref.tunnel->index()].role : TunnelRole::active;
    };
    for (const TunnelRole wanted : {TunnelRole::active, TunnelRole::standby}) {
        for (const CloudEnd& end : world.negotiations.ends) {
            if (end.ref.connection != connection || role(end) != wanted) continue;
            if (const auto sas = sas_of(world, end); !sas.empty()) return sas;
        }
    }
    return {};
}

bool is_up(NaiveWorld& world, ConnectionId connection) { return !carrying_sas(world, connection).empty(); }

std::vector<ConnectionId> served_by(const NaiveWorld& world, const DeviceTunnelRef& tunnel) {
    std::vector<ConnectionId> result;
    for (std::size_t i = 0; i < world.estate.ipsec_connections.size(); ++i) {
        const auto meets = [&](const Negotiation& pair) {
            return pair.cloud.connection == ConnectionId{i} && pair.peer == tunnel;
        };
        const auto& pairs = world.negotiations.pairs;
        if (std::any_of(pairs.begin(), pairs.end(), meets)) result.emplace_back(i);
    }
    return result;
}

NaiveSa choose_cloud_sa(NaiveWorld& world, const std::vector<NaiveSa>& candidates, const NaivePacket& packet) {
    const IpsecConnection& connection = world.estate[candidates.front().connection];
    const SaChoice choice = world.estate[*connection.vpn_gateway].profile.sa_choice;
    // The cloud's configured order is that of its own selector pairs, local-major.
    const auto position = [&](const ChildSa& sa) {
        int place = 0;
        for (const TrafficSelector& local : connection.local_ts) {
            for (const TrafficSelector& remote : connection.remote_ts) {
                if (overlap({local}, sa.local) && overlap({remote}, sa.remote)) return place;
                ++place;
            }
        }
        return place;
    };
    std::vector<Rank> ranks;
    for (const NaiveSa& candidate : candidates) {
        ranks.push_back(choice == SaChoice::configured_order
                            ? Rank{-position(candidate.sa)}
                            : rank(choice, candidate.sa.local, candidate.sa.remote, packet));
    }
    const std::string name = std::to_string(candidates.front().connection.index());
    return best_of(world, "SA of connection " + name + " for " + text(packet), candidates, ranks);
}

NaiveSa choose_device_sa(NaiveWorld& world, const std::vector<NaiveSa>& candidates, const NaivePacket& packet) {
    const DeviceTunnelRef first = *candidates.front().peer;
    const Device& device = world.estate[first.site].devices[first.device.index()];
    const SaChoice choice = device.profile.sa_choice;
    std::vector<Rank> ranks;
    for (const NaiveSa& candidate : candidates) {
        ranks.push_back(
            choice == SaChoice::configured_order
                ? Rank{-static_cast<int>(candidate.peer->tunnel.index()), -static_cast<int>(candidate.device_order)}
                : rank(choice, candidate.sa.device_local, candidate.sa.device_remote, packet));
    }
    return best_of(world, "SA of " + world.estate[first.site].name + "/" + device.name + " for " + text(packet),
                   candidates, ranks);
}

}  // namespace vpnsim
