#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/path.hpp"

namespace vpnsim {

/// Where a packet stands.
struct AtVpc {
    VpcId vpc;
    RouteTableIndex table;
};
struct AtGateway {
    GatewayId gateway;
    bool from_tunnel;
};
struct AtSite {
    SiteId site;
};
using Node = std::variant<AtVpc, AtGateway, AtSite>;

/// Nodes that a packet may meet once only.
struct MetNode {
    enum class Kind : std::uint8_t { gateway, site, instance } kind;
    std::size_t index;
    std::size_t inner = 0;
    friend bool operator==(const MetNode&, const MetNode&) = default;
};

/// What may decide: as `World::resolve` returns it.
using Entries = std::span<const TableEntry>;

/// The state of one walk. Every look-up either answers for the whole box or stops the walk through `stop`.
struct Walker::Run {
    const Network& network;
    const Estate& estate;
    World& world;
    const PacketBox& box;
    Direction direction;
    const std::vector<std::uint32_t>& exact;
    bool detailed;
    const std::vector<Hint>* hints;
    Flow flow;  ///< the packet, when detailed
    Filtering filtering;
    Settle settling;                             ///< of all tables
    Session& session;                            ///< of this request, or of the one that this replies to
    std::optional<Endpoint> from;                ///< absent: the gateway itself
    std::optional<std::uint32_t> origin_zone{};  ///< where it started in a VPC
    Path path{};
    boost::container::small_vector<MetNode, 4> visited{};
    Levels found{};  ///< by the last look-up in a ranked table
    Interrupt interrupt{};
    bool finished = false;
    bool stopped = false;

    // --- ends of a walk

    void finish(Disposition disposition, std::optional<Endpoint> end = std::nullopt);
    void stop(Interrupt why);
    [[nodiscard]] bool done() const { return finished || stopped; }

    // --- notes for people

    /// `within` is what the name of the record needs beside its node: the table of a VPC, the collection of a site, the
    /// owner of a vSwitch, instance or device.
    void hop(std::string node, NodeKind kind, Step step, std::string matched, std::string detail, Place place = {},
             std::vector<Beaten> beaten = {}, const std::string& within = {});
    [[nodiscard]] std::string arrow() const { return flow.source.text() + " -> " + flow.destination.text(); }

    // --- look-ups that may stop the walk

    [[nodiscard]] std::optional<std::uint32_t> owner(const IntervalMap& map, Dimension dimension);
    /// The entries that may decide, or nothing when stopped.
    [[nodiscard]] std::optional<Entries> find(const ForwardingTable& table);
    [[nodiscard]] std::optional<Entries> find(const RankedTable& table, Settle settle);
    /// The candidates of the smallest box around this one that is known, or null.
    [[nodiscard]] const RankedTable::Candidates* hint(const RankedTable& table) const;

    [[nodiscard]] static bool agree(Entries entries);
    [[nodiscard]] static std::vector<std::uint32_t> answers(Entries entries);
    /// Of the entries with an answer the first as configured.
    [[nodiscard]] static const TableEntry& first_with(Entries entries, std::uint32_t answer);
    template <class Name>
    void note_choice(const std::string& at, ChoiceReason reason, Entries entries, std::uint32_t chosen,
                     const Name& name) {
        if (!world.logs()) return;
        Choice choice{at, reason, name(first_with(entries, chosen)), {}};
        for (const auto answer : answers(entries)) {
            if (answer != chosen) choice.alternatives.push_back(name(first_with(entries, answer)));
        }
        world.note(std::move(choice));
    }
    /// Picks between answers that tie without an order of records behind it.
    template <class Name>
    [[nodiscard]] std::uint32_t pick(std::uint64_t kind, std::size_t subject, const std::string& at,
                                     ChoiceReason reason, Entries entries, const Name& name) {
        if (agree(entries)) return entries.front().answer;
        const auto all = answers(entries);
        const auto key = kind << 56 | static_cast<std::uint64_t>(direction) << 48 | subject;
        const auto chosen = all[world.pick(key, all.size())];
        note_choice(at, reason, entries, chosen, name);
        return chosen;
    }
    /// Picks between tied records of a table whose order is a fact of the world (R5). Nothing when stopped.
    template <class Name>
    [[nodiscard]] std::optional<std::uint32_t> first(std::uint32_t table, const std::string& at, Entries entries,
                                                     const Name& name) {
        if (agree(entries)) return entries.front().answer;
        if (world.has_tie(table) && settle(table) == Settle::by_answer) {
            stop({{}, table, {}});
            return std::nullopt;
        }
        const auto chosen = world.first_of(table, entries);
        note_choice(at, ChoiceReason::equal_priority_policy_routes, entries, chosen, name);
        return chosen;
    }
    [[nodiscard]] Settle settle(std::uint32_t table) const;
    /// Returns true and ends the walk iff the node was met before.
    [[nodiscard]] bool met(const MetNode& visit, const std::string& name, NodeKind kind);

