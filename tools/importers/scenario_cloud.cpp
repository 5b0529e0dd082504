#include "tools/importers/scenario_cloud.hpp"

#include "model/write_estate.hpp"
#include "tools/importers/cloud_scope.hpp"

namespace vpnsim::importers {

Estate cloud_estate(const Cloud& cloud, Remarks& remarks) {
    CloudScope scope{cloud, remarks};
    // Whatever names something comes after what it may name.
    add_vpcs_and_gateways(scope);
    add_customer_gateways(scope);
    add_connections(scope);
    add_gateway_routes(scope);
    add_network_acls(scope);
    add_security_groups(scope);
    add_instances(scope);
    add_route_tables(scope);
    add_vswitches(scope);
    add_vpc_routes(scope);
    remarks.insert(remarks.end(), cloud.gaps.begin(), cloud.gaps.end());
    return std::move(scope.estate);
}

void write_cloud(JsonText& out, const Cloud& cloud, Remarks& remarks) {
    const auto estate = cloud_estate(cloud, remarks);
    write_vpcs(out, estate);
    write_gateways(out, estate);
    write_customer_gateways(out, estate);
    write_connections(out, estate);
}

}  // namespace vpnsim::importers
