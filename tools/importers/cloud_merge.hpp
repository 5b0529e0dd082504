#pragma once

#include <optional>
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

/// What one input says; of a plan, `cloud` is what comes after it and `prior` what was there.
struct CloudPart {
    Cloud cloud;
    std::optional<Cloud> prior{};
};
struct CloudStates {
    Cloud before;
    Cloud after;
};

/// Returns what all inputs say together before the plans among them, and what the plans make of that: what a plan
/// deletes is deleted, what it changes is changed, whichever input has it; everything else is as before. A record keeps
/// its name, with a note, where a plan renames it. Where a plan creates what an input has already, a `warning` says so.
[[nodiscard]] CloudStates merged_states(std::vector<CloudPart> parts, Remarks& remarks);

}  // namespace vpnsim::importers
