#include "tools/importers/cisco_transform.hpp"

#include "tools/importers/algorithm_names.hpp"

namespace vpnsim::importers {
namespace {

void unknown_algorithm(CiscoReading& reading, const std::string& about, const TextLine& line) {
    reading.say(
        Gravity::incomplete, "unknown-algorithm", about,
        "An algorithm of this statement cannot be named in a scenario. It was left out, so the proposal here is "
        "shorter than the device's.",
        line);
}

bool is_key_length(std::string_view word) { return word == "128" || word == "192" || word == "256"; }

}  // namespace

CiscoTransform cisco_transform(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                               const std::string& about, const TextLine& line) {
    CiscoTransform out;
    for (; at < words.size(); ++at) {
        const auto word = words[at];
        const bool ah = word.starts_with("ah-");
        if (word == "esp-none" || word == "comp-lzs") continue;
        if (!ah && !word.starts_with("esp-")) {
            unknown_algorithm(reading, about, line);
            continue;
        }
        const auto algorithm = word.substr(ah ? 3 : 4);
        if (ah) out.protocol = SecurityProtocol::ah;
        if (algorithm.ends_with("-hmac")) {
            if (const auto integrity = integrity_named(algorithm)) add_missing(out.integrity, {*integrity});
            else unknown_algorithm(reading, about, line);
            continue;
        }
        std::string cipher{algorithm == "gcm" ? "aes-gcm" : algorithm};
        if (at + 1 < words.size() && is_key_length(words[at + 1])) cipher.append("-").append(words[++at]);
        if (const auto encryption = encryption_named(cipher)) add_missing(out.encryption, {*encryption});
        else unknown_algorithm(reading, about, line);
    }
    return out;
}

void add_encryptions(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                     const std::string& about, const TextLine& line, std::vector<Encryption>& out) {
    for (; at < words.size(); ++at) {
        std::string cipher{words[at]};
        if (at + 1 < words.size() && is_key_length(words[at + 1])) cipher.append("-").append(words[++at]);
        if (const auto encryption = encryption_named(cipher)) add_missing(out, {*encryption});
        else unknown_algorithm(reading, about, line);
    }
}

void add_integrities(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                     const std::string& about, const TextLine& line, std::vector<Integrity>& out) {
    for (; at < words.size(); ++at) {
        // "null" goes with AES-GCM, which brings its own.
        if (words[at] == "null") continue;
        if (const auto integrity = integrity_named(words[at])) add_missing(out, {*integrity});
        else unknown_algorithm(reading, about, line);
    }
}

void add_groups(CiscoReading& reading, const std::vector<std::string_view>& words, std::size_t at,
                const std::string& about, const TextLine& line, std::vector<DhGroup>& out) {
    for (; at < words.size(); ++at) {
        const auto group = dh_group_named(words[at]);
        if (group && *group != DhGroup::disabled) add_missing(out, {*group});
        else unknown_algorithm(reading, about, line);
    }
}

std::string proposal_text(const std::vector<Encryption>& encryption, const std::vector<Integrity>& integrity,
                          const std::vector<DhGroup>& groups) {
    std::string out;
    const auto add = [&](std::string_view name) {
        if (!out.empty()) out += '-';
        out += name;
    };
    for (const auto each : encryption) add(name_of(encryption_names, each));
    for (const auto each : integrity) add(name_of(integrity_names, each));
    for (const auto each : groups) add("group" + text(each));
    return out;
}

}  // namespace vpnsim::importers
