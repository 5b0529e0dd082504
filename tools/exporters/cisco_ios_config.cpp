#include "tools/exporters/cisco_ios_config.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace vpnsim::exporters {
namespace {

/// Of an IKEv1 policy and of a transform set, where "esp-" stands before it.
std::string ios_cipher(Encryption cipher) {
    switch (cipher) {
        case Encryption::des: return "des";
        case Encryption::des3: return "3des";
        case Encryption::aes128: return "aes";
        case Encryption::aes192: return "aes 192";
        case Encryption::aes256: return "aes 256";
        case Encryption::aes128gcm16: return "gcm";
        case Encryption::aes256gcm16: return "gcm 256";
        case Encryption::sm4: break;
    }
    return {};
}

std::string ikev2_cipher(Encryption cipher) {
    switch (cipher) {
        case Encryption::des: return "des";
        case Encryption::des3: return "3des";
        case Encryption::aes128: return "aes-cbc-128";
        case Encryption::aes192: return "aes-cbc-192";
        case Encryption::aes256: return "aes-cbc-256";
        case Encryption::aes128gcm16: return "aes-gcm-128";
        case Encryption::aes256gcm16: return "aes-gcm-256";
        case Encryption::sm4: break;
    }
    return {};
}

std::string ios_hash(Integrity hash) {
    return hash == Integrity::sha1 ? "sha" : std::string{name_of(integrity_names, hash)};
}

constexpr std::array<unsigned, 10> known_groups{1, 2, 5, 14, 15, 16, 19, 20, 21, 24};

/// One word that neither the terminal nor the parser of the router reads as something else.
bool can_be_typed(std::string_view id) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@:+=/,*%";
    return id.find_first_not_of(letters) == std::string_view::npos && id != "domain";
}

/// Why IOS cannot have this tunnel's algorithms or identities; empty if it can.
std::string refusal_of(const DeviceSideTunnel& tunnel) {
    const auto& ike = tunnel.ike;
    const auto& esp = tunnel.esp;
    const bool aggressive = ike.mode == IkeMode::aggressive;
    if (aggressive && Address::parse(tunnel.local_id) && tunnel.local_id.find(':') != std::string::npos) {
        return "IOS takes no IPv6 address for its identity in aggressive mode.";
    }
    for (const auto* const id : {&tunnel.local_id, &tunnel.remote_id}) {
        const bool written = !ikev1(tunnel) || (aggressive && id == &tunnel.local_id);
        if (written && !can_be_typed(*id)) {
            return "IOS takes one word for an identity, without blanks and most special characters, which " + *id +
                   " is not. Change it in the cloud.";
        }
    }
    if (has_chinese_algorithms(tunnel)) return "IOS knows neither SM4 nor SM3.";
    if (ikev1(tunnel) && is_aead(ike.encryption.front())) return "IKEv1 on IOS has no AES-GCM in phase 1. Use IKEv2.";
    for (const auto group : {ike.dh_group.front(), esp.dh_group.front()}) {
        const auto number = static_cast<unsigned>(group);
        if (number != 0 && std::find(known_groups.begin(), known_groups.end(), number) == known_groups.end()) {
            return "IOS does not know DH group " + text(group) + '.';
        }
    }
    return {};
}

/// "address 203.0.113.1" or "fqdn dc.example"
std::string identity(std::string_view id, std::string_view mask) {
    const auto address = Address::parse(id);
    if (!address) return (id.find('@') == std::string_view::npos ? "fqdn " : "email ") + std::string{id};
    const auto host = "address " + std::string{id};
    return address->family() == Family::ipv4 ? host + std::string{mask} : host;
}

class IosConfig {
  public:
    explicit IosConfig(const DeviceSide& side) : side_{side}, entries_{cisco_entries(side)} {
        cisco_head(out_, side, "Cisco IOS");
    }

