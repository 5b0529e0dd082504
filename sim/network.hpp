#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/scenario.hpp"
#include "sim/forwarding_graph.hpp"
#include "sim/forwarding_table.hpp"
#include "sim/gateway_routes.hpp"
#include "sim/negotiation.hpp"
#include "sim/packet_filter.hpp"
#include "sim/ranked_table.hpp"
#include "sim/vpc_zones.hpp"

namespace vpnsim {

/// What a VPC route table leads to. `connected` is a vSwitch; the others as in the model.
struct Connected {
    friend bool operator==(Connected, Connected) = default;
};
using VpcTarget = std::variant<Connected, GatewayId, InstanceRef, VpcId, Local, Internet, Blackhole>;
/// What a site's tables lead to: one next hop, or several (ECMP).
using SiteTarget = std::vector<std::variant<Connected, DeviceHop, TunnelHop, Local, Internet, Blackhole>>;

struct CompiledVpc : VpcZones {
    std::vector<ForwardingTable> tables;  ///< by RouteTableIndex; an unlisted system table comes last
    RouteTableIndex system_table{0};
    std::vector<VpcTarget> targets;  ///< what entries answer with
    struct Record {
        std::string name;  ///< of the route, vSwitch or published route
        std::string why;   ///< "listed", "vSwitch", "published by vgw-1" …
        Place place;
    };
    std::vector<Record> records;
};

struct CompiledGateway {
    std::vector<PolicyRoute> policy_routes;  ///< what `record` of `policy` names
    RankedTable policy;                      ///< answers are connections
    ForwardingTable destination{{}};         ///< answers are connections; `record` < destination_routes.size() names
    ForwardingTable bgp{{}};  ///< one of these, the others BGP routes behind them; empty if both share one
};

/// An SA as forwarding uses it.
struct EndSa {
    std::optional<DeviceTunnelRef> peer;  ///< absent: the mirror image
    std::vector<PacketBox> cloud_out;     ///< local × remote at the cloud end: packets that leave through it
    std::vector<PacketBox> device_out;    ///< local × remote at the device end
    bool ends_differ = false;             ///< the two ends installed different selectors
    std::size_t device_order = 0;
    std::string text;  ///< "10.66.90.0/24 === 10.55.193.0/24"
};

/// A cloud end with its state applied.
struct CompiledEnd {
    CloudEndRef ref;
    std::vector<EndSa> sas;
    std::vector<SaAlternative> alternatives;  ///< never empty
    RankedTable out;                          ///< packets from the cloud by SA; answers index `sas`
    std::optional<std::uint32_t>
        active_end;  ///< of a standby tunnel: the end that carries traffic while it is up (C11)
};

/// Whether something is so in every world, in none, or depends.
enum class Certainty : std::uint8_t { never, depends, always };

struct CompiledConnection {
    std::vector<std::uint32_t> ends;  ///< the active one first
    Certainty up = Certainty::never;
    std::vector<SiteId> peer_sites;
};

struct CompiledSite {
    IntervalMap owner{0};  ///< 1 = a network of the site
    RankedTable policy;    ///< asked first
    ForwardingTable routes{{}};
    std::vector<SiteTarget> targets;
    Filter access;  ///< where packets cross a device of the site
};

struct CompiledTunnel {
    RankedTable sas;
    std::vector<ConnectionId> connections;  ///< of all its pairs, failed ones included; file order
};
struct CompiledDevice {
    RankedTable sas;         ///< answers index `Network::device_sas`
    RankedTable configured;  ///< selectors as configured; answers are tunnels
    std::vector<CompiledTunnel> tunnels;
};
struct DeviceSa {
    std::uint32_t end;
    std::uint32_t sa;
};

struct Group {
    ActiveStandbyGroup::Kind kind;
    GatewayId gateway;
    std::vector<std::uint32_t> routes;      ///< positions in their table; of a pair: active, standby
    std::vector<ConnectionId> connections;  ///< their next hops, as `routes`
    std::vector<std::string> names;         ///< as `routes`
};

/// An estate made ready for look-ups: dense tables, flattened prefixes, SAs by end. Immutable; it refers to the
/// scenario and the negotiations, which must outlive it.
class Network {
  public:
    Network(const Scenario& scenario, const Negotiations& negotiations);

