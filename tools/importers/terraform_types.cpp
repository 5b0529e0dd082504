#include "tools/importers/terraform_types.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tools/importers/terraform_records.hpp"

namespace vpnsim::importers::terraform {
namespace {

constexpr auto makers = std::to_array<std::pair<std::string_view, Maker>>({
    {"alicloud_vpc", make_vpc},
    {"alicloud_vpc_ipv4_cidr_block", make_vpc_block},
    {"alicloud_vpc_ipv4_gateway", make_ipv4_gateway},
    {"alicloud_vpc_peer_connection", make_peering},
    {"alicloud_vswitch", make_vswitch},
    {"alicloud_subnet", make_vswitch},
    {"alicloud_instance", make_instance},
    {"alicloud_route_table", make_route_table},
    {"alicloud_route_table_attachment", make_route_table_attachment},
    {"alicloud_route_entry", make_route},
    {"alicloud_vpc_route_entry", make_route},
    {"alicloud_vpn_gateway", make_gateway},
    {"alicloud_vpn_gateway_enhanced_vpn_gateway", make_gateway},
    {"alicloud_vpn_customer_gateway", make_customer_gateway},
    {"alicloud_vpn_connection", make_connection},
    {"alicloud_vpn_gateway_vpn_attachment", make_connection},
    {"alicloud_cen_transit_router_vpn_attachment", make_transit_router_attachment},
    {"alicloud_vpn_pbr_route_entry", make_policy_route},
    {"alicloud_vpn_route_entry", make_destination_route},
    {"alicloud_vpn_gateway_vco_route", make_transit_route},
    {"alicloud_security_group", make_security_group},
    {"alicloud_security_group_rule", make_security_group_rule},
    {"alicloud_network_acl", make_network_acl},
    {"alicloud_network_acl_entries", make_network_acl_entries},
    {"alicloud_network_acl_attachment", make_network_acl_attachment},
    {"alicloud_vpc_network_acl_attachment", make_network_acl_attachment},
    {"alicloud_vpc_prefix_list", make_prefix_list},
    {"alicloud_ecs_prefix_list", make_prefix_list},
});

/// Beginnings of names; the first that fits decides.
constexpr auto families = std::to_array<std::pair<std::string_view, TypeInfo>>({
    {"alicloud_vpc_flow_log", {}},
    {"alicloud_vpc_traffic_mirror", {}},
    {"alicloud_vpc_dhcp_options", {}},
    {"alicloud_vpc_ipam", {}},
    {"alicloud_vpc_ipv6", {}},
    {"alicloud_vpc_public_ip", {}},
    {"alicloud_vpc_vswitch_cidr_reservation", {}},
    {"alicloud_vpc_gateway_endpoint", {}},
    {"alicloud_vpc_nat_ip", {}},
    {"alicloud_vpc_peer_connection_accepter", {}},
    {"alicloud_ecs_network_interface_", {}},
    {"alicloud_network_interface_", {}},
    {"alicloud_ecs_network_interface",
     {Gravity::warning,
      "Network interfaces are not simulated: no security group filters at their addresses, and routes to them lead "
      "nowhere."}},
    {"alicloud_network_interface",
     {Gravity::warning,
      "Network interfaces are not simulated: no security group filters at their addresses, and routes to them lead "
      "nowhere."}},
    {"alicloud_ssl_vpn_client_cert", {}},
    {"alicloud_ssl_vpn",
     {Gravity::warning, "SSL-VPN is not simulated: the addresses of its clients belong to nobody."}},
    {"alicloud_vpn_ipsec_server",
     {Gravity::warning, "IPsec servers for clients are not simulated: the addresses of the clients belong to nobody."}},
    {"alicloud_vpc_gateway_route_table_attachment", {Gravity::warning, "Route tables of gateways are not simulated."}},
    {"alicloud_vpc_ha_vip", {Gravity::warning, "Virtual addresses are not simulated: routes to them lead nowhere."}},
    {"alicloud_havip", {Gravity::warning, "Virtual addresses are not simulated: routes to them lead nowhere."}},
    {"alicloud_cen", {Gravity::warning, "Transit routers and CEN are not simulated: what they route is not shown."}},
    {"alicloud_express_connect", {Gravity::warning, "Express Connect is not simulated: what it routes is not shown."}},
    {"alicloud_router_interface", {Gravity::warning, "Express Connect is not simulated: what it routes is not shown."}},
    {"alicloud_vpc_bgp", {Gravity::warning, "BGP of border routers is not simulated."}},
    {"alicloud_cloud_firewall",
     {Gravity::warning, "Cloud Firewall is not simulated: it may deny what is shown as allowed."}},
    {"alicloud_nat_gateway", {Gravity::warning, "NAT gateways are not simulated: translated addresses are not shown."}},
    {"alicloud_vpc_nat", {Gravity::warning, "NAT gateways are not simulated: translated addresses are not shown."}},
    {"alicloud_snat_entry", {Gravity::warning, "NAT gateways are not simulated: translated addresses are not shown."}},
    {"alicloud_forward_entry",
     {Gravity::warning, "NAT gateways are not simulated: translated addresses are not shown."}},
    {"alicloud_vpn", {Gravity::incomplete, "This type is not known. By its name it belongs to VPN gateways."}},
    {"alicloud_vpc", {Gravity::incomplete, "This type is not known. By its name it belongs to VPCs."}},
    {"alicloud_vswitch", {Gravity::incomplete, "This type is not known. By its name it belongs to vSwitches."}},
    {"alicloud_route", {Gravity::incomplete, "This type is not known. By its name it belongs to route tables."}},
    {"alicloud_network_acl", {Gravity::incomplete, "This type is not known. By its name it belongs to network ACLs."}},
    {"alicloud_security_group",
     {Gravity::incomplete, "This type is not known. By its name it belongs to security groups."}},
});

}  // namespace

Maker maker_of(std::string_view type) {
    const auto found = std::find_if(makers.begin(), makers.end(), [&](const auto& m) { return m.first == type; });
    return found == makers.end() ? nullptr : found->second;
}

TypeInfo info_of(std::string_view type) {
    const auto found =
        std::find_if(families.begin(), families.end(), [&](const auto& f) { return type.starts_with(f.first); });
    return found == families.end() ? TypeInfo{} : found->second;
}

}  // namespace vpnsim::importers::terraform
