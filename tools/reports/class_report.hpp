#pragma once

#include <string>

#include "sim/simulation.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

[[nodiscard]] std::string classes_json(const Simulation& simulation, const FlowPartition& partition);
[[nodiscard]] std::string classes_text(const Simulation& simulation, const FlowPartition& partition, Screen screen);

}  // namespace vpnsim
