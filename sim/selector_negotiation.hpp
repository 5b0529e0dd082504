#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/device_profile.hpp"
#include "model/proposal.hpp"
#include "model/traffic_selector.hpp"

namespace vpnsim {

/// The selectors of one CHILD_SA as one end sees it. In IKEv2 a child may hold lists, in IKEv1 it holds one block a
/// side.
struct ChildSelectors {
    SelectorList local;
    SelectorList remote;
    [[nodiscard]] ChildSelectors mirrored() const { return {remote, local}; }
    friend auto operator<=>(const ChildSelectors&, const ChildSelectors&) = default;
};

/// One end of a negotiation. Requires: `profile` outlives it.
struct SelectorEnd {
    ChildSelectors configured;  ///< both lists reduced, in configured order
    const DeviceProfile* profile;
};

/// What the two ends install, each as it sees it. They mirror each other but for IKEv1 initiators that install their
/// own.
struct AgreedChild {
    ChildSelectors initiator;
    ChildSelectors responder;
    friend auto operator<=>(const AgreedChild&, const AgreedChild&) = default;
};

/// The local x remote pairs of two lists. Order: local-major, each list in its order.
[[nodiscard]] std::vector<ChildSelectors> pairs_of(const ChildSelectors& lists);
/// Returns true iff the end negotiates each local x remote pair by itself (C3).
[[nodiscard]] bool negotiates_pairs(const SelectorEnd& end, IkeVersion version);
/// Returns true iff the end refuses its own configuration: IKEv1, several blocks on a side, `reject` (C2).
[[nodiscard]] bool refuses_own_lists(const SelectorEnd& end, IkeVersion version);
/// What the end sends as initiator, one entry for each CHILD_SA it wants. Empty iff `refuses_own_lists`.
[[nodiscard]] std::vector<ChildSelectors> offers(const SelectorEnd& end, IkeVersion version);
/// What the end matches offers against as responder, in configured order. Empty iff `refuses_own_lists`.
[[nodiscard]] std::vector<ChildSelectors> responder_children(const SelectorEnd& end, IkeVersion version);

/// How well a responder's child fits an offer (measured, docs/semantics.md): each side sums, over the
/// offered blocks, the i-th of n weighted n-i, 5 for an equal and 1 for an overlapping block of the child; 0 iff a side
/// has none.
[[nodiscard]] std::uint64_t score(const ChildSelectors& offer, const ChildSelectors& child);
/// The child with which a responder answers an offer, as an index: the last equal pair for `equal_pair`, otherwise the
/// best score, the first of equals. It is not tried again with another child when the chosen one is then refused.
[[nodiscard]] std::optional<std::size_t> chosen_child(const ChildSelectors& offer,
                                                      std::span<const ChildSelectors> children,
                                                      const DeviceProfile& responder, IkeVersion version);
/// One CREATE_CHILD_SA or Quick Mode: `offer` of the initiator against one child of the responder, each end applying
/// its own rule (C4, C5). Absent when an end refuses.
[[nodiscard]] std::optional<AgreedChild> agree(const DeviceProfile& initiator, const ChildSelectors& offer,
                                               const DeviceProfile& responder, const ChildSelectors& child,
                                               IkeVersion version);
/// Every CHILD_SA that comes up when `initiator` starts all it has. Order: that of `offers`.
[[nodiscard]] std::vector<AgreedChild> negotiate_children(const SelectorEnd& initiator, const SelectorEnd& responder,
                                                          IkeVersion version);

/// Returns true iff one end wants a single CHILD_SA for everything, the other one for each of several pairs, and one of
/// them keeps no more than one SA (C3): each agreed pair replaces the one before.
[[nodiscard]] bool only_one_survives(const SelectorEnd& a, const SelectorEnd& b, IkeVersion version);

/// The side on which two configurations differ too much for a rule to accept.
enum class SelectorSide : std::uint8_t { local, remote };
/// Names the first side, as `a` sees it, that the rules of the two ends do not accept; local if none can be told.
[[nodiscard]] SelectorSide disagreeing_side(const SelectorEnd& a, const SelectorEnd& b, IkeVersion version);

}  // namespace vpnsim
