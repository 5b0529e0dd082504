#include "tools/exporters/cisco_asa_config.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace vpnsim::exporters {
namespace {

std::string asa_cipher(Encryption cipher) {
    switch (cipher) {
        case Encryption::des: return "des";
        case Encryption::des3: return "3des";
        case Encryption::aes128: return "aes";
        case Encryption::aes192: return "aes-192";
        case Encryption::aes256: return "aes-256";
        case Encryption::aes128gcm16: return "aes-gcm";
        case Encryption::aes256gcm16: return "aes-gcm-256";
        case Encryption::sm4: break;
    }
    return {};
}

/// Of an IKEv2 policy; the ipsec-proposal writes "sha-1" and "sha-256".
std::string asa_hash(Integrity hash) {
    return hash == Integrity::sm3 ? "" : hash == Integrity::sha1 ? "sha" : std::string{name_of(integrity_names, hash)};
}

std::string asa_esp_hash(Integrity hash) {
    switch (hash) {
        case Integrity::md5: return "md5";
        case Integrity::sha1: return "sha-1";
        case Integrity::sha256: return "sha-256";
        case Integrity::sha384: return "sha-384";
        case Integrity::sha512: return "sha-512";
        case Integrity::sm3: break;
    }
    return {};
}

template <std::size_t N>
bool knows(const std::array<unsigned, N>& groups, DhGroup group) {
    return std::find(groups.begin(), groups.end(), static_cast<unsigned>(group)) != groups.end();
}
constexpr std::array<unsigned, 3> ikev1_groups{2, 5, 14};
constexpr std::array<unsigned, 10> ikev2_groups{1, 2, 5, 14, 15, 16, 19, 20, 21, 24};

/// Why the ASA cannot have this tunnel's algorithms; empty if it can.
std::string refusal(const DeviceSideTunnel& tunnel) {
    const auto& ike = tunnel.ike;
    const auto& esp = tunnel.esp;
    const auto pfs = esp.dh_group.front();
    if (has_chinese_algorithms(tunnel)) return "the ASA knows neither SM4 nor SM3.";
    const auto no_group = "the ASA does not know the DH group in this version of IKE.";
    if (!ikev1(tunnel)) {
        const bool known =
            knows(ikev2_groups, ike.dh_group.front()) && (pfs == DhGroup::disabled || knows(ikev2_groups, pfs));
        return known ? "" : no_group;
    }
    const auto old = [](Integrity hash) { return hash == Integrity::md5 || hash == Integrity::sha1; };
    if (is_aead(ike.encryption.front()) || is_aead(esp.encryption.front()))
        return "IKEv1 on the ASA has no AES-GCM. Use IKEv2.";
    if (!old(ike.integrity.front()) || (!esp.integrity.empty() && !old(esp.integrity.front()))) {
        return "IKEv1 on the ASA has no SHA-2. Use IKEv2, which has it.";
    }
    const bool known =
        knows(ikev1_groups, ike.dh_group.front()) && (pfs == DhGroup::disabled || knows(ikev1_groups, pfs));
    return known ? "" : no_group;
}

class AsaConfig {
  public:
    explicit AsaConfig(const DeviceSide& side) : entries_{cisco_entries(side)} { cisco_head(out_, side, "Cisco ASA"); }

    std::variant<Configuration, Reasons> take() && {
        std::erase_if(entries_, [&](const CiscoEntry& entry) {
            auto why = refusal(entry.first());
            if (why.empty() && entry.first().route_based) {
                why = no_interface(entry.first());
            } else if (why.empty()) {
                auto& lines = lines_[entry.name] = access_lines(entry, out_);
                if (lines.empty()) why = no_access_line;
                else tell_sas(entry, lines.size(), out_);
            }
            if (!why.empty()) out_.cannot(entry.first().end_name, why);
            return !why.empty();
        });
        if (entries_.empty()) return Reasons{std::move(out_).take(entries_).messages};
        for (const auto& entry : entries_) policy(entry.first());
        if (policies_.size() > 1) {
            out_.look("IKE", "the ASA offers all its policies to every peer; which one is taken is up to both ends.");
        }
        for (const auto& entry : entries_) {
            entry_head(out_, entry);
            if (entry.first().route_based) route_based(entry);
            else crypto_map(entry);
            for (const auto* tunnel : entry.tunnels) tunnel_group(tunnel->peer);
            identities(entry);
        }
        out_.line("!");
        if (map_) out_.line("crypto map VPN interface outside");
        for (const auto* version : {"ikev1", "ikev2"}) {
            if (versions_.contains(version)) out_.line(std::string{"crypto "} + version + " enable outside");
        }
        return std::move(out_).take(entries_);
    }

