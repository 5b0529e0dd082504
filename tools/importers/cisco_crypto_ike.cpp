#include <array>

#include "tools/importers/cisco_statements.hpp"
#include "tools/importers/cisco_transform.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Statements of "crypto isakmp|ikev1|ikev2" and of their profiles that bear on nothing that a scenario knows.
constexpr auto without_ike_effect = std::to_array<std::string_view>({"disconnect-notify",
                                                                     "am-disable",
                                                                     "invalid-spi-recovery",
                                                                     "fragmentation",
                                                                     "reload-wait",
                                                                     "limit",
                                                                     "cookie-challenge",
                                                                     "redirect",
                                                                     "remote-access",
                                                                     "diagnose",
                                                                     "certificate-cache",
                                                                     "http-url",
                                                                     "window",
                                                                     "authorization",
                                                                     "name-mangler",
                                                                     "client",
                                                                     "default",
                                                                     "cluster",
                                                                     "notify",
                                                                     "rsa-sig-hash",
                                                                     "identity",
                                                                     "ipsec-over-tcp",
                                                                     "aggressive-mode",
                                                                     "max-in-negotiation-sa",
                                                                     "cts",
                                                                     "nat"});

constexpr auto of_profiles =
    std::to_array<std::string_view>({"description", "authentication",   "pki",       "ca",
                                     "aaa",         "virtual-template", "ivrf",      "vrf",
                                     "client",      "accounting",       "no",        "config-exchange",
                                     "nat",         "redirect",         "reconnect", "shutdown",
                                     "ppk",         "isakmp",           "default",   "initial-contact",
                                     "dynamic",     "anyconnect"});

std::optional<std::uint32_t> last_number(const Words& parts) {
    std::uint32_t value = 0;
    return parse_number(parts.back(), value) ? std::optional{value} : std::nullopt;
}

/// With AES-GCM the pseudo-random function is the only hash of phase 1.
void take_prf(CiscoIkePolicy& policy) {
    if (policy.integrity.empty()) policy.integrity = policy.prf;
}

void policy_line(CiscoReading& reading, CiscoIkePolicy& policy, const std::string& about, const TextLine& line) {
    const auto said = words(line.text);
    const auto what = said[0];
    if (what == "encr" || what == "encryption") {
        add_encryptions(reading, said, 1, about, line, policy.encryption);
    } else if (what == "hash" || what == "integrity") {
        add_integrities(reading, said, 1, about, line, policy.integrity);
    } else if (what == "group") {
        add_groups(reading, said, 1, about, line, policy.groups);
    } else if (what == "lifetime") {
        policy.lifetime_seconds = last_number(said);
        if (!policy.lifetime_seconds && said.back() != "none" && said.back() != "unlimited")
            reading.unknown(about, line);
    } else if (what == "authentication") {
        if (word(said, 1) == "pre-share") return;
        reading.say(Gravity::note, "certificate-authentication", about,
                    "The policy authenticates with certificates, not with a pre-shared key.", line);
    } else if (what == "prf") {
        add_integrities(reading, said, 1, about, line, policy.prf);
    } else if (what != "no" && what != "description") {
        reading.unknown(about, line);
    }
}

void ikev1_policy(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    std::uint32_t number = 0;
    if (!parse_number(word(parts, 3), number)) return reading.unknown("crypto isakmp policy", block.head);
    const auto about = "policy " + std::to_string(number);
    auto& policy = reading.config.ikev1_policies[number];
    policy.origin = reading.origin(block.head);
    for (const auto& line : block.body) policy_line(reading, policy, about, line);
    if (reading.config.dialect == CiscoDialect::asa) return;
    // IOS prints only what differs from its defaults.
    std::string assumed;
    const auto assume = [&](auto& list, auto value, std::string_view text) {
        if (!list.empty()) return;
        list = {value};
        assumed.append(assumed.empty() ? "" : ", ").append(text);
    };
    assume(policy.encryption, Encryption::des, "DES");
    assume(policy.integrity, Integrity::sha1, "SHA-1");
    assume(policy.groups, static_cast<DhGroup>(1), "group 1");
    if (!policy.lifetime_seconds) policy.lifetime_seconds = 86400;
    if (assumed.empty()) return;
    reading.say(Gravity::note, "default-assumed", about,
                "The policy does not say everything; the defaults of IOS are taken: " + assumed + '.', block.head);
}

void ikev2_policy(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    if (reading.config.dialect == CiscoDialect::asa) {
        std::uint32_t number = 0;
        if (!parse_number(word(parts, 3), number)) return reading.unknown("crypto ikev2 policy", block.head);
        auto& policy = reading.config.ikev2_policies[number];
        policy.origin = reading.origin(block.head);
        const auto about = "policy " + std::to_string(number);
        for (const auto& line : block.body) policy_line(reading, policy, about, line);
        take_prf(policy);
        return;
    }
    const std::string name{word(parts, 3)};
    auto& proposals = reading.config.ikev2_policy_proposals[name];
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        if (said[0] == "proposal" && said.size() > 1) proposals.emplace_back(said[1]);
        else if (said[0] != "match" && said[0] != "no") reading.unknown(name, line);
    }
}

void ikev2_proposal(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const std::string name{word(parts, 3)};
    auto& proposal = reading.config.ikev2_proposals[name];
    proposal.origin = reading.origin(block.head);
    for (const auto& line : block.body) policy_line(reading, proposal, name, line);
    take_prf(proposal);
}

