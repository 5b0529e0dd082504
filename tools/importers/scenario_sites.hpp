#pragma once

#include <vector>

#include "model/json_text.hpp"
#include "tools/importers/cloud.hpp"
#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// Hosts of one site that are one machine by name or by an address of their own, as one. Order: of the first of each.
[[nodiscard]] std::vector<Host> merged_hosts(std::vector<Host> hosts, Remarks& remarks);

/// Writes the member "sites" of a scenario. What is inferred is a note, what the scenario cannot express a warning.
void write_sites(JsonText& out, const std::vector<Host>& hosts, const Cloud& cloud, Remarks& remarks);

}  // namespace vpnsim::importers
