#pragma once

#include "model/json_text.hpp"
#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

/// Writes the members "vpcs", "vpn_gateways", "customer_gateways" and "ipsec_connections" of a scenario. Ids are the
/// records' names, else their ids, made unique. What the scenario cannot hold is left out with a remark.
void write_cloud(JsonText& out, const Cloud& cloud, Remarks& remarks);

}  // namespace vpnsim::importers