/// "address A [MASK]", "fqdn N", "email N", "key-id N", "user-fqdn N": an identity that is one peer's.
std::optional<std::string> cisco_identity(CiscoReading& reading, const Words& parts, std::size_t at) {
    const auto value = word(parts, at + 1);
    if (value.empty()) return std::nullopt;
    if (parts[at] != "address") return std::string{value};
    const auto address = reading.address(value);
    const auto mask = word(parts, at + 2);
    if (!address || (!mask.empty() && mask != "255.255.255.255")) return std::nullopt;
    return address->text();
}

void profile(CiscoReading& reading, const CiscoBlock& block, CiscoIkeProfile& out, const std::string& name) {
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        const auto what = said[0];
        const auto value = word(said, 1);
        if (what == "keyring") {
            const bool sided = value == "local" || value == "aaa";
            if (value == "aaa") reading.unknown(name, line);
            else if (said.size() > (sided ? 2U : 1U)) out.keyrings.emplace_back(said[sided ? 2 : 1]);
        } else if (what == "match" && value == "identity") {
            const std::size_t at = word(said, 2) == "remote" ? 3 : 2;
            // Several peers, or any: no identity that could be compared.
            if (out.remote_id || word(said, at) == "any") out.remote_id.reset();
            else if (at < said.size()) out.remote_id = cisco_identity(reading, said, at);
        } else if (what == "identity" && value == "local" && said.size() > 3) {
            out.local_id = cisco_identity(reading, said, 2);
        } else if (what == "self-identity") {
            // Without a value: the router's own address or name, as where nothing is said.
            if (said.size() > 2) out.local_id = cisco_identity(reading, said, 1);
        } else if (what == "lifetime") {
            out.lifetime_seconds = last_number(said);
        } else if (what == "dpd" || what == "keepalive") {
            out.dpd = true;
        } else if (what == "initiate") {
            out.aggressive = word(said, 2) == "aggressive";
        } else if (what != "match" && what != "local-address" && !is_one_of(what, of_profiles)) {
            reading.unknown(name, line);
        }
    }
}

void aggressive_peer(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const auto address = reading.address(word(parts, 4));
    for (const auto& line : block.body) {
        if (address && line.text.starts_with("set aggressive-mode client")) {
            reading.config.aggressive_peers.insert(*address);
        }
        if (!line.text.starts_with("set aggressive-mode")) continue;
        const auto said = words(line.text);
        if (!address || word(said, 2) != "password") continue;
        CiscoKey key;
        key.peers = Prefix::host(*address);
        key.version = IkeVersion::ikev1;
        key.local = key.remote = reading.key(behind_words(line.text, 3), "crypto isakmp peer", line);
        if (key.local) reading.config.keys.push_back(key);
    }
}

}  // namespace

void read_crypto_ike(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    auto& config = reading.config;
    const bool v2 = parts[1] == "ikev2";
    const auto what = word(parts, 2);
    const auto name = word(parts, 3);
    if (what == "policy") return v2 ? ikev2_policy(reading, block, parts) : ikev1_policy(reading, block, parts);
    if (what == "proposal" && v2) return ikev2_proposal(reading, block, parts);
    if (what == "keyring" && v2) return read_ikev2_keyring(reading, block, name);
    if (what == "key" && !v2) return read_isakmp_key(reading, block.head);
    if (what == "peer") return aggressive_peer(reading, block, parts);
    if (what == "profile" && !name.empty()) {
        auto& profiles = v2 ? config.ikev2_profiles : config.isakmp_profiles;
        return profile(reading, block, profiles[std::string{name}], std::string{name});
    }
    if (what == "enable" && !name.empty()) {
        (v2 ? config.ikev2_interfaces : config.ikev1_interfaces).emplace(name);
    } else if (what == "keepalive" || what == "dpd") {
        config.default_dpd = true;
    } else if (what == "nat-traversal") {
        config.nat_traversal = true;
    } else if (!is_one_of(what, without_ike_effect)) {
        reading.unknown("crypto " + std::string{v2 ? "ikev2" : "isakmp"}, block.head);
    }
}

void read_crypto(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    constexpr auto elsewhere = std::to_array<std::string_view>({"pki",         "ca",
                                                                "key",         "engine",
                                                                "logging",     "call",
                                                                "vpn",         "ssl",
                                                                "mib",         "provisioning",
                                                                "identity",    "ctcp",
                                                                "client",      "aaa",
                                                                "wui",         "isdn",
                                                                "certificate", "session",
                                                                "tls-tunnel",  "eli",
                                                                "gkm",         "large-cert-acceptance"});
    const auto what = word(parts, 1);
    if (what == "map" || what == "dynamic-map") return read_crypto_map(reading, block, parts);
    if (what == "ipsec") return read_crypto_ipsec(reading, block, parts);
    if (what == "isakmp" || what == "ikev1" || what == "ikev2") return read_crypto_ike(reading, block, parts);
    if (what == "keyring" && parts.size() > 2) return read_keyring(reading, block, parts[2]);
    if (what == "gdoi") {
        return reading.say(Gravity::warning, "gdoi", "",
                           "Group keys (GET VPN) are not simulated: only tunnels between two ends are.", block.head);
    }
    if (!is_one_of(what, elsewhere)) reading.unknown("crypto", block.head);
}

}  // namespace vpnsim::importers
