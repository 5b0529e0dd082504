#pragma once

#include <set>
#include <string>

#include "sim/comparison.hpp"

namespace vpnsim {

/// The obvious way to compare: review both sides whole, lay both partitions of everything over one another.
struct WholeComparison {
    std::vector<FlowChange> flows;
    std::set<std::string> added;  ///< fingerprints
    std::set<std::string> removed;
};

inline WholeComparison compare_whole(const Simulation& before, const Simulation& after) {
    const auto fingerprints = [](const Simulation& simulation) {
        std::set<std::string> out;
        for (const auto& finding : simulation.findings()) out.insert(finding.fingerprint());
        return out;
    };
    const auto old = fingerprints(before);
    const auto now = fingerprints(after);
    WholeComparison out;
    std::set_difference(now.begin(), now.end(), old.begin(), old.end(), std::inserter(out.added, out.added.end()));
    std::set_difference(old.begin(), old.end(), now.begin(), now.end(), std::inserter(out.removed, out.removed.end()));
    const Correspondence same{before.scenario().estate, after.scenario().estate};
    const std::vector<PacketBox> everything{PacketBox::everything(Family::ipv4), PacketBox::everything(Family::ipv6)};
    out.flows = joint_partition(before.network(), after.network(), same, everything, 4'000'000).changes;
    return out;
}

}  // namespace vpnsim
