#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/negotiation.hpp"
#include "sim/selector_negotiation.hpp"

namespace vpnsim {

/// The CHILD_SAs that one pair of ends agrees on, for either initiator. Where only one end may initiate both are equal.
struct PairSas {
    std::vector<ChildSa> cloud_initiates;
    std::vector<ChildSa> device_initiates;
    [[nodiscard]] bool none() const { return cloud_initiates.empty() && device_initiates.empty(); }
};
enum class PossibleInitiator : std::uint8_t { either, cloud, device };

[[nodiscard]] ChildSa seen_by_cloud(const AgreedChild& child, Initiator initiator);
/// Negotiates one pair on its own. Where only one pair of selectors survives (C3), each pair that both ends accept is
/// in both lists, whoever initiates: which of them lives is not a question of the initiator.
[[nodiscard]] PairSas pair_sas(const SelectorEnd& cloud, const SelectorEnd& device, IkeVersion version,
                               PossibleInitiator initiator);

/// What one pair contributes to its cloud end. Requires: what it points at outlives it.
struct PairOfEnd {
    std::size_t negotiation;  ///< index into `Negotiations::pairs`
    PairSas sas;
    const SelectorEnd* device;
};
/// Joins the pairs of one cloud end. Its profile's `max_child_sas` counts over all of them, a device's over its own
/// pair. When the limit is reached the newest SAs live; negotiation goes round in configured order and may stand
/// anywhere, so the alternatives are the runs of that length; survivors of several limited pairs move together.
[[nodiscard]] CloudEnd joined(CloudEndRef ref, const SelectorEnd& cloud, const std::vector<PairOfEnd>& pairs,
                              SaSurvivor survivor);

/// Returns true iff the SA carries some packet of the configured pair of the cloud end (or of the device).
[[nodiscard]] bool covers_cloud_pair(const ChildSa& sa, const ChildSelectors& pair);
[[nodiscard]] bool covers_device_pair(const ChildSa& sa, const ChildSelectors& pair);

}  // namespace vpnsim
