#pragma once

#include "sim/flow_classes.hpp"
#include "sim/network_difference.hpp"

namespace vpnsim {

/// Packets that behave alike in each of two networks, and differently in one than in the other.
struct FlowChange {
    std::optional<Endpoint> before;  ///< where they start; absent: no declared network sends them there
    std::optional<Endpoint> after;
    PacketBox box;
    Behaviour behaviour_before;  ///< empty where nobody sends them
    Behaviour behaviour_after;   ///< with the ids of its own network
    bool same_requests = false;  ///< the requests fare alike, only replies differ
};

/// The flow classes of two networks over one another, as far as a region reaches: boxes are cut alike in both.
struct JointPartition {
    FlowPartition before;  ///< each of the two only holds what lies in the region
    FlowPartition after;
    std::vector<FlowChange> changes;  ///< order: VPCs, then sites, as `before` has them, new ones last
    [[nodiscard]] bool complete() const { return before.complete() && after.complete(); }
};

/// `max_boxes` bounds the boxes kept; what is beyond it is `left` in both.
[[nodiscard]] JointPartition joint_partition(const Network& before, const Network& after, const Correspondence& same,
                                             const std::vector<PacketBox>& region, std::size_t max_boxes);

/// Every flow whose possible paths differ: exact, and as costly as what differs.
[[nodiscard]] std::vector<FlowChange> changed_flows(const Network& before, const Network& after,
                                                    std::size_t max_boxes = 4'000'000);

}  // namespace vpnsim
