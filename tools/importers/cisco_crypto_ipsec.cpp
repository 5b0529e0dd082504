#include <array>

#include "tools/importers/cisco_statements.hpp"
#include "tools/importers/cisco_transform.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

constexpr auto without_ipsec_effect = std::to_array<std::string_view>(
    {"df-bit", "fragmentation", "optional", "ipv4-deny", "inner-routing-lookup", "default", "anti-replay"});

void transform_set(CiscoReading& reading, const CiscoBlock& block, const Words& parts, std::size_t at) {
    const std::string name{word(parts, at)};
    if (name.empty()) return reading.unknown("transform-set", block.head);
    auto& sets = reading.config.transform_sets;
    const auto mode = [](std::string_view text) {
        return text == "transport" ? Encapsulation::transport : Encapsulation::tunnel;
    };
    if (word(parts, at + 1) == "mode") {
        sets[name].mode = mode(word(parts, at + 2));
        return;
    }
    const auto kept = sets.contains(name) ? sets[name].mode : Encapsulation::tunnel;
    sets[name] = cisco_transform(reading, parts, at + 1, name, block.head);
    sets[name].mode = kept;
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        if (said[0] == "mode") sets[name].mode = mode(word(said, 1));
        else if (said[0] != "esn" && said[0] != "no") reading.unknown(name, line);
    }
}

void ipsec_proposal(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const std::string name{word(parts, 4)};
    auto& proposal = reading.config.ipsec_proposals[name];
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        if (said[0] == "protocol" && word(said, 1) == "esp" && word(said, 2) == "encryption") {
            add_encryptions(reading, said, 3, name, line, proposal.encryption);
        } else if (said[0] == "protocol" && word(said, 1) == "esp" && word(said, 2) == "integrity") {
            add_integrities(reading, said, 3, name, line, proposal.integrity);
        } else if (said[0] != "no") {
            reading.unknown(name, line);
        }
    }
}

}  // namespace

void read_crypto_ipsec(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const auto what = word(parts, 2);
    if (what == "transform-set") return transform_set(reading, block, parts, 3);
    if (what == "ikev1" && word(parts, 3) == "transform-set") return transform_set(reading, block, parts, 4);
    if (what == "ikev2" && word(parts, 3) == "ipsec-proposal" && parts.size() > 4) {
        return ipsec_proposal(reading, block, parts);
    }
    if (what == "profile" && parts.size() > 3) {
        const std::string name{parts[3]};
        auto& profile = reading.config.ipsec_profiles[name];
        if (profile.origin.line == 0) profile.origin = reading.origin(block.head);
        for (const auto& line : block.body) read_ipsec_setting(reading, profile, words(line.text), 0, name, line);
        return;
    }
    if (what == "security-association" && word(parts, 3) == "lifetime") {
        CiscoIpsecSettings global;
        auto as_set = parts;
        as_set[1] = "set";
        read_ipsec_setting(reading, global, as_set, 1, "crypto ipsec", block.head);
        if (global.lifetime_seconds) reading.config.lifetime_seconds = global.lifetime_seconds;
        if (global.lifetime_bytes) reading.config.lifetime_bytes = global.lifetime_bytes;
        return;
    }
    if (what == "security-association" || what == "nat-transparency") return;
    if (!is_one_of(what, without_ipsec_effect)) reading.unknown("crypto ipsec", block.head);
}

}  // namespace vpnsim::importers
