#pragma once

#include <vector>

#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

/// Returns the records of several inputs, each once: those of the first cloud, then what the next adds.
///
/// A record is one that an earlier cloud has if the ids are equal, or else the names and what places it: the addresses
/// of a gateway, the selectors of a connection, the blocks of a VPC or vSwitch. References to it are renamed. What the
/// first copy leaves open the others fill in; where two say different things the first wins, and a `warning` names
/// both origins. Of equal policy routes one that is listed wins over an automatic one.
[[nodiscard]] Cloud merged(std::vector<Cloud> clouds, Remarks& remarks);

}  // namespace vpnsim::importers
