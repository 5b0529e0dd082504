#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/finding.hpp"
#include "sim/finding_scope.hpp"
#include "sim/trace.hpp"

namespace vpnsim {

/// A record of the file for people: what entities and pointers say, and where it stands.
struct RecordName {
    std::string entity;
    std::string pointer;
    Place place;
    friend auto operator<=>(const RecordName& a, const RecordName& b) { return a.pointer <=> b.pointer; }
    friend bool operator==(const RecordName& a, const RecordName& b) { return a.pointer == b.pointer; }
};

/// The record that decided a hop, or the node itself where nothing matched.
[[nodiscard]] inline RecordName decided(const Hop& hop) { return {hop.entity, hop.pointer, hop.place}; }

/// Where a path ended; of one that left to the Internet the look-up that sent it there. Requires: it has hops.
[[nodiscard]] inline const Hop& final_hop(const Path& path) {
    const auto& last = path.hops.back();
    return last.kind == NodeKind::internet && path.hops.size() > 1 ? path.hops[path.hops.size() - 2] : last;
}

/// The flow boxes of one ingress by address, so that questions about a region look at its boxes only.
class RegionIndex {
  public:
    explicit RegionIndex(const Ingress& ingress);
    /// Calls back for every flow box that has packets in the region, with the part inside. Order: not specified.
    template <class Visit>
    void for_each(const PacketBox& region, Visit visit) const {
        for (const auto* record : index_.touching(region)) {
            visit(boxes_[record->entry.answer], record->match.intersection(region));
        }
    }

  private:
    const std::vector<FlowBox>& boxes_;
    RankedTable index_;
};

/// What the finding rules look at, and the words they share.
class FindingContext {
  public:
    FindingContext(const Network& network, const FlowPartition& partition, const FindingScope& scope);

    const Network& network;
    const Estate& estate;
    const Negotiations& negotiations;
    const FlowPartition& partition;
    const FindingScope& scope;
    std::vector<const Negotiation*> pairs;  ///< of the connections in scope; order: connection, tunnel, peer
    std::vector<const CloudEnd*> ends;      ///< likewise

    /// Flow boxes that start at a VPC or site. Built once each.
    [[nodiscard]] const RegionIndex& region(const Endpoint& at) const;

    /// The parts of a box that behave alike if every filter let everything pass, and how. Order: not specified.
    [[nodiscard]] std::vector<std::pair<PacketBox, Behaviour>> without_filters(const Endpoint& at,
                                                                               const PacketBox& box) const;
    [[nodiscard]] RecordName connection(ConnectionId id) const;
    [[nodiscard]] RecordName cloud_end(const CloudEndRef& ref) const;
    [[nodiscard]] RecordName device_tunnel(const DeviceTunnelRef& ref) const;
    [[nodiscard]] RecordName device(const DeviceTunnelRef& ref) const;
    [[nodiscard]] RecordName site(SiteId id) const;
    [[nodiscard]] RecordName customer_gateway(CustomerGatewayId id) const;
    [[nodiscard]] RecordName gateway(GatewayId id) const;
    /// A policy route of the gateway; an automatic one points at its connection.
    [[nodiscard]] RecordName policy_route(GatewayId id, const PolicyRoute& route) const;
    [[nodiscard]] RecordName destination_route(GatewayId id, const DestinationRoute& route) const;
    [[nodiscard]] RecordName bgp_route(GatewayId id, const BgpRoute& route) const;
    [[nodiscard]] std::string name(const Endpoint& at) const;

    /// A new finding of a rule with its default severity, about the record to look at first.
    [[nodiscard]] Finding about(std::string_view rule, const RecordName& record,
                                std::vector<std::string> entities) const;

  private:
    mutable std::vector<std::optional<RegionIndex>> regions_;
};

/// Fills in witness and flows; keeps at most `max_rows` rows and counts the others.
void add_flows(Finding& finding, const std::vector<PacketBox>& boxes, std::size_t max_rows = 32);

/// "a, b and c"
[[nodiscard]] std::string enumerate(const std::vector<std::string>& names);
[[nodiscard]] std::string enumerate_blocks(const std::vector<Prefix>& blocks);

/// The rule families. Each appends what it finds; `findings` puts everything in order.
using Findings = std::vector<Finding>;
void find_selector_problems(const FindingContext& context, Findings& out);      // findings/selectors.cpp
void find_negotiation_problems(const FindingContext& context, Findings& out);   // findings/negotiations.cpp
void find_identity_problems(const FindingContext& context, Findings& out);      // findings/identities.cpp
void find_outer_packet_problems(const FindingContext& context, Findings& out);  // findings/outer_packets.cpp
void find_parameter_problems(const FindingContext& context, Findings& out);     // findings/tunnel_parameters.cpp
void find_weak_algorithms(const FindingContext& context, Findings& out);        // findings/weak_algorithms.cpp
void find_gateway_problems(const FindingContext& context, Findings& out);       // findings/gateways.cpp
void find_bgp_problems(const FindingContext& context, Findings& out);           // findings/bgp.cpp
void find_shared_peer_problems(const FindingContext& context, Findings& out);   // findings/shared_peers.cpp
void find_policy_route_problems(const FindingContext& context, Findings& out);  // findings/policy_routes.cpp
void find_route_limits(const FindingContext& context, Findings& out);           // findings/route_limits.cpp
void find_path_problems(const FindingContext& context, Findings& out);          // findings/paths.cpp
void find_unrouted_pairs(const FindingContext& context, Findings& out);         // findings/intended_pairs.cpp
void find_network_overlaps(const FindingContext& context, Findings& out);       // findings/networks_overlap.cpp
void find_denied_flows(const FindingContext& context, Findings& out);           // findings/denied_flows.cpp
void find_public_blocks(const FindingContext& context, Findings& out);          // findings/public_blocks.cpp
void find_health_checks(const FindingContext& context, Findings& out);          // findings/health_checks.cpp

}  // namespace vpnsim
