#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/id.hpp"
#include "model/place.hpp"
#include "model/ports.hpp"
#include "model/prefix.hpp"
#include "model/protocol.hpp"

namespace vpnsim {

/// Next hops that lead to no other record. `local`: the connected networks of the owner.
struct Local {
    friend bool operator==(Local, Local) = default;
};
struct Internet {
    friend bool operator==(Internet, Internet) = default;
};
struct Blackhole {
    friend bool operator==(Blackhole, Blackhole) = default;
};
/// An instance that routes (a virtual firewall): the packet goes on by the table of that instance's vSwitch.
struct InstanceRef {
    VpcId vpc;
    InstanceIndex instance;
    friend bool operator==(InstanceRef, InstanceRef) = default;
};
/// A device of the route's own site; its SAs choose the tunnel.
struct DeviceHop {
    DeviceIndex device;
    friend bool operator==(DeviceHop, DeviceHop) = default;
};
/// One tunnel of a device of the route's own site (a tunnel interface).
struct TunnelHop {
    DeviceIndex device;
    TunnelIndex tunnel;
    friend bool operator==(TunnelHop, TunnelHop) = default;
};
using VpcNextHop = std::variant<GatewayId, InstanceRef, VpcId, Local, Internet, Blackhole>;  // VpcId = peering
using SiteNextHop = std::variant<DeviceHop, TunnelHop, Local, Internet, Blackhole>;

struct VpcRoute {
    std::string name;
    Prefix destination;
    VpcNextHop next_hop;
    Place place;
    friend bool operator==(const VpcRoute&, const VpcRoute&) = default;
};

/// R3: source and destination, nothing else.
struct PolicyRoute {
    std::string name;
    Prefix source;
    Prefix destination;
    ConnectionId next_hop;
    std::uint8_t weight = 100;   ///< 100 active, 0 standby (R7, R8); other values share nothing
    std::uint8_t priority = 10;  ///< smaller wins (R4)
    bool published = false;
    Place place;
    friend bool operator==(const PolicyRoute&, const PolicyRoute&) = default;
};

struct DestinationRoute {
    std::string name;
    Prefix destination;
    ConnectionId next_hop;
    std::uint8_t weight = 100;
    bool published = false;
    Place place;
    friend bool operator==(const DestinationRoute&, const DestinationRoute&) = default;
};

struct BgpRoute {
    std::string name;
    Prefix destination;
    ConnectionId next_hop;
    std::vector<std::uint32_t> as_path;
    Place place;
    friend bool operator==(const BgpRoute&, const BgpRoute&) = default;
};

struct SiteRoute {
    std::string name;
    Prefix destination;
    std::vector<SiteNextHop> next_hops;  ///< never empty; several = ECMP
    std::uint32_t metric = 0;            ///< lower wins between equal prefixes
    Place place;
    friend bool operator==(const SiteRoute&, const SiteRoute&) = default;
};

struct SitePolicyRoute {
    std::string name;
    std::uint32_t priority = 100;  ///< smaller first
    std::optional<Prefix> source;  ///< absent = any
    std::optional<Prefix> destination;
    std::optional<Protocol> protocol;
    std::vector<PortRange> ports;        ///< destination ports; empty = all
    std::vector<SiteNextHop> next_hops;  ///< never empty; several = ECMP
    Place place;
    friend bool operator==(const SitePolicyRoute&, const SitePolicyRoute&) = default;
};

}  // namespace vpnsim
