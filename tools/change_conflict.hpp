#pragma once

#include "tools/scenario_input.hpp"

namespace vpnsim {

/// Throws InputFailure where two changes write one member and not the same: their order would decide what it holds.
void require_independent(const ChangedDocument& document);

}  // namespace vpnsim
