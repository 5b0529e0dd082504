#include "tools/importers/key_fingerprints.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace vpnsim::importers {
namespace {

constexpr int rounds = 4'000;
/// Nobody has more keys than this; what has does not get to spend hours of processor time.
constexpr std::size_t most_slow_keys = 200;
/// Shorter texts than this are found everywhere by chance.
constexpr std::size_t least_searched = 6;

constexpr std::string_view placeholder = "(placeholder)";

/// What people and programs write where they have taken a key out.
bool is_masked_key(std::string_view key) {
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
    if (is_masked_key(key)) return std::nullopt;
    if (is_placeholder(key)) {
        add(key, std::string{placeholder});
        return std::nullopt;
    }
    if (const auto known = fingerprints_.find(key); known != fingerprints_.end()) return known->second;
    std::array<unsigned char, 8> digest{};
    if (PKCS5_PBKDF2_HMAC(key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(salt_.data()), static_cast<int>(salt_.size()),
                          fingerprints_.size() < most_slow_keys ? rounds : 1, EVP_sha256(),
                          static_cast<int>(digest.size()), digest.data()) != 1) {
        throw std::runtime_error{"PBKDF2 failed"};
    }
    std::string fingerprint = "fingerprint-";
    for (const auto byte : digest) {
        fingerprint += "0123456789abcdef"[byte >> 4];
        fingerprint += "0123456789abcdef"[byte & 15];
    }
    return add(key, std::move(fingerprint));
}

const std::string& KeyFingerprints::add(std::string_view key, std::string replacement) {
    const auto [entry, added] = fingerprints_.emplace(key, std::move(replacement));
    if (added && key.size() >= least_searched) {
        beginnings_[entry->first.substr(0, least_searched)].push_back(&entry->first);
    }
    return entry->second;
}

std::size_t KeyFingerprints::placeholders() const {
    return static_cast<std::size_t>(std::count_if(fingerprints_.begin(), fingerprints_.end(),
                                                  [](const auto& entry) { return entry.second == placeholder; }));
}

std::string KeyFingerprints::without_keys(std::string text) const {
    if (text.size() < least_searched || beginnings_.empty()) return text;
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = 0; at + least_searched <= text.size();) {
        const auto found = beginnings_.find(text.substr(at, least_searched));
        const std::string* key = nullptr;  // the longest that stands here
        if (found != beginnings_.end()) {
            for (const auto* candidate : found->second) {
                if ((key == nullptr || candidate->size() > key->size()) &&
                    text.compare(at, candidate->size(), *candidate) == 0)
                    key = candidate;
            }
        }
        if (key == nullptr) {
            ++at;
            continue;
        }
        out.append(text, copied, at - copied).append(fingerprints_.find(*key)->second);
        copied = at += key->size();
    }
    return out.append(text, copied);
}

}  // namespace vpnsim::importers
