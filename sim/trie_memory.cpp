#include "sim/trie_memory.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace vpnsim::trie {
namespace {

/// Granules of a new chunk: an eighth of what there is, so that neither small nor large tries waste much.
std::size_t chunk_granules(std::size_t total) { return std::clamp<std::size_t>(total / 8, 16, 1 << 14); }

/// Returns true iff nobody else holds `shared`; what others did before they let go of it has then happened.
template <class T>
bool sole(const std::shared_ptr<T>& shared) {
    if (shared.use_count() != 1) return false;
    std::atomic_thread_fence(std::memory_order_acquire);
    return true;
}

}  // namespace

std::byte* Arena::allocate(std::size_t granules) {
    if (granules >= free_.size() || free_[granules].empty()) return cut(granules);
    std::byte* const block = free_[granules].back();
    free_[granules].pop_back();
    return block;
}

/// Cuts a block off the newest chunk, else off a larger free block, else off a new chunk.
std::byte* Arena::cut(std::size_t granules) {
    if (left_ < granules) {
        const auto first = free_.begin() + static_cast<std::ptrdiff_t>(std::min(granules, free_.size()));
        const auto larger = std::find_if(first, free_.end(), [](const auto& blocks) { return !blocks.empty(); });
        std::byte* start = nullptr;
        std::size_t size = 0;
        if (larger != free_.end()) {
            start = larger->back();
            size = static_cast<std::size_t>(larger - free_.begin());
            larger->pop_back();
        } else {
            size = std::max(granules, chunk_granules(total_));
            chunks_.push_back(Chunk{new Granule[size]});
            start = chunks_.back()[0].bytes;
            total_ += size;
        }
        release_rest();
        next_ = start;
        left_ = size;
    }
    left_ -= granules;
    return std::exchange(next_, next_ + granules * granule);
}

void Arena::release(std::byte* block, std::size_t granules) {
    if (free_.size() <= granules) free_.resize(granules + 1);
    free_[granules].push_back(block);
}

/// Releases what is left of the newest chunk, in pieces that keep the table of free blocks short.
void Arena::release_rest() {
    constexpr std::size_t piece = 256;
    for (; left_ > 0; left_ -= std::min(left_, piece))
        release(next_ + (left_ - std::min(left_, piece)) * granule, std::min(left_, piece));
}

void Arena::absorb(Arena& other) {
    if (total_ < other.total_) std::swap(*this, other);  // the small one joins the large one
    other.release_rest();
    std::move(other.chunks_.begin(), other.chunks_.end(), std::back_inserter(chunks_));
    for (std::size_t size = 0; size < other.free_.size(); ++size) {
        for (std::byte* const block : other.free_[size]) release(block, size);
    }
    total_ += other.total_;
    other = Arena{};
}

void Memory::open() {
    if (!current_) current_ = std::make_shared<Generation>(0, nullptr);
    if (!sole(current_)) current_ = std::make_shared<Generation>(current_->number + 1, current_);
    current_->absorb_before();
    if (!current_->before) return;
    // Nobody may ever write the generation before ours while a fork holds it, yet what it alone holds can be absorbed.
    const std::scoped_lock lock{current_->before->absorbing};
    current_->before->absorb_before();
}

void Memory::release(std::byte* block, std::size_t granules, std::uint64_t generation) {
    if (owns(generation)) {
        current_->arena.release(block, granules);
    } else {
        current_->retired.push_back({block, granules, generation});
    }
}

void Memory::adopt(std::unique_ptr<Box> box) {
    box->generation = current_->number;
    current_->boxes.push_back(std::move(box));
    current_->boxes.back()->self = std::prev(current_->boxes.end());
}

void Memory::release(Box& box) {
    if (owns(box.generation)) {
        current_->boxes.erase(box.self);
    } else {
        current_->retired_boxes.push_back(&box);
    }
}

/// Generations may form a long list; it is unlinked here one by one, not by recursion.
Memory::Generation::~Generation() {
    while (before && sole(before)) before = std::exchange(before->before, nullptr);
}

void Memory::Generation::absorb_before() {
    while (before && sole(before)) {
        const auto older = std::exchange(before, std::exchange(before->before, nullptr));
        oldest = older->oldest;
        arena.absorb(older->arena);
        boxes.splice(boxes.end(), older->boxes);
        for (const Retired& old : retired) {
            if (old.generation >= oldest) {
                arena.release(old.block, old.granules);
            } else {
                older->retired.push_back(old);
            }
        }
        for (Box* const box : retired_boxes) {
            if (box->generation >= oldest) {
                boxes.erase(box->self);
            } else {
                older->retired_boxes.push_back(box);
            }
        }
        retired = std::move(older->retired);
        retired_boxes = std::move(older->retired_boxes);
    }
}

}  // namespace vpnsim::trie