    std::variant<Configuration, Reasons> take() && {
        std::erase_if(entries_, [&](const CiscoEntry& entry) {
            const auto why = refusal(entry);
            if (!why.empty()) out_.cannot(entry.first().end_name, why);
            return !why.empty();
        });
        if (entries_.empty()) return Reasons{std::move(out_).take(entries_).messages};
        nat_traversal();
        for (const auto& entry : entries_) policy(entry);
        ikev2_policy();
        if (policies_.size() > 1) {
            out_.look("IKE",
                      "the router offers all its policies to every peer; which one is taken is up to both ends.");
        }
        for (const auto& entry : entries_) {
            entry_head(out_, entry);
            if (ikev1(entry.first())) isakmp(entry);
            else ikev2(entry);
            transform_set(entry);
            if (entry.first().route_based) route_based(entry);
            else crypto_map(entry);
        }
        if (map_) {
            out_.line("!");
            out_.comment("on the interface towards the internet, whatever it is called:");
            out_.line("interface GigabitEthernet0/0");
            out_.line(" crypto map VPN");
        }
        return std::move(out_).take(entries_);
    }

  private:
    /// Why the router cannot have this entry; empty if it can.
    std::string refusal(const CiscoEntry& entry) {
        for (const auto* const tunnel : entry.tunnels) {
            if (auto why = refusal_of(*tunnel); !why.empty()) return why;
        }
        if (entry.first().route_based) return no_interface(entry.first());
        for (const auto* const tunnel : entry.tunnels) {
            if (tunnel->peer.family() == Family::ipv6)
                return "a crypto map for IPv4 networks takes no IPv6 peer on IOS.";
        }
        auto& lines = lines_[entry.name] = access_lines(entry, out_);
        if (lines.empty()) return std::string{no_access_line};
        const auto ipv6 = [](const CiscoAccessLine& line) { return line.local.family() == Family::ipv6; };
        std::string why = "IPv6 networks need a crypto map of their own on IOS. Use a tunnel interface.";
        const auto left_out = std::erase_if(lines, ipv6);
        if (lines.empty()) return why;
        if (left_out != 0) out_.cannot(entry.first().end_name, why + " The IPv4 networks are written without them.");
        tell_sas(entry, lines.size(), out_);
        return {};
    }

    /// A switch of the whole router.
    void nat_traversal() {
        const auto off = [](const DeviceSideTunnel& t) { return t.nat_traversal == false; };
        if (std::none_of(side_.tunnels.begin(), side_.tunnels.end(), off)) return;
        if (std::all_of(side_.tunnels.begin(), side_.tunnels.end(), off)) {
            return out_.line("no crypto ipsec nat-transparency udp-encapsulation");
        }
        out_.cannot("NAT traversal",
                    "some connections have it switched off, but it is one switch for the whole router.");
    }

