#include "sim/selector_negotiation.hpp"

#include <algorithm>
#include <range/v3/algorithm/contains.hpp>

namespace vpnsim {
namespace {

bool several(const ChildSelectors& lists) { return lists.local.size() > 1 || lists.remote.size() > 1; }

SelectorMatch rule_of(const DeviceProfile& profile, IkeVersion version) {
    return version == IkeVersion::ikev1 ? profile.ikev1_selectors : profile.ikev2_selectors;
}

/// Returns true iff the end negotiates each local x remote pair by itself.
bool pairwise(const DeviceProfile& profile, IkeVersion version) {
    return version == IkeVersion::ikev1 ? profile.ikev1_multiple == Ikev1Multiple::per_pair
                                        : profile.child_sa_per == ChildSaPer::selector_pair;
}

bool same_blocks(SelectorList a, SelectorList b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}
bool same_blocks(const ChildSelectors& a, const ChildSelectors& b) {
    return same_blocks(a.local, b.local) && same_blocks(a.remote, b.remote);
}
bool nested(const SelectorList& a, const SelectorList& b) { return contains(a, b) || contains(b, a); }

bool has_block(const SelectorList& list, const SelectorList& block) {
    return block.size() == 1 && ranges::contains(list, block.front());
}
/// Returns true iff `pair` is one of the pairs of `lists`.
bool has_pair(const ChildSelectors& lists, const ChildSelectors& pair) {
    return has_block(lists.local, pair.local) && has_block(lists.remote, pair.remote);
}

/// An end that negotiates pairs looks for its pair among those of the other end, any other compares whole lists.
bool identical(const ChildSelectors& own, const ChildSelectors& other, bool own_is_pairwise) {
    return own_is_pairwise ? has_pair(other, own) : same_blocks(own, other);
}

/// IKEv1 carries one port: a range is sent as its first.
TrafficSelector as_sent_in_ikev1(TrafficSelector block) {
    if (!block.ports.is_all()) block.ports.last = block.ports.first;
    return block;
}

ChildSelectors as_sent(ChildSelectors child, IkeVersion version) {
    if (version != IkeVersion::ikev1) return child;
    for (auto* list : {&child.local, &child.remote}) {
        std::transform(list->begin(), list->end(), list->begin(), as_sent_in_ikev1);
    }
    return child;
}

/// IKEv1 has one block a side: the first of the responder's that has something in common with the offer.
SelectorList first_common_block(const SelectorList& own, const SelectorList& offered) {
    for (const auto& block : own) {
        if (overlap({block}, offered)) return {block};
    }
    return {};
}

std::uint64_t score(const SelectorList& offered, const SelectorList& configured) {
    std::uint64_t sum = 0;
    std::uint64_t weight = offered.size();
    for (const auto& offer : offered) {
        for (const auto& own : configured) sum += weight * (offer == own ? 5U : offer.intersection(own) ? 1U : 0U);
        --weight;
    }
    return sum;
}

}  // namespace

std::vector<ChildSelectors> pairs_of(const ChildSelectors& lists) {
    std::vector<ChildSelectors> out;
    for (const auto& local : lists.local) {
        for (const auto& remote : lists.remote) out.push_back({{local}, {remote}});
    }
    return out;
}

bool negotiates_pairs(const SelectorEnd& end, IkeVersion version) { return pairwise(*end.profile, version); }

bool refuses_own_lists(const SelectorEnd& end, IkeVersion version) {
    return version == IkeVersion::ikev1 && end.profile->ikev1_multiple == Ikev1Multiple::reject &&
           several(end.configured);
}

std::vector<ChildSelectors> offers(const SelectorEnd& end, IkeVersion version) {
    if (refuses_own_lists(end, version)) return {};
    auto out = pairwise(*end.profile, version) ? pairs_of(end.configured) : std::vector{end.configured};
    if (version != IkeVersion::ikev1) return out;
    for (auto& child : out) child = as_sent({{child.local.front()}, {child.remote.front()}}, version);
    return out;
}

std::vector<ChildSelectors> responder_children(const SelectorEnd& end, IkeVersion version) {
    if (refuses_own_lists(end, version)) return {};
    return pairwise(*end.profile, version) ? pairs_of(end.configured) : std::vector{end.configured};
}

std::uint64_t score(const ChildSelectors& offer, const ChildSelectors& child) {
    const auto near = score(offer.local, child.remote);
    const auto far = score(offer.remote, child.local);
    return near == 0 || far == 0 ? 0 : near + far;
}

std::optional<std::size_t> chosen_child(const ChildSelectors& offer, std::span<const ChildSelectors> children,
                                        const DeviceProfile& responder, IkeVersion version) {
    if (responder.list_answer == ListAnswer::equal_pair) {
        for (std::size_t i = children.size(); i-- > 0;) {
            if (has_pair(offer, as_sent(children[i].mirrored(), version))) return i;
        }
    }
    std::optional<std::size_t> best;
    std::uint64_t best_score = 0;
    for (std::size_t i = 0; i < children.size(); ++i) {
        const auto candidate = std::max(score(offer, children[i]), score(offer, as_sent(children[i], version)));
        if (candidate > best_score) {
            best = i;
            best_score = candidate;
        }
    }
    if (!best && !children.empty() && rule_of(responder, version) == SelectorMatch::any) best = 0;
    return best;
}

std::optional<AgreedChild> agree(const DeviceProfile& initiator, const ChildSelectors& offer,
                                 const DeviceProfile& responder, const ChildSelectors& child, IkeVersion version) {
    const bool ikev1 = version == IkeVersion::ikev1;
    const SelectorMatch responder_rule = rule_of(responder, version);
    // All in the initiator's view from here on.
    ChildSelectors other = child.mirrored();
    if (responder_rule == SelectorMatch::any) other = offer;  // it takes on what it is offered
    if (ikev1) {
        other = {first_common_block(other.local, offer.local), first_common_block(other.remote, offer.remote)};
    }
    ChildSelectors answer{intersection(offer.local, other.local), intersection(offer.remote, other.remote)};
    if (answer.local.empty() || answer.remote.empty()) return std::nullopt;
    const ChildSelectors other_as_sent = as_sent(other, version);

    if (responder_rule == SelectorMatch::identical) {
        if (!identical(other_as_sent, offer, pairwise(responder, version))) return std::nullopt;
    } else if (responder_rule == SelectorMatch::inclusive &&
               !(nested(offer.local, other.local) && nested(offer.remote, other.remote))) {
        return std::nullopt;
    }
    if (responder.wider_initiator_refused && contains(offer.local, other.local) &&
        contains(offer.remote, other.remote) &&
        !(equivalent(offer.local, other.local) && equivalent(offer.remote, other.remote))) {
        return std::nullopt;
    }

    if (ikev1 && initiator.ikev1_answer == Ikev1Answer::installs_own) {
        return AgreedChild{offer, answer.mirrored()};  // whatever the answer says
    }
    switch (rule_of(initiator, version)) {
        case SelectorMatch::identical:
            if (!same_blocks(offer, answer)) return std::nullopt;
            if (initiator.identical_to == IdenticalTo::configuration &&
                !identical(offer, other_as_sent, pairwise(initiator, version))) {
                return std::nullopt;
            }
            break;
        case SelectorMatch::inclusive:
            if (!(nested(offer.local, other.local) && nested(offer.remote, other.remote))) return std::nullopt;
            break;
        case SelectorMatch::narrowing:
        case SelectorMatch::any: break;
    }
    return AgreedChild{answer, answer.mirrored()};
}

std::vector<AgreedChild> negotiate_children(const SelectorEnd& initiator, const SelectorEnd& responder,
                                            IkeVersion version) {
    std::vector<AgreedChild> out;
    const auto children = responder_children(responder, version);
    for (const auto& offer : offers(initiator, version)) {
        const auto chosen = chosen_child(offer, children, *responder.profile, version);
        if (!chosen) continue;
        if (auto sa = agree(*initiator.profile, offer, *responder.profile, children[*chosen], version)) {
            out.push_back(std::move(*sa));
        }
    }
    return out;
}

bool only_one_survives(const SelectorEnd& a, const SelectorEnd& b, IkeVersion version) {
    const bool a_pairwise = pairwise(*a.profile, version);
    const bool b_pairwise = pairwise(*b.profile, version);
    return a_pairwise != b_pairwise && several(a_pairwise ? a.configured : b.configured) &&
           (a.profile->max_child_sas == 1U || b.profile->max_child_sas == 1U);
}

SelectorSide disagreeing_side(const SelectorEnd& a, const SelectorEnd& b, IkeVersion version) {
    const auto accepts = [](SelectorMatch rule, const SelectorList& own, const SelectorList& other) {
        switch (rule) {
            case SelectorMatch::identical: return same_blocks(own, other);
            case SelectorMatch::inclusive: return nested(own, other);
            case SelectorMatch::narrowing: return overlap(own, other);
            case SelectorMatch::any: return true;
        }
        return false;
    };
    const auto both_accept = [&](const SelectorList& own, const SelectorList& other) {
        return accepts(rule_of(*a.profile, version), own, other) && accepts(rule_of(*b.profile, version), other, own);
    };
    for (const auto* end : {&a, &b}) {
        if (!refuses_own_lists(*end, version)) continue;
        const bool local = (end == &a ? end->configured.local : end->configured.remote).size() > 1;
        return local ? SelectorSide::local : SelectorSide::remote;
    }
    return both_accept(a.configured.local, b.configured.remote) && !both_accept(a.configured.remote, b.configured.local)
               ? SelectorSide::remote
               : SelectorSide::local;
}

}  // namespace vpnsim
