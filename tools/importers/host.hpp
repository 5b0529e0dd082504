#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/proposal.hpp"
#include "model/protocol.hpp"
#include "model/traffic_selector.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// An address of an interface with the block that it is connected to.
struct InterfaceAddress {
    std::string interface_name;
    Address address;
    Prefix connected;      ///< /32 or /128 when only the address is known
    bool outside = false;  ///< IPsec is bound to the interface, or it bears an outer address
    Origin origin;
};

enum class ProtectionMode : std::uint8_t { tunnel, transport, pass, drop };

/// Selectors that one end would put into one negotiation (one SA where the daemon keeps one for all, see the profile).
struct SelectorGroup {
    SelectorList local;
    SelectorList remote;
};

/// One entry of a device that protects traffic: a child of swanctl.conf, a conn, an entry of a crypto map, a tunnel
/// interface. Everything is seen from the device: `local` is its side.
struct Protection {
    std::string name;  ///< as the facts name it: "ali/dc-to-vpc", "conn-3", "OUTSIDE 10"
    std::optional<IkeVersion> version;
    ProtectionMode mode = ProtectionMode::tunnel;
    /// Each becomes a tunnel of the scenario's device, once per peer. Empty = no selectors are known.
    std::vector<SelectorGroup> groups;
    std::uint32_t sas = 0;  ///< child SAs that the device would set up for it towards one peer, in its own version
    std::optional<SelectorGroup> effective;  ///< what is really negotiated, where that is less than is written
    std::vector<Address> local_addresses;    ///< outer
    std::vector<Address> peers;              ///< outer, in order of preference; empty = anybody, see `any_peer`
    bool any_peer = false;                   ///< %any, a dynamic crypto map: responds only
    std::string ike_proposals;               ///< as written, comma separated: for the facts
    std::string esp_proposals;
    std::string pfs;  ///< "group14", empty = none or not said; Cisco only
    IkeParameters ike;
    EspParameters esp;
    std::optional<std::string> key;              ///< the fingerprint
    std::map<Address, std::string> peer_keys{};  ///< where the peers' differ: of those that have one. Empty = `key`
    std::optional<bool> initiates;
    std::optional<bool> nat_traversal;
    std::optional<bool> dpd;
    bool loaded = true;  ///< false: written down, not in force (auto=ignore, a crypto map without interface)
    std::string start_action;
    std::string expansion;  ///< "cross" where lists are multiplied out
    std::string pairing;    ///< "per-entry" where each pair was written by itself
    std::optional<std::uint32_t> priority;
    bool route_based = false;        ///< routes choose it, through the interface named here
    std::uint32_t interface_id = 0;  ///< XFRM interface ID of a route-based tunnel (if_id); 0 = none
    std::string interface_name{};    ///< of a route-based tunnel
    Origin origin;
};

enum class OsRouteType : std::uint8_t {
    unicast,
    local,
    broadcast,
    multicast,
    blackhole,
    unreachable,
    prohibit,
    throw_
};

struct OsNextHop {
    std::optional<Address> via;
    std::string device;  ///< interface name
    std::uint32_t weight = 1;
};

/// A route of an operating system or router.
struct OsRoute {
    std::string table = "main";
    OsRouteType type = OsRouteType::unicast;
    Prefix destination;
    std::vector<OsNextHop> next_hops;  ///< empty for routes that drop; several = ECMP
    std::optional<std::uint32_t> metric{};
    std::optional<std::uint32_t> distance{};  ///< administrative, of routers
    std::optional<std::uint32_t> tag{};
    bool connected = false;  ///< the block of an interface of its own
    std::optional<Address> preferred_source{};
    Origin origin;
};

enum class OsRuleAction : std::uint8_t { lookup, blackhole, unreachable, prohibit, go_to, nop };

/// An entry of `ip rule`. Smaller priority first.
struct OsRule {
    std::uint32_t priority = 0;
    Family family = Family::ipv4;  ///< the kernel keeps a list a family
    bool negated = false;
    std::optional<Prefix> source;
    std::optional<Prefix> destination;
    std::string incoming;       ///< iif
    std::string outgoing;       ///< oif
    std::string firewall_mark;  ///< "0x42/0xff"
    std::optional<Protocol> protocol;
    std::optional<PortRange> source_ports;
    std::optional<PortRange> destination_ports;
    OsRuleAction action = OsRuleAction::lookup;
    std::string table;
    std::optional<std::uint32_t> suppress_prefix_length;
    std::string other;  ///< further matches that are not understood, by keyword: the rule cannot be simulated
    Origin origin;
};

enum class SpdDirection : std::uint8_t { in, out, forward };

/// A policy of the kernel's SPD. Smaller priority wins, among equals the older.
struct SpdPolicy {
    SpdDirection direction = SpdDirection::out;
    TrafficSelector source;
    TrafficSelector destination;
    std::uint32_t priority = 0;
    std::optional<std::uint32_t> reqid;
    bool block = false;
    std::optional<Address> outer_source;  ///< of the template; none = bypass unless `block`
    std::optional<Address> outer_destination;
    Encapsulation mode = Encapsulation::tunnel;
    std::string mark{};   ///< as printed: only packets with it; empty = all
    std::string if_id{};  ///< only packets that are routed into the xfrm interface with this number
    Origin origin;
};

/// An entry of a policy map of a router, bound to interfaces.
struct PbrRule {
    std::string map;
    std::uint32_t sequence = 0;
    std::optional<Prefix> source;
    std::optional<Prefix> destination;
    std::optional<Protocol> protocol;
    std::optional<PortRange> destination_ports;
    std::vector<OsNextHop> next_hops;
    std::vector<std::string> interfaces;
    std::string other;  ///< further matches that are not understood, by keyword
    Origin origin;
};

/// What the files of one machine on premises say: a VPN device, a router, or both.
struct Host {
    std::string name;
    std::string profile;  ///< of the scenario: "strongswan"; empty = a router without tunnels of its own
    std::string site;     ///< empty = the only one
    std::vector<Address> outer_addresses;
    bool outer_address_dynamic = false;
    std::vector<InterfaceAddress> interfaces;
    std::vector<Protection> protections;
    std::vector<OsRoute> routes;  ///< every table
    std::vector<OsRule> rules;
    std::vector<SpdPolicy> spd;
    std::vector<PbrRule> pbr;
    bool routes_complete = false;  ///< the whole routing table was seen, not the static part of a configuration
    bool stateful_firewall = false;
    Origin origin;
    bool proposed = false;      ///< written by the cloud for the device: what the device really has comes first
    bool name_is_said = false;  ///< by the configuration (hostname), not by the name of the file
};

}  // namespace vpnsim::importers
