#pragma once

#include <vector>

#include "sim/flow_classes.hpp"

namespace vpnsim {

/// A set of flows that behave alike: every source × every destination × the service.
struct ClassRow {
    Endpoint at;
    std::vector<Prefix> from;       ///< minimal cover, ascending
    std::vector<Prefix> to;         ///< minimal cover, ascending
    std::vector<Service> services;  ///< ascending; one that is_any() = everything
    std::uint32_t behaviour;
};

/// The flow classes of a partition in canonical form: per ingress and behaviour, sources with equal destination sets
/// form one row. Order: ingress, then from, to, services.
[[nodiscard]] std::vector<ClassRow> class_rows(const FlowPartition& partition);

/// The same for any boxes that are disjoint: rows of (from, to, services).
struct FlowRow {
    std::vector<Prefix> from;
    std::vector<Prefix> to;
    std::vector<Service> services;
};
[[nodiscard]] std::vector<FlowRow> flow_rows(const std::vector<PacketBox>& boxes);

}  // namespace vpnsim
