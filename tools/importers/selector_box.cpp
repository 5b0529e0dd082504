#include "tools/importers/selector_box.hpp"

#include <algorithm>

namespace vpnsim::importers {
namespace {

bool wide_enough(const TrafficSelector& selector, const TrafficSelector& taken) {
    if (!taken.protocol) return true;
    return selector.protocol == taken.protocol && taken.ports.contains(selector.ports);
}

/// The addresses of `from` below and above those of `taken`.
std::vector<TrafficSelector> beside(const TrafficSelector& from, const TrafficSelector& taken) {
    std::vector<TrafficSelector> out;
    if (from.first < taken.first) {
        auto below = from;
        below.last = {from.family(), taken.first.bits() - 1};
        out.push_back(below);
    }
    if (taken.last < from.last) {
        auto above = from;
        above.first = {from.family(), taken.last.bits() + 1};
        out.push_back(above);
    }
    return out;
}

}  // namespace

bool overlap(const SelectorBox& a, const SelectorBox& b) {
    return a.local.intersection(b.local) && a.remote.intersection(b.remote);
}

bool can_be_cut(const SelectorBox& box, const SelectorBox& taken) {
    return wide_enough(box.local, taken.local) && wide_enough(box.remote, taken.remote);
}

std::vector<SelectorBox> without(const SelectorBox& box, const SelectorBox& taken) {
    if (!overlap(box, taken)) return {box};
    std::vector<SelectorBox> out;
    for (const auto& local : beside(box.local, taken.local)) out.push_back({local, box.remote});
    auto middle = box.local;
    middle.first = std::max(box.local.first, taken.local.first);
    middle.last = std::min(box.local.last, taken.local.last);
    for (const auto& remote : beside(box.remote, taken.remote)) out.push_back({middle, remote});
    return out;
}

}  // namespace vpnsim::importers
