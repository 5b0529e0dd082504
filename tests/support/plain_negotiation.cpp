#include "tests/support/plain_negotiation.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

std::optional<Address> gateway_address(const Estate& estate, const CloudEndRef& ref) {
    const IpsecConnection& connection = estate[ref.connection];
    const auto& addresses = estate[*connection.vpn_gateway].addresses;
    const std::size_t index = ref.tunnel ? ref.tunnel->index() : 0;
    if (ref.tunnel && connection.tunnels[index].gateway_address) return connection.tunnels[index].gateway_address;
    if (!ref.tunnel && connection.gateway_address) return connection.gateway_address;
    return index < addresses.size() ? std::optional{addresses[index]} : std::nullopt;
}

std::optional<Address> peer_address(const Estate& estate, const CloudEndRef& ref) {
    const IpsecConnection& connection = estate[ref.connection];
    auto customer_gateway = connection.customer_gateway;
    if (ref.tunnel && connection.tunnels[ref.tunnel->index()].customer_gateway) {
        customer_gateway = connection.tunnels[ref.tunnel->index()].customer_gateway;
    }
    return customer_gateway ? estate[*customer_gateway].address : std::nullopt;
}

bool has_address(const Device& device, Address address) {
    return device.nat_address == address ||
           std::find(device.addresses.begin(), device.addresses.end(), address) != device.addresses.end();
}

const Device& device_of(const Estate& estate, const DeviceTunnelRef& ref) {
    return estate[ref.site].devices[ref.device.index()];
}
const DeviceTunnel& tunnel_of(const Estate& estate, const DeviceTunnelRef& ref) {
    return device_of(estate, ref).tunnels[ref.tunnel.index()];
}

std::size_t position(const DeviceTunnel& tunnel, const SelectorList& local, const SelectorList& remote) {
    std::size_t place = 0;
    for (const TrafficSelector& l : tunnel.local_ts) {
        for (const TrafficSelector& r : tunnel.remote_ts) {
            if (overlap({l}, local) && overlap({r}, remote)) return place;
            ++place;
        }
    }
    return place;
}

/// The SAs that a connection and a device tunnel agree on.
std::vector<CloudEndSa> agree(const Estate& estate, ConnectionId id, const DeviceTunnelRef& ref, std::size_t pair) {
    const IpsecConnection& connection = estate[id];
    const DeviceTunnel& tunnel = tunnel_of(estate, ref);
    std::vector<CloudEndSa> result;
    const auto add = [&](const SelectorList& device_local, const SelectorList& device_remote) {
        const auto local = intersection(connection.local_ts, device_remote);
        const auto remote = intersection(connection.remote_ts, device_local);
        if (local.empty() || remote.empty()) return;
        result.push_back({pair, {local, remote, remote, local}, position(tunnel, remote, local)});
    };
    if (device_of(estate, ref).profile.child_sa_per == ChildSaPer::connection) {
        add(tunnel.local_ts, tunnel.remote_ts);
        return result;
    }
    for (const TrafficSelector& local : tunnel.local_ts) {
        for (const TrafficSelector& remote : tunnel.remote_ts) add({local}, {remote});
    }
    return result;
}

void negotiate_end(const Estate& estate, const CloudEndRef& ref, Negotiations& out) {
    const IpsecConnection& connection = estate[ref.connection];
    const auto here = gateway_address(estate, ref);
    const auto there = peer_address(estate, ref);
    bool device_known = false;
    std::vector<DeviceTunnelRef> candidates;
    std::vector<DeviceTunnelRef> mirrors;
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        for (std::size_t d = 0; d < estate.sites[s].devices.size(); ++d) {
            const Device& device = estate.sites[s].devices[d];
            if (!there || !has_address(device, *there)) continue;
            device_known = true;
            for (std::size_t t = 0; t < device.tunnels.size(); ++t) {
                if (!here || device.tunnels[t].peer != here) continue;
                candidates.push_back({SiteId{s}, DeviceIndex{d}, TunnelIndex{t}});
                if (equivalent(device.tunnels[t].remote_ts, connection.local_ts) &&
                    equivalent(device.tunnels[t].local_ts, connection.remote_ts)) {
                    mirrors.push_back(candidates.back());
                }
            }
        }
    }
    if (!mirrors.empty()) candidates = mirrors;

    CloudEnd end{ref, {}, {}};
    const auto add_pair = [&](std::optional<DeviceTunnelRef> peer, PhaseResult phase2) {
        out.pairs.push_back({.cloud = ref,
                             .peer = peer,
                             .mirror_image = !device_known,
                             .phase1 = device_known && !peer ? PhaseResult::failed : PhaseResult::established,
                             .phase2 = phase2,
                             .mismatches = {},
                             .error = {},
                             .fails_later = {},
                             .child_sas = {},
                             .sa_count_mismatch = false,
                             .assumptions = {}});
    };
    if (!device_known) {
        const SelectorList local = reduced(connection.local_ts);
        const SelectorList remote = reduced(connection.remote_ts);
        end.sas.push_back({out.pairs.size(), {local, remote, remote, local}, 0});
        add_pair(std::nullopt, PhaseResult::established);
    }
    for (const DeviceTunnelRef& candidate : candidates) {
        const auto sas = agree(estate, ref.connection, candidate, out.pairs.size());
        if (sas.empty()) continue;
        end.sas.insert(end.sas.end(), sas.begin(), sas.end());
        add_pair(candidate, PhaseResult::established);
    }
    if (end.sas.empty() && !candidates.empty()) add_pair(candidates.front(), PhaseResult::failed);
    if (end.sas.empty() && candidates.empty()) add_pair(std::nullopt, PhaseResult::not_attempted);

    if (end.sas.size() > 1 && estate[*connection.vpn_gateway].profile.max_child_sas == 1U) {
        for (std::size_t i = 0; i < end.sas.size(); ++i) {
            const ChildSa& sa = end.sas[i].sa;
            end.alternatives.push_back(
                {{i}, AlternativeReason::surviving_sa, text(sa.local) + " === " + text(sa.remote)});
        }
    } else {
        SaAlternative all{{}, AlternativeReason::certain, ""};
        for (std::size_t i = 0; i < end.sas.size(); ++i) all.sas.push_back(i);
        end.alternatives.push_back(all);
    }
    for (const CloudEndSa& sa : end.sas) {
        out.pairs[sa.negotiation].child_sas.push_back({sa.sa, end.alternatives.size() == 1});
    }
    out.ends.push_back(std::move(end));
}

}  // namespace

Negotiations plain_negotiations(const Estate& estate) {
    Negotiations result;
    for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
        const auto& tunnels = estate.ipsec_connections[c].tunnels;
        if (tunnels.empty()) negotiate_end(estate, {ConnectionId{c}, std::nullopt}, result);
        for (std::size_t t = 0; t < tunnels.size(); ++t) {
            negotiate_end(estate, {ConnectionId{c}, TunnelIndex{t}}, result);
        }
    }
    return result;
}

}  // namespace vpnsim