    void policy(const CiscoEntry& entry) {
        const auto& ike = entry.first().ike;
        const auto group = " group " + text(ike.dh_group.front()) + '\n';
        std::string body;
        if (ikev1(entry.first())) {
            body = " encryption " + ios_cipher(ike.encryption.front()) + "\n hash " + ios_hash(ike.integrity.front()) +
                   "\n authentication pre-share\n" + group;
            const auto life = lifetime(out_, entry.first(), ike.lifetime_seconds, {60, 86'400});
            if (!life.empty()) body += " lifetime " + life + '\n';
            if (!policies_.insert("1" + body).second) return;
            out_.line("crypto isakmp policy " + std::to_string(10 * policies_.size()));
        } else {
            body = " encryption " + ikev2_cipher(ike.encryption.front()) + '\n';
            body += (is_aead(ike.encryption.front()) ? " prf " : " integrity ") +
                    std::string{name_of(integrity_names, ike.integrity.front())} + '\n' + group;
            if (!policies_.insert("2" + body).second) return;
            const auto name = "VPN-" + std::to_string(10 * policies_.size());
            out_.line("crypto ikev2 proposal " + name);
            ikev2_proposals_ += "\n proposal " + name;
        }
        body.pop_back();
        out_.line(body);
    }

    /// One policy for all: a router takes the first that fits its own address.
    void ikev2_policy() {
        if (!ikev2_proposals_.empty()) out_.line("crypto ikev2 policy VPN" + ikev2_proposals_);
    }

    void isakmp(const CiscoEntry& entry) {
        for (const auto* tunnel : entry.tunnels) {
            const auto peer = tunnel->peer.text();
            const auto key = key_placeholder(*tunnel);
            const bool aggressive = tunnel->ike.mode == IkeMode::aggressive;
            const bool fresh = first_with_key(peer, *tunnel);
            const auto mode = modes_.emplace(peer, aggressive ? aggressive_id(*tunnel) : std::string{}).first->second;
            if (mode != (aggressive ? aggressive_id(*tunnel) : "")) {
                out_.cannot(tunnel->end_name,
                            "the router has one mode and, in aggressive mode, one identity for the peer " + peer +
                                ", but its connections differ in that. Make them equal.");
            } else if (fresh && aggressive) {
                out_.line("crypto isakmp peer address " + peer);
                out_.line(" set aggressive-mode client-endpoint " + mode);
                out_.line(" set aggressive-mode password " + key);
            } else if (fresh) {
                out_.line(("crypto isakmp key " + key).append(" address ").append(peer));
            }
            if (tunnel->dpd == true && !std::exchange(keepalive_, true)) {
                out_.line("crypto isakmp keepalive 10 periodic");
            }
            if (tunnel->dpd == false && keepalive_needed()) {
                out_.cannot(tunnel->end_name,
                            "dead peer detection is off in the cloud, but with IKEv1 it is one switch "
                            "for the whole router, and another connection needs it.");
            }
            if (tunnel->ike.mode == IkeMode::main && tunnel->local_address &&
                tunnel->local_id != tunnel->local_address->text()) {
                out_.cannot(tunnel->end_name, "the cloud expects the identity " + tunnel->local_id +
                                                  "; with IKEv1 in main mode and a key the router sends its address.");
            }
        }
    }

    [[nodiscard]] bool keepalive_needed() const {
        return std::any_of(entries_.begin(), entries_.end(), [](const CiscoEntry& entry) {
            return ikev1(entry.first()) && std::any_of(entry.tunnels.begin(), entry.tunnels.end(),
                                                       [](const auto* tunnel) { return tunnel->dpd.value_or(false); });
        });
    }

    static std::string aggressive_id(const DeviceSideTunnel& tunnel) {
        const bool address = Address::parse(tunnel.local_id).has_value();
        return (address                                          ? "ipv4-address "
                : tunnel.local_id.find('@') == std::string::npos ? "fqdn "
                                                                 : "user-fqdn ") +
               tunnel.local_id;
    }

    /// Returns true iff no key was written for this before. Another key for the same is said.
    bool first_with_key(const std::string& what, const DeviceSideTunnel& tunnel) {
        const auto [first, fresh] = keyed_.emplace(what, &tunnel);
        if (!first->second->psk) first->second = &tunnel;
        if (tunnel.psk && first->second->psk != tunnel.psk) {
            out_.look(tunnel.end_name, "the router has one key for the peer " + tunnel.peer.text() +
                                           ", but the keys of its connections differ. Use one key for all of them.");
        }
        return fresh;
    }

    /// The router finds a profile by the peer's identity: connections with the same peers share one.
    void ikev2(const CiscoEntry& entry) {
        const auto& tunnel = entry.first();
        std::string profile;
        for (const auto* each : entry.tunnels) {
            if (each->local_id != tunnel.local_id) {
                out_.cannot(each->end_name,
                            "the cloud expects the identity " + each->local_id + " here, but " + tunnel.local_id +
                                " at " + tunnel.end_name +
                                ". The router has one for both peers of an entry and sends the latter.");
            }
            profile += " match identity remote " + identity(each->remote_id, " 255.255.255.255") + '\n';
        }
        profile += " identity local " + identity(tunnel.local_id, "") + '\n';
        profile += " authentication remote pre-share\n authentication local pre-share\n";
        const auto life = lifetime(out_, tunnel, tunnel.ike.lifetime_seconds, {120, 86'400});
        if (!life.empty()) profile += " lifetime " + life + '\n';
        if (tunnel.dpd == true) profile += " dpd 10 2 periodic\n";
        profile_of_[entry.name] = profiles_.emplace(profile, entry.name).first->second;
        if (!first_with_key(profile, tunnel)) return;
        out_.line("crypto ikev2 keyring " + entry.name);
        for (const auto* each : entry.tunnels) {
            out_.line(" peer " + each->name);
            out_.line("  address " + each->peer.text());
            out_.line("  pre-shared-key " + key_placeholder(*each));
        }
        for (const auto* each : entry.tunnels) {
            const auto [other, fresh] = profile_for_.emplace(each->remote_id, entry.name);
            if (fresh || other->second == entry.name) continue;
            out_.look(each->end_name, "the profiles " + other->second + " and " + entry.name +
                                          " both match the cloud's "
                                          "identity " +
                                          each->remote_id +
                                          ". If the cloud begins, the router may take the "
                                          "wrong one: give them the same parameters and one key.");
        }
        out_.line("crypto ikev2 profile " + entry.name);
        out_.line(profile + " keyring local " + entry.name);
    }

    void transform_set(const CiscoEntry& entry) {
        const auto& esp = entry.first().esp;
        out_.line("crypto ipsec transform-set " + entry.name + " esp-" + ios_cipher(esp.encryption.front()) +
                  (esp.integrity.empty() ? "" : " esp-" + ios_hash(esp.integrity.front()) + "-hmac"));
        out_.line(" mode tunnel");
    }

    void settings(const CiscoEntry& entry) {
        const auto& tunnel = entry.first();
        out_.line(" set transform-set " + entry.name);
        if (tunnel.esp.dh_group.front() != DhGroup::disabled) {
            out_.line(" set pfs group" + text(tunnel.esp.dh_group.front()));
        }
        if (!ikev1(tunnel)) out_.line(" set ikev2-profile " + profile_of_[entry.name]);
        const auto life = lifetime(out_, tunnel, tunnel.esp.lifetime_seconds, {120, 2'592'000});
        if (!life.empty()) out_.line(" set security-association lifetime seconds " + life);
        out_.line(" set security-association lifetime kilobytes disable");
    }

    void crypto_map(const CiscoEntry& entry) {
        map_ = true;
        out_.line("ip access-list extended " + entry.name);
        for (const auto& line : lines_[entry.name]) {
            out_.line(" permit " + line.protocol + ' ' + side(line.local) + line.local_ports + ' ' + side(line.remote) +
                      line.remote_ports);
        }
        sequence_ += 10;
        out_.line("crypto map VPN " + std::to_string(sequence_) + " ipsec-isakmp");
        for (const auto* each : entry.tunnels) out_.line(" set peer " + each->peer.text());
        settings(entry);
        out_.line(" match address " + entry.name);
    }

    void route_based(const CiscoEntry& entry) {
        const auto& tunnel = entry.first();
        out_.line("crypto ipsec profile " + entry.name);
        settings(entry);
        out_.line("interface Tunnel" + std::to_string(++tunnels_));
        const auto address = inside_address(tunnel);
        if (!address.empty()) out_.line(" ip address " + address);
        else out_.line(" ip unnumbered GigabitEthernet0/0");
        out_.line(" tunnel source " + (tunnel.local_address ? tunnel.local_address->text() : "GigabitEthernet0/0"));
        out_.line(tunnel.peer.family() == Family::ipv4 ? " tunnel mode ipsec ipv4" : " tunnel mode ipsec ipv6");
        out_.line(" tunnel destination " + tunnel.peer.text());
        out_.line(" tunnel protection ipsec profile " + entry.name);
        out_.look(tunnel.end_name, "routes, or a BGP neighbour, into the tunnel interface are left to you.");
    }

    static std::string side(const Prefix& block) {
        if (block.length() == 32) return "host " + block.first().text();
        return block.length() == 0 ? "any" : block.first().text() + ' ' + wildcard(block);
    }

    const DeviceSide& side_;
    std::vector<CiscoEntry> entries_;
    CiscoWriter out_;
    std::map<std::string, std::vector<CiscoAccessLine>> lines_;  ///< by entry
    std::set<std::string> policies_;
    std::map<std::string, const DeviceSideTunnel*> keyed_;  ///< by peer, or by profile
    std::map<std::string, std::string> profiles_;           ///< name by body
    std::map<std::string, std::string> profile_for_;        ///< name by the cloud's identity
    std::map<std::string, std::string> profile_of_;         ///< by entry
    std::map<std::string, std::string> modes_;              ///< by peer: the identity in aggressive mode, else empty
    bool keepalive_ = false;
    std::string ikev2_proposals_;
    unsigned sequence_ = 0;
    unsigned tunnels_ = 0;
    bool map_ = false;
};

}  // namespace

std::variant<Configuration, Reasons> cisco_ios_config(const DeviceSide& side) { return IosConfig{side}.take(); }

}  // namespace vpnsim::exporters
