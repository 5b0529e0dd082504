#pragma once

#include <array>
#include <vector>

#include "sim/flow_classes.hpp"

namespace vpnsim {

/// What becomes of everything between one vSwitch and one site network: every trip that some packet takes in some
/// world, read off the flow classes. Empty where there is no such packet (both sides own the addresses).
struct ReachabilityCell {
    VpcId vpc;
    std::size_t vswitch;
    SiteId site;
    std::size_t network;
    std::vector<Trip> cloud_to_site;  ///< by disposition, then connections
    std::vector<Trip> site_to_cloud;
};

struct Reachability {
    std::size_t classes = 0;
    std::array<std::size_t, 5> by_symmetry{};     ///< classes, by Symmetry
    std::array<std::size_t, 9> by_disposition{};  ///< classes of which some world treats requests so, by Disposition
    double address_pairs = 0;                     ///< sources × destinations that the classes cover
    std::vector<ReachabilityCell> matrix;         ///< vSwitches × site networks of one family, in file order
    std::size_t matrix_left_out = 0;
};

/// The matrix has at most `most_cells`.
[[nodiscard]] Reachability reachability(const Network& network, const FlowPartition& partition, std::size_t most_cells);

}  // namespace vpnsim
