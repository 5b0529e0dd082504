#pragma once

#include "sim/finding_scope.hpp"
#include "sim/record_difference.hpp"

namespace vpnsim {

/// What a comparison of two networks has to look at: more than what differs, as far as findings need the whole of what
/// they speak about.
struct ComparisonScope {
    FindingScope before;
    FindingScope after;
    /// The packets that differ, and those that findings in scope are about.
    std::vector<PacketBox> region;
};

/// `touched` are the packets that some look-up may answer otherwise, both ways. A finding that is outside of both
/// scopes is there before and after, or neither.
[[nodiscard]] ComparisonScope comparison_scope(const Network& before, const Network& after, const Correspondence& same,
                                               const RecordDifference& records, const std::vector<PacketBox>& touched);

}  // namespace vpnsim
