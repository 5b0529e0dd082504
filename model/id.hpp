#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace vpnsim {

/// The position of a record in its vector of the `Estate`, typed by what it names, so that a gateway is never taken for
/// a connection. Names exist at the rim only (reader, writer, reports); everything between uses ids.
template <class Tag>
class Id {
  public:
    constexpr explicit Id(std::size_t index) : value_{static_cast<std::uint32_t>(index)} {}
    [[nodiscard]] constexpr std::size_t index() const { return value_; }
    friend constexpr auto operator<=>(Id, Id) = default;

  private:
    std::uint32_t value_;
};

using VpcId = Id<struct VpcTag>;
using GatewayId = Id<struct GatewayTag>;
using CustomerGatewayId = Id<struct CustomerGatewayTag>;
using ConnectionId = Id<struct ConnectionTag>;
using SiteId = Id<struct SiteTag>;
/// Positions inside their owner: a route table, vSwitch, ACL, security group or instance of one VPC; a device of one
/// site; a tunnel of one device or of one connection.
using RouteTableIndex = Id<struct RouteTableTag>;
using NetworkAclIndex = Id<struct NetworkAclTag>;
using SecurityGroupIndex = Id<struct SecurityGroupTag>;
using InstanceIndex = Id<struct InstanceTag>;
using DeviceIndex = Id<struct DeviceTag>;
using TunnelIndex = Id<struct TunnelTag>;

}  // namespace vpnsim
