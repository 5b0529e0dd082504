#pragma once

#include <algorithm>
#include <cassert>
#include <optional>
#include <span>
#include <vector>

#include "sim/trie_change.hpp"
#include "sim/trie_walk.hpp"

namespace vpnsim {

/// A map from prefixes of one family to values that answers longest match and every question about nesting. A sorted
/// map would have to look at each shorter prefix of an address; here a look-up visits at most one node per byte.
///
/// Copying is a *fork*: it costs the same at any size, the copies share what neither has changed since, and a change to
/// one is never seen by the other. Assign and drop forks as freely as integers. There is no move on purpose: it could
/// not be cheaper.
///
/// Structure: a multibit trie of stride 8 with bitmaps that are ranked by counting bits (Eatherton, Varghese, Dittia,
/// "Tree Bitmap", 2004), path compressed; nodes are described in sim/trie_node.hpp, sharing in sim/trie_memory.hpp.
///
/// Requires: every prefix and address is of family F. V is copyable; small trivial values (ids) lie in the nodes,
/// others in memory of their own. Pointers and references to values hold until the next change of this trie.
template <Family F, class V>
class PrefixTrie {
    static constexpr bool inlined = std::is_trivially_copyable_v<V> && sizeof(V) <= 16 && alignof(V) <= 8;
    struct BoxedValue final : trie::Box {
        explicit BoxedValue(const V& its_value) : value{its_value} {}
        V value;
    };
    using Slot = std::conditional_t<inlined, V, BoxedValue*>;
    using Node = trie::Node<F, Slot>;
    using Link = trie::Link<F, Slot>;
    using Key = trie::Key<F>;

  public:
    struct Entry {
        Prefix prefix;
        V value;
    };
    struct Match {
        Prefix prefix;
        const V* value;  ///< never null
    };

    PrefixTrie() = default;
    /// Order of `entries`: any. Of equal prefixes the last counts.
    explicit PrefixTrie(std::span<const Entry> entries);
    PrefixTrie(const PrefixTrie&) = default;
    PrefixTrie& operator=(const PrefixTrie&) = default;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    /// Adds the prefix, or replaces its value. Returns true iff it is new.
    bool insert(const Prefix& prefix, const V& value);
    /// Returns true iff the prefix was there.
    bool erase(const Prefix& prefix);

    /// Returns the value of exactly this prefix, or null.
    [[nodiscard]] const V* find(const Prefix& prefix) const;
    /// Returns the most specific stored prefix that contains the address.
    [[nodiscard]] std::optional<Match> longest_match(const Address& address) const;
    /// Returns the most specific stored prefix that contains all of `prefix`, which may be `prefix` itself.
    [[nodiscard]] std::optional<Match> longest_match(const Prefix& prefix) const;
    /// Returns true iff a stored prefix has an address in common with `prefix`.
    [[nodiscard]] bool overlaps(const Prefix& prefix) const;

    // The visitors below are called as visit(const Prefix&, const V&) and return nothing, or `Visit::stop` to end the
    // walk. They must not change this trie (a fork of it they may).

    /// Visits the stored prefixes that contain the address. Order: most specific first.
    template <class Visitor>
    void covering(const Address& address, Visitor&& visit) const {
        covering(Prefix::host(address), visit);
    }
    /// Visits the stored prefixes that contain all of `prefix`, itself included. Order: most specific first.
    template <class Visitor>
    void covering(const Prefix& prefix, Visitor&& visit) const;
    /// Visits the stored prefixes inside `prefix`, itself included. Order: CIDR (first address, shorter first).
    template <class Visitor>
    void covered(const Prefix& prefix, Visitor&& visit) const;
    /// Visits the stored prefixes that have an address in common with `prefix`: those that contain it, then those
    /// inside it. Order: CIDR.
    template <class Visitor>
    void overlapping(const Prefix& prefix, Visitor&& visit) const;
    /// Visits everything. Order: CIDR.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        covered(Prefix::everything(F), visit);
    }

  private:
    [[nodiscard]] static Key key(const Prefix& prefix) {
        assert(prefix.family() == F);
        return static_cast<Key>(prefix.first().bits());
    }
    [[nodiscard]] static const V& value_of(const Slot& slot) {
        if constexpr (inlined) {
            return slot;
        } else {
            return slot->value;
        }
    }
    [[nodiscard]] Slot store(const V& value) {
        if constexpr (inlined) {
            return value;
        } else {
            Slot slot = new BoxedValue{value};
            memory_.adopt(*slot);
            return slot;
        }
    }
    void discard([[maybe_unused]] const Slot& slot) {
        if constexpr (!inlined) memory_.release(*slot);
    }
    /// Adapts a visitor of values to the slots of the nodes.
    template <class Visitor>
    [[nodiscard]] static auto on_slots(Visitor& visit) {
        return [&visit](const Prefix& prefix, const Slot& slot) { return trie::call(visit, prefix, value_of(slot)); };
    }

