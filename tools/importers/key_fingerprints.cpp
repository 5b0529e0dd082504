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

constexpr int rounds = 20'000;
/// Nobody has more keys than this; what has does not get to spend hours of processor time.
constexpr std::size_t most_slow_keys = 1'000;
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

std::string KeyFingerprints::of(std::string_view key) {
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
