#include "tools/importers/site_device.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "tools/importers/address_words.hpp"
#include "tools/importers/interface_kinds.hpp"
#include "tools/importers/scenario_ids.hpp"

namespace vpnsim::importers {
namespace {

/// Of one device: groups of selectors times peers.
constexpr std::size_t most_device_tunnels = 10'000;
/// Selectors of a device and of the cloud that are held against one another to find the device's address.
constexpr std::size_t most_tunnel_comparisons = 100'000;

bool is_private(const Address& address) {
    static const std::array blocks{
        Prefix{Address{Family::ipv4, 0x0a000000}, 8}, Prefix{Address{Family::ipv4, 0xac100000}, 12},
        Prefix{Address{Family::ipv4, 0xc0a80000}, 16}, Prefix{Address{Family::ipv4, 0x64400000}, 10}};
    return std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& block) { return block.contains(address); });
}

class DeviceMaker {
  public:
    DeviceMaker(const Host& host, const std::vector<CloudEnd>& ends, Remarks& remarks)
        : host_{host}, ends_{ends}, remarks_{remarks} {}

    Device make(std::string id, TunnelSources& sources) {
        out_.name = std::move(id);
        out_.addresses = host_.outer_addresses;
        out_.dynamic_address = host_.outer_address_dynamic && host_.outer_addresses.empty();
        out_.stateful_firewall = host_.stateful_firewall;
        set_profile();
        for (const auto& i : host_.interfaces) {
            if (i.outside || is_own_bridge(i.interface_name) || is_link_local(i.address)) continue;
            if (!is_bookkeeping(Prefix::host(i.address))) out_.inside_addresses.push_back(i.address);
        }
        infer_address();
        for (std::size_t i = 0; i < host_.protections.size(); ++i) {
            add_tunnels(host_.protections[i]);
            sources.resize(out_.tunnels.size(), i);
        }
        warn_of_own_rules();
        return std::move(out_);
    }

