#pragma once

#include <optional>
#include <string>

#include "sim/simulation.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

/// All negotiations, or those of one connection.
[[nodiscard]] std::string negotiations_json_text(const Simulation& simulation, std::optional<ConnectionId> only);
[[nodiscard]] std::string negotiations_text(const Simulation& simulation, std::optional<ConnectionId> only,
                                            Screen screen);
/// "conn-1 <-> dc-1/fw-1/to-conn-1"
[[nodiscard]] std::string ends_of(const Estate& estate, const Negotiation& pair);
/// "phase 1 established, phase 2 failed: TrafficSelectorMismatch"
[[nodiscard]] Spans negotiation_spans(const Negotiation& pair);
/// One line each, at most `most_rows`.
[[nodiscard]] Table negotiation_table(const Simulation& simulation, std::size_t most_rows);

}  // namespace vpnsim
