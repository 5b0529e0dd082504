#include "sim/trie_memory.hpp"

#include <atomic>

namespace vpnsim::trie {
namespace {

/// Returns true iff nobody else holds `shared`; what others did before they let go of it has then happened.
template <class T>
bool sole(const std::shared_ptr<T>& shared) {
    if (shared.use_count() != 1) return false;
    std::atomic_thread_fence(std::memory_order_acquire);
    return true;
}

}  // namespace

void Memory::open() {
    if (!current_) current_ = std::make_shared<Generation>(0, nullptr);
    if (!sole(current_)) current_ = std::make_shared<Generation>(current_->number + 1, current_);
    current_->absorb_before();
    if (!current_->before) return;
    // Nobody may ever write the generation before ours while a fork holds it, yet what it alone holds can be absorbed.
    const std::scoped_lock lock{current_->before->absorbing};
    current_->before->absorb_before();
}

/// Generations may form a long list; it is unlinked here one by one, not by recursion.
Memory::Generation::~Generation() {
    while (before && sole(before)) before = std::exchange(before->before, nullptr);
}

void Memory::Generation::absorb_before() {
    while (before && sole(before)) {
        const auto older = std::exchange(before, std::exchange(before->before, nullptr));
        oldest = older->oldest;
        blocks.absorb(older->blocks, oldest);
        boxes.absorb(older->boxes, oldest);
    }
}

}  // namespace vpnsim::trie
