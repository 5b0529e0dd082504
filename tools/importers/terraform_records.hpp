#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/importers/cloud.hpp"
#include "tools/importers/terraform_block.hpp"

namespace vpnsim::importers::terraform {

inline constexpr std::array<std::string_view, 1> vpc_types{"alicloud_vpc"};
inline constexpr std::array<std::string_view, 2> vswitch_types{"alicloud_vswitch", "alicloud_subnet"};
inline constexpr std::array<std::string_view, 2> table_types{"alicloud_route_table", "alicloud_vpc"};
inline constexpr std::array<std::string_view, 2> gateway_types{"alicloud_vpn_gateway",
                                                               "alicloud_vpn_gateway_enhanced_vpn_gateway"};
inline constexpr std::array<std::string_view, 1> customer_gateway_types{"alicloud_vpn_customer_gateway"};
inline constexpr std::array<std::string_view, 2> connection_types{"alicloud_vpn_connection",
                                                                  "alicloud_vpn_gateway_vpn_attachment"};
inline constexpr std::array<std::string_view, 1> transit_router_types{"alicloud_cen_transit_router"};
inline constexpr std::array<std::string_view, 1> acl_types{"alicloud_network_acl"};
inline constexpr std::array<std::string_view, 1> group_types{"alicloud_security_group"};
inline constexpr std::array<std::string_view, 2> prefix_list_types{"alicloud_vpc_prefix_list",
                                                                   "alicloud_ecs_prefix_list"};

enum class Direction : std::uint8_t { inbound, outbound };

/// A rule of a filter that is still to be put into its record.
struct LooseRule {
    std::string owner;  ///< the id of a security group or network ACL
    Direction direction = Direction::inbound;
    FilterRule rule;
    std::string prefix_list;  ///< instead of an address
    Origin origin;
};

/// A cloud in the making: what one resource says about the record of another one is put there at the end.
struct Draft {
    Cloud cloud;
    std::vector<std::pair<std::string, std::string>> tables_of_vswitches;
    std::vector<std::pair<std::string, std::string>> acls_of_vswitches;
    std::vector<std::pair<std::string, Prefix>> cidrs_of_vpcs;
    std::set<std::string> vpcs_with_ipv4_gateway;
    std::map<std::string, std::string> transit_routers;                   ///< by the connection attached to them
    std::map<std::string, std::pair<std::string, std::string>> peerings;  ///< the two VPCs, by the peering's id
    std::map<std::string, std::string> vswitches_of_instances;
    std::map<std::string, std::vector<Prefix>> prefix_lists;
    std::vector<LooseRule> group_rules;
    std::vector<LooseRule> acl_rules;
    std::set<std::string> acls_with_entries;  ///< whose rules are a resource of their own; that is made before the ACL
};

/// Makes the record, or the part of another one, that a resource stands for.
using Maker = void (*)(const Block& block, Draft& draft);
/// The maker of a type; none if the type makes nothing.
[[nodiscard]] Maker maker_of(std::string_view type);

// One file each: terraform_vpc.cpp, terraform_routes.cpp …
void make_vpc(const Block& block, Draft& draft);
void make_vpc_block(const Block& block, Draft& draft);
void make_ipv4_gateway(const Block& block, Draft& draft);
void make_peering(const Block& block, Draft& draft);
void make_vswitch(const Block& block, Draft& draft);
void make_instance(const Block& block, Draft& draft);
void make_route_table(const Block& block, Draft& draft);
void make_route_table_attachment(const Block& block, Draft& draft);
void make_route(const Block& block, Draft& draft);
void make_gateway(const Block& block, Draft& draft);
void make_customer_gateway(const Block& block, Draft& draft);
void make_connection(const Block& block, Draft& draft);
void make_transit_router_attachment(const Block& block, Draft& draft);
void make_policy_route(const Block& block, Draft& draft);
void make_destination_route(const Block& block, Draft& draft);
void make_transit_route(const Block& block, Draft& draft);
void make_security_group(const Block& block, Draft& draft);
void make_security_group_rule(const Block& block, Draft& draft);
void make_network_acl(const Block& block, Draft& draft);
void make_network_acl_entries(const Block& block, Draft& draft);
void make_network_acl_attachment(const Block& block, Draft& draft);
void make_prefix_list(const Block& block, Draft& draft);

/// Puts what waits in the draft into its records.
void settle(Draft& draft, Remarks& remarks);
/// Adds the policy routes that the service makes of connections with auto_config_route. They are for the facts.
void add_automatic_routes(Cloud& cloud, Remarks& remarks);

/// The algorithms, lifetimes and identities of a phase. Names of attributes begin with `prefix` or stand bare.
[[nodiscard]] IkeParameters ike_parameters(const Block& block);
[[nodiscard]] EspParameters esp_parameters(const Block& block);
[[nodiscard]] std::optional<std::string> key_of(const Block& block);
/// A note on what is left to the service; `ike` and `esp` may lack everything.
void note_defaults(const Block& block, const IkeParameters& ike, const EspParameters& esp);

/// A block that a record cannot do without: when it is unknown until the apply, or missing, that is said.
[[nodiscard]] std::optional<Prefix> needed_prefix(const Block& block, std::string_view key);
[[nodiscard]] std::vector<Prefix> needed_prefixes(const Block& block, std::string_view key);

}  // namespace vpnsim::importers::terraform
