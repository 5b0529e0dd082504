#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/key_fingerprints.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// A pre-shared key of a machine. It looks into the input: a fingerprint is made of the keys that are in use only, for
/// each costs its time.
struct IkeSecret {
    std::vector<std::string> ids;  ///< whose it is, see identity; "%any" = anybody's; none = likewise
    std::string_view written;
    Origin origin;
};

/// The one form of an identity: of an address its text, of a name what stands behind "@".
[[nodiscard]] std::string identity(std::string_view text);

/// Whose identity decides first where several secrets fit: strongSwan asks for the peer's, Libreswan for its own.
enum class SecretOrder : std::uint8_t { peer_first, own_first };

/// The key that a daemon takes between two ends: the best match in its order, among equals the first. Each end is known
/// by several names: its identity and its addresses.
[[nodiscard]] const IkeSecret* secret_between(const std::vector<IkeSecret>& secrets,
                                              const std::vector<std::string>& local,
                                              const std::vector<std::string>& remote, SecretOrder order);

/// What is read at most: secrets of a machine, identities of a secret, keys of a machine that are in use.
inline constexpr std::size_t max_secrets = 4096;
inline constexpr std::size_t max_secret_ids = 64;

/// The bytes that hexadecimal digits stand for ("_" and ":" between them are ignored); nothing where they are none.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

/// Fingerprint of a key as strongSwan and Libreswan write it: "0x…" hexadecimal, "0s…" base64, else the text itself.
/// Nothing for masked keys ("*****") and for the placeholder of an export.
[[nodiscard]] std::optional<std::string> key_fingerprint(std::string_view written, KeyFingerprints& keys);

}  // namespace vpnsim::importers
