#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "model/prefix.hpp"
#include "sim/trie_memory.hpp"

namespace vpnsim::trie {

/// An address of family F as a number of its own width.
template <Family F>
using Key = std::conditional_t<F == Family::ipv4, std::uint32_t, AddressBits>;

template <Family F>
[[nodiscard]] constexpr unsigned byte_at(Key<F> key, unsigned depth) {
    return static_cast<unsigned>(key >> (width(F) - 8 - 8 * depth)) & 0xff;
}
/// The first `bytes` bytes of `key`, the others cleared.
template <Family F>
[[nodiscard]] constexpr Key<F> head(Key<F> key, unsigned bytes) {
    return bytes == 0 ? Key<F>{0} : key & (~Key<F>{0} << (width(F) - 8 * bytes));
}
/// How many leading bytes `a` and `b` share, at most `most`.
template <Family F>
[[nodiscard]] constexpr unsigned common_bytes(Key<F> a, Key<F> b, unsigned most) {
    unsigned count = 0;
    while (count < most && byte_at<F>(a, count) == byte_at<F>(b, count)) ++count;
    return count;
}

/// Where a prefix lives: in the node of `depth` whole bytes, below them under `byte`, with `length` further bits. A
/// prefix of 8, 16, 24 ... bits is the last of its node, not the first of the next, because most of them have nothing
/// below.
struct Place {
    unsigned depth;
    unsigned byte;
    unsigned length;  ///< 1..8; 0 only for the prefix of length 0
};
template <Family F>
[[nodiscard]] constexpr Place place(Key<F> key, unsigned prefix_length) {
    const unsigned depth = prefix_length == 0 ? 0 : (prefix_length - 1) / 8;
    return {depth, byte_at<F>(key, depth), prefix_length - 8 * depth};
}

[[nodiscard]] constexpr unsigned count(std::uint64_t bits) { return static_cast<unsigned>(std::popcount(bits)); }
[[nodiscard]] constexpr std::uint64_t bit(unsigned index) { return std::uint64_t{1} << index; }
[[nodiscard]] constexpr std::uint64_t below(unsigned index) { return bit(index) - 1; }

/// Index of the prefix of `length` bits in the complete binary tree over `bits` bits: 1 is the root, 2i and 2i+1 the
/// halves.
[[nodiscard]] constexpr unsigned tree_index(unsigned byte, unsigned bits, unsigned length) {
    return 1U << length | (byte & ((1U << bits) - 1)) >> (bits - length);
}
/// For each 6-bit position the tree indices of all prefixes of 0..5 bits that contain it.
inline constexpr std::array<std::uint64_t, 64> ancestors = [] {
    std::array<std::uint64_t, 64> table{};
    for (unsigned position = 0; position < 64; ++position) {
        for (unsigned length = 0; length < 6; ++length) table[position] |= bit(tree_index(position, 6, length));
    }
    return table;
}();

/// A quarter of a node: the 64 bytes with the same two leading bits. One cache line answers for it.
struct alignas(Arena::granule) Quarter {
    std::uint64_t children = 0;    ///< by position: a node below
    std::uint64_t full = 0;        ///< by position: a prefix of length 8
    std::uint64_t inner = 0;       ///< by tree index: prefixes of length 2..7
    std::uint16_t child_base = 0;  ///< children before this quarter
    std::uint16_t value_base = 0;  ///< values before this quarter

