// shared-phase1-differs (C6) and same-selectors-two-peers (C12): connections that share a device.
#include <algorithm>
#include <map>
#include <range/v3/algorithm/contains.hpp>
#include <set>
#include <tuple>

#include "sim/cloud_end.hpp"
#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

/// Phase-1 values as people read them, in the order of the format. A value that an end does not state is not compared.
std::vector<std::pair<std::string, std::string>> phase1(const IkeParameters& ike) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto list = [&](const std::string& name, const auto& values) {
        std::string all;
        for (const auto& v : values) all += (all.empty() ? "" : ", ") + text(v);
        if (!all.empty()) out.emplace_back(name, all);
    };
    if (ike.version) out.emplace_back("version", std::string{name_of(ike_version_names, *ike.version)});
    if (ike.mode) out.emplace_back("mode", std::string{name_of(ike_mode_names, *ike.mode)});
    list("encryption", ike.encryption);
    list("integrity", ike.integrity);
    list("dh_group", ike.dh_group);
    if (ike.lifetime_seconds) out.emplace_back("lifetime_seconds", std::to_string(*ike.lifetime_seconds));
    if (ike.local_id) out.emplace_back("local_id", *ike.local_id);
    if (ike.remote_id) out.emplace_back("remote_id", *ike.remote_id);
    return out;
}

void find_phase1_differences(const FindingContext& context, Findings& out) {
    using Key = std::tuple<GatewayId, std::optional<Address>, Address>;  // a gateway's address, a customer gateway's
    std::map<Key, std::vector<CloudEndParameters>> groups;
    for (const auto* end : context.ends) {
        auto own = cloud_end_parameters(context.estate, end->ref);
        if (!own.gateway || !own.customer_address) continue;
        groups[{*own.gateway, own.gateway_address, *own.customer_address}].push_back(std::move(own));
    }
    for (const auto& [key, ends] : groups) {
        std::map<std::string, std::set<std::string>> values;
        std::set<std::string> keys;
        for (const auto& end : ends) {
            for (auto& [name, value] : phase1(end.ike)) values[name].insert(std::move(value));
            if (end.psk) keys.insert(end.psk->reveal());
        }
        std::vector<std::string> differences;
        for (const auto& [name, all] : values) {
            if (all.size() > 1) differences.push_back(name + " (" + enumerate({all.begin(), all.end()}) + ')');
        }
        if (keys.size() > 1) differences.emplace_back("the pre-shared key");
        if (differences.empty()) continue;
        std::vector<std::string> names;
        for (const auto& end : ends) {
            const auto name = context.connection(end.ref.connection).entity;
            if (!ranges::contains(names, name)) names.push_back(name);
        }
        auto finding = context.about("shared-phase1-differs", context.cloud_end(ends.back().ref), names);
        finding.message = enumerate(names) + " go to the same customer gateway " + std::get<Address>(key).text() +
                          " with different phase-1 values: " + enumerate(differences) + '.';
        finding.why =
            "Connections between the same two addresses share one IKE SA; the device answers all of them with one "
            "set of phase-1 parameters (C6).";
        finding.remedy =
            "Set version, mode, algorithms, group, lifetime, identities and key to the same values on all of them.";
        finding.reference = "C6";
        out.push_back(std::move(finding));
    }
}

/// Tunnels by what they protect; sorted lists, so that order does not matter.
using Protecting = std::map<std::pair<SelectorList, SelectorList>, std::vector<TunnelIndex>>;

Protecting by_selectors(const Device& device) {
    Protecting equal;
    for (std::size_t t = 0; t < device.tunnels.size(); ++t) {
        auto local = reduced(device.tunnels[t].local_ts);
        auto remote = reduced(device.tunnels[t].remote_ts);
        std::sort(local.begin(), local.end());
        std::sort(remote.begin(), remote.end());
        equal[{std::move(local), std::move(remote)}].emplace_back(t);
    }
    return equal;
}

void find_single_tunnel_devices(const FindingContext& context, Findings& out) {
    std::set<std::pair<SiteId, DeviceIndex>> devices;
    for (const auto& ref : context.scope.device_tunnels) {
        const auto& device = context.estate[ref.site].devices[ref.device.index()];
        if (!device.profile.same_selectors_two_peers) devices.emplace(ref.site, ref.device);
    }
    if (devices.empty()) return;
    std::map<DeviceTunnelRef, std::vector<ConnectionId>> serves;
    for (const auto& pair : context.negotiations.pairs) {
        if (pair.peer && pair.phase1 == PhaseResult::established) serves[*pair.peer].push_back(pair.cloud.connection);
    }
    for (const auto& [site, index] : devices) {
        const auto& device = context.estate[site].devices[index.index()];
        for (const auto& [selectors, tunnels] : by_selectors(device)) {
            std::set<std::optional<Address>> peers;
            std::vector<std::string> names;
            std::vector<std::string> connections;
            std::size_t rivals = 0;  // tunnels that are no backup of another
            for (const auto t : tunnels) {
                const DeviceTunnelRef ref{site, index, t};
                const auto found = serves.find(ref);
                if (found == serves.end()) continue;
                peers.insert(device.tunnels[t.index()].peer);
                names.push_back(context.device_tunnel(ref).entity);
                if (device.tunnels[t.index()].backup != true) ++rivals;
                for (const auto c : found->second) {
                    const auto& name = context.estate[c].name;
                    if (!ranges::contains(connections, name)) connections.push_back(name);
                }
            }
            if (peers.size() < 2) continue;
            auto finding = context.about("same-selectors-two-peers",
                                         context.device_tunnel({site, index, tunnels.back()}), connections);
            finding.message = enumerate(names) + " protect the same traffic (" + text(selectors.first) +
                              " === " + text(selectors.second) + ") towards " + std::to_string(peers.size()) +
                              " peers.";
            finding.why = "A " + device.profile.name + " holds equal selectors towards one peer at a time: ";
            if (rivals < 2) {
                finding.severity = Severity::warning;
                finding.why +=
                    "it tries these in order, so that the next one stays down while the one before it is up, and is "
                    "negotiated only after a failure; if it also answers the other peer, the tunnels come up in turn "
                    "(C12).";
            } else {
                finding.why += "the tunnels come up in turn, each taking the other down (C12).";
            }
            finding.remedy =
                "Use route-based tunnels (0.0.0.0/0) on the device, or give the tunnels different selectors.";
            finding.reference = "C12";
            out.push_back(std::move(finding));
        }
    }
}

}  // namespace

void find_shared_peer_problems(const FindingContext& context, Findings& out) {
    find_phase1_differences(context, out);
    find_single_tunnel_devices(context, out);
}

}  // namespace vpnsim
