#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/connection.hpp"
#include "model/device_profile.hpp"
#include "model/filter.hpp"
#include "model/route.hpp"

namespace vpnsim {

struct SiteNetwork {
    std::string name;
    Prefix cidr;
    Place place;
    friend bool operator==(const SiteNetwork&, const SiteNetwork&) = default;
};

struct Host {
    std::string name;
    Address address;
    Place place;
    friend bool operator==(const Host&, const Host&) = default;
};

/// One tunnel (a crypto map entry, a connection of a daemon, a tunnel interface) of an on-premises device. Selectors
/// left out are 0.0.0.0/0.
struct DeviceTunnel {
    std::string name;
    std::optional<Address> peer;
    SelectorList local_ts{TrafficSelector::everything(Family::ipv4)};
    SelectorList remote_ts{TrafficSelector::everything(Family::ipv4)};
    std::optional<PreSharedKey> psk;
    std::optional<bool> initiates;
    std::optional<bool> backup;  ///< true: tried while no tunnel before it with equal selectors is up (C12)
    IkeParameters ike;
    EspParameters esp;
    std::optional<bool> nat_traversal;
    std::optional<bool> dpd;
    std::optional<DpdOrder> dpd_order;
    std::optional<bool> commit_bit;
    std::optional<BgpParameters> bgp;
    Place place;
    friend bool operator==(const DeviceTunnel&, const DeviceTunnel&) = default;
};

struct Device {
    std::string name;
    std::vector<Address> addresses;
    bool dynamic_address = false;  ///< "address": "dynamic"
    std::optional<Address> nat_address;
    std::vector<Address> inside_addresses;
    DeviceProfile profile;  ///< `generic` unless the scenario says otherwise
    bool stateful_firewall = false;
    FilterRules underlay_rules;
    std::vector<DeviceTunnel> tunnels;
    Place place;
    friend bool operator==(const Device&, const Device&) = default;
};

/// An on-premises site. Everything is in file order.
struct Site {
    std::string name;
    std::vector<SiteNetwork> networks;
    std::optional<std::uint32_t> mtu;
    std::string region;  ///< empty = not stated
    std::vector<Host> hosts;
    std::vector<SiteRoute> routes;
    std::vector<SitePolicyRoute> policy_routes;
    FilterRules access_rules;
    std::vector<Device> devices;
    Place place;
    friend bool operator==(const Site&, const Site&) = default;
};

}  // namespace vpnsim
