#include <algorithm>
#include <array>

#include "tools/importers/cisco_statements.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::uint64_t bytes_per_kilobyte = 1024;

/// More than any release accepts for one entry.
constexpr std::size_t most_peers = 100;

/// Words that say nothing about selectors, peers or proposals.
constexpr auto without_map_effect = std::to_array<std::string_view>(
    {"df-bit", "tfc-packets", "validate-icmp-errors", "trustpoint", "dscp", "identity", "nat", "ikev2-fragmentation"});

void lifetime(CiscoReading& reading, CiscoIpsecSettings& settings, const Words& parts, std::size_t at,
              const std::string& about, const TextLine& line) {
    for (; at < parts.size(); at += 2) {
        std::uint32_t value = 0;
        const bool known = parse_number(word(parts, at + 1), value);
        if (parts[at] == "seconds" && known) settings.lifetime_seconds = value;
        else if (parts[at] == "kilobytes" && known) settings.lifetime_bytes = value * bytes_per_kilobyte;
        else if (parts[at] == "kilobytes" && (word(parts, at + 1) == "unlimited" || word(parts, at + 1) == "disable"))
            settings.lifetime_bytes = 0;
        else return reading.unknown(about, line);
    }
}

void peers(CiscoIpsecSettings& settings, const Words& parts, std::size_t at) {
    std::vector<std::string> named;
    for (; at < parts.size(); ++at) {
        if (parts[at] != "dynamic" && parts[at] != "default" && settings.peers.size() + named.size() < most_peers)
            named.emplace_back(parts[at]);
    }
    // The peer marked as default is tried first.
    auto& all = settings.peers;
    all.insert(parts.back() == "default" ? all.begin() : all.end(), named.begin(), named.end());
}

void ikev1_or_ikev2(CiscoReading& reading, CiscoIpsecSettings& settings, const Words& parts, std::size_t at,
                    const std::string& about, const TextLine& line) {
    const auto what = word(parts, at + 1);
    const auto values = Words(parts.begin() + static_cast<std::ptrdiff_t>(std::min(at + 2, parts.size())), parts.end());
    if (what == "transform-set") settings.transform_sets.assign(values.begin(), values.end());
    else if (what == "ipsec-proposal") settings.proposals.assign(values.begin(), values.end());
    else if (what == "phase1-mode") settings.aggressive = word(values, 0) == "aggressive";
    else if (what != "mode" && what != "local-identity" && what != "trustpoint") reading.unknown(about, line);
}

void setting(CiscoReading& reading, CiscoIpsecSettings& settings, const Words& parts, std::size_t at,
             const std::string& about, const TextLine& line) {
    const auto what = word(parts, at);
    const auto value = word(parts, at + 1);
    if (what == "peer" && !value.empty()) return peers(settings, parts, at + 1);
    if (what == "transform-set") {
        settings.transform_sets.assign(parts.begin() + static_cast<std::ptrdiff_t>(at + 1), parts.end());
    } else if (what == "ikev1" || what == "ikev2") {
        ikev1_or_ikev2(reading, settings, parts, at, about, line);
    } else if (what == "phase1-mode") {
        settings.aggressive = value == "aggressive";
    } else if (what == "pfs") {
        settings.pfs = std::string{value};
    } else if (what == "ikev2-profile") {
        settings.ikev2_profile = value;
    } else if (what == "isakmp-profile") {
        settings.isakmp_profile = value;
    } else if (what == "nat-t-disable") {
        settings.nat_t_disable = true;
    } else if (what == "reverse-route") {
        settings.reverse_route = true;
    } else if (what == "connection-type") {
        if (value == "answer-only") settings.initiates = false;
        if (value == "originate-only") settings.initiates = true;
    } else if (what == "security-association" && value == "lifetime") {
        lifetime(reading, settings, parts, at + 2, about, line);
    } else if (what == "security-association" && value == "level") {
        reading.say(Gravity::warning, "sa-per-host", about,
                    "The device sets up an SA for each pair of hosts. That is not simulated.", line);
    } else if (what == "security-association") {
        // Idle time and the replay window: of no matter for what is negotiated.
    } else if (what == "session-key") {
        reading.say(Gravity::warning, "manual-keys", about, "Keys are set by hand, nothing is negotiated.", line);
    } else if (what == "ip" || what == "access-group") {
        reading.say(Gravity::warning, "tunnel-filter", about,
                    "An access list filters what goes through the tunnel. It is not simulated: add access rules to the "
                    "scenario by hand.",
                    line);
    } else if (!is_one_of(what, without_map_effect)) {
        reading.unknown(about, line);
    }
}