    trie::Memory memory_;
    Link root_;  ///< lies in `memory_`
    std::size_t size_ = 0;
};

template <Family F, class V>
PrefixTrie<F, V>::PrefixTrie(std::span<const Entry> entries) {
    struct Position {
        Key address;
        std::uint8_t length;
        std::uint32_t index;
    };
    std::vector<Position> order;
    order.reserve(entries.size());
    for (const Entry& entry : entries) {
        order.push_back({key(entry.prefix), static_cast<std::uint8_t>(entry.prefix.length()),
                         static_cast<std::uint32_t>(order.size())});
    }
    std::sort(order.begin(), order.end(), [](const Position& a, const Position& b) {
        return a.address != b.address ? a.address < b.address
               : a.length != b.length ? a.length < b.length
                                      : a.index < b.index;
    });
    memory_.open();
    std::vector<trie::Sorted<F, Slot>> sorted;
    sorted.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Position& at = order[i];
        const bool replaced =
            i + 1 < order.size() && order[i + 1].address == at.address && order[i + 1].length == at.length;
        if (!replaced) sorted.push_back({at.address, at.length, store(entries[at.index].value)});
    }
    size_ = sorted.size();
    if (size_ > 0) root_ = trie::Writer<F, Slot>{memory_}.build(sorted);
}

template <Family F, class V>
bool PrefixTrie<F, V>::insert(const Prefix& prefix, const V& value) {
    memory_.open();
    const Slot slot = store(value);
    const auto put = trie::Writer<F, Slot>{memory_}.put(root_, key(prefix), prefix.length(), slot);
    if (put.is_new) {
        ++size_;
    } else {
        discard(*put.value);
        *put.value = slot;
    }
    return put.is_new;
}

template <Family F, class V>
bool PrefixTrie<F, V>::erase(const Prefix& prefix) {
    if (find(prefix) == nullptr) return false;
    memory_.open();
    discard(trie::Writer<F, Slot>{memory_}.remove(root_, key(prefix), prefix.length()));
    --size_;
    return true;
}

template <Family F, class V>
const V* PrefixTrie<F, V>::find(const Prefix& prefix) const {
    const Key address = key(prefix);
    const trie::Place at = trie::place<F>(address, prefix.length());
    Link link = root_;
    while (link && link.depth() < at.depth) link = link->child(trie::byte_at<F>(address, link.depth()));
    if (!link || link.depth() > at.depth || !link->matches(address)) return nullptr;
    return link->has_value(at.byte, at.length) ? &value_of(link->value(at.byte, at.length)) : nullptr;
}

template <Family F, class V>
auto PrefixTrie<F, V>::longest_match(const Address& address) const -> std::optional<Match> {
    assert(address.family() == F);
    const auto bits = static_cast<Key>(address.bits());
    const trie::Found found = trie::counting_fast(
        [ root = root_, bits ]() __attribute__((always_inline)) { return trie::longest_match(root, bits); });
    if (found.slot == nullptr) return std::nullopt;
    return Match{trie::prefix_at<F>(bits, found.length), &value_of(*found.slot)};
}

template <Family F, class V>
auto PrefixTrie<F, V>::longest_match(const Prefix& prefix) const -> std::optional<Match> {
    std::optional<Match> longest;
    covering(prefix, [&](const Prefix& containing, const V& value) {
        longest = Match{containing, &value};
        return Visit::stop;
    });
    return longest;
}

template <Family F, class V>
bool PrefixTrie<F, V>::overlaps(const Prefix& prefix) const {
    if (longest_match(prefix)) return true;
    return trie::walk_covered(root_, key(prefix), prefix.length(),
                              [](const Prefix&, const Slot&) { return Visit::stop; }) == Visit::stop;
}

template <Family F, class V>
template <class Visitor>
void PrefixTrie<F, V>::covering(const Prefix& prefix, Visitor&& visit) const {
    const Key address = key(prefix);
    const auto shown = on_slots(visit);
    trie::counting_fast([&, root = root_ ]() __attribute__((always_inline)) {
        return trie::visit_covering(root, address, prefix.length(), shown);
    });
}

template <Family F, class V>
template <class Visitor>
void PrefixTrie<F, V>::covered(const Prefix& prefix, Visitor&& visit) const {
    (void)trie::walk_covered(root_, key(prefix), prefix.length(), on_slots(visit));
}

template <Family F, class V>
template <class Visitor>
void PrefixTrie<F, V>::overlapping(const Prefix& prefix, Visitor&& visit) const {
    std::vector<Match> containing;
    covering(prefix, [&](const Prefix& outer, const V& value) {
        if (outer != prefix) containing.push_back({outer, &value});
    });
    for (auto outer = containing.rbegin(); outer != containing.rend(); ++outer) {
        if (trie::call(visit, outer->prefix, *outer->value) == Visit::stop) return;
    }
    covered(prefix, visit);
}

}  // namespace vpnsim
