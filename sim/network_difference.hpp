#pragma once

#include <vector>

#include "sim/correspondence.hpp"
#include "sim/network.hpp"

namespace vpnsim {

/// What may tell two networks apart.
struct NetworkDifference {
    Correspondence same;
    /// Contains every packet, requests and replies alike, that some look-up may answer differently in the two networks.
    /// A flow of which neither the request nor the reply is among them has the same paths in both: a walk that meets
    /// equal answers only is the same walk. May contain others.
    std::vector<PacketBox> touched;
    std::vector<bool> changed_before;  ///< by ConnectionId of `before`: gone, or its ends hold SAs otherwise
    std::vector<bool> changed_after;   ///< likewise, of `after`
};

/// Requires: both networks outlive the call. Takes time in proportion to their records, not to their flows.
[[nodiscard]] NetworkDifference difference(const Network& before, const Network& after);

}  // namespace vpnsim