  private:
    void policy(const DeviceSideTunnel& tunnel) {
        const auto& ike = tunnel.ike;
        const bool v1 = ikev1(tunnel);
        const bool aead = is_aead(ike.encryption.front());
        std::string body = " encryption " + asa_cipher(ike.encryption.front()) + '\n';
        if (v1) body = " authentication pre-share\n" + body + " hash " + asa_hash(ike.integrity.front()) + '\n';
        else body += " integrity " + (aead ? "null" : asa_hash(ike.integrity.front())) + '\n';
        body += " group " + text(ike.dh_group.front()) + '\n';
        if (!v1) body += " prf " + asa_hash(ike.integrity.front()) + '\n';
        const auto life = lifetime(out_, tunnel, ike.lifetime_seconds, {120, 2'147'483'647});
        if (!life.empty()) body += (v1 ? " lifetime " : " lifetime seconds ") + life + '\n';
        versions_.insert(v1 ? "ikev1" : "ikev2");
        if (!policies_.insert((v1 ? "1" : "2") + body).second) return;
        out_.line(std::string{"crypto "} + (v1 ? "ikev1" : "ikev2") + " policy " +
                  std::to_string(10 * policies_.size()));
        body.pop_back();
        out_.line(body);
    }

    void proposal(const CiscoEntry& entry) {
        const auto& tunnel = entry.first();
        const auto cipher = asa_cipher(tunnel.esp.encryption.front());
        if (ikev1(tunnel)) {
            out_.line("crypto ipsec ikev1 transform-set " + entry.name + " esp-" + cipher + " esp-" +
                      asa_hash(tunnel.esp.integrity.front()) + "-hmac");
            return;
        }
        out_.line("crypto ipsec ikev2 ipsec-proposal " + entry.name);
        out_.line(" protocol esp encryption " + cipher);
        out_.line(" protocol esp integrity " +
                  (tunnel.esp.integrity.empty() ? "null" : asa_esp_hash(tunnel.esp.integrity.front())));
    }

    /// The settings of a crypto map entry or a profile, each behind `before`.
    void settings(const CiscoEntry& entry, const std::string& before) {
        const auto& tunnel = entry.first();
        if (tunnel.esp.dh_group.front() != DhGroup::disabled) {
            out_.line(before + "set pfs group" + text(tunnel.esp.dh_group.front()));
        }
        out_.line(before + (ikev1(tunnel) ? "set ikev1 transform-set " : "set ikev2 ipsec-proposal ") + entry.name);
        const auto life = lifetime(out_, tunnel, tunnel.esp.lifetime_seconds, {120, 214'783'647});
        if (!life.empty()) out_.line(before + "set security-association lifetime seconds " + life);
        out_.line(before + "set security-association lifetime kilobytes unlimited");
    }

    void crypto_map(const CiscoEntry& entry) {
        const auto& tunnel = entry.first();
        map_ = true;
        for (const auto& line : lines_[entry.name]) {
            out_.line("access-list " + entry.name + " extended permit " + line.protocol + ' ' + side(line.local) +
                      line.local_ports + ' ' + side(line.remote) + line.remote_ports);
        }
        proposal(entry);
        sequence_ += 10;
        const auto before = "crypto map VPN " + std::to_string(sequence_) + ' ';
        out_.line(before + "match address " + entry.name);
        std::string peers;
        for (const auto* each : entry.tunnels) peers += ' ' + each->peer.text();
        out_.line(before + "set peer" + peers);
        settings(entry, before);
        if (ikev1(tunnel) && tunnel.ike.mode == IkeMode::aggressive)
            out_.line(before + "set ikev1 phase1-mode aggressive");
        if (tunnel.nat_traversal == false) out_.line(before + "set nat-t-disable");
    }

    void route_based(const CiscoEntry& entry) {
        const auto& tunnel = entry.first();
        proposal(entry);
        out_.line("crypto ipsec profile " + entry.name);
        settings(entry, " ");
        out_.line("interface Tunnel" + std::to_string(++tunnels_));
        out_.line(" nameif " + entry.name);
        const auto address = inside_address(tunnel);
        if (!address.empty()) out_.line(" ip address " + address);
        else out_.cannot(tunnel.end_name, "the address of the tunnel interface is not known. Choose one and add it.");
        out_.line(" tunnel source interface outside");
        out_.line(" tunnel destination " + tunnel.peer.text());
        out_.line(tunnel.peer.family() == Family::ipv4 ? " tunnel mode ipsec ipv4" : " tunnel mode ipsec ipv6");
        out_.line(" tunnel protection ipsec profile " + entry.name);
        if (tunnel.bgp)
            out_.look(tunnel.end_name, "routes, or a BGP neighbour, into the tunnel interface are left to you.");
        else out_.look(tunnel.end_name, "routes into the tunnel interface are left to you.");
        if (tunnel.nat_traversal == false)
            out_.cannot(tunnel.end_name, "NAT traversal cannot be switched off for one tunnel interface.");
    }

    /// A peer has one group for all its connections: it holds a key for each version of IKE that one of them uses.
    void tunnel_group(const Address& peer) {
        const auto name = peer.text();
        if (!groups_.insert(name).second) return;
        std::vector<const DeviceSideTunnel*> v1;
        std::vector<const DeviceSideTunnel*> v2;
        for (const auto& entry : entries_) {
            for (const auto* const tunnel : entry.tunnels) {
                if (tunnel->peer == peer) (ikev1(*tunnel) ? v1 : v2).push_back(tunnel);
            }
        }
        out_.line("tunnel-group " + name + " type ipsec-l2l");
        out_.line("tunnel-group " + name + " ipsec-attributes");
        if (!v1.empty()) out_.line(" ikev1 pre-shared-key " + group_key(v1));
        if (!v2.empty()) {
            const auto key = group_key(v2);
            out_.line(" ikev2 remote-authentication pre-shared-key " + key);
            out_.line(" ikev2 local-authentication pre-shared-key " + key);
        }
        v1.insert(v1.end(), v2.begin(), v2.end());
        keepalive(v1);
    }

    /// Where the key of tunnels towards one peer goes.
    std::string group_key(const std::vector<const DeviceSideTunnel*>& tunnels) {
        const auto stated = std::find_if(tunnels.begin(), tunnels.end(), [](const auto* t) { return t->psk; });
        for (auto each = stated; each != tunnels.end(); ++each) {
            if (!(*each)->psk || (*each)->psk == (*stated)->psk) continue;
            out_.look((*each)->end_name, "the peer " + (*each)->peer.text() +
                                             " has one tunnel group for all its connections, but their keys differ. "
                                             "Use one key for all of them.");
        }
        return key_placeholder(*tunnels.front());
    }

    void keepalive(const std::vector<const DeviceSideTunnel*>& tunnels) {
        std::optional<bool> dpd;
        for (const auto* const tunnel : tunnels) {
            if (!tunnel->dpd || dpd == tunnel->dpd) continue;
            if (dpd) {
                out_.cannot(tunnel->end_name,
                            "the peer " + tunnel->peer.text() +
                                " has one tunnel group for all its connections, but dead peer "
                                "detection is on for some of them and off for others. It is left on.");
            }
            dpd = dpd.value_or(false) || *tunnel->dpd;
        }
        if (dpd) out_.line(*dpd ? " isakmp keepalive threshold 10 retry 2" : " isakmp keepalive disable");
    }

    /// The ASA names itself by the address of its interface unless the whole device says otherwise.
    void identities(const CiscoEntry& entry) {
        for (const auto* tunnel : entry.tunnels) {
            if (tunnel->local_address && tunnel->local_id == tunnel->local_address->text()) continue;
            out_.cannot(tunnel->end_name,
                        "the cloud expects the identity " + tunnel->local_id +
                            ", the ASA sends the address of its interface. Set the identity for the whole "
                            "device (crypto isakmp identity), or change it in the cloud.");
        }
        for (const auto* tunnel : entry.tunnels) {
            if (tunnel->remote_id == tunnel->peer.text()) continue;
            out_.cannot(tunnel->end_name,
                        "the cloud's identity " + tunnel->remote_id +
                            " is not its address. Name the tunnel group after it or use the address.");
        }
    }

    static std::string side(const Prefix& block) {
        if (block.length() == width(block.family())) return "host " + block.first().text();
        return block.family() == Family::ipv4 ? block.first().text() + ' ' + netmask(block) : block.text();
    }

    std::vector<CiscoEntry> entries_;
    CiscoWriter out_;
    std::map<std::string, std::vector<CiscoAccessLine>> lines_;  ///< by entry
    std::set<std::string> policies_;
    std::set<std::string> versions_;
    std::set<std::string> groups_;  ///< names
    unsigned sequence_ = 0;
    unsigned tunnels_ = 0;
    bool map_ = false;
};

}  // namespace

std::variant<Configuration, Reasons> cisco_asa_config(const DeviceSide& side) { return AsaConfig{side}.take(); }

}  // namespace vpnsim::exporters