  private:
    void remark(Gravity gravity, std::string kind, std::string about, std::string message, const Origin& origin) {
        remarks_.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin});
    }

    /// The scenario's devices choose by their SAs alone.
    void warn_of_own_rules() {
        const auto tells_packets_apart = [](const OsRule& r) {
            return r.action != OsRuleAction::lookup || r.negated || r.source || r.destination || r.protocol ||
                   r.source_ports || r.destination_ports || !r.incoming.empty() || !r.outgoing.empty() ||
                   !r.firewall_mark.empty() || !r.other.empty();
        };
        const auto first = std::find_if(host_.rules.begin(), host_.rules.end(), tells_packets_apart);
        const auto count =
            static_cast<std::size_t>(std::count_if(first, host_.rules.end(), tells_packets_apart)) + host_.pbr.size();
        if (count == 0) return;
        remark(Gravity::warning, "device-rules-not-simulated", host_.name,
               "The device has " + std::to_string(count) + (count == 1 ? " policy rule" : " policy rules") +
                   " of its own (ip rule, PBR), which are not simulated: here its SAs choose. Check that none of them "
                   "drops or diverts what the tunnels carry.",
               first != host_.rules.end() ? first->origin : host_.pbr.front().origin);
    }

    void set_profile() {
        const auto* profile = find_profile(host_.profile);
        if (profile == nullptr) {
            remark(Gravity::note, "profile-generic", host_.name,
                   "What kind of device this is was not in the input. The profile \"generic\" is assumed.",
                   host_.origin);
            profile = find_profile("generic");
        }
        out_.profile = profile->profile;
    }

    static bool in_force(const Protection& p) {
        return p.loaded && p.mode == ProtectionMode::tunnel && !p.groups.empty();
    }

    /// The customer gateway addresses that the cloud would use for tunnels like this device's.
    std::set<Address> fitting_addresses() const {
        std::set<Address> out;
        std::size_t comparisons = 0;
        for (const auto& p : host_.protections) {
            if (!in_force(p)) continue;
            for (const auto& end : ends_) {
                if (!end.customer_address || !end.gateway_address) continue;
                if (std::find(p.peers.begin(), p.peers.end(), *end.gateway_address) == p.peers.end()) continue;
                for (const auto& group : p.groups) {
                    if (++comparisons > most_tunnel_comparisons) return out;
                    if (mirrored(group.local, group.remote, *end.connection)) out.insert(*end.customer_address);
                }
            }
        }
        return out;
    }

    void infer_address() {
        if (out_.dynamic_address) return;
        const auto& own = out_.addresses;
        const bool known = std::any_of(ends_.begin(), ends_.end(), [&](const CloudEnd& end) {
            return end.customer_address && std::find(own.begin(), own.end(), *end.customer_address) != own.end();
        });
        if (known || !std::all_of(own.begin(), own.end(), is_private)) return;
        const auto fitting = fitting_addresses();
        if (fitting.size() == 1) {
            const auto address = *fitting.begin();
            remark(Gravity::note, "address-inferred", host_.name,
                   (own.empty() ? "The device's outer address is not in the input. "
                                : "The device is behind NAT: its own address is private. ") +
                       ("It is taken to be " + address.text()) +
                       ", the customer gateway of the connection whose gateway address and selectors fit its own.",
                   host_.origin);
            if (own.empty()) out_.addresses = {address};
            else out_.nat_address = address;
        } else if (own.empty()) {
            remark(Gravity::warning, "no-outer-address", host_.name,
                   fitting.empty()
                       ? "The device's outer address is not in the input, and no connection fits its tunnels."
                       : "The device's outer address is not in the input, and several customer gateways fit.",
                   host_.origin);
        }
    }

    void add_tunnels(const Protection& p) {
        const auto about = host_.name + '/' + p.name;
        const auto left_out = [&](std::string kind, const std::string& why) {
            remark(Gravity::warning, std::move(kind), about, why + " It is left out of the scenario.", p.origin);
        };
        if (!p.loaded) return left_out("not-loaded", "The tunnel is written down and not in force.");
        if (p.mode == ProtectionMode::pass || p.mode == ProtectionMode::drop) {
            return left_out("shunt-not-simulated",
                            "The entry lets traffic pass unprotected or drops it, before tunnels are asked.");
        }
        if (p.mode == ProtectionMode::transport)
            return left_out("transport-not-simulated", "The entry is in transport mode.");
        if (p.groups.empty()) return left_out("no-selectors", "No selectors of the tunnel are known.");
        if (p.peers.empty() && !p.any_peer) {
            return left_out("peer-unknown",
                            "The address of the tunnel's peer is not in the input (names are not "
                            "resolved). Write the address.");
        }
        auto peers = peers_of(p, about);
        if (peers.size() > 1) {
            remark(Gravity::note, "several-peers", about,
                   "The tunnel has several peers, tried in order. Each is a tunnel of its own in the scenario.",
                   p.origin);
        }
        if (peers.empty()) peers.emplace_back(std::nullopt);
        for (std::size_t peer = 0; peer < peers.size(); ++peer) {
            for (std::size_t group = 0; group < p.groups.size(); ++group) {
                if (out_.tunnels.size() >= most_device_tunnels) {
                    return remark(Gravity::incomplete, "too-many", about,
                                  "The device has too many tunnels. The rest of them is left out.", p.origin);
                }
                auto name = p.name;
                std::replace(name.begin(), name.end(), ' ', '-');
                if (p.groups.size() > 1) name += '-' + std::to_string(group + 1);
                if (peer > 0) name += "-peer-" + std::to_string(peer + 1);
                out_.tunnels.push_back(tunnel(p, p.groups[group], peers[peer], ids_.take(name, {})));
                if (peer > 0 && !p.peers.empty()) out_.tunnels.back().backup = true;
            }
        }
    }

    std::vector<std::optional<Address>> peers_of(const Protection& p, const std::string& about) {
        if (!p.peers.empty()) return {p.peers.begin(), p.peers.end()};
        std::set<Address> gateways;
        for (const auto& end : ends_) {
            const auto& own = out_.addresses;
            const bool ours =
                end.customer_address && (std::find(own.begin(), own.end(), *end.customer_address) != own.end() ||
                                         out_.nat_address == end.customer_address);
            if (ours && end.gateway_address && is_named(p, end)) gateways.insert(*end.gateway_address);
        }
        remark(Gravity::note, "any-peer", about,
               gateways.empty() ? "The tunnel takes any peer, and no connection of the input leads to this device."
                                : "The tunnel takes any peer. Those whose connections lead to this device are taken.",
               p.origin);
        return {gateways.begin(), gateways.end()};
    }

    /// Whether the peer that the entry waits for may be this end: its identity, where the entry asks for an address.
    static bool is_named(const Protection& p, const CloudEnd& end) {
        if (!p.ike.remote_id) return true;
        const auto wanted = Address::parse(*p.ike.remote_id);
        return !wanted || wanted == end.gateway_address || p.ike.remote_id == end.connection->ike.local_id;
    }

    static DeviceTunnel tunnel(const Protection& p, const SelectorGroup& group, std::optional<Address> peer,
                               std::string name) {
        DeviceTunnel out;
        out.name = std::move(name);
        out.peer = peer;
        if (!group.local.empty()) out.local_ts = group.local;
        if (!group.remote.empty()) out.remote_ts = group.remote;
        const auto own = peer ? p.peer_keys.find(*peer) : p.peer_keys.end();
        if (own != p.peer_keys.end()) out.psk = PreSharedKey{own->second};
        else if (p.key && p.peer_keys.empty()) out.psk = PreSharedKey{*p.key};
        out.initiates = p.initiates;
        if (!out.initiates && p.any_peer) out.initiates = false;
        out.ike = p.ike;
        if (!out.ike.version) out.ike.version = p.version;
        out.esp = p.esp;
        out.nat_traversal = p.nat_traversal;
        out.dpd = p.dpd;
        return out;
    }

    const Host& host_;
    const std::vector<CloudEnd>& ends_;
    Remarks& remarks_;
    Device out_;
    ScenarioIds ids_;
};

}  // namespace

Device site_device(const Host& host, std::string id, const std::vector<CloudEnd>& ends, TunnelSources& sources,
                   Remarks& remarks) {
    return DeviceMaker{host, ends, remarks}.make(std::move(id), sources);
}

}  // namespace vpnsim::importers
