#pragma once

#include <compare>
#include <optional>
#include <set>

#include "sim/selector_negotiation.hpp"

namespace vpnsim::reference {

/// One packet end of a tiny space: 16 addresses from 10.0.0.0, a few protocols, a few ports.
struct TinyPacket {
    unsigned address;
    unsigned protocol;
    unsigned port;
    friend auto operator<=>(const TinyPacket&, const TinyPacket&) = default;
};
using TinySet = std::set<TinyPacket>;

/// The packets of the tiny space that a list selects, asked one by one.
[[nodiscard]] TinySet tiny_packets(const SelectorList& list);

struct TinySa {
    TinySet local;
    TinySet remote;
};
/// What two ends that each keep one CHILD_SA for everything agree on with IKEv2, as `a` sees it: each rule is tried on
/// explicit sets of packets. Requires: no rule is `any`, and `identical` initiators compare configurations.
[[nodiscard]] std::optional<TinySa> naive_agreement(const SelectorEnd& a, const SelectorEnd& b);

}  // namespace vpnsim::reference