/// What stands behind "crypto map NAME" when it is no sequence number.
void whole_map(CiscoReading& reading, CiscoCryptoMap& map, const Words& parts, const std::string& name,
               const TextLine& line) {
    const auto what = word(parts, 3);
    const auto value = word(parts, 4);
    if (what == "interface" && !value.empty()) map.interfaces.emplace_back(value);
    else if (what == "local-address") map.local_address = value;
    else if (what == "isakmp-profile") map.isakmp_profile = value;
    else if (what == "redundancy") {
        reading.say(Gravity::warning, "redundant-device", name,
                    "The crypto map belongs to a redundant pair. Check that the outer address is the shared one.",
                    line);
    } else if (what != "client" && what != "isakmp" && what != "gdoi" && what != "authorization") {
        reading.unknown(name, line);
    }
}

void map_entry(CiscoReading& reading, CiscoMapEntry& entry, const CiscoBlock& block, const Words& parts,
               const std::string& about) {
    const auto what = word(parts, 4);
    if (what == "ipsec-isakmp") {
        if (word(parts, 5) == "dynamic") {
            entry.kind = CiscoMapKind::dynamic;
            entry.dynamic_map = word(parts, 6);
        }
    } else if (what == "ipsec-manual") {
        entry.kind = CiscoMapKind::manual;
    } else if (what == "gdoi") {
        entry.kind = CiscoMapKind::gdoi;
    } else if (!what.empty()) {
        read_ipsec_setting(reading, entry.settings, parts, 4, about, block.head);
    }
}

}  // namespace

void read_ipsec_setting(CiscoReading& reading, CiscoIpsecSettings& settings, const Words& parts, std::size_t at,
                        const std::string& about, const TextLine& line) {
    const auto what = word(parts, at);
    if (what == "match" && word(parts, at + 1) == "address" && !word(parts, at + 2).empty()) {
        settings.acl =
            word(parts, at + 2) == "ipv4" || word(parts, at + 2) == "local" ? word(parts, at + 3) : word(parts, at + 2);
    } else if (what == "set") {
        setting(reading, settings, parts, at + 1, about, line);
    } else if (what == "reverse-route") {
        settings.reverse_route = true;
    } else if (what == "responder-only") {
        settings.initiates = false;
    } else if (what != "description" && what != "qos" && what != "no" && what != "crypto" && what != "default") {
        reading.unknown(about, line);
    }
}

void read_crypto_map(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const bool dynamic = parts[1] == "dynamic-map";
    const std::string name{word(parts, 2)};
    if (name.empty()) return reading.unknown("crypto map", block.head);
    std::uint32_t sequence = 0;
    if (!parse_number(word(parts, 3), sequence)) {
        if (dynamic) return reading.unknown(name, block.head);
        auto& map = reading.config.crypto_maps[name];
        if (map.origin.line == 0) map.origin = reading.origin(block.head);
        return whole_map(reading, map, parts, name, block.head);
    }
    const auto about = name + ' ' + std::to_string(sequence);
    CiscoIpsecSettings* settings = nullptr;
    if (dynamic) {
        settings = &reading.config.dynamic_maps[name][sequence];
        if (parts.size() > 4) read_ipsec_setting(reading, *settings, parts, 4, about, block.head);
    } else {
        auto& map = reading.config.crypto_maps[name];
        if (map.origin.line == 0) map.origin = reading.origin(block.head);
        auto& entry = map.entries[sequence];
        map_entry(reading, entry, block, parts, about);
        settings = &entry.settings;
    }
    if (settings->origin.line == 0) settings->origin = reading.origin(block.head);
    for (const auto& line : block.body) read_ipsec_setting(reading, *settings, words(line.text), 0, about, line);
}

}  // namespace vpnsim::importers
