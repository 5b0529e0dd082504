#include "tools/importers/key_fingerprints.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "model/json_text.hpp"

namespace vpnsim::importers {
namespace {

constexpr int rounds = 4'000;
/// Nobody has more keys than this; what has does not get to spend hours of processor time.
constexpr std::size_t most_slow_keys = 200;
/// Shorter texts than this are found everywhere by chance.
constexpr std::size_t least_searched = 6;

/// The text as it stands between the quotes of a JSON text.
std::string in_json(const std::string& text) {
    JsonText out;
    out.object([&] { out.text("", text); });
    const auto object = std::move(out).take();
    const auto begin = object.find(": \"") + 3;
    return object.substr(begin, object.rfind('"') - begin);
}

constexpr std::string_view placeholder = "(placeholder)";

/// What people and programs write where they have taken a key out.
bool is_masked(std::string_view key) {
    return key.find_first_not_of("*xX.") == std::string_view::npos || key.find("***") != std::string_view::npos;
}
bool is_placeholder(std::string_view key) {
    if (key.starts_with('<') && key.ends_with('>')) return true;
    constexpr auto words = std::to_array<std::string_view>(
        {"fake", "masked", "placeholder", "redacted", "removed", "sanitized", "scrubbed"});
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return key.size() >= word.size() &&
               std::equal(word.begin(), word.end(), key.begin(), [](char a, char b) { return a == (b | 0x20); });
    });
}

}  // namespace

KeyFingerprints::KeyFingerprints(std::string_view salt) : salt_(32, '\0') {
    if (EVP_Digest(salt.data(), salt.size(), reinterpret_cast<unsigned char*>(salt_.data()), nullptr, EVP_sha256(),
                   nullptr) != 1) {
        throw std::runtime_error{"SHA-256 failed"};
    }
}

KeyFingerprints::~KeyFingerprints() {
    for (const auto& [key, fingerprint] : fingerprints_) {
        // The map is about to go, nobody looks a key up any more.
        OPENSSL_cleanse(const_cast<char*>(key.data()), key.size());
    }
}

std::optional<std::string> KeyFingerprints::of(std::string_view key) {
    if (is_masked(key)) return std::nullopt;
    if (is_placeholder(key)) {
        fingerprints_.emplace(key, placeholder);
        return std::nullopt;
    }
    if (const auto known = fingerprints_.find(key); known != fingerprints_.end()) return known->second;
    std::array<unsigned char, 8> digest{};
    if (PKCS5_PBKDF2_HMAC(key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(salt_.data()), static_cast<int>(salt_.size()), rounds,
                          EVP_sha256(), static_cast<int>(digest.size()), digest.data()) != 1) {
        throw std::runtime_error{"PBKDF2 failed"};
    }
    std::string fingerprint = "fingerprint-";
    for (const auto byte : digest) {
        fingerprint += "0123456789abcdef"[byte >> 4];
        fingerprint += "0123456789abcdef"[byte & 15];
    }
    return fingerprints_.emplace(key, std::move(fingerprint)).first->second;
}

std::size_t KeyFingerprints::placeholders() const {
    return static_cast<std::size_t>(std::count_if(fingerprints_.begin(), fingerprints_.end(),
                                                  [](const auto& entry) { return entry.second == placeholder; }));
}

std::string KeyFingerprints::without_keys(std::string text) const {
    // Longer keys first: one may contain another.
    std::vector<std::pair<std::string, std::string_view>> longest_first;
    for (const auto& [key, fingerprint] : fingerprints_) {
        if (key.size() < least_searched) continue;
        longest_first.emplace_back(key, fingerprint);
        if (auto escaped = in_json(key); escaped != key) longest_first.emplace_back(std::move(escaped), fingerprint);
    }
    std::stable_sort(longest_first.begin(), longest_first.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    for (const auto& [key, fingerprint] : longest_first) {
        for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + fingerprint.size())) {
            text.replace(at, key.size(), fingerprint);
        }
    }
    return text;
}

}  // namespace vpnsim::importers
