#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

/// One end of the cloud that negotiates: a connection, or one tunnel of a dual-tunnel connection.
struct CloudEnd {
    std::string name;                         ///< "conn-1", "conn-1/tunnel-2"
    std::optional<Address> gateway_address;   ///< a device's peer
    std::optional<Address> customer_address;  ///< a device's own address
    const CloudConnection* connection = nullptr;
};

/// Order: of the connections, then of their tunnels.
[[nodiscard]] std::vector<CloudEnd> cloud_ends(const Cloud& cloud);

/// Whether the selectors of a device mirror those of a connection.
[[nodiscard]] bool mirrored(const SelectorList& local, const SelectorList& remote, const CloudConnection& connection);

}  // namespace vpnsim::importers
