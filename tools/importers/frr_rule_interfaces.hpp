#pragma once

#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// A policy map sees only what arrives on its interfaces, while a policy route of a scenario asks for the source alone.
/// Rules whose source is connected elsewhere are taken out of the host; those whose source reaches beyond their
/// interfaces stay. Both are said.
void settle_rule_interfaces(Host& host, Remarks& remarks);

}  // namespace vpnsim::importers
