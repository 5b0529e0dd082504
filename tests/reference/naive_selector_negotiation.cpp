#include "tests/reference/naive_selector_negotiation.hpp"

#include <algorithm>
#include <string>

namespace vpnsim::reference {
namespace {

bool subset(const TinySet& inner, const TinySet& outer) {
    return std::all_of(inner.begin(), inner.end(), [&](const auto& packet) { return outer.count(packet) == 1; });
}
TinySet common(const TinySet& a, const TinySet& b) {
    TinySet out;
    for (const auto& packet : a) {
        if (b.count(packet) == 1) out.insert(packet);
    }
    return out;
}
std::set<std::string> blocks(const SelectorList& list) {
    std::set<std::string> out;
    for (const auto& block : list) {
        const bool inside = std::any_of(list.begin(), list.end(), [&](const auto& other) {
            return other != block && subset(tiny_packets({block}), tiny_packets({other}));
        });
        if (!inside) out.insert(block.text());
    }
    return out;
}
bool accepts(SelectorMatch rule, const SelectorList& own, const SelectorList& other) {
    const auto mine = tiny_packets(own);
    const auto theirs = tiny_packets(other);
    switch (rule) {
        case SelectorMatch::identical: return blocks(own) == blocks(other);
        case SelectorMatch::inclusive: return subset(mine, theirs) || subset(theirs, mine);
        case SelectorMatch::narrowing: return !common(mine, theirs).empty();
        case SelectorMatch::any: break;
    }
    return true;
}

}  // namespace

TinySet tiny_packets(const SelectorList& list) {
    TinySet out;
    for (unsigned address = 0; address < 16; ++address) {
        const Address at{Family::ipv4, AddressBits{0x0a000000U} + address};
        for (const unsigned protocol : {1U, 6U, 17U, 47U}) {
            for (const unsigned port : {0U, 1U, 2U, 3U, 65535U}) {
                const bool selected = std::any_of(list.begin(), list.end(), [&](const TrafficSelector& s) {
                    return s.first <= at && at <= s.last &&
                           (!s.protocol || (static_cast<unsigned>(*s.protocol) == protocol && s.ports.first <= port &&
                                            port <= s.ports.last));
                });
                if (selected) out.insert({address, protocol, port});
            }
        }
    }
    return out;
}

std::optional<TinySa> naive_agreement(const SelectorEnd& a, const SelectorEnd& b) {
    for (const auto rule : {a.profile->ikev2_selectors, b.profile->ikev2_selectors}) {
        if (!accepts(rule, a.configured.local, b.configured.remote)) return std::nullopt;
        if (!accepts(rule, a.configured.remote, b.configured.local)) return std::nullopt;
    }
    return TinySa{common(tiny_packets(a.configured.local), tiny_packets(b.configured.remote)),
                  common(tiny_packets(a.configured.remote), tiny_packets(b.configured.local))};
}

}  // namespace vpnsim::reference
