#pragma once

#include <string_view>
#include <vector>

#include "model/proposal.hpp"
#include "tools/importers/ipsec_text.hpp"

namespace vpnsim::importers {

/// What a list of proposals offers, each parameter on its own. Order: as written, each value once.
struct ProposalList {
    std::vector<Encryption> encryption;
    std::vector<Integrity> integrity;
    std::vector<DhGroup> dh_group;
    bool some_without_group = false;  ///< a proposal names no DH group
    bool some_unknown_group = false;  ///< a group that no scenario can name
    bool defaults = false;            ///< the program's built-in proposals are offered as well
    std::size_t count = 0;            ///< proposals
};

/// "aes256-sha256-modp2048, aes128gcm16-prfsha256-ecp256" of strongSwan, a trailing "!" ignored, and
/// "aes256-sha2_256;modp2048+dh14" of Libreswan. What no scenario can name is left out with a warning.
[[nodiscard]] ProposalList proposal_list(std::string_view text, const RemarkPlace& place);

}  // namespace vpnsim::importers
