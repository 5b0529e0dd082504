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
/// One line each, at most `most_rows`.
[[nodiscard]] Table negotiation_table(const Simulation& simulation, std::size_t most_rows);

}  // namespace vpnsim
