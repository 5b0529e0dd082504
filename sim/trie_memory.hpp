#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace vpnsim::trie {

/// Something that one generation owns.
struct Owned {
    std::uint64_t generation = 0;
    std::uint32_t index = 0;  ///< its place in the generation's list
};

/// The memory of a node, in whole granules.
struct Block : Owned {
    static constexpr std::size_t granule = 32;
    [[nodiscard]] static void* allocate(std::size_t granules) {
        return ::operator new (granules* granule, std::align_val_t{granule});
    }
    static void destroy(Block* block) { ::operator delete (block, std::align_val_t{granule}); }
};

/// A value that does not fit into a node.
struct Box : Owned {
    Box() = default;
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;
    virtual ~Box() = default;
    static void destroy(Box* box) { delete box; }
};

/// What one generation owns of one kind, and what its trie no longer uses of older generations.
template <class T>
class Belongings {
  public:
    Belongings() = default;
    Belongings(const Belongings&) = delete;
    Belongings& operator=(const Belongings&) = delete;
    ~Belongings() {
        for (T* const thing : owned_) T::destroy(thing);
    }
    void add(T& thing) {
        thing.index = static_cast<std::uint32_t>(owned_.size());
        owned_.push_back(&thing);
    }
    void destroy(T& thing) {
        owned_.back()->index = thing.index;
        owned_[thing.index] = owned_.back();
        owned_.pop_back();
        T::destroy(&thing);
    }
    void retire(T& thing) { retired_.push_back(&thing); }
    /// Takes over everything from an older generation, and destroys what was retired of generations since `oldest`.
    void absorb(Belongings& older, std::uint64_t oldest) {
        if (owned_.size() < older.owned_.size()) owned_.swap(older.owned_);  // the fewer join the more
        for (T* const thing : older.owned_) add(*thing);
        older.owned_.clear();
        for (T* const thing : retired_) {
            if (thing->generation >= oldest) {
                destroy(*thing);
            } else {
                older.retired_.push_back(thing);
            }
        }
        retired_ = std::move(older.retired_);
    }

  private:
    std::vector<T*> owned_;
    std::vector<T*> retired_;
};

/// Who may write what, when several tries share nodes. A plain reference count per node would make a fork's first write
/// touch every child of every node it copies; so ownership is kept per *generation*, the nodes that a trie has made
/// since it was last forked:
///  1. Every node and box carries the number of its generation; a trie reaches only its own generation and those before
///  it.
///  2. Copying a trie shares its generation. A generation held by several tries, or continued by one, is never
///     written again while that is so; a trie that wants to write opens a generation of its own (`open`).
///  3. What a trie replaces in an older generation is *retired*: others may still read it. Once the older generation
///     is this trie's alone, `open` absorbs it and destroys what was retired.
/// So a fork costs one reference, and dropping it returns all it allocated. Different copies may be used by different
/// threads, like any values.
class Memory {
  public:
    /// To be called before a group of changes: afterwards this trie's generation is its alone.
    void open();
    /// Returns true iff it may be written in place. Requires: `open` was called.
    [[nodiscard]] bool owns(const Owned& thing) const { return thing.generation >= current_->oldest; }
    /// Makes a new node or box part of this trie's generation.
    void adopt(Block& block) { adopt(block, current_->blocks); }
    void adopt(Box& box) { adopt(box, current_->boxes); }
    void release(Block& block) { release(block, current_->blocks); }
    void release(Box& box) { release(box, current_->boxes); }

  private:
    struct Generation {
        std::uint64_t number = 0;
        std::uint64_t oldest = 0;  ///< number of the oldest generation absorbed into this one
        std::shared_ptr<Generation> before;
        Belongings<Block> blocks;
        Belongings<Box> boxes;
        std::mutex absorbing;

        Generation(std::uint64_t its_number, std::shared_ptr<Generation> its_before)
            : number{its_number}, oldest{its_number}, before{std::move(its_before)} {}
        Generation(const Generation&) = delete;
        Generation& operator=(const Generation&) = delete;
        ~Generation();
        /// Joins every generation before this one that nothing else holds.
        void absorb_before();
    };
    template <class T>
    void adopt(T& thing, Belongings<T>& belongings) {
        thing.generation = current_->number;
        belongings.add(thing);
    }
    template <class T>
    void release(T& thing, Belongings<T>& belongings) {
        if (owns(thing)) {
            belongings.destroy(thing);
        } else {
            belongings.retire(thing);
        }
    }

    std::shared_ptr<Generation> current_;
};

}  // namespace vpnsim::trie
