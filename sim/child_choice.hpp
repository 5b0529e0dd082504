#pragma once

#include <vector>

#include "sim/pairing.hpp"

namespace vpnsim {

/// A pair whose phase 1 comes up and whose ESP parameters agree, so that only selectors are left.
struct OpenPair {
    std::size_t end;
    std::size_t tunnel;
    IkeVersion version;
};

/// The SAs of every pair when `initiator` is known (not `any`): each child of an initiating end negotiates once, in
/// file order, and the responder picks one child among all ends that the initiating end is paired with, the way it was
/// measured on IKE daemons (docs/semantics.md). A responder that searches `first_by_identity` looks only at ends with
/// the phase 1 parameters of the first one that fits by version and identities. Order: that of `pairs`; both lists of a
/// result equal.
[[nodiscard]] std::vector<PairSas> chosen_children(const NegotiatingEnds& ends, const Peering& peering,
                                                   const std::vector<OpenPair>& pairs, Initiator initiator);

}  // namespace vpnsim