    [[nodiscard]] const Estate& estate() const { return scenario_.estate; }
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }
    [[nodiscard]] const Negotiations& negotiations() const { return negotiations_; }

    [[nodiscard]] const CompiledVpc& operator[](VpcId id) const { return vpcs_[id.index()]; }
    [[nodiscard]] const CompiledGateway& operator[](GatewayId id) const { return gateways_[id.index()]; }
    [[nodiscard]] const CompiledConnection& operator[](ConnectionId id) const { return connections_[id.index()]; }
    [[nodiscard]] const CompiledSite& operator[](SiteId id) const { return sites_[id.index()]; }
    [[nodiscard]] const CompiledDevice& device(SiteId site, DeviceIndex device) const {
        return devices_[site.index()][device.index()];
    }
    [[nodiscard]] const std::vector<CompiledEnd>& ends() const { return ends_; }
    [[nodiscard]] const std::vector<DeviceSa>& device_sas() const { return device_sas_; }
    [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
    /// The sites at the other end of a connection, ascending.
    [[nodiscard]] const std::vector<SiteId>& peer_sites(ConnectionId id) const {
        return connections_[id.index()].peer_sites;
    }
    /// VPCs and sites with a connection between them, whatever it carries; ascending.
    [[nodiscard]] const std::vector<std::pair<VpcId, SiteId>>& links() const { return links_; }
    /// Those of a VPC, and those of a gateway; ascending.
    [[nodiscard]] const std::vector<GatewayId>& gateways_of(VpcId id) const { return gateways_of_vpc_[id.index()]; }
    [[nodiscard]] const std::vector<ConnectionId>& connections_of(GatewayId id) const {
        return connections_of_gateway_[id.index()];
    }
    /// The connections with a health check, ascending.
    [[nodiscard]] const std::vector<ConnectionId>& probed() const { return probed_; }
    /// The replies to what VPCs and sites may send: answers are VPCs, then sites, counted through.
    [[nodiscard]] const RankedTable& senders() const { return senders_; }
    /// Which VPCs and sites can reach one another at all.
    [[nodiscard]] const Reach& reach() const { return reach_; }
    /// `carried_packets` of all connections; answers are connections.
    [[nodiscard]] const RankedTable& carried() const { return carried_; }
    /// The packets whose source the VPC or site owns: one box for each zone and run of addresses. Order: ascending.
    [[nodiscard]] std::vector<PacketBox> origins(VpcId id, Family family) const;
    [[nodiscard]] std::vector<PacketBox> origins(SiteId id, Family family) const;
    /// Whether a record takes part in look-ups, as far as that is the same in every world.
    [[nodiscard]] Certainty certainty(const Gate& gate) const;

  private:
    void compile_ends();
    void compile_gateway(GatewayId id);
    void compile_vpc(VpcId id);
    void compile_site(SiteId id);
    void compile_links();

    const Scenario& scenario_;
    const Negotiations& negotiations_;
    std::vector<CompiledEnd> ends_;
    std::vector<CompiledConnection> connections_;
    std::vector<Group> groups_;
    std::vector<CompiledGateway> gateways_;
    std::vector<CompiledVpc> vpcs_;
    std::vector<CompiledSite> sites_;
    std::vector<std::vector<CompiledDevice>> devices_;
    std::vector<DeviceSa> device_sas_;
    std::vector<std::pair<VpcId, SiteId>> links_;
    Reach reach_;
    RankedTable carried_;
    RankedTable senders_;
    std::vector<ConnectionId> probed_;
    std::vector<std::vector<GatewayId>> gateways_of_vpc_;
    std::vector<std::vector<ConnectionId>> connections_of_gateway_;
};

/// The packets that a connection is meant for, by its configured selectors and by its SAs, as the cloud sends them.
/// Ascending.
[[nodiscard]] std::vector<PacketBox> carried_packets(const Network& network, ConnectionId id);

/// The order in which an end prefers SAs for a packet that several cover: smaller first. `match` is the pair of
/// selectors that covers it as the end sends it; `configured` is its place in the configuration.
[[nodiscard]] std::uint64_t sa_rank(SaChoice choice, const PacketBox& match, std::uint64_t configured);

}  // namespace vpnsim
