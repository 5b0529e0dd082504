#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "model/prefix.hpp"
#include "sim/bit_count.hpp"
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

[[nodiscard]] constexpr std::uint64_t bit(unsigned index) { return std::uint64_t{1} << index; }
[[nodiscard]] constexpr std::uint64_t below(unsigned index) { return bit(index) - 1; }

/// Index of the prefix of `length` bits in the complete binary tree over `bits` bits: 1 is the root, 2i and 2i+1 the
/// halves.
[[nodiscard]] constexpr unsigned tree_index(unsigned byte, unsigned bits, unsigned length) {
    return 1U << length | (byte & ((1U << bits) - 1)) >> (bits - length);
}
/// For each 6-bit position the tree indices of all prefixes of 0..5 bits that contain it, and bit 0.
inline constexpr std::array<std::uint64_t, 64> ancestors = [] {
    std::array<std::uint64_t, 64> table{};
    for (unsigned position = 0; position < 64; ++position) {
        table[position] = 1;
        for (unsigned length = 0; length < 6; ++length) table[position] |= bit(tree_index(position, 6, length));
    }
    return table;
}();

/// A quarter of a node: the 64 bytes with the same two leading bits. One cache line answers for it.
struct alignas(Block::granule) Quarter {
    std::uint64_t children = 0;    ///< by position: a node below
    std::uint64_t full = 0;        ///< by position: a prefix of length 8
    std::uint64_t inner = 0;       ///< by tree index: prefixes of length 2..7; bit 0: one of length 0 or 1 contains us
    std::uint16_t child_base = 0;  ///< children before this quarter
    std::uint16_t inner_base = 0;  ///< values before those of `inner`
    std::uint16_t full_base = 0;   ///< values before those of `full`

    /// The positions at which prefixes of length 2..7 begin.
    [[nodiscard]] std::uint64_t inner_starts() const {
        std::uint64_t starts = 0;
        for (std::uint64_t rest = inner & ~std::uint64_t{1}; rest != 0; rest &= rest - 1) {
            const auto index = static_cast<unsigned>(std::countr_zero(rest));
            const auto length = static_cast<unsigned>(std::bit_width(index)) - 1;
            starts |= bit((index ^ 1U << length) << (6 - length));
        }
        return starts;
    }
    [[nodiscard]] bool has_child(unsigned position) const { return (children >> position & 1) != 0; }
    [[nodiscard]] bool has_full(unsigned position) const { return (full >> position & 1) != 0; }
    [[nodiscard, gnu::always_inline]] unsigned child_rank(unsigned position) const {
        return child_base + count(children & below(position));
    }
    [[nodiscard, gnu::always_inline]] unsigned full_rank(unsigned position) const {
        return full_base + count(full & below(position));
    }
    [[nodiscard, gnu::always_inline]] unsigned inner_rank(unsigned index) const {
        return inner_base + count(inner & (bit(index) - 2));
    }
    /// The prefixes of less than 8 bits that contain a position, as in `inner`.
    [[nodiscard]] std::uint64_t inner_hits(unsigned position) const { return inner & ancestors[position]; }
};

/// The length in its node of the prefix with a tree index of `inner`.
[[nodiscard]] constexpr unsigned inner_length(unsigned index) {
    return static_cast<unsigned>(std::bit_width(index)) + 1;
}

template <Family F, class S>
struct Node;

/// A pointer to a node with the node's depth in its low bits, so that a look-up need not touch the node's head.
template <Family F, class S>
class Link {
  public:
    Link() = default;
    explicit Link(Node<F, S>* node) : bits_{reinterpret_cast<std::uintptr_t>(node) | node->depth} {}
    [[nodiscard]] explicit operator bool() const { return bits_ != 0; }
    [[nodiscard]] unsigned depth() const { return static_cast<unsigned>(bits_ % Block::granule); }
    [[nodiscard]] Node<F, S>& operator*() const { return *reinterpret_cast<Node<F, S>*>(bits_ - depth()); }
    [[nodiscard]] Node<F, S>* operator->() const { return &**this; }

  private:
    std::uintptr_t bits_ = 0;
};

/// A node of stride 8 with S for the values, followed in the same block by its values (order: `top`, then for each
/// quarter `inner`, `full`) and the links to its children (order: byte). A node exists iff it holds a value or has two
/// children (path compression: `depth` may exceed the parent's by more than one).
template <Family F, class S>
struct alignas(Block::granule) Node : Block {
    Key<F> key;              ///< the first `depth` bytes, then zeros
    std::uint16_t granules;  ///< size of the block
    std::uint16_t child_count = 0;
    std::uint16_t value_count = 0;
    std::uint8_t depth;
    std::uint8_t top = 0;  ///< by tree index: prefixes of length 0 and 1
    std::array<Quarter, 4> quarters{};

    Node(Key<F> its_key, unsigned its_depth, std::size_t its_granules)
        : key{head<F>(its_key, its_depth)},
          granules{static_cast<std::uint16_t>(its_granules)},
          depth{static_cast<std::uint8_t>(its_depth)} {}

    /// Bytes of so many values, filled up so that links may follow.
    [[nodiscard]] static constexpr std::size_t value_bytes(std::size_t values) {
        return (values * sizeof(S) + sizeof(Link<F, S>) - 1) / sizeof(Link<F, S>) * sizeof(Link<F, S>);
    }
    [[nodiscard]] static constexpr std::size_t granules_for(std::size_t children, std::size_t values) {
        const std::size_t bytes = sizeof(Node) + value_bytes(values) + children * sizeof(Link<F, S>);
        return (bytes + Block::granule - 1) / Block::granule;
    }
    [[nodiscard]] bool has_room(std::size_t children, std::size_t values) const {
        return granules_for(child_count + children, value_count + values) <= granules;
    }

