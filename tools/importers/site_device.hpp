#pragma once

#include "model/site.hpp"
#include "tools/importers/cloud_ends.hpp"
#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// Where the tunnels of a device come from: for each the position of its Protection. Order: of the device's tunnels.
using TunnelSources = std::vector<std::size_t>;

/// A device of a site with its tunnels: one of every loaded protection in tunnel mode, group of selectors and peer.
/// What is left out is a warning, what the ends of the cloud tell of it a note. `id` is the device's.
[[nodiscard]] Device site_device(const Host& host, std::string id, const std::vector<CloudEnd>& ends,
                                 TunnelSources& sources, Remarks& remarks);

}  // namespace vpnsim::importers