    /// The positions at which prefixes of length 2..7 begin.
    [[nodiscard]] std::uint64_t inner_starts() const {
        std::uint64_t starts = 0;
        for (std::uint64_t rest = inner; rest != 0; rest &= rest - 1) {
            const auto index = static_cast<unsigned>(std::countr_zero(rest));
            const auto length = static_cast<unsigned>(std::bit_width(index)) - 1;
            starts |= bit((index ^ 1U << length) << (6 - length));
        }
        return starts;
    }
};

/// The prefixes of a node that contain one position.
struct Hits {
    std::uint64_t full;   ///< 1 or 0: length 8
    std::uint64_t inner;  ///< lengths 2..7, by tree index
    unsigned top;         ///< lengths 0 and 1, by tree index
    [[nodiscard]] explicit operator bool() const { return (full | inner | top) != 0; }
    /// Requires: there is one. The length in the node, 0..8.
    [[nodiscard]] unsigned longest() const {
        if (full != 0) return 8;
        if (inner != 0)
            return static_cast<unsigned>(std::bit_width(static_cast<unsigned>(std::bit_width(inner)) - 1)) + 1;
        return top > 0b10 ? 1 : 0;
    }
    void drop_longest() {
        if (full != 0) {
            full = 0;
        } else if (inner != 0) {
            inner ^= std::bit_floor(inner);
        } else {
            top ^= std::bit_floor(top);
        }
    }
};

/// A node of stride 8 with S for the values, followed in the same block by its child pointers (order: byte) and its
/// values (order: `top`, then for each quarter `inner`, `full`). A node exists iff it holds a value or has two children
/// (path compression: `depth` may exceed the parent's by more than one).
template <Family F, class S>
struct alignas(Arena::granule) Node {
    Key<F> key;  ///< the first `depth` bytes, then zeros
    std::uint64_t generation;
    std::uint16_t granules;  ///< size of the block
    std::uint16_t child_count = 0;
    std::uint16_t value_count = 0;
    std::uint8_t depth;
    std::uint8_t top = 0;  ///< by tree index: prefixes of length 0 and 1
    std::array<Quarter, 4> quarters{};

    Node(Key<F> its_key, unsigned its_depth, std::size_t its_granules, std::uint64_t its_generation)
        : key{head<F>(its_key, its_depth)},
          generation{its_generation},
          granules{static_cast<std::uint16_t>(its_granules)},
          depth{static_cast<std::uint8_t>(its_depth)} {}

    [[nodiscard]] static constexpr std::size_t granules_for(std::size_t children, std::size_t values) {
        const std::size_t bytes = sizeof(Node) + children * sizeof(Node*) + values * sizeof(S);
        return (bytes + Arena::granule - 1) / Arena::granule;
    }
    [[nodiscard]] bool has_room(std::size_t children, std::size_t values) const {
        return granules_for(child_count + children, value_count + values) <= granules;
    }

    [[nodiscard]] Node** children() { return reinterpret_cast<Node**>(this + 1); }
    [[nodiscard]] Node* const* children() const { return reinterpret_cast<Node* const*>(this + 1); }
    [[nodiscard]] S* values() { return reinterpret_cast<S*>(children() + child_count); }
    [[nodiscard]] const S* values() const { return reinterpret_cast<const S*>(children() + child_count); }

    [[nodiscard]] bool matches(Key<F> address) const { return head<F>(address, depth) == key; }

    [[nodiscard]] bool has_child(unsigned byte) const { return (quarters[byte >> 6].children >> (byte & 63) & 1) != 0; }
    [[nodiscard]] unsigned child_rank(unsigned byte) const {
        const Quarter& quarter = quarters[byte >> 6];
        return quarter.child_base + count(quarter.children & below(byte & 63));
    }
    [[nodiscard]] Node* child(unsigned byte) const { return has_child(byte) ? children()[child_rank(byte)] : nullptr; }

    [[nodiscard]] bool has_value(unsigned byte, unsigned length) const {
        if (length < 2) return (top >> tree_index(byte, 8, length) & 1) != 0;
        const Quarter& quarter = quarters[byte >> 6];
        if (length == 8) return (quarter.full >> (byte & 63) & 1) != 0;
        return (quarter.inner >> tree_index(byte, 6, length - 2) & 1) != 0;
    }
    [[nodiscard]] unsigned value_rank(unsigned byte, unsigned length) const {
        if (length < 2) return count(top & below(tree_index(byte, 8, length)));
        const Quarter& quarter = quarters[byte >> 6];
        if (length == 8) return quarter.value_base + count(quarter.inner) + count(quarter.full & below(byte & 63));
        return quarter.value_base + count(quarter.inner & below(tree_index(byte, 6, length - 2)));
    }
    [[nodiscard]] const S& value(unsigned byte, unsigned length) const { return values()[value_rank(byte, length)]; }

