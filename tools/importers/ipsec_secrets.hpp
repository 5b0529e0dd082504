#pragma once

#include <string_view>
#include <vector>

#include "tools/importers/ike_secrets.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Returns true iff a text is an ipsec.secrets.
[[nodiscard]] bool looks_like_ipsec_secrets(std::string_view text);

/// The pre-shared keys of ipsec.secrets: `[identities] : PSK "key"`, going on in indented lines. They look into the
/// input. Secrets of other kinds are skipped.
[[nodiscard]] std::vector<IkeSecret> ipsec_secrets(const InputText& input, Remarks& remarks);

}  // namespace vpnsim::importers
