#pragma once

#include "model/estate.hpp"
#include "model/json_text.hpp"
#include "tools/importers/cloud.hpp"

namespace vpnsim::importers {

/// Returns the cloud side of the estate that `cloud` describes, without sites. Order: as in `cloud`.
///
/// What the scenario makes by itself is left out: routes of the system, routes that a gateway publishes, policy routes
/// of `auto_routes`. Where a gateway's policy routes are all known, its connections make none.
/// Names are ids of the scenario: a record's name, else its id, unique and legal (contract 1).
/// A VPC or VPN gateway that is named and not there becomes an empty one; any other reference to nothing is left out.
/// Either way, and where the scenario has no words for something, a remark says so: `incomplete` where a record or a
/// part of it is lost, `warning` for connections that are no VPN gateway's. `cloud.gaps` are added to `remarks`.
[[nodiscard]] Estate cloud_estate(const Cloud& cloud, Remarks& remarks);

/// Writes the members "vpcs", "vpn_gateways", "customer_gateways" and "ipsec_connections" of a scenario, as the strict
/// reader accepts them; a member without records is left out.
void write_cloud(JsonText& out, const Cloud& cloud, Remarks& remarks);

}  // namespace vpnsim::importers
