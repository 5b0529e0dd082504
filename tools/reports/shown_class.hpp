#pragma once

#include <string>
#include <vector>

#include "sim/class_rows.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {

/// A row of the class table: sources × destinations × a service that is one box, up to lists. Rows of one ingress and
/// behaviour are as few as `class_rows` makes them.
struct ShownClass {
    Endpoint at;
    std::vector<Prefix> from;
    std::vector<Prefix> to;
    ServiceText service;
    std::uint32_t behaviour;
};
[[nodiscard]] std::vector<ShownClass> shown_classes(const FlowPartition& partition);

/// What the limit left unanalysed, likewise.
struct LeftOver {
    Endpoint at;
    std::vector<Prefix> from;
    std::vector<Prefix> to;
    ServiceText service;
};
[[nodiscard]] std::vector<LeftOver> left_over(const FlowPartition& partition);

}  // namespace vpnsim
