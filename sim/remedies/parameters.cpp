// Phase-1 and phase-2 parameters that two ends, or two connections of one peer, must agree on (C6, C7).
#include <array>
#include <range/v3/algorithm/contains.hpp>
#include <range/v3/algorithm/count.hpp>
#include <range/v3/algorithm/count_if.hpp>

#include "model/weak_value.hpp"
#include "sim/cloud_end.hpp"
#include "sim/findings/finding_context.hpp"
#include "sim/peering.hpp"
#include "sim/remedies/remedy_context.hpp"

namespace vpnsim {
namespace {

template <class T>
bool stated(const std::optional<T>& value) {
    return value.has_value();
}
template <class T>
bool stated(const std::vector<T>& values) {
    return !values.empty();
}
template <class T>
void take(T& own, const T& other) {
    if (stated(own) && stated(other)) own = other;
}
/// The single value that a cloud end can hold.
template <class T>
void take_first(std::vector<T>& own, const std::vector<T>& other) {
    if (!own.empty() && !other.empty() && !ranges::contains(other, own.front())) own = {other.front()};
}

/// Identities are crosswise; one that an end does not state is its outer address.
void take_identities(IkeParameters& device, const IkeParameters& cloud) {
    if (cloud.remote_id || device.local_id) device.local_id = cloud.remote_id;
    if (cloud.local_id || device.remote_id) device.remote_id = cloud.local_id;
}

void device_takes(DeviceTunnel& tunnel, const CloudEndParameters& cloud, bool behind_nat) {
    if (tunnel.ike.version != IkeVersion::any) take(tunnel.ike.version, cloud.ike.version);
    take(tunnel.ike.mode, cloud.ike.mode);
    take(tunnel.ike.encryption, cloud.ike.encryption);
    take(tunnel.ike.integrity, cloud.ike.integrity);
    take(tunnel.ike.dh_group, cloud.ike.dh_group);
    take_identities(tunnel.ike, cloud.ike);
    if (behind_nat) take(tunnel.nat_traversal, cloud.nat_traversal);
    take(tunnel.esp.encryption, cloud.esp.encryption);
    take(tunnel.esp.integrity, cloud.esp.integrity);
    take(tunnel.esp.dh_group, cloud.esp.dh_group);
    // What every cloud gateway has: ESP in tunnel mode, DPD hash-notify, no commit bit.
    if (tunnel.esp.protocol) tunnel.esp.protocol = SecurityProtocol::esp;
    if (tunnel.esp.encapsulation) tunnel.esp.encapsulation = Encapsulation::tunnel;
    if (tunnel.dpd_order) tunnel.dpd_order = DpdOrder::hash_notify;
    if (tunnel.commit_bit) tunnel.commit_bit = false;
}

void cloud_takes(IkeParameters& ike, EspParameters& esp, const CloudEndParameters& now, DeviceTunnel tunnel) {
    keep_known_to_cloud(tunnel.ike.dh_group);
    keep_known_to_cloud(tunnel.esp.dh_group);
    keep_known_to_cloud(tunnel.ike.encryption);
    keep_known_to_cloud(tunnel.esp.encryption);
    ike = now.ike;
    esp = now.esp;
    if (tunnel.ike.version != IkeVersion::any) take(ike.version, tunnel.ike.version);
    take(ike.mode, tunnel.ike.mode);
    take_first(ike.encryption, tunnel.ike.encryption);
    take_first(ike.integrity, tunnel.ike.integrity);
    take_first(ike.dh_group, tunnel.ike.dh_group);
    if (tunnel.ike.remote_id) ike.local_id = tunnel.ike.remote_id;
    if (tunnel.ike.local_id) ike.remote_id = tunnel.ike.local_id;
    take_first(esp.encryption, tunnel.esp.encryption);
    take_first(esp.integrity, tunnel.esp.integrity);
    take_first(esp.dh_group, tunnel.esp.dh_group);
}

/// The parameters that the two ends differ in, apart from keys, which nobody can compute.
std::string differing(const Negotiation& pair) {
    std::vector<std::string> out;
    for (const auto& mismatch : pair.mismatches) {
        if (mismatch.parameter != "psk" && !ranges::contains(out, mismatch.parameter))
            out.push_back(mismatch.parameter);
    }
    return enumerate(out);
}

std::string end_name(const Estate& estate, CloudEndRef ref) {
    const auto& connection = estate[ref.connection];
    return connection.name + (ref.tunnel ? '/' + connection.tunnels[ref.tunnel->index()].name : "");
}

/// Edits of a pair of ends for the rules about single parameters, cheapest first. `what` is the sentence behind "Set ".
struct ParameterChange {
    std::string_view rule;
    std::string_view what;
    std::string_view trade_off;
    void (*edit)(IpsecConnection& connection, DeviceTunnel* tunnel, const CloudEndParameters& cloud);
};

template <class T>
void keep_one(std::vector<T>& own, const std::vector<T>& cloud) {
    if (own.size() > 1) own = {!cloud.empty() && ranges::contains(own, cloud.front()) ? cloud.front() : own.front()};
}
void strengthen(IkeParameters& ike) {
    if (ike.mode) ike.mode = IkeMode::main;
}
template <class Parameters>
void strengthen_algorithms(Parameters& p) {
    const auto replace = [](auto& values, auto strong) {
        std::replace_if(
            values.begin(), values.end(), [](auto value) { return is_weak(value); }, strong);
    };
    replace(p.encryption, Encryption::aes256);
    replace(p.integrity, Integrity::sha256);
    replace(p.dh_group, DhGroup{14});
}
/// How many stated values are weak; no PFS counts as one.
template <class Parameters>
std::ptrdiff_t weak_values(const Parameters& p) {
    const auto weak = [](auto value) { return is_weak(value); };
    return ranges::count_if(p.encryption, weak) + ranges::count_if(p.integrity, weak) +
           ranges::count_if(p.dh_group, weak) + ranges::count(p.dh_group, DhGroup::disabled);
}
std::ptrdiff_t weaknesses(const IkeParameters& ike, const EspParameters& esp) {
    return weak_values(ike) + weak_values(esp) + (ike.mode == IkeMode::aggressive ? 1 : 0);
}

template <class End>
void strengthen_end(End& end) {
    strengthen(end.ike);
    strengthen_algorithms(end.ike);
    strengthen_algorithms(end.esp);
}

constexpr auto changes = std::to_array<ParameterChange>({
    {"lifetime-differs", "the SA lifetimes of the device to those of the cloud", "",
     [](IpsecConnection&, DeviceTunnel* tunnel, const CloudEndParameters& cloud) {
         if (tunnel == nullptr) return;
         take(tunnel->ike.lifetime_seconds, cloud.ike.lifetime_seconds);
         take(tunnel->esp.lifetime_seconds, cloud.esp.lifetime_seconds);
     }},
    {"lifetime-by-volume", "the lifetime by volume of the device to 0", "",
     [](IpsecConnection&, DeviceTunnel* tunnel, const CloudEndParameters&) {
         if (tunnel != nullptr) tunnel->esp.lifetime_bytes = 0;
     }},
    {"several-values", "each parameter of the device to the one value that the cloud has", "",
     [](IpsecConnection&, DeviceTunnel* tunnel, const CloudEndParameters& cloud) {
         if (tunnel == nullptr) return;
         if (tunnel->ike.version == IkeVersion::any) take(tunnel->ike.version, cloud.ike.version);
         keep_one(tunnel->ike.encryption, cloud.ike.encryption);
         keep_one(tunnel->ike.integrity, cloud.ike.integrity);
         keep_one(tunnel->ike.dh_group, cloud.ike.dh_group);
         keep_one(tunnel->esp.encryption, cloud.esp.encryption);
         keep_one(tunnel->esp.integrity, cloud.esp.integrity);
         keep_one(tunnel->esp.dh_group, cloud.esp.dh_group);
     }},
    {"dpd-differs", "dead peer detection on at both ends", "",
     [](IpsecConnection& connection, DeviceTunnel* tunnel, const CloudEndParameters&) {
         connection.dpd = true;
         if (tunnel != nullptr) tunnel->dpd = true;
     }},
    {"nat-traversal", "NAT traversal on at both ends", "",
     [](IpsecConnection& connection, DeviceTunnel* tunnel, const CloudEndParameters&) {
         connection.nat_traversal = true;
         if (tunnel != nullptr) tunnel->nat_traversal = true;
     }},
    {"identity-mismatch", "the identities of the device to what the cloud expects", "",
     [](IpsecConnection&, DeviceTunnel* tunnel, const CloudEndParameters& cloud) {
         if (tunnel != nullptr) take_identities(tunnel->ike, cloud.ike);
     }},
    {"identity-mismatch", "no identities on either end, so that both use their outer addresses",
     "Addresses that change take the tunnel down.",
     [](IpsecConnection& connection, DeviceTunnel* tunnel, const CloudEndParameters&) {
         const auto forget = [](IkeParameters& ike) {
             ike.local_id.reset();
             ike.remote_id.reset();
         };
         forget(connection.ike);
         for (auto& t : connection.tunnels) {
             if (t.ike) forget(*t.ike);
         }
         if (tunnel != nullptr) forget(tunnel->ike);
     }},
    {"nobody-initiates", "the connection to take effect immediately, so that the cloud initiates", "",
     [](IpsecConnection& connection, DeviceTunnel*, const CloudEndParameters&) {
         connection.effective_immediately = true;
     }},
    {"weak-algorithm", "AES-256, SHA-256, group 14 and main mode instead of the weak values on both ends",
     "The device must know them.",
     [](IpsecConnection& connection, DeviceTunnel* tunnel, const CloudEndParameters&) {
         strengthen_end(connection);
         for (auto& t : connection.tunnels) {
             if (t.ike) strengthen(*t.ike);
             if (t.ike) strengthen_algorithms(*t.ike);
             if (t.esp) strengthen_algorithms(*t.esp);
         }
         if (tunnel != nullptr) strengthen_end(*tunnel);
     }},
});

}  // namespace

void keep_known_to_cloud(std::vector<DhGroup>& groups) {
    constexpr std::array<std::uint8_t, 5> known{0, 1, 2, 5, 14};
    std::erase_if(groups, [&](DhGroup g) { return !ranges::contains(known, static_cast<std::uint8_t>(g)); });
}
void keep_known_to_cloud(std::vector<Encryption>& ciphers) { std::erase_if(ciphers, is_aead); }

/// negotiation-failure and negotiation-fails-later. Of the two ends the one that would become weaker is changed last.
void equalise_parameters(RemedyContext& context) {
    for (const auto* pair : context.pairs()) {
        if (!pair->peer || differing(*pair).empty()) continue;
        const auto peer = *pair->peer;
        const auto cloud = cloud_end_parameters(context.estate, pair->cloud);
        const auto name = end_name(context.estate, pair->cloud);
        const auto& device = context.estate[peer.site].devices[peer.device.index()];
        const auto& tunnel = device.tunnels[peer.tunnel.index()];
        auto equal = tunnel;
        device_takes(equal, cloud, device.nat_address.has_value());
        const bool weakens = weaknesses(equal.ike, equal.esp) > weaknesses(tunnel.ike, tunnel.esp);
        const auto change_device = [&] {
            context.propose(
                "Set " + differing(*pair) + " of " + context.name(peer) + " to the single values of " + name + '.',
                weakens ? "The device's own values are stronger." : "", [&](Estate& estate) {
                    tunnel_in(estate, peer) = equal;
                    return true;
                });
        };
        if (!weakens) change_device();
        context.propose("Set " + differing(*pair) + " of " + name + " to the values of " + context.name(peer) + '.', "",
                        [&](Estate& estate) {
                            auto& connection = connection_in(estate, pair->cloud.connection);
                            IkeParameters ike;
                            EspParameters esp;
                            cloud_takes(ike, esp, cloud, tunnel);
                            if (!pair->cloud.tunnel) {
                                connection.ike = ike;
                                connection.esp = esp;
                                return true;
                            }
                            auto& changed = connection.tunnels[pair->cloud.tunnel->index()];
                            changed.ike = ike;
                            changed.esp = esp;
                            return true;
                        });
        if (weakens) change_device();
    }
}

/// shared-phase1-differs: every connection takes the phase-1 values of one of them, and so do their device tunnels.
void equalise_phase1(RemedyContext& context) {
    for (const auto from : context.connections) {
        const auto& model = context.estate[from];
        context.propose(
            "Set the phase-1 parameters of every connection to this customer gateway, and of their tunnels "
            "on the device, to those of " +
                model.name + '.',
            "", [&](Estate& estate) {
                for (const auto id : context.connections) {
                    connection_in(estate, id).ike = model.ike;
                    for (std::size_t t = 0; t < estate[id].tunnels.size(); ++t) {
                        auto& tunnel = connection_in(estate, id).tunnels[t];
                        tunnel.ike = t < model.tunnels.size() ? model.tunnels[t].ike : std::nullopt;
                    }
                }
                for (const auto* pair : context.pairs()) {
                    if (!pair->peer) continue;
                    auto& ike = tunnel_in(estate, *pair->peer).ike;
                    const auto cloud = cloud_end_parameters(estate, pair->cloud).ike;
                    if (ike.version != IkeVersion::any) take(ike.version, cloud.version);
                    take(ike.mode, cloud.mode);
                    take(ike.encryption, cloud.encryption);
                    take(ike.integrity, cloud.integrity);
                    take(ike.dh_group, cloud.dh_group);
                    take(ike.lifetime_seconds, cloud.lifetime_seconds);
                    take_identities(ike, cloud);
                }
                return true;
            });
    }
}

void set_parameter(RemedyContext& context) {
    const auto pairs = context.pairs();
    // What is weak there has no stronger sibling that such a gateway knows.
    const bool national = std::any_of(pairs.begin(), pairs.end(), [&](const Negotiation* pair) {
        const auto gateway = context.estate[pair->cloud.connection].vpn_gateway;
        return gateway && context.estate[*gateway].kind == GatewayKind::national_standard;
    });
    if (national && context.finding.rule == "weak-algorithm") return;
    std::vector<std::string> names;
    for (const auto* pair : pairs) {
        const auto name = end_name(context.estate, pair->cloud);
        if (!ranges::contains(names, name)) names.push_back(name);
    }
    const auto subject = "For " + enumerate(names) + ", set ";
    for (const auto& change : changes) {
        if (change.rule != context.finding.rule || pairs.empty()) continue;
        auto title = subject;
        title.append(change.what).append(".");
        context.propose(std::move(title), std::string{change.trade_off}, [&](Estate& estate) {
            for (const auto* pair : pairs) {
                change.edit(connection_in(estate, pair->cloud.connection),
                            pair->peer ? &tunnel_in(estate, *pair->peer) : nullptr,
                            cloud_end_parameters(context.estate, pair->cloud));
            }
            return true;
        });
    }
}

}  // namespace vpnsim