    /// The prefixes here of at most `length` bits that contain `byte`.
    [[nodiscard]] Hits hits(unsigned byte, unsigned length) const {
        const Quarter& quarter = quarters[byte >> 6];
        const unsigned in_top = length == 0 ? 0b10U : 0b10U | 0b100U << (byte >> 7);
        if (length == 8) return {quarter.full >> (byte & 63) & 1, quarter.inner & ancestors[byte & 63], top & in_top};
        // Tree indices below 2^(length-1) have at most length-2 bits in the quarter.
        const std::uint64_t shorter = length < 2 ? 0 : ~std::uint64_t{0} >> (64 - (1U << (length - 1)));
        return {0, quarter.inner & ancestors[byte & 63] & shorter, top & in_top};
    }
    /// Notes a value; its place among the values is the caller's to fill. Requires: absent.
    void mark_value(unsigned byte, unsigned length) {
        const unsigned quarter = byte >> 6;
        if (length < 2) {
            top = static_cast<std::uint8_t>(top | 1U << tree_index(byte, 8, length));
        } else if (length == 8) {
            quarters[quarter].full |= bit(byte & 63);
        } else {
            quarters[quarter].inner |= bit(tree_index(byte, 6, length - 2));
        }
        for (unsigned q = length < 2 ? 0 : quarter + 1; q < 4; ++q) ++quarters[q].value_base;
        ++value_count;
    }
    void mark_child(unsigned byte) {
        quarters[byte >> 6].children |= bit(byte & 63);
        for (unsigned q = (byte >> 6) + 1; q < 4; ++q) ++quarters[q].child_base;
        ++child_count;
    }

    /// Requires: absent, and room for it.
    void add_value(unsigned byte, unsigned length, const S& value) {
        const unsigned rank = value_rank(byte, length);
        S* const at = values() + rank;
        std::memmove(at + 1, at, (value_count - rank) * sizeof(S));
        *at = value;
        mark_value(byte, length);
    }
    void add_child(unsigned byte, Node* node) {
        const unsigned rank = child_rank(byte);
        Node** const at = children() + rank;
        std::memmove(at + 1, at, (child_count - rank) * sizeof(Node*) + value_count * sizeof(S));
        *at = node;
        mark_child(byte);
    }
    /// Requires: present.
    void remove_value(unsigned byte, unsigned length) {
        const unsigned rank = value_rank(byte, length);
        S* const at = values() + rank;
        std::memmove(at, at + 1, (value_count - rank - 1U) * sizeof(S));
        const unsigned quarter = byte >> 6;
        if (length < 2) {
            top = static_cast<std::uint8_t>(top & ~(1U << tree_index(byte, 8, length)));
        } else if (length == 8) {
            quarters[quarter].full &= ~bit(byte & 63);
        } else {
            quarters[quarter].inner &= ~bit(tree_index(byte, 6, length - 2));
        }
        for (unsigned q = length < 2 ? 0 : quarter + 1; q < 4; ++q) --quarters[q].value_base;
        --value_count;
    }
    void remove_child(unsigned byte) {
        const unsigned rank = child_rank(byte);
        Node** const at = children() + rank;
        std::memmove(at, at + 1, (child_count - rank - 1U) * sizeof(Node*) + value_count * sizeof(S));
        quarters[byte >> 6].children &= ~bit(byte & 63);
        for (unsigned q = (byte >> 6) + 1; q < 4; ++q) --quarters[q].child_base;
        --child_count;
    }
};

}  // namespace vpnsim::trie
