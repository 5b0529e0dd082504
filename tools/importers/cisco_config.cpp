#include "tools/importers/cisco_config.hpp"

#include <algorithm>
#include <functional>

#include "tools/importers/cisco_masks.hpp"
#include "tools/importers/ike_secrets.hpp"

namespace vpnsim::importers {
namespace {

/// A fingerprint takes a fraction of a second on purpose; nobody has more peers than this on one device.
constexpr std::size_t most_keys = 1000;

}  // namespace

void CiscoReading::say(Gravity gravity, std::string kind, std::string about, std::string message, Origin at) {
    if (at.line != 0 && !said_.emplace(at.line, std::hash<std::string>{}(kind + '\n' + message)).second) return;
    remarks_.push_back({gravity, std::move(kind), std::move(about), std::move(message), std::move(at)});
}

void CiscoReading::unknown(std::string about, const TextLine& line) {
    say(Gravity::incomplete, "unknown-statement", std::move(about),
        "This statement is not known here and was left out. If it bears on tunnels or routes, add what it does to the "
        "scenario by hand.",
        line);
}

void CiscoReading::finish() {
    for (std::size_t i = 0; i < config.interfaces.size(); ++i)
        config.interface_index.emplace(config.interfaces[i].name, i);
    for (auto& key : config.keys) {
        const auto peer = key.peers ? std::nullopt : address(key.name);
        if (peer) key.peers = Prefix::host(*peer);
    }
    for (const auto& group : config.tunnel_groups) {
        if (const auto peer = address(group)) config.tunnel_group_peers.insert(*peer);
    }
}

std::optional<Address> CiscoReading::address(std::string_view word) const {
    if (const auto alias = config.aliases.find(word); alias != config.aliases.end()) return alias->second;
    return Address::parse(word);
}

std::optional<Prefix> CiscoReading::block(std::string_view text, std::string_view mask, const TextLine& line) {
    // "0 0" is what people type for everything.
    const auto first = text == "0" ? Address{Family::ipv4, 0} : address(text);
    const auto length = mask == "0" ? 0U : netmask_length(mask);
    if (!first || first->family() != Family::ipv4 || !length) return std::nullopt;
    const Prefix out{*first, *length};
    if (out.first() != *first) {
        say(Gravity::warning, "host-bits", out.text(),
            "The address has bits set that the mask leaves out. They were cleared; check that the mask is meant.",
            line);
    }
    return out;
}

std::optional<Prefix> CiscoReading::block(std::string_view text, const TextLine& line) {
    if (const auto host = address(text)) return Prefix::host(*host);
    const auto out = Prefix::nearest(text);
    if (out && !Prefix::parse(text)) {
        say(Gravity::warning, "host-bits", out->text(),
            "The address has bits set beyond its length. They were cleared; check that the length is meant.", line);
    }
    return out;
}

std::optional<std::string> CiscoReading::key(std::string_view text, const std::string& about, const TextLine& line) {
    const auto first = text.substr(0, text.find_first_of(" \t"));
    const auto rest = behind_words(text, 1);
    std::string decoded;
    if (!rest.empty() && (first == "6" || first == "7" || first == "8")) {
        say(Gravity::note, "key-encrypted", about,
            "The pre-shared key is stored encrypted, so it cannot be compared with the other end.", line);
        return std::nullopt;
    }
    if (!rest.empty() && first == "0") text = rest;
    if (!rest.empty() && first == "hex") {
        const auto bytes = from_hex(rest.starts_with("0x") || rest.starts_with("0X") ? rest.substr(2) : rest);
        if (!bytes) {
            say(Gravity::incomplete, "key-unreadable", about, "The hexadecimal key has other characters in it.", line);
            return std::nullopt;
        }
        decoded = *bytes;
        text = decoded;
    }
    if (keys_seen_ == most_keys) {
        say(Gravity::incomplete, "too-many-keys", about,
            "More than " + std::to_string(most_keys) + " pre-shared keys: this one is not compared with the other end.",
            line);
        return std::nullopt;
    }
    ++keys_seen_;
    return keys_.of(text);
}

}  // namespace vpnsim::importers