    [[nodiscard]] S* values() { return reinterpret_cast<S*>(this + 1); }
    [[nodiscard]] const S* values() const { return reinterpret_cast<const S*>(this + 1); }
    [[nodiscard]] Link<F, S>* children() {
        return reinterpret_cast<Link<F, S>*>(reinterpret_cast<std::byte*>(this + 1) + value_bytes(value_count));
    }
    [[nodiscard]] const Link<F, S>* children() const {
        return reinterpret_cast<const Link<F, S>*>(reinterpret_cast<const std::byte*>(this + 1) +
                                                   value_bytes(value_count));
    }

    [[nodiscard]] bool matches(Key<F> address) const { return head<F>(address, depth) == key; }

    [[nodiscard]] bool has_child(unsigned byte) const { return quarters[byte >> 6].has_child(byte & 63); }
    [[nodiscard, gnu::always_inline]] unsigned child_rank(unsigned byte) const {
        return quarters[byte >> 6].child_rank(byte & 63);
    }
    [[nodiscard, gnu::always_inline]] Link<F, S> child(unsigned byte) const {
        return has_child(byte) ? children()[child_rank(byte)] : Link<F, S>{};
    }

    [[nodiscard]] bool has_value(unsigned byte, unsigned length) const {
        if (length < 2) return (top >> tree_index(byte, 8, length) & 1) != 0;
        const Quarter& quarter = quarters[byte >> 6];
        if (length == 8) return quarter.has_full(byte & 63);
        return (quarter.inner >> tree_index(byte, 6, length - 2) & 1) != 0;
    }
    [[nodiscard, gnu::always_inline]] unsigned value_rank(unsigned byte, unsigned length) const {
        if (length < 2) return count(top & below(tree_index(byte, 8, length)));
        const Quarter& quarter = quarters[byte >> 6];
        if (length == 8) return quarter.full_rank(byte & 63);
        return quarter.inner_rank(tree_index(byte, 6, length - 2));
    }
    [[nodiscard]] const S& value(unsigned byte, unsigned length) const { return values()[value_rank(byte, length)]; }

    /// Notes that a value or child is there, or is no longer; moving values and links is the caller's business.
    void mark_value(unsigned byte, unsigned length, int change) {
        const unsigned quarter = byte >> 6;
        const auto add = [change](auto& number) { number = static_cast<std::uint16_t>(number + change); };
        if (length < 2) {
            top = static_cast<std::uint8_t>(top ^ 1U << tree_index(byte, 8, length));
            for (unsigned q = 0; q < 4; ++q) {
                const bool contained = has_value(q << 6, 0) || has_value(q << 6, 1);
                quarters[q].inner = (quarters[q].inner & ~std::uint64_t{1}) | (contained ? 1U : 0U);
                add(quarters[q].inner_base);
                add(quarters[q].full_base);
            }
        } else {
            if (length == 8) {
                quarters[quarter].full ^= bit(byte & 63);
            } else {
                quarters[quarter].inner ^= bit(tree_index(byte, 6, length - 2));
                add(quarters[quarter].full_base);
            }
            for (unsigned q = quarter + 1; q < 4; ++q) {
                add(quarters[q].inner_base);
                add(quarters[q].full_base);
            }
        }
        add(value_count);
    }
    void mark_child(unsigned byte, int change) {
        const auto add = [change](auto& number) { number = static_cast<std::uint16_t>(number + change); };
        quarters[byte >> 6].children ^= bit(byte & 63);
        for (unsigned q = (byte >> 6) + 1; q < 4; ++q) add(quarters[q].child_base);
        add(child_count);
    }

    /// Requires: absent, and room for it.
    void add_value(unsigned byte, unsigned length, const S& value) {
        const unsigned rank = value_rank(byte, length);
        S* const at = values() + rank;
        move_children(value_count + 1U);
        std::memmove(at + 1, at, (value_count - rank) * sizeof(S));
        *at = value;
        mark_value(byte, length, 1);
    }
    void add_child(unsigned byte, Link<F, S> link) {
        const unsigned rank = child_rank(byte);
        Link<F, S>* const at = children() + rank;
        std::copy_backward(at, children() + child_count, children() + child_count + 1);
        *at = link;
        mark_child(byte, 1);
    }
    /// Requires: present.
    void remove_value(unsigned byte, unsigned length) {
        const unsigned rank = value_rank(byte, length);
        S* const at = values() + rank;
        std::memmove(at, at + 1, (value_count - rank - 1U) * sizeof(S));
        move_children(value_count - 1U);
        mark_value(byte, length, -1);
    }
    void remove_child(unsigned byte) {
        Link<F, S>* const at = children() + child_rank(byte);
        std::copy(at + 1, children() + child_count, at);
        mark_child(byte, -1);
    }

  private:
    /// Moves the links to where they belong behind so many values.
    void move_children(std::size_t values) {
        if (value_bytes(values) == value_bytes(value_count)) return;
        std::byte* const to = reinterpret_cast<std::byte*>(this + 1) + value_bytes(values);
        std::memmove(to, children(), child_count * sizeof(Link<F, S>));
    }
};

}  // namespace vpnsim::trie
