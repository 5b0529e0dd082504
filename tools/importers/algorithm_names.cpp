#include "tools/importers/algorithm_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "model/ascii.hpp"

namespace vpnsim::importers {
namespace {

/// "AES-CBC 256" -> "aescbc256"
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '-' || c == '_' || c == ' ') continue;
        out += vpnsim::in_lower_case(c);
    }
    return out;
}

template <class Value, std::size_t N>
std::optional<Value> find(const std::array<std::pair<std::string_view, Value>, N>& names, std::string_view text) {
    const auto wanted = plain(text);
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == wanted; });
    return found == names.end() ? std::nullopt : std::optional{found->second};
}

constexpr auto encryptions = std::to_array<std::pair<std::string_view, Encryption>>({
    {"des", Encryption::des},
    {"descbc", Encryption::des},
    {"3des", Encryption::des3},
    {"3descbc", Encryption::des3},
    {"aes", Encryption::aes128},
    {"aes128", Encryption::aes128},
    {"aescbc", Encryption::aes128},
    {"aescbc128", Encryption::aes128},
    {"aes128cbc", Encryption::aes128},
    {"aes192", Encryption::aes192},
    {"aescbc192", Encryption::aes192},
    {"aes192cbc", Encryption::aes192},
    {"aes256", Encryption::aes256},
    {"aescbc256", Encryption::aes256},
    {"aes256cbc", Encryption::aes256},
    {"aes128gcm", Encryption::aes128gcm16},
    {"aes128gcm16", Encryption::aes128gcm16},
    {"aes128gcm128", Encryption::aes128gcm16},
    {"aesgcm", Encryption::aes128gcm16},
    {"aesgcm128", Encryption::aes128gcm16},
    {"aesgcm16128", Encryption::aes128gcm16},
    {"aesgcm128128", Encryption::aes128gcm16},
    {"aes256gcm", Encryption::aes256gcm16},
    {"aes256gcm16", Encryption::aes256gcm16},
    {"aes256gcm128", Encryption::aes256gcm16},
    {"aesgcm256", Encryption::aes256gcm16},
    {"aesgcm16256", Encryption::aes256gcm16},
    {"aesgcm128256", Encryption::aes256gcm16},
    {"sm4", Encryption::sm4},
    {"sm4cbc", Encryption::sm4},
});

constexpr auto integrities = std::to_array<std::pair<std::string_view, Integrity>>({
    {"md5", Integrity::md5},           {"md596", Integrity::md5},         {"sha", Integrity::sha1},
    {"sha1", Integrity::sha1},         {"sha196", Integrity::sha1},       {"sha2", Integrity::sha256},
    {"sha256", Integrity::sha256},     {"sha2256", Integrity::sha256},    {"sha256128", Integrity::sha256},
    {"sha2256128", Integrity::sha256}, {"sha384", Integrity::sha384},     {"sha2384", Integrity::sha384},
    {"sha384192", Integrity::sha384},  {"sha2384192", Integrity::sha384}, {"sha512", Integrity::sha512},
    {"sha2512", Integrity::sha512},    {"sha512256", Integrity::sha512},  {"sha2512256", Integrity::sha512},
    {"sm3", Integrity::sm3},
});

constexpr auto groups = std::to_array<std::pair<std::string_view, unsigned>>({
    {"modp768", 1},
    {"modp1024", 2},
    {"modp1536", 5},
    {"modp2048", 14},
    {"modp3072", 15},
    {"modp4096", 16},
    {"modp6144", 17},
    {"modp8192", 18},
    {"ecp256", 19},
    {"ecp384", 20},
    {"ecp521", 21},
    {"modp2048s256", 24},
});

}  // namespace

std::optional<Encryption> encryption_named(std::string_view text) { return find(encryptions, text); }

std::optional<Integrity> integrity_named(std::string_view text) {
    auto wanted = plain(text);
    if (wanted.starts_with("hmac")) wanted.erase(0, 4);
    if (wanted.ends_with("hmac")) wanted.erase(wanted.size() - 4);
    return find(integrities, wanted);
}

std::optional<DhGroup> dh_group_named(std::string_view text) {
    auto wanted = plain(text);
    if (wanted == "disabled") return DhGroup::disabled;
    if (const auto named = find(groups, wanted)) return static_cast<DhGroup>(*named);
    for (const std::string_view prefix : {"group", "dh"}) {
        if (wanted.starts_with(prefix)) wanted.erase(0, prefix.size());
    }
    const auto known = std::find_if(dh_group_numbers.begin(), dh_group_numbers.end(),
                                    [&](std::uint8_t n) { return std::to_string(n) == wanted; });
    return known == dh_group_numbers.end() ? std::nullopt : std::optional{static_cast<DhGroup>(*known)};
}

}  // namespace vpnsim::importers
