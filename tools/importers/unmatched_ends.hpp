#pragma once

#include <vector>

#include "tools/importers/cloud.hpp"
#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// A warning for every end that meets no other by its outer addresses, with the nearest candidate and what differs.
void tie_remarks(const Cloud& cloud, const std::vector<Host>& hosts, Remarks& remarks);

}  // namespace vpnsim::importers