    // --- filters (N9-N25); each returns true iff the whole box goes on, else the walk has ended or stopped

    /// Out of an address of a VPC, before its route table is asked.
    [[nodiscard]] bool leaves_zone(VpcId id, const VpcZone& zone);
    [[nodiscard]] bool enters_zone(VpcId id, const VpcZone& zone);
    [[nodiscard]] bool passes_groups(VpcId id, const VpcZone& zone, FilterDirection way);
    [[nodiscard]] bool passes_acl(VpcId id, const VpcZone& zone, FilterDirection way);
    [[nodiscard]] bool shares_group(VpcId id, const VpcZone& zone) const;
    /// Where a packet crosses a device of a site.
    [[nodiscard]] bool passes_device(SiteId site, DeviceIndex device, FilterDirection way);
    /// `note(record, accepted)` adds the hop; `by_default` is what stands in for a drop that no rule demands.
    template <class Note>
    [[nodiscard]] bool passes(const FilterTable& filter, const Note& note,
                              FilterAction by_default = FilterAction::drop);

    // --- inside a VPC

    /// Requires: `zone`, as `VpcZones::owner` counts, owns every destination.
    void deliver(VpcId id, std::uint32_t zone);
    void unowned(VpcId id, const std::string& node, NodeKind kind, Place place);

    [[nodiscard]] std::optional<Node> leave(const AtVpc& at);
    [[nodiscard]] std::optional<Node> follow(const AtVpc& at, std::uint32_t destination, Connected);
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, GatewayId gateway);
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, const InstanceRef& ref);
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, VpcId peer);
    [[nodiscard]] std::optional<Node> follow(const AtVpc& at, std::uint32_t destination, Local);
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, Internet);
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, Blackhole);

    // --- the VPN gateway

    [[nodiscard]] std::optional<Node> leave(const AtGateway& at);

    /// R1: the three tables in turn. Nothing when the walk ended or stopped.
    [[nodiscard]] std::optional<std::uint32_t> gateway_route(GatewayId id);
    [[nodiscard]] std::string route_name(GatewayId id, std::uint32_t record) const;
    void policy_hop(GatewayId id, std::uint32_t matched);
    void route_hop(GatewayId id, const ForwardingTable& table, std::uint32_t matched);

    // --- crossing a connection, either way

    /// From the cloud to the device.
    [[nodiscard]] std::optional<Node> cross(ConnectionId id);
    [[nodiscard]] std::string end_name(const CompiledEnd& end) const;
    /// SAs that lead to the same device tunnel make no difference.
    [[nodiscard]] static std::vector<TableEntry> one_per_peer(const CompiledEnd& end, Entries entries);
    /// Where the two ends of an SA installed different selectors: whether the receiving one takes the packets.
    [[nodiscard]] bool covered(const std::vector<PacketBox>& outbound, const PacketBox& reply);
    /// From a device, or a mirror image, to the cloud.
    [[nodiscard]] std::optional<Node> arrive(std::uint32_t end_number, const EndSa& sa);

    // --- on premises

    [[nodiscard]] std::optional<Node> leave(const AtSite& at);
    [[nodiscard]] SiteTarget::value_type ecmp(SiteId id, const SiteTarget& target);
    [[nodiscard]] std::string target_name(SiteId id, const SiteTarget::value_type& target) const;
    [[nodiscard]] std::string site_route_name(SiteId id, std::uint32_t record) const;
    [[nodiscard]] std::vector<Beaten> beaten_site_policies(SiteId id, std::uint32_t matched) const;
    void site_hop(SiteId id, std::uint32_t matched);

    [[nodiscard]] std::optional<Node> follow(const AtSite& at, Connected);
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, Local);
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, Internet);
    [[nodiscard]] std::optional<Node> follow(const AtSite&, Blackhole);
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, DeviceHop to);
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, TunnelHop to);

    /// The device sends by the SAs it has; `tunnel` where the route names one.
    [[nodiscard]] std::optional<Node> leave_device(SiteId site, DeviceIndex device, const RankedTable& sas,
                                                   std::optional<TunnelIndex> tunnel);

    void without_sa(SiteId site, DeviceIndex device, std::optional<TunnelIndex> named);

    // --- the walk

    [[nodiscard]] std::optional<Node> start(VpcId id);
    [[nodiscard]] std::optional<Node> start(SiteId id) { return AtSite{id}; }
    [[nodiscard]] std::optional<Node> start(const MirrorImage& image);
    /// From a node to the end. Nothing when stopped.
    [[nodiscard]] std::optional<Path> go(std::optional<Node> node);
};

}  // namespace vpnsim
