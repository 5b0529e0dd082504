#pragma once

#include <vector>

#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

/// The clouds of several inputs as one: a record that several hold once, the first one's; copies that contradict it are
/// a warning. Order: as given.
[[nodiscard]] Cloud merged(std::vector<Cloud> clouds, Remarks& remarks);

}  // namespace vpnsim::importers
