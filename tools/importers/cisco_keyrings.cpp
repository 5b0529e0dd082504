#include "tools/importers/cisco_masks.hpp"
#include "tools/importers/cisco_statements.hpp"

namespace vpnsim::importers {
namespace {

/// "address A [MASK]", "address ipv6 P", "hostname N" at `at`: whom a key is for. `at` moves behind it.
void peers_of(CiscoReading& reading, CiscoKey& key, const Words& parts, std::size_t& at, const TextLine& line) {
    const auto kind = word(parts, at++);
    const auto value = word(parts, at++);
    if (kind == "hostname") {
        key.name = value;
        return;
    }
    if (value == "ipv6") {
        key.peers = reading.block(word(parts, at++), line);
    } else if (netmask_length(word(parts, at))) {
        key.peers = reading.block(value, word(parts, at++), line);
    } else {
        key.peers = reading.block(value, line);
    }
    if (!key.peers) {
        reading.say(Gravity::incomplete, "unreadable-address", key.keyring,
                    "The address that a pre-shared key is for cannot be read. The key was left out.", line);
    }
}

void add(CiscoReading& reading, const CiscoKey& key) {
    if ((key.peers || !key.name.empty()) && (key.local || key.remote)) reading.config.keys.push_back(key);
}

}  // namespace

void read_isakmp_key(CiscoReading& reading, const TextLine& line) {
    // crypto isakmp key [0|6] KEY address A [MASK] [no-xauth]
    const auto parts = words(line.text);
    CiscoKey key;
    key.version = IkeVersion::ikev1;
    std::size_t at = 3;
    const bool numbered = (word(parts, 3) == "0" || word(parts, 3) == "6") && !word(parts, 5).empty();
    const auto written = numbered ? std::string{parts[3]}.append(" ").append(parts[4]) : std::string{word(parts, 3)};
    at += numbered ? 2 : 1;
    key.local = key.remote = reading.key(written, "crypto isakmp key", line);
    if (word(parts, at) != "address" && word(parts, at) != "hostname")
        return reading.unknown("crypto isakmp key", line);
    peers_of(reading, key, parts, at, line);
    add(reading, key);
}

void read_keyring(CiscoReading& reading, const CiscoBlock& block, std::string_view name) {
    for (const auto& line : block.body) {
        const auto parts = words(line.text);
        if (parts[0] == "description" || parts[0] == "local-address" || parts[0] == "rsa-pubkey") continue;
        CiscoKey key;
        key.keyring = name;
        key.version = IkeVersion::ikev1;
        std::size_t at = 1;
        if (parts[0] != "pre-shared-key") {
            reading.unknown(key.keyring, line);
            continue;
        }
        if (word(parts, at) != "address" && word(parts, at) != "hostname") {
            reading.unknown(key.keyring, line);
            continue;
        }
        peers_of(reading, key, parts, at, line);
        if (word(parts, at) != "key") {
            reading.unknown(key.keyring, line);
            continue;
        }
        key.local = key.remote = reading.key(behind_words(line.text, at + 1), key.keyring, line);
        add(reading, key);
    }
}

void read_ikev2_keyring(CiscoReading& reading, const CiscoBlock& block, std::string_view name) {
    CiscoKey key;
    key.keyring = name;
    key.version = IkeVersion::ikev2;
    const auto fresh = key;
    for (const auto& line : block.body) {
        const auto parts = words(line.text);
        std::size_t at = 0;
        if (parts[0] == "peer") {
            add(reading, key);
            key = fresh;
        } else if (parts[0] == "address") {
            peers_of(reading, key, parts, at, line);
        } else if (parts[0] == "hostname") {
            if (!key.peers) peers_of(reading, key, parts, at, line);
        } else if (parts[0] == "identity") {
            if (word(parts, 1) == "address" && !key.peers) key.peers = reading.block(word(parts, 2), line);
            else if (!key.peers && parts.size() > 2) key.name = parts[2];
        } else if (parts[0] == "pre-shared-key") {
            const auto side = word(parts, 1);
            const bool named = (side == "local" || side == "remote") && parts.size() > 2;
            const auto value = reading.key(behind_words(line.text, named ? 2 : 1), key.keyring, line);
            if (!named || side == "local") key.local = value;
            if (!named || side == "remote") key.remote = value;
        } else if (parts[0] != "description" && parts[0] != "no") {
            reading.unknown(key.keyring, line);
        }
    }
    add(reading, key);
}

void read_tunnel_group(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const std::string name{word(parts, 1)};
    if (name.empty()) return reading.unknown("tunnel-group", block.head);
    reading.config.tunnel_groups.insert(name);
    if (word(parts, 2) != "ipsec-attributes") return;
    CiscoKey v1;
    v1.name = name;
    v1.version = IkeVersion::ikev1;
    CiscoKey v2 = v1;
    v2.version = IkeVersion::ikev2;
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        if (said[0] == "pre-shared-key" && said.size() > 1) {
            v1.local = v1.remote = reading.key(behind_words(line.text, 1), name, line);
        } else if (word(said, 1) == "pre-shared-key" && said[0] == "ikev1" && said.size() > 2) {
            v1.local = v1.remote = reading.key(behind_words(line.text, 2), name, line);
        } else if (said[0] == "ikev2" && word(said, 2) == "pre-shared-key" && said.size() > 3) {
            auto& side = said[1] == "local-authentication" ? v2.local : v2.remote;
            side = reading.key(behind_words(line.text, 3), name, line);
        } else if (said[0] == "isakmp" && word(said, 1) == "keepalive") {
            reading.config.dpd[name] = word(said, 2) != "disable";
        } else {
            // Certificates and trust points: nothing that a scenario compares.
            reading.say(Gravity::skipped, "not-needed", name, "This attribute of the tunnel group is not needed.",
                        line);
        }
    }
    add(reading, v1);
    add(reading, v2);
}

}  // namespace vpnsim::importers
