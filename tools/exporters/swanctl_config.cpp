#include "tools/exporters/swanctl_config.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace vpnsim::exporters {
namespace {

/// strongSwan's keywords; nothing where it has none.
std::optional<std::string_view> keyword(Encryption cipher) {
    if (cipher == Encryption::sm4) return std::nullopt;
    return name_of(encryption_names, cipher);
}
std::optional<std::string_view> keyword(Integrity hash) {
    if (hash == Integrity::sm3) return std::nullopt;
    return name_of(integrity_names, hash);
}
std::optional<std::string_view> keyword(DhGroup group) {
    switch (static_cast<unsigned>(group)) {
        case 1: return "modp768";
        case 2: return "modp1024";
        case 5: return "modp1536";
        case 14: return "modp2048";
        case 15: return "modp3072";
        case 16: return "modp4096";
        case 17: return "modp6144";
        case 18: return "modp8192";
        case 19: return "ecp256";
        case 20: return "ecp384";
        case 21: return "ecp521";
        case 24: return "modp2048s256";
        default: return std::nullopt;
    }
}

/// A value in quotes, so that no character of it ends it.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += std::string{'\\', c};
        else out += c;
    }
    return out + '"';
}

/// An identity as strongSwan is to take it: an address as such, everything else as a name, whatever it begins with.
std::string identity(const std::string& id) {
    if (Address::parse(id)) return id;
    const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
    return plain ? id : quoted("fqdn:" + id);
}

std::string ike_proposal(const DeviceSideTunnel& tunnel) {
    const auto& ike = tunnel.ike;
    std::string out{*keyword(ike.encryption.front())};
    // A cipher that brings its own integrity still needs a pseudo-random function.
    out += (is_aead(ike.encryption.front()) ? "-prf" : "-") + std::string{*keyword(ike.integrity.front())};
    return out + '-' + std::string{*keyword(ike.dh_group.front())};
}

std::string esp_proposal(const DeviceSideTunnel& tunnel) {
    const auto& esp = tunnel.esp;
    std::string out{*keyword(esp.encryption.front())};
    if (!esp.integrity.empty()) out += '-' + std::string{*keyword(esp.integrity.front())};
    if (esp.dh_group.front() != DhGroup::disabled) out += '-' + std::string{*keyword(esp.dh_group.front())};
    return out;
}

void check(const DeviceSideTunnel& tunnel, std::vector<std::string>& reasons) {
    const auto refuse = [&](std::string_view what) {
        reasons.push_back(tunnel.end_name + ": strongSwan does not know " + std::string{what} +
                          ", which the connection uses. Change the connection.");
    };
    for (const auto* const ciphers : {&tunnel.ike.encryption, &tunnel.esp.encryption}) {
        if (!keyword(ciphers->front())) return refuse(name_of(encryption_names, ciphers->front()));
    }
    for (const auto* const hashes : {&tunnel.ike.integrity, &tunnel.esp.integrity}) {
        if (!hashes->empty() && !keyword(hashes->front())) return refuse(name_of(integrity_names, hashes->front()));
    }
    for (const auto& id : {tunnel.local_id, tunnel.remote_id}) {
        if (id != "0.0.0.0" && id != "::" && !id.starts_with('*')) continue;
        reasons.push_back(tunnel.end_name + ": strongSwan takes the identity " + id +
                          " for a pattern that others fit " + "too. Give it another one.");
    }
}

/// Tunnels that are children of one IKE connection.
struct IkeConnection {
    std::string name;
    std::vector<const DeviceSideTunnel*> children;
    [[nodiscard]] const DeviceSideTunnel& first() const { return *children.front(); }
};

bool one_connection(const DeviceSideTunnel& a, const DeviceSideTunnel& b) {
    return a.local_address == b.local_address && a.peer == b.peer && a.ike == b.ike && a.dpd == b.dpd &&
           a.nat_traversal == b.nat_traversal && a.behind_nat == b.behind_nat;
}

/// Of two keys between the same ends the device could only ever use one.
void check_keys(const std::vector<DeviceSideTunnel>& tunnels, std::vector<std::string>& reasons) {
    std::map<std::pair<std::string, std::string>, const DeviceSideTunnel*> by_ends;
    for (const auto& tunnel : tunnels) {
        if (!tunnel.psk) continue;
        const auto [entry, is_new] = by_ends.emplace(std::pair{tunnel.local_id, tunnel.remote_id}, &tunnel);
        if (is_new || entry->second->psk == tunnel.psk) continue;
        reasons.push_back(entry->second->end_name + " and " + tunnel.end_name +
                          " have different keys, but the same identities at both ends: the device cannot tell them " +
                          "apart. Give them one key, or identities of their own.");
    }
}

std::vector<IkeConnection> connections(const std::vector<DeviceSideTunnel>& tunnels) {
    std::vector<IkeConnection> out;
    std::map<std::string, unsigned> names;
    std::map<Address, std::vector<std::size_t>> by_peer;
    for (const auto& tunnel : tunnels) {
        auto& there = by_peer[tunnel.peer];
        const auto same = std::find_if(there.begin(), there.end(),
                                       [&](std::size_t i) { return one_connection(out[i].first(), tunnel); });
        if (same != there.end()) {
            out[*same].children.push_back(&tunnel);
            continue;
        }
        auto name = "to-" + plain_name(tunnel.peer.text());
        if (const auto count = ++names[name]; count > 1) name += '_' + std::to_string(count);
        there.push_back(out.size());
        out.push_back({std::move(name), {&tunnel}});
    }
    return out;
}

/// How many of the first bits all addresses of a selector share.
unsigned shared_bits(const TrafficSelector& selector) {
    unsigned length = width(selector.family());
    while (length > 0 && !Prefix{selector.first, length}.contains(selector.last)) --length;
    return length;
}

