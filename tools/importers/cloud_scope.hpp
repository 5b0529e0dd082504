#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/estate.hpp"
#include "tools/importers/cloud.hpp"
#include "tools/importers/scenario_ids.hpp"

namespace vpnsim::importers {

/// An estate in the making: what is there so far, by the ids of the cloud.
struct CloudScope {
    CloudScope(const Cloud& what, Remarks& where) : cloud{what}, remarks{where} {}

    const Cloud& cloud;
    Remarks& remarks;
    Estate estate;

    std::unordered_map<std::string, VpcId> vpcs;
    std::unordered_map<std::string, GatewayId> gateways;
    std::unordered_map<std::string, CustomerGatewayId> customer_gateways;
    std::unordered_map<std::string, ConnectionId> connections;
    std::set<std::string, std::less<>> not_simulated;  ///< connections that are no VPN gateway's
    std::unordered_map<std::string, InstanceRef> instances;
    std::unordered_map<std::string, std::pair<VpcId, RouteTableIndex>> route_tables;
    std::unordered_map<std::string, std::pair<VpcId, NetworkAclIndex>> network_acls;
    std::unordered_map<std::string, std::pair<VpcId, SecurityGroupIndex>> security_groups;

    ScenarioIds next_hop_ids;  ///< VPCs, VPN gateways and instances share their ids: routes name them
    std::unordered_map<std::string, ScenarioIds> own_ids;  ///< of collections: "routes/vgw-1"

    void say(Gravity gravity, std::string kind, std::string about, std::string message, const Origin& origin);
    /// As `say` with `Gravity::incomplete`, but each kind once about the same.
    void lacks(std::string kind, std::string about, std::string message, const Origin& origin);
    /// Returns true iff a record of this id is the first; says so otherwise. Records without id are always new.
    template <class Map>
    [[nodiscard]] bool is_new(const Map& known, const std::string& id, std::string_view what, const Origin& origin) {
        if (id.empty() || !known.contains(id)) return true;
        say(Gravity::warning, "duplicate-record", id,
            "this " + std::string{what} + " is in the input twice; the first one is used", origin);
        return false;
    }
    /// Returns the VPC, an empty one if it is not in the input; nothing if `id` is empty.
    [[nodiscard]] std::optional<VpcId> vpc(const std::string& id, const Origin& origin);
    /// Returns the gateway, an empty one if it is not in the input; nothing if `id` is empty.
    [[nodiscard]] std::optional<GatewayId> gateway(const std::string& id, const Origin& origin);
    /// Returns the customer gateway, or nothing and says so. `about` is the connection.
    [[nodiscard]] std::optional<CustomerGatewayId> customer_gateway(const std::string& id, const std::string& about,
                                                                    const Origin& origin);
    [[nodiscard]] Vpc& operator[](VpcId id) { return estate.vpcs[id.index()]; }
    [[nodiscard]] VpnGateway& operator[](GatewayId id) { return estate.vpn_gateways[id.index()]; }

  private:
    std::set<std::pair<std::string, std::string>> said_;
};

// Each adds the records of one kind; order as `cloud_estate` calls them.
void add_vpcs_and_gateways(CloudScope& scope);
void add_customer_gateways(CloudScope& scope);
void add_connections(CloudScope& scope);
void add_gateway_routes(CloudScope& scope);
void add_network_acls(CloudScope& scope);
void add_security_groups(CloudScope& scope);
void add_instances(CloudScope& scope);
void add_route_tables(CloudScope& scope);
void add_vswitches(CloudScope& scope);
void add_vpc_routes(CloudScope& scope);

}  // namespace vpnsim::importers
