#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

namespace vpnsim::trie {

/// Blocks of whole granules out of few large chunks. Nothing is constructed or destroyed in them.
class Arena {
  public:
    static constexpr std::size_t granule = 32;

    /// Returns a block of `granules` granules, aligned to one.
    [[nodiscard]] std::byte* allocate(std::size_t granules);
    void release(std::byte* block, std::size_t granules);
    /// Takes over every chunk and free block of `other`.
    void absorb(Arena& other);

  private:
    [[nodiscard]] std::byte* cut(std::size_t granules);
    void release_rest();

    struct alignas(granule) Granule {
        std::byte bytes[granule];
    };
    using Chunk = std::unique_ptr<Granule[]>;

    std::vector<Chunk> chunks_;
    std::vector<std::vector<std::byte*>> free_;  ///< by size in granules
    std::byte* next_ = nullptr;                  ///< the unused rest of the newest chunk
    std::size_t left_ = 0;
    std::size_t total_ = 0;  ///< granules in all chunks
};

/// A value that does not fit into a node. The generation that made it destroys it.
struct Box {
    using List = std::list<std::unique_ptr<Box>>;
    std::uint64_t generation = 0;
    List::iterator self;
    Box() = default;
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;
    virtual ~Box() = default;
};

/// Who may write what, when several tries share nodes. A plain reference count per node would make a fork's first write
/// touch every child of every node it copies; so ownership is kept per *generation*, the memory that a trie has
/// allocated since it was last forked:
///  1. Every node and box carries the number of its generation; a trie reaches only its own generation and those before
///  it.
///  2. Copying a trie shares its generation. A generation held by several tries, or continued by one, is never
///     written again while that is so; a trie that wants to write opens a generation of its own (`open`).
///  3. What a trie replaces in an older generation is *retired*: others may still read it. Once the older generation
///     is this trie's alone, `open` absorbs it and frees what was retired.
/// So a fork costs one reference, and dropping it returns all it allocated. Different copies may be used by different
/// threads, like any values.
class Memory {
  public:
    /// To be called before a group of changes: afterwards this trie's generation is its alone.
    void open();
    [[nodiscard]] std::uint64_t generation() const { return current_->number; }
    /// Returns true iff a node or box of that generation may be written in place. Requires: `open` was called.
    [[nodiscard]] bool owns(std::uint64_t generation) const { return generation >= current_->oldest; }

    [[nodiscard]] std::byte* allocate(std::size_t granules) { return current_->arena.allocate(granules); }
    void release(std::byte* block, std::size_t granules, std::uint64_t generation);
    void adopt(std::unique_ptr<Box> box);
    void release(Box& box);

  private:
    struct Retired {
        std::byte* block;
        std::size_t granules;
        std::uint64_t generation;
    };
    struct Generation {
        std::uint64_t number = 0;
        std::uint64_t oldest = 0;  ///< number of the oldest generation absorbed into this one
        std::shared_ptr<Generation> before;
        Arena arena;
        Box::List boxes;
        std::vector<Retired> retired;
        std::vector<Box*> retired_boxes;
        std::mutex absorbing;

        Generation(std::uint64_t its_number, std::shared_ptr<Generation> its_before)
            : number{its_number}, oldest{its_number}, before{std::move(its_before)} {}
        Generation(const Generation&) = delete;
        Generation& operator=(const Generation&) = delete;
        ~Generation();
        /// Joins every generation before this one that nothing else holds.
        void absorb_before();
    };

    std::shared_ptr<Generation> current_;
};

}  // namespace vpnsim::trie
