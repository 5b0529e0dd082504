#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/connection.hpp"
#include "model/vpc.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

// The cloud side of an estate. Records refer to one another by `id`: the cloud's own ("vco-…"), or the resource's
// address where a plan does not know it yet. `name` is what people call it, empty if nobody does. An id that names no
// record is allowed: what it should name was not in the input.

/// Stands between the parts of a key: it is in no id, name, block or address.
inline constexpr char between = '\x1f';

/// What people call a record.
template <class Record>
[[nodiscard]] const std::string& shown_name(const Record& record) {
    return record.name.empty() ? record.id : record.name;
}

struct CloudVpc {
    std::string id;
    std::string name;
    std::vector<Prefix> cidrs;
    std::vector<Prefix> user_cidrs;
    bool ipv4_gateway = false;
    Origin origin;
};

struct CloudVSwitch {
    std::string id;
    std::string name;
    std::string vpc;
    std::vector<Prefix> cidrs;  ///< the IPv4 block, then the IPv6 one; a block of its own each in the scenario
    std::string route_table;    ///< empty = the VPC's system table
    std::string network_acl;    ///< empty = none
    Origin origin;
};

struct CloudRouteTable {
    std::string id;
    std::string name;
    std::string vpc;
    RouteTableType type = RouteTableType::custom;
    Origin origin;
};

/// A route of a VPC route table.
struct CloudRoute {
    std::string id;           ///< empty if it has none
    std::string route_table;  ///< an id; a VPC's id = the system table of that VPC
    Prefix destination;
    std::string next_hop_type;           ///< the cloud's word: "VpnGateway", "Instance", "local"
    std::vector<std::string> next_hops;  ///< ids; several = ECMP
    bool made_by_system = false;         ///< of vSwitches, of the service: implied by the scenario
    bool propagated = false;             ///< put there by a VPN gateway: published or BGP
    Origin origin;
    std::string name{};  ///< what people call it; empty if nobody does
};

struct CloudVpnGateway {
    std::string id;
    std::string name;
    std::string vpc;
    std::vector<Address> addresses;  ///< the first tunnel's, then the second's; empty = not known yet
    bool dual_tunnel = false;
    std::optional<bool> policy_route_priorities;
    std::optional<bool> auto_propagate;
    std::string region;
    std::string created;          ///< "2023-05-01", empty = not known
    std::string business_status;  ///< of the scenario: "normal", "financial_locked"; empty = not known
    std::string kind;             ///< of the scenario: "normal", "national_standard"; empty = not known
    std::optional<std::uint32_t> bandwidth_mbps;
    bool policy_routes_known = false;  ///< the input lists all its policy routes, those of the service included
    bool replaced = false;             ///< of a plan, after it: another one takes its place
    Origin origin;
};

struct CloudCustomerGateway {
    std::string id;
    std::string name;
    std::optional<Address> address;
    std::optional<std::uint32_t> asn;
    Origin origin;
};

struct CloudTunnel {
    std::uint32_t index = 0;  ///< 1 or 2; 0 = not said
    std::optional<TunnelRole> role;
    std::string customer_gateway;
    std::optional<Address> gateway_address;
    std::optional<std::string> key;  ///< the fingerprint
    IkeParameters ike;
    EspParameters esp;
    std::optional<bool> nat_traversal;
    std::optional<bool> dpd;
    std::optional<BgpParameters> bgp;
    Origin origin;
};

struct CloudConnection {
    std::string id;
    std::string name;
    std::string vpn_gateway;
    std::string customer_gateway;  ///< empty in dual-tunnel mode
    SelectorList local;
    SelectorList remote;
    std::optional<std::string> key;  ///< the fingerprint
    IkeParameters ike;
    EspParameters esp;
    std::vector<CloudTunnel> tunnels;  ///< by index; empty = single tunnel
    std::optional<bool> auto_routes;   ///< absent = the input does not say
    std::optional<bool> nat_traversal;
    std::optional<bool> dpd;
    std::optional<bool> effective_immediately;
    std::optional<BgpParameters> bgp;
    std::optional<HealthCheck> health_check;
    std::string attached_to;  ///< a transit router, or what else is no VPN gateway; empty = a VPN gateway
    Origin origin;
    std::optional<Address> gateway_address{};  ///< single tunnel: the gateway's end, where the input names it
    /// The input lists all policy routes that lead to it, those of the service included. It says nothing of connections
    /// of the same gateway that another input has.
    bool policy_routes_known = false;
};

struct CloudPolicyRoute {
    std::string vpn_gateway;
    std::string next_hop;  ///< a connection
    Prefix source;
    Prefix destination;
    std::uint32_t weight = 100;
    std::uint32_t priority = 10;
    bool published = false;
    bool automatic = false;     ///< made by the service because of a connection's auto_routes: for the facts only
    std::uint64_t created = 0;  ///< milliseconds since 1970; 0 = not known. A hint, no order that anybody guarantees
    Origin origin;
};

struct CloudDestinationRoute {
    std::string vpn_gateway;
    std::string next_hop;
    Prefix destination;
    std::uint32_t weight = 100;
    bool published = false;
    bool bgp = false;
    std::vector<std::uint32_t> as_path;
    Origin origin;
};

struct CloudNetworkAcl {
    std::string id;
    std::string name;
    std::string vpc;
    FilterRules rules;
    Origin origin;
};

struct CloudSecurityGroup {
    std::string id;
    std::string name;
    std::string vpc;
    SecurityGroupType type = SecurityGroupType::basic;
    FilterRules rules;
    Origin origin;
};

struct CloudInstance {
    std::string id;
    std::string name;
    std::string vpc;
    Address address;
    std::vector<std::string> security_groups;
    bool public_address = false;
    Origin origin;
};

/// Everything in input order.
struct Cloud {
    std::vector<CloudVpc> vpcs;
    std::vector<CloudVSwitch> vswitches;
    std::vector<CloudRouteTable> route_tables;
    std::vector<CloudRoute> routes;
    std::vector<CloudVpnGateway> vpn_gateways;
    std::vector<CloudCustomerGateway> customer_gateways;
    std::vector<CloudConnection> connections;
    std::vector<CloudPolicyRoute> policy_routes;
    std::vector<CloudDestinationRoute> destination_routes;
    std::vector<CloudNetworkAcl> network_acls;
    std::vector<CloudSecurityGroup> security_groups;
    std::vector<CloudInstance> instances;
    /// Lists that the source has and the input lacks. They do not make what was read wrong, so the facts do not count
    /// them; whoever makes a scenario of it has to hear them.
    Remarks gaps{};
};

}  // namespace vpnsim::importers
