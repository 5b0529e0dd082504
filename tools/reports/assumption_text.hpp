#pragma once

#include "sim/simulation.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

/// What the answer takes for granted, nothing if there is nothing; what is said of several connections is said once.
void add_assumptions(Page& page, const Simulation& simulation);

}  // namespace vpnsim
