#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/filter.hpp"
#include "model/route.hpp"

namespace vpnsim {

enum class RouteTableType : std::uint8_t { system, custom };

struct RouteTable {
    std::string name;
    RouteTableType type = RouteTableType::custom;
    std::vector<VpcRoute> routes;
    Place place;
    friend bool operator==(const RouteTable&, const RouteTable&) = default;
};

struct VSwitch {
    std::string name;
    Prefix cidr;
    std::optional<RouteTableIndex> route_table;  ///< absent = the system table
    std::optional<NetworkAclIndex> network_acl;
    Place place;
    friend bool operator==(const VSwitch&, const VSwitch&) = default;
};

struct NetworkAcl {
    std::string name;
    FilterRules rules;
    Place place;
    friend bool operator==(const NetworkAcl&, const NetworkAcl&) = default;
};

struct SecurityGroup {
    std::string name;
    SecurityGroupType type = SecurityGroupType::basic;
    FilterRules rules;
    Place place;
    friend bool operator==(const SecurityGroup&, const SecurityGroup&) = default;
};

struct Instance {
    std::string name;
    Address address;
    std::vector<SecurityGroupIndex> security_groups;
    bool public_address = false;
    Place place;
    friend bool operator==(const Instance&, const Instance&) = default;
};

/// A VPC. Everything is in file order. Every VPC has a system table (N1): one that no table of the file names is empty.
struct Vpc {
    std::string name;
    std::vector<Prefix> cidrs;
    std::vector<Prefix> user_cidrs;
    bool ipv4_gateway = false;
    std::vector<VSwitch> vswitches;
    std::vector<RouteTable> route_tables;
    std::vector<NetworkAcl> network_acls;
    std::vector<SecurityGroup> security_groups;
    std::vector<Instance> instances;
    Place place;
    friend bool operator==(const Vpc&, const Vpc&) = default;
};

}  // namespace vpnsim
