#pragma once

#include <optional>
#include <vector>

#include "model/vpc.hpp"
#include "sim/interval_map.hpp"
#include "sim/packet_filter.hpp"

namespace vpnsim {

/// Who owns an address inside a VPC.
enum class VpcOwner : std::uint8_t { outside, unowned };  ///< values from `first_zone` on are zones
inline constexpr std::uint32_t first_zone = 2;

/// Addresses of one VPC whose packets are treated alike: same route table, same filters, same way to the Internet.
struct VpcZone {
    RouteTableIndex route_table;
    std::optional<NetworkAclIndex> network_acl;
    std::optional<std::uint32_t> groups;  ///< index into `VpcZones::groups`
    bool public_address = false;          ///< a declared instance with one (N9)
    friend bool operator==(const VpcZone&, const VpcZone&) = default;
};

/// The security groups of an instance as one filter: their rules pooled (N23).
struct PooledGroups {
    std::vector<SecurityGroupIndex> groups;
    /// What a record of the filter is: a rule of one of the groups, by its position in the direction's list.
    struct Rule {
        SecurityGroupIndex group;
        std::uint32_t position;
    };
    std::vector<Rule> inbound;
    std::vector<Rule> outbound;
    Filter filter;
};

/// The addresses of a VPC and what filters them.
struct VpcZones {
    std::vector<VpcZone> zones;
    IntervalMap owner{0};              ///< VpcOwner, or first_zone + index into `zones`
    IntervalMap vswitch{0};            ///< 0 = none, or 1 + position of the vSwitch, by longest prefix
    std::vector<Filter> network_acls;  ///< by NetworkAclIndex
    std::vector<PooledGroups> groups;  ///< each combination that some instance has
    IntervalMap by_route_table{1};     ///< 0 = a sender's public address takes packets to the Internet (N9-N11, N13)
};
/// `system_table` serves vSwitches that name none.
[[nodiscard]] VpcZones vpc_zones(const Vpc& vpc, RouteTableIndex system_table);

/// Which destinations a VPC takes for private without its user CIDRs (N9): 1, the others 0.
[[nodiscard]] IntervalMap private_destinations(const Vpc& vpc);
/// Whether two instances share a basic security group: it lets in its own members (N21).
[[nodiscard]] bool share_basic_group(const Vpc& vpc, const PooledGroups& a, const PooledGroups& b);

}  // namespace vpnsim