/// The policies of a standby tunnel have to lose against those of the active one, and against nothing else. strongSwan
/// counts 512 down from 400000 for every bit of the two blocks; the lower number wins.
std::uint32_t standby_priority(const DeviceSideTunnel& tunnel) {
    unsigned bits = 256;
    for (const auto& local : tunnel.local_ts) {
        for (const auto& remote : tunnel.remote_ts) bits = std::min(bits, shared_bits(local) + shared_bits(remote));
    }
    return 400'000 - 512 * bits + 100;
}

class Writer {
  public:
    std::string write(const DeviceSide& side, const std::vector<IkeConnection>& all) {
        line("# swanctl.conf of " + side.device + ", made from the cloud's connections by vpnsim export.");
        line("# The keys are not in it: put them where the placeholders are, then run swanctl --load-all.");
        open("connections");
        for (const auto& connection : all) write(connection);
        close();
        open("secrets");
        for (const auto& connection : all) write_secret(connection);
        close();
        return std::move(out_);
    }

  private:
    void line(const std::string& text) { out_ += std::string(depth_ * 4, ' ') + text + '\n'; }
    void open(const std::string& name) {
        line(name + " {");
        ++depth_;
    }
    void close() {
        --depth_;
        line("}");
    }
    void set(std::string_view key, const std::string& value) { line(std::string{key} + " = " + value); }

    void write(const IkeConnection& connection) {
        const auto& first = connection.first();
        open(connection.name);
        set("version", first.ike.version == IkeVersion::ikev1 ? "1" : "2");
        if (first.ike.mode == IkeMode::aggressive) set("aggressive", "yes");
        if (first.local_address) set("local_addrs", first.local_address->text());
        set("remote_addrs", first.peer.text());
        comment_assumed(connection, "IKE");
        set("proposals", ike_proposal(first));
        if (const auto life = first.ike.lifetime_seconds; life && *life > 0) {
            line("# " + std::to_string(*life) + " seconds: renewed a tenth before the end");
            set("rekey_time", std::to_string(*life - *life / 10) + 's');
            set("over_time", std::to_string(*life / 10) + 's');
        }
        set("mobike", "no");
        if (first.nat_traversal == false)
            line("# NAT traversal is off in the cloud: strongSwan cannot switch it off here");
        if (first.behind_nat && first.nat_traversal.value_or(true)) set("encap", "yes");
        if (first.dpd) set("dpd_delay", *first.dpd ? "30s" : "0s");
        write_end("local", first.local_id);
        write_end("remote", first.remote_id);
        open("children");
        for (const auto* const child : connection.children) write_child(*child);
        close();
        close();
    }

    void write_end(const char* name, const std::string& id) {
        open(name);
        set("auth", "psk");
        set("id", identity(id));
        close();
    }

    void comment_assumed(const IkeConnection& connection, std::string_view beginning) {
        for (const auto& assumed : connection.first().assumed) {
            if (assumed.starts_with(beginning)) line("# " + assumed + " is chosen here: the connection does not say");
        }
    }

    void write_child(const DeviceSideTunnel& tunnel) {
        open(tunnel.name);
        line("# " + tunnel.end_name + (tunnel.role == TunnelRole::standby ? ", standby" : ""));
        if (tunnel.route_based) {
            const auto id = std::to_string(++interfaces_);
            line("# Destination routing: routes choose the tunnel. Make the interface first:");
            line("#   ip link add ipsec" + id + " type xfrm if_id " + id + " && ip link set ipsec" + id + " up");
            set("if_id_in", id);
            set("if_id_out", id);
        }
        set("local_ts", list(tunnel.local_ts));
        set("remote_ts", list(tunnel.remote_ts));
        for (const auto& assumed : tunnel.assumed) {
            if (!assumed.starts_with("IKE")) line("# " + assumed + " is chosen here: the connection does not say");
        }
        set("esp_proposals", esp_proposal(tunnel));
        if (const auto life = tunnel.esp.lifetime_seconds; life && *life > 0) {
            set("life_time", std::to_string(*life) + 's');
            set("rekey_time", std::to_string(*life - *life / 10) + 's');
        }
        if (tunnel.role == TunnelRole::standby && !tunnel.route_based) {
            line("# loses against the active tunnel, which has the same selectors");
            set("priority", std::to_string(standby_priority(tunnel)));
        }
        set("start_action", tunnel.initiates ? "start" : "trap");
        if (tunnel.dpd == true) set("dpd_action", tunnel.initiates ? "restart" : "trap");
        close();
    }

    static std::string list(const SelectorList& selectors) {
        std::string out;
        for (const auto& selector : selectors) out += (out.empty() ? "" : ", ") + selector.text();
        return out;
    }

    void write_secret(const IkeConnection& connection) {
        const auto& first = connection.first();
        if (!secrets_.emplace(first.local_id, first.remote_id).second) return;
        open("ike-" + connection.name);
        set("id-local", identity(first.local_id));
        set("id-remote", identity(first.remote_id));
        set("secret", quoted("<the key of " + first.end_name + ">"));
        close();
    }

    std::string out_;
    std::size_t depth_ = 0;
    unsigned interfaces_ = 0;
    std::set<std::pair<std::string, std::string>> secrets_;
};

}  // namespace

std::variant<std::string, Reasons> swanctl_config(const DeviceSide& side) {
    std::vector<std::string> reasons;
    for (const auto& tunnel : side.tunnels) check(tunnel, reasons);
    check_keys(side.tunnels, reasons);
    if (!reasons.empty()) return Reasons{std::move(reasons)};
    return Writer{}.write(side, connections(side.tunnels));
}

}  // namespace vpnsim::exporters
