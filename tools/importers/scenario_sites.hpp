#pragma once

#include <vector>

#include "model/json_text.hpp"
#include "model/site.hpp"
#include "tools/importers/cloud.hpp"
#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// Hosts of one site that are one machine by name or by an address of their own, as one, unless something says that
/// they are two (machine_identity.hpp). Order: of the first of each.
[[nodiscard]] std::vector<Host> merged_hosts(std::vector<Host> hosts, Remarks& remarks);

/// Returns the sites that the hosts make up: devices with their tunnels, the routes and rules of a site's router, its
/// networks. Machines of no named site make up "on-premises". What is inferred is a note, what a scenario cannot
/// express a warning. Requires: `hosts` are merged.
[[nodiscard]] std::vector<Site> sites_of(const std::vector<Host>& hosts, const Cloud& cloud, Remarks& remarks);

/// Writes the member "sites" of a scenario, as the strict reader accepts it.
void write_sites(JsonText& out, const std::vector<Host>& hosts, const Cloud& cloud, Remarks& remarks);

}  // namespace vpnsim::importers
