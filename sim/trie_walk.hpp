#pragma once

#include <array>
#include <type_traits>

#include "sim/trie_node.hpp"

namespace vpnsim {

/// What a visitor may answer to end a walk early. A visitor that returns nothing sees everything.
enum class Visit : std::uint8_t { proceed, stop };

namespace trie {

template <class Visitor, class... Arguments>
[[nodiscard]] Visit call(Visitor& visitor, Arguments&&... arguments) {
    if constexpr (std::is_void_v<std::invoke_result_t<Visitor&, Arguments...>>) {
        visitor(std::forward<Arguments>(arguments)...);
        return Visit::proceed;
    } else {
        return visitor(std::forward<Arguments>(arguments)...);
    }
}

template <Family F>
[[nodiscard]] constexpr Prefix prefix_at(Key<F> address, unsigned length) {
    return {Address{F, address}, length};
}

/// The nodes whose key contains an address, outermost first, down to a depth.
template <Family F, class S>
struct Path {
    std::array<const Node<F, S>*, width(F) / 8> nodes;
    unsigned count = 0;

    [[gnu::always_inline]] Path(Link<F, S> link, Key<F> address, unsigned depth) {
        unsigned checked = 0;  // so many bytes of the address are known to agree
        while (link && link.depth() <= depth && (link.depth() == checked || link->matches(address))) {
            nodes[count++] = &*link;
            checked = link.depth() + 1;
            if (checked > depth) return;
            link = link->child(byte_at<F>(address, link.depth()));
        }
    }
};

/// Visits the values of one node that contain `address`, of at most `length` bits there. Order: longest first.
template <Family F, class S, class Visitor>
[[nodiscard, gnu::always_inline]] inline Visit visit_longest_first(const Node<F, S>& node, Key<F> address,
                                                                   unsigned length, Visitor&& visit) {
    const unsigned byte = byte_at<F>(address, node.depth);
    const unsigned position = byte & 63;
    const Quarter& quarter = node.quarters[byte >> 6];
    const auto show = [&](unsigned bits, unsigned rank) {
        return visit(prefix_at<F>(address, 8U * node.depth + bits), node.values()[rank]);
    };
    if (length == 8 && quarter.has_full(position) && show(8, quarter.full_rank(position)) == Visit::stop) {
        return Visit::stop;
    }
    // Tree indices below 2^(length-1) have less than length-1 bits in the quarter.
    std::uint64_t inner =
        quarter.inner_hits(position) & (length > 6 ? ~std::uint64_t{1} : bit(std::max(1U << length >> 1, 1U)) - 2);
    for (; inner != 0; inner ^= std::bit_floor(inner)) {
        const auto index = static_cast<unsigned>(std::bit_width(inner)) - 1;
        if (show(inner_length(index), quarter.inner_rank(index)) == Visit::stop) return Visit::stop;
    }
    if ((quarter.inner & 1) == 0) return Visit::proceed;
    for (unsigned bits = std::min(length, 1U) + 1; bits-- > 0;) {
        if (node.has_value(byte, bits) && show(bits, node.value_rank(byte, bits)) == Visit::stop) return Visit::stop;
    }
    return Visit::proceed;
}

/// Visits every value that contains the prefix of `length` bits at `address`. Order: longest first.
template <Family F, class S, class Visitor>
[[gnu::always_inline]] inline Visit visit_covering(Link<F, S> root, Key<F> address, unsigned length,
                                                   const Visitor& visit) {
    const Place at = place<F>(address, length);
    const Path path{root, address, at.depth};
    for (unsigned i = path.count; i-- > 0;) {
        const auto& node = *path.nodes[i];
        const unsigned bits = node.depth == at.depth ? at.length : 8;
        if (visit_longest_first(node, address, bits, visit) == Visit::stop) return Visit::stop;
    }
    return Visit::proceed;
}

/// A value and the length of its prefix; `slot` is null where there is none.
template <class S>
struct Found {
    const S* slot = nullptr;
    unsigned length = 0;
};

/// The longest prefix that contains an address.
template <Family F, class S>
[[nodiscard, gnu::always_inline]] inline Found<S> longest_match(Link<F, S> link, Key<F> address) {
    Link<F, S> best;
    unsigned checked = 0;  // so many bytes of the address are known to agree
    while (link && (link.depth() == checked || link->matches(address))) {
        const unsigned byte = byte_at<F>(address, link.depth());
        const unsigned position = byte & 63;
        const Quarter& quarter = link->quarters[byte >> 6];
        if (((quarter.full >> position & 1) | quarter.inner_hits(position)) != 0) best = link;
        if (!quarter.has_child(position)) break;
        checked = link.depth() + 1;
        link = link->children()[quarter.child_rank(position)];
    }
    if (!best) return {};
    const unsigned byte = byte_at<F>(address, best.depth());
    const unsigned position = byte & 63;
    const Quarter& quarter = best->quarters[byte >> 6];
    const unsigned before = 8 * best.depth();
    if (quarter.has_full(position)) return {best->values() + quarter.full_rank(position), before + 8};
    const auto index = static_cast<unsigned>(std::bit_width(quarter.inner_hits(position))) - 1;
    if (index > 0) return {best->values() + quarter.inner_rank(index), before + inner_length(index)};
    const unsigned length = best->has_value(byte, 1) ? 1 : 0;
    return {best->values() + best->value_rank(byte, length), before + length};
}

/// Visits the values of a node's subtree whose first byte there lies in first_byte..last_byte and, in the node itself,
/// of at least `length` bits. Order: CIDR.
template <Family F, class S, class Visitor>
[[nodiscard]] Visit walk(const Node<F, S>& node, unsigned first_byte, unsigned last_byte, unsigned length,
                         Visitor& visit) {
    const auto base = [&](unsigned byte) { return node.key | Key<F>{byte} << (width(F) - 8 - 8 * node.depth); };
    const auto show = [&](unsigned byte, unsigned bits) {
        return visit(prefix_at<F>(base(byte), 8U * node.depth + bits), node.value(byte, bits));
    };
    for (unsigned q = first_byte >> 6; q <= last_byte >> 6; ++q) {
        const Quarter& quarter = node.quarters[q];
        std::uint64_t starts = quarter.full | quarter.children | quarter.inner_starts() | (q % 2 == 0 ? 1U : 0U);
        if (q == first_byte >> 6) starts &= ~below(first_byte & 63);
        if (q == last_byte >> 6) starts &= bit(last_byte & 63) | below(last_byte & 63);
        for (; starts != 0; starts &= starts - 1) {
            const unsigned byte = q << 6 | static_cast<unsigned>(std::countr_zero(starts));
            // The prefixes that begin here are those with no bit of `byte` beyond their length, shortest first.
            const unsigned shortest = byte == 0 ? 0 : 8 - static_cast<unsigned>(std::countr_zero(byte));
            for (unsigned bits = std::max(length, shortest); bits <= 8; ++bits) {
                if (node.has_value(byte, bits) && show(byte, bits) == Visit::stop) return Visit::stop;
            }
            if (const auto child = node.child(byte); child && walk(*child, 0, 255, 0, visit) == Visit::stop) {
                return Visit::stop;
            }
        }
    }
    return Visit::proceed;
}

/// Visits every value below `root` inside the prefix of `length` bits at `address`. Order: CIDR.
template <Family F, class S, class Visitor>
[[nodiscard]] Visit walk_covered(Link<F, S> link, Key<F> address, unsigned length, Visitor&& visit) {
    const Place at = place<F>(address, length);
    while (link && link.depth() < at.depth) {
        link = link->matches(address) ? link->child(byte_at<F>(address, link.depth())) : Link<F, S>{};
    }
    if (!link) return Visit::proceed;
    if (link.depth() > at.depth) {
        if (!prefix_at<F>(address, length).contains(Address{F, link->key})) return Visit::proceed;
        return walk(*link, 0, 255, 0, visit);
    }
    if (!link->matches(address)) return Visit::proceed;
    return walk(*link, at.byte, at.byte | 0xffU >> at.length, at.length, visit);
}

}  // namespace trie
}  // namespace vpnsim
