#pragma once

#include "sim/finding.hpp"
#include "sim/simulation.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/shown_class.hpp"

namespace vpnsim {

/// Appends "file" and "line", null for what stands in no file.
void add_place(Json& json, const Scenario& scenario, Place place);
[[nodiscard]] Json flow_json(const Flow& flow);
[[nodiscard]] Json trips_json(const Estate& estate, const std::vector<Trip>& trips);
[[nodiscard]] Json finding_json(const Scenario& scenario, const Finding& finding);
[[nodiscard]] Json negotiation_json(const Estate& estate, const Negotiation& pair);
/// All, or those of one connection. Order: as negotiated.
[[nodiscard]] Json negotiations_json(const Simulation& simulation, std::optional<ConnectionId> only);

}  // namespace vpnsim
