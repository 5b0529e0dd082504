#include "sim/forwarding_table.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace vpnsim {
namespace {

using Route = ForwardingTable::Route;

std::vector<Route> sorted(std::vector<Route> routes) {
    std::stable_sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
        return a.destination != b.destination ? a.destination < b.destination : a.preference < b.preference;
    });
    return routes;
}

bool decided(const Levels& levels) {
    const auto last = last_level(levels);
    return std::any_of(last.begin(), last.end(), [](const auto& e) { return e.gate.kind == Gate::Kind::always; });
}

/// Numbers the different ways to decide a look-up, so that equal ones share a number.
class LevelNumbers {
  public:
    explicit LevelNumbers(std::vector<Levels>& levels) : levels_{levels} { number({}); }
    std::uint32_t number(Levels levels) {
        Key key;
        for (const auto& entry : levels) key.emplace_back(entry.level, entry.gate, entry.answer);
        const auto [found, added] = numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(levels_.size()));
        if (added) levels_.push_back(std::move(levels));
        return found->second;
    }

  private:
    using Key = std::vector<std::tuple<std::uint32_t, Gate, std::uint32_t>>;
    std::vector<Levels>& levels_;
    std::map<Key, std::uint32_t> numbers_;
};

/// Flattens nested prefixes: walks them in order with the stack of those that contain the present address.
IntervalMap flatten(const std::vector<Route>& routes, std::vector<Levels>& levels) {
    struct Open {
        Prefix prefix;
        std::uint32_t levels;
    };
    LevelNumbers numbers{levels};
    std::array<std::vector<IntervalMap::Interval>, 2> out{{{{0, 0}}, {{0, 0}}}};
    std::vector<Open> open;
    const auto start = [&](Family family, AddressBits at, std::uint32_t value) {
        auto& list = out[static_cast<std::size_t>(family)];
        if (list.back().first == at) list.back().value = value;
        else list.push_back({at, value});
    };
    const auto close = [&] {
        const Prefix closed = open.back().prefix;
        open.pop_back();
        const AddressBits last = closed.last().bits();
        if (last != last_bits(closed.family())) start(closed.family(), last + 1, open.empty() ? 0 : open.back().levels);
    };
    for (std::size_t i = 0; i < routes.size();) {
        const Prefix prefix = routes[i].destination;
        while (!open.empty() && !open.back().prefix.contains(prefix)) close();
        Levels own;
        for (std::uint32_t preference = 0; i < routes.size() && routes[i].destination == prefix; ++i) {
            if (!own.empty() && routes[i].preference != preference && decided(own)) continue;
            const std::uint32_t level =
                own.empty() ? 0 : own.back().level + (routes[i].preference != preference ? 1 : 0);
            preference = routes[i].preference;
            own.push_back(routes[i].entry);
            own.back().level = level;
        }
        if (!decided(own) && !open.empty()) {
            const std::uint32_t next = own.back().level + 1;
            for (auto entry : levels[open.back().levels]) {
                entry.level += next;
                own.push_back(entry);
            }
        }
        open.push_back({prefix, numbers.number(std::move(own))});
        start(prefix.family(), prefix.first().bits(), open.back().levels);
    }
    while (!open.empty()) close();
    return {std::move(out[0]), std::move(out[1])};
}

}  // namespace

ForwardingTable::ForwardingTable(std::vector<Route> routes)
    : routes_{sorted(std::move(routes))}, cells_{flatten(routes_, levels_)} {}

std::variant<const Levels*, AddressBits> ForwardingTable::find(Family family, const AddressRange& range) const {
    const auto found = cells_.find(family, range);
    if (const auto* border = std::get_if<AddressBits>(&found)) return *border;
    return &levels_[std::get<std::uint32_t>(found)];
}

std::optional<AddressBits> ForwardingTable::border_in(Family family, const AddressRange& range) const {
    // Prefixes nest or are disjoint: one starts inside the range, or the longest one around its first address ends
    // there.
    const auto next = std::partition_point(routes_.begin(), routes_.end(), [&](const Route& r) {
        return r.destination.family() != family ? r.destination.family() < family
                                                : r.destination.first().bits() <= range.first;
    });
    if (next != routes_.end() && next->destination.family() == family &&
        next->destination.first().bits() <= range.last) {
        return next->destination.first().bits();
    }
    std::optional<AddressBits> border;
    for (const auto* route : covering(Address{family, range.first})) {
        if (route->destination.last().bits() < range.last) border = route->destination.last().bits() + 1;
        break;
    }
    return border;
}

std::vector<const Route*> ForwardingTable::covering(const Address& address) const {
    std::vector<const Route*> found;
    for (const auto& route : routes_) {
        if (route.destination.contains(address)) found.push_back(&route);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->destination.length() > b->destination.length(); });
    return found;
}

void ForwardingTable::deciding(const Address& address, Levels& out) const {
    out.clear();
    const Route* last = nullptr;
    for (const auto* route : covering(address)) {
        const bool same_level =
            last != nullptr && last->destination == route->destination && last->preference == route->preference;
        const auto level = last == nullptr ? 0 : out.back().level + (same_level ? 0U : 1U);
        out.push_back(route->entry);
        out.back().level = level;
        last = route;
    }
}

}  // namespace vpnsim
