#include <algorithm>
#include <set>
#include <tuple>

#include "tools/importers/aliyun_parts.hpp"

namespace vpnsim::importers {
namespace {

void link_vswitches(AliyunImport& in) {
    const auto look_up = [](const auto& map, const std::string& id, std::string& out) {
        if (!out.empty()) return;
        if (const auto found = map.find(id); found != map.end()) out = found->second;
    };
    for (auto& vswitch : in.made.cloud.vswitches) {
        look_up(in.tables_of_vswitches, vswitch.id, vswitch.route_table);
        look_up(in.acls_of_vswitches, vswitch.id, vswitch.network_acl);
    }
}

/// Tables that vSwitches and VPCs name, where nobody saved the list of tables.
void imply_route_tables(AliyunImport& in) {
    for (const auto& [id, what] : in.table_types) {
        const auto end = what.find(between);
        const auto type = what.substr(0, end);
        if (in.positions.contains(record_key("route table", id)) || (type != "system" && type != "custom")) continue;
        CloudRouteTable table;
        table.id = id;
        table.vpc = what.substr(end + 1);
        table.type = type == "system" ? RouteTableType::system : RouteTableType::custom;
        in.keep(in.made.cloud.route_tables, "route table", std::move(table));
    }
}

/// A gateway that connections name, where nobody saved the list of gateways: they name its addresses too.
void imply_vpn_gateway(AliyunImport& in, const CloudConnection& connection) {
    if (connection.vpn_gateway.empty() || !connection.attached_to.empty()) return;
    if (in.positions.contains(record_key("vpn gateway", connection.vpn_gateway))) return;
    CloudVpnGateway gateway;
    gateway.id = connection.vpn_gateway;
    gateway.origin = connection.origin;
    gateway.dual_tunnel = !connection.tunnels.empty();
    if (connection.gateway_address) gateway.addresses.push_back(*connection.gateway_address);
    for (const auto& tunnel : connection.tunnels) {
        if (tunnel.gateway_address) gateway.addresses.push_back(*tunnel.gateway_address);
    }
    in.say(Gravity::note, "vpn-gateway-inferred", gateway.id,
           "this VPN gateway is not in the input; its addresses are taken from its connections", connection.origin);
    in.keep(in.made.cloud.vpn_gateways, "vpn gateway", std::move(gateway));
}

void imply_customer_gateway(AliyunImport& in, const std::string& id, const IkeParameters& ike, const Origin& origin) {
    if (id.empty() || !ike.remote_id || in.positions.contains(record_key("customer gateway", id))) return;
    const auto address = Address::parse(*ike.remote_id);
    if (!address) return;
    in.say(
        Gravity::note, "customer-gateway-inferred", id,
        "this customer gateway is not in the input; its address is taken to be the remote identity, " + address->text(),
        origin);
    in.keep(in.made.cloud.customer_gateways, "customer gateway",
            CloudCustomerGateway{id, {}, address, std::nullopt, origin});
}

void imply_gateways(AliyunImport& in) {
    for (const auto& connection : in.made.cloud.connections) {
        imply_vpn_gateway(in, connection);
        imply_customer_gateway(in, connection.customer_gateway, connection.ike, connection.origin);
        for (const auto& tunnel : connection.tunnels) {
            imply_customer_gateway(in, tunnel.customer_gateway, tunnel.ike, tunnel.origin);
        }
    }
}

/// A published route and the entry that it makes in the system table of the VPC are one: where publishing ends, the
/// entry goes. The cloud lists it as if people had made it.
void mark_published_routes(AliyunImport& in) {
    auto& cloud = in.made.cloud;
    std::unordered_map<std::string, std::string> vpc_of_table;
    for (const auto& table : cloud.route_tables) {
        if (table.type == RouteTableType::system) vpc_of_table.emplace(table.id, table.vpc);
    }
    std::unordered_map<std::string, std::string> vpc_of_gateway;
    for (const auto& gateway : cloud.vpn_gateways) vpc_of_gateway.emplace(gateway.id, gateway.vpc);
    std::set<std::tuple<std::string, std::string, Prefix>> published;  // VPC, gateway, destination
    const auto add = [&](const auto& routes) {
        for (const auto& route : routes) {
            const auto vpc = vpc_of_gateway.find(route.vpn_gateway);
            if (route.published && vpc != vpc_of_gateway.end()) {
                published.emplace(vpc->second, route.vpn_gateway, route.destination);
            }
        }
    };
    add(cloud.policy_routes);
    add(cloud.destination_routes);
    for (auto& route : cloud.routes) {
        const auto vpc = vpc_of_table.find(route.route_table);
        if (vpc == vpc_of_table.end() || route.next_hops.size() != 1) continue;
        if (published.contains({vpc->second, route.next_hops.front(), route.destination})) route.propagated = true;
    }
}

/// For the configurations of devices, which name neither their connection nor their customer gateway.
void index_for_devices(AliyunImport& in) {
    constexpr std::size_t enough = 16;  // so many of equal selectors are not told apart anyway
    for (std::size_t index = 0; index < in.made.cloud.connections.size(); ++index) {
        auto key = std::pair{in.made.cloud.connections[index].local, in.made.cloud.connections[index].remote};
        std::sort(key.first.begin(), key.first.end());
        std::sort(key.second.begin(), key.second.end());
        auto& list = in.connections_by_selectors[std::move(key)];
        if (list.size() < enough) list.push_back(index);
    }
    for (const auto& gateway : in.made.cloud.customer_gateways) {
        if (gateway.address && !gateway.name.empty()) in.customer_names.emplace(*gateway.address, gateway.name);
    }
}

}  // namespace

void link_aliyun_records(AliyunImport& in) {
    link_vswitches(in);
    imply_route_tables(in);
    imply_gateways(in);
    mark_published_routes(in);
    index_for_devices(in);
    for (auto& group : in.made.cloud.security_groups) {
        const auto type = in.group_types.find(group.id);
        if (type != in.group_types.end()) group.type = type->second;
    }
    for (auto& gateway : in.made.cloud.vpn_gateways) {
        const auto region = in.regions.find(gateway.vpc);
        if (gateway.region.empty() && region != in.regions.end()) gateway.region = region->second;
    }
}

}  // namespace vpnsim::importers
