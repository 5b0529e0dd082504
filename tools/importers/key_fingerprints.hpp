#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vpnsim::importers {

/// What takes the place of pre-shared keys: equal keys give equal fingerprints, and no key can be had from one without
/// the salt and a guess of the key that costs many rounds (PBKDF2-HMAC-SHA256; from the 201st key of an import on a
/// single one).
///
/// It holds the keys of one import in memory, so that `without_keys` can take out what an input repeats elsewhere.
class KeyFingerprints {
  public:
    /// Inputs imported with the same salt have comparable fingerprints. The salt may be as long as the inputs.
    explicit KeyFingerprints(std::string_view salt);
    ~KeyFingerprints();
    KeyFingerprints(const KeyFingerprints&) = delete;
    KeyFingerprints& operator=(const KeyFingerprints&) = delete;

    /// Returns "fingerprint-" and 16 hexadecimal digits; nothing for what only stands where a key was: "*****", "xxxx",
    /// "<removed>", and words that say so ("REDACTED…", "MASKED…", "FAKE…"). The key is what the ends compare: decoded
    /// where the format encodes it (0x…, 0s…), without quotes.
    [[nodiscard]] std::optional<std::string> of(std::string_view key);
    /// Whether anything like a key was seen, be it a placeholder.
    [[nodiscard]] bool any() const { return !fingerprints_.empty(); }
    /// How many different placeholders there were.
    [[nodiscard]] std::size_t placeholders() const;
    /// Returns `text` with every key that was seen replaced by its fingerprint; for names and messages. Keys of fewer
    /// than six letters are not searched for. Time: that of the text, however many keys there are.
    [[nodiscard]] std::string without_keys(std::string text) const;

  private:
    const std::string& add(std::string_view key, std::string replacement);

    std::string salt_;  ///< the digest of it
    /// By key; of a placeholder: what replaces it in texts.
    std::map<std::string, std::string, std::less<>> fingerprints_;
    /// The keys by their first letters.
    std::unordered_map<std::string, std::vector<const std::string*>> beginnings_;
};

}  // namespace vpnsim::importers
