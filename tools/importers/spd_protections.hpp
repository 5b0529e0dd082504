#pragma once

#include <vector>

#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// What the kernel's policies tell of a machine whose VPN daemon was not given: the outbound ones with a template,
/// those of one reqid and peer as one, and beside them those that pass or drop traffic, which are not simulated. No
/// proposals and keys are known of it; a note says so.
[[nodiscard]] std::vector<Protection> spd_protections(const Host& host, Remarks& remarks);

}  // namespace vpnsim::importers
