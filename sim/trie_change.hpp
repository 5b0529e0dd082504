#pragma once

#include <cassert>
#include <new>
#include <span>

#include "sim/trie_node.hpp"

namespace vpnsim::trie {

/// A value on its way into a trie. Order: CIDR.
template <Family F, class S>
struct Sorted {
    Key<F> address;
    std::uint8_t length;
    S value;
};

/// Changes a tree of nodes. Every node on the way is made the trie's own first (path copying), so that other tries that
/// share it see nothing. Requires: `memory.open()` was called.
template <Family F, class S>
class Writer {
  public:
    using Tree = Node<F, S>;
    using Root = Link<F, S>;
    explicit Writer(Memory& memory) : memory_{memory} {}

    /// One pass over prefixes in ascending order without duplicates. Requires: not empty.
    [[nodiscard]] Root build(std::span<const Sorted<F, S>> entries) {
        const auto& first = entries.front();
        // A prefix shorter than what all entries share contains them all, hence comes first.
        const unsigned depth =
            common_bytes<F>(first.address, entries.back().address, place<F>(first.address, first.length).depth);
        std::size_t children = 0;
        std::size_t values = 0;
        const auto byte = [&](std::size_t i) { return byte_at<F>(entries[i].address, depth); };
        const auto lives_here = [&](std::size_t i) {
            return place<F>(entries[i].address, entries[i].length).depth == depth;
        };
        const auto group_end = [&](std::size_t i) {
            const unsigned group = byte(i);
            while (i < entries.size() && byte(i) == group) ++i;
            return i;
        };
        for (std::size_t i = 0; i < entries.size();) {
            ++(lives_here(i) ? values : children);
            i = lives_here(i) ? i + 1 : group_end(i);
        }
        Tree* const node = make(first.address, depth, Tree::granules_for(children, values));
        for (std::size_t i = 0; i < entries.size();) {
            if (lives_here(i)) {
                node->mark_value(byte(i), entries[i].length - 8 * depth, 1);
                ++i;
            } else {
                node->mark_child(byte(i), 1);
                i = group_end(i);
            }
        }
        Root* child = node->children();
        for (std::size_t i = 0; i < entries.size();) {
            if (lives_here(i)) {
                node->values()[node->value_rank(byte(i), entries[i].length - 8 * depth)] = entries[i].value;
                ++i;
            } else {
                const std::size_t end = group_end(i);
                *child++ = build(entries.subspan(i, end - i));
                i = end;
            }
        }
        return Root{node};
    }

    /// Returns the place of the prefix's value, which the caller may overwrite, and whether it was there before; else
    /// it is `value` now.
    struct Put {
        S* value;
        bool is_new;
    };
    Put put(Root& root, Key<F> address, unsigned length, const S& value) {
        const Place at = place<F>(address, length);
        for (Root* link = &root;;) {
            if (!*link) return {leaf(*link, address, at, value), true};
            Tree* node = &**link;
            const unsigned common = common_bytes<F>(address, node->key, std::min<unsigned>(at.depth, node->depth));
            if (common < node->depth) {
                Tree* const branch = make(address, common, Tree::granules_for(2, 1));
                branch->add_child(byte_at<F>(node->key, common), *link);
                *link = Root{branch};
            } else if (common < at.depth) {
                const unsigned byte = byte_at<F>(address, common);
                if (node->has_child(byte)) {
                    node = own(*link, 0, 0);
                    link = &node->children()[node->child_rank(byte)];
                } else {
                    Root child;
                    S* const put_value = leaf(child, address, at, value);
                    own(*link, 1, 0)->add_child(byte, child);
                    return {put_value, true};
                }
            } else if (node->has_value(at.byte, at.length)) {
                node = own(*link, 0, 0);
                return {&node->values()[node->value_rank(at.byte, at.length)], false};
            } else {
                node = own(*link, 0, 1);
                node->add_value(at.byte, at.length, value);
                return {&node->values()[node->value_rank(at.byte, at.length)], true};
            }
        }
    }

    /// Returns the value that was there. Requires: there was one.
    S remove(Root& root, Key<F> address, unsigned length) {
        const Place at = place<F>(address, length);
        Root* link = &root;
        Root* parent_link = nullptr;
        Tree* node = own(*link, 0, 0);
        while (node->depth < at.depth) {
            parent_link = link;
            link = &node->children()[node->child_rank(byte_at<F>(address, node->depth))];
            node = own(*link, 0, 0);
        }
        const S value = node->value(at.byte, at.length);
        node->remove_value(at.byte, at.length);
        drop_if_needless(*link);
        if (!*link && parent_link != nullptr) {
            (*parent_link)->remove_child(byte_at<F>(address, (*parent_link)->depth));
            drop_if_needless(*parent_link);
        }
        return value;
    }

  private:
    Tree* make(Key<F> address, unsigned depth, std::size_t granules) {
        Tree* const node = new (Block::allocate(granules)) Tree{address, depth, granules};
        memory_.adopt(*node);
        return node;
    }
    S* leaf(Root& link, Key<F> address, const Place& at, const S& value) {
        link = Root{make(address, at.depth, Tree::granules_for(0, 1))};
        link->add_value(at.byte, at.length, value);
        return link->values();
    }
    /// Makes the node behind `link` writable with room for so many more children and values.
    Tree* own(Root& link, std::size_t children, std::size_t values) {
        Tree& old = *link;
        if (memory_.owns(old) && old.has_room(children, values)) return &old;
        const std::size_t used = Tree::granules_for(old.child_count, old.value_count);
        std::size_t granules = Tree::granules_for(old.child_count + children, old.value_count + values);
        if (granules > used) granules += granules / 8;  // a node that has grown often grows again
        void* const block = Block::allocate(granules);
        std::memcpy(block, &old, used * Block::granule);
        Tree* const node = std::launder(static_cast<Tree*>(block));
        node->granules = static_cast<std::uint16_t>(granules);
        memory_.adopt(*node);
        link = Root{node};
        memory_.release(old);
        return node;
    }
    /// A node without values gives way to its only child or to nothing.
    void drop_if_needless(Root& link) {
        Tree& node = *link;
        if (node.value_count > 0 || node.child_count > 1) return;
        link = node.child_count == 1 ? *node.children() : Root{};
        memory_.release(node);
    }

    Memory& memory_;
};

}  // namespace vpnsim::trie
