#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/key_fingerprints.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// A pre-shared key of a machine, already a fingerprint.
struct IkeSecret {
    std::vector<std::string> ids;  ///< whose it is: "%any" = anybody's; none = likewise
    std::string key;               ///< the fingerprint
    Origin origin;
};

/// Returns whether two identities are the same: as addresses, else as texts, "@" before a name left out.
[[nodiscard]] bool same_identity(std::string_view a, std::string_view b);

/// The key that strongSwan takes between two ends: the best match of the own identity counts first, then that of the
/// other's; among equals the first. Each end is known by several names: its identity and its addresses.
[[nodiscard]] const IkeSecret* secret_between(const std::vector<IkeSecret>& secrets,
                                              const std::vector<std::string>& local,
                                              const std::vector<std::string>& remote);

/// Fingerprint of a key as strongSwan and Libreswan write it: "0x…" hexadecimal, "0s…" base64, else the text itself.
/// Nothing for masked keys ("*****") and for the placeholder of an export.
[[nodiscard]] std::optional<std::string> key_fingerprint(std::string_view written, KeyFingerprints& keys);

}  // namespace vpnsim::importers
