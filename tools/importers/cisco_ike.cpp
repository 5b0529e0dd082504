#include <algorithm>
#include <set>

#include "tools/importers/cisco_host.hpp"
#include "tools/importers/cisco_objects.hpp"
#include "tools/importers/cisco_transform.hpp"

namespace vpnsim::importers {
namespace {

void add_policy(Protection& protection, const CiscoIkePolicy& policy) {
    add_missing(protection.ike.encryption, policy.encryption);
    add_missing(protection.ike.integrity, policy.integrity);
    add_missing(protection.ike.dh_group, policy.groups);
    if (!protection.ike.lifetime_seconds) protection.ike.lifetime_seconds = policy.lifetime_seconds;
    if (!protection.ike_proposals.empty()) protection.ike_proposals += ',';
    protection.ike_proposals += proposal_text(policy.encryption, policy.integrity, policy.groups);
}

/// Policies are the device's, not the entry's; the one with the lowest number is preferred.
std::size_t add_ikev2_proposals(CiscoReading& reading, Protection& protection) {
    const auto& config = reading.config;
    std::size_t count = 0;
    for (const auto& [name, proposals] : config.ikev2_policy_proposals) {
        for (const auto& proposal : proposals) {
            if (++reading.steps > most_steps) return count;
            const auto found = config.ikev2_proposals.find(proposal);
            if (found == config.ikev2_proposals.end()) {
                reading.say(Gravity::incomplete, "dangling-reference", protection.name,
                            "An IKEv2 policy names a proposal that is not in this file. Add it.", protection.origin);
                continue;
            }
            add_policy(protection, found->second);
            ++count;
        }
    }
    return count;
}

void add_policies(CiscoReading& reading, Protection& protection) {
    const auto& config = reading.config;
    std::size_t count = 0;
    const auto add_all = [&](const auto& policies) {
        for (const auto& [number, policy] : policies) {
            if (++reading.steps > most_steps) return;
            add_policy(protection, policy);
            ++count;
        }
    };
    const bool v1 = protection.version != IkeVersion::ikev2;
    const bool v2 = protection.version != IkeVersion::ikev1;
    if (v2) {
        add_all(config.ikev2_policies);
        count += add_ikev2_proposals(reading, protection);
    }
    if (v1) add_all(config.ikev1_policies);
    if (count == 0) {
        reading.say(Gravity::note, "ike-policy-missing", protection.name,
                    "No IKE policy of the version used is in this file. The device's built-in ones depend on its "
                    "release: phase 1 is not compared with the other end.",
                    protection.origin);
    } else if (count > 1) {
        reading.say(Gravity::note, "several-ike-policies", protection.name,
                    "The device offers several IKE policies. Their algorithms are listed together; which go together "
                    "is not kept.",
                    protection.origin);
    }
}

/// Returns true iff a key is for a peer, and how narrowly it says so: longer is better.
std::optional<unsigned> fits(const CiscoKey& key, const std::optional<Address>& peer) {
    if (!key.peers) return !peer && key.name == "DefaultL2LGroup" ? std::optional{0U} : std::nullopt;
    if (peer ? key.peers->contains(*peer) : key.peers->length() == 0) return key.peers->length();
    return std::nullopt;
}

const CiscoKey* key_for(const CiscoReading& reading, const std::optional<Address>& peer, IkeVersion version,
                        const std::vector<std::string>& keyrings) {
    const CiscoKey* best = nullptr;
    unsigned best_length = 0;
    for (const auto& key : reading.config.keys) {
        if (key.version && key.version != version) continue;
        if (!keyrings.empty() && std::ranges::find(keyrings, key.keyring) == keyrings.end()) continue;
        const auto length = fits(key, peer);
        if (!length || (best != nullptr && *length <= best_length)) continue;
        best = &key;
        best_length = *length;
    }
    return best;
}

/// The fingerprint of the key that is used with a peer in one version, if there is one.
std::optional<std::string> key_of_version(CiscoReading& reading, const Protection& protection,
                                          const std::optional<Address>& peer, IkeVersion version,
                                          const std::vector<std::string>& keyrings) {
    const auto* const key = key_for(reading, peer, version, keyrings);
    if (key == nullptr) return std::nullopt;
    if (key->local && key->remote && key->local != key->remote) {
        reading.say(Gravity::warning, "keys-differ-by-direction", protection.name,
                    "The device sends one key and expects another. The cloud has one key for both: use the same.",
                    protection.origin);
    }
    return key->local ? key->local : key->remote;
}

std::optional<std::string> key_of_peer(CiscoReading& reading, const Protection& protection,
                                       const std::optional<Address>& peer, const std::vector<std::string>& keyrings) {
    if (protection.version != IkeVersion::any)
        return key_of_version(reading, protection, peer, *protection.version, keyrings);
    auto v1 = key_of_version(reading, protection, peer, IkeVersion::ikev1, keyrings);
    auto v2 = key_of_version(reading, protection, peer, IkeVersion::ikev2, keyrings);
    if (v1 && v2 && v1 != v2) {
        reading.say(Gravity::warning, "keys-differ-by-version", protection.name,
                    "The entry allows both versions of IKE, and the keys for them differ. Which one is used depends on "
                    "the other end: the key is not compared. Keep one version in the entry, or use one key.",
                    protection.origin);
        return std::nullopt;
    }
    return v2 ? v2 : v1;
}

void add_key(CiscoReading& reading, Protection& protection, const std::vector<std::string>& keyrings) {
    std::set<std::optional<std::string>> found;
    for (const auto& peer : protection.peers) {
        const auto [key, added] = found.insert(key_of_peer(reading, protection, peer, keyrings));
        if (*key) protection.peer_keys.emplace(peer, **key);
        if (found.size() == 1) protection.key = *key;
    }
    if (protection.any_peer && !protection.key) {
        protection.key = key_of_peer(reading, protection, std::nullopt, keyrings);
    }
    if (found.size() < 2) return protection.peer_keys.clear();
    const bool missing = found.contains(std::nullopt);
    reading.say(Gravity::warning, missing ? "key-missing-for-peer" : "keys-differ-by-peer", protection.name,
                missing ? "Not all peers of this entry have a key of their own in this file, and the device needs one "
                          "for each. Where it has none, no key is compared: give each peer its key."
                        : "The peers of this entry have different keys. Each is compared with its own peer's.",
                protection.origin);
}

void check_tunnel_groups(CiscoReading& reading, const Protection& protection) {
    for (const auto& peer : protection.peers) {
        if (reading.config.tunnel_group_peers.contains(peer)) continue;
        reading.say(Gravity::warning, "tunnel-group-missing", protection.name,
                    "The peer " + peer.text() +
                        " has no tunnel group in this file, so the device has no key for it. Add the tunnel group.",
                    protection.origin);
    }
}

}  // namespace

void add_ike(CiscoReading& reading, const CiscoIpsecSettings& settings, Protection& protection) {
    const auto& config = reading.config;
    const bool asa = config.dialect == CiscoDialect::asa;
    std::vector<std::string> keyrings;
    bool aggressive = settings.aggressive;
    const auto use = [&](const ByName<CiscoIkeProfile>& profiles, const std::string& name) {
        const auto found = profiles.find(name);
        if (found == profiles.end()) {
            reading.say(Gravity::incomplete, "dangling-reference", protection.name,
                        "The entry names an IKE profile that is not in this file. Add it.", protection.origin);
            return;
        }
        const auto& profile = found->second;
        keyrings = profile.keyrings;
        protection.ike.local_id = profile.local_id;
        protection.ike.remote_id = profile.remote_id;
        protection.ike.lifetime_seconds = profile.lifetime_seconds;
        if (profile.dpd) protection.dpd = profile.dpd;
        aggressive = aggressive || profile.aggressive;
    };
    protection.dpd = config.default_dpd;
    if (!settings.ikev2_profile.empty()) use(config.ikev2_profiles, settings.ikev2_profile);
    else if (!settings.isakmp_profile.empty()) use(config.isakmp_profiles, settings.isakmp_profile);
    protection.ike.version = protection.version;
    add_policies(reading, protection);
    if (protection.version == IkeVersion::ikev1) {
        for (const auto& peer : protection.peers) {
            aggressive = aggressive || config.aggressive_peers.contains(peer);
        }
        protection.ike.mode = aggressive ? IkeMode::aggressive : IkeMode::main;
    }
    add_key(reading, protection, keyrings);
    if (settings.nat_t_disable) protection.nat_traversal = false;
    else protection.nat_traversal = config.nat_traversal;
    if (!asa) return;
    for (const auto& peer : protection.peers) {
        if (const auto said = config.dpd.find(peer.text()); said != config.dpd.end()) protection.dpd = said->second;
    }
    check_tunnel_groups(reading, protection);
}

}  // namespace vpnsim::importers
