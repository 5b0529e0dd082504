#pragma once

#include <optional>
#include <string_view>

#include "model/proposal.hpp"

namespace vpnsim::importers {

// The vendors' names of algorithms, read alike: case, "-", "_" and blanks are ignored. Sources: the manuals of Alibaba
// Cloud's VPN Gateway, strongSwan, Libreswan, Cisco ASA and IOS; docs/import.md has the table.

/// "aes", "aes256", "AES_CBC_256", "aes-cbc-256", "aes256gcm16", "aes_gcm256", "3des" …
[[nodiscard]] std::optional<Encryption> encryption_named(std::string_view text);
/// "sha", "sha1", "sha256", "sha2_256", "sha-256", "sha2" (= SHA2-256), "md5", "hmac-sha256-128" …
[[nodiscard]] std::optional<Integrity> integrity_named(std::string_view text);
/// "group14", "14", "modp2048", "dh14", "ecp256", "disabled" …
[[nodiscard]] std::optional<DhGroup> dh_group_named(std::string_view text);

}  // namespace vpnsim::importers
