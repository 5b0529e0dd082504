#pragma once

#include <cstddef>
#include <functional>

namespace vpnsim {

/// Calls `work` for 0 … count - 1, each once, on up to `threads` threads, and `progress` on this one with how many are
/// done. What the call with the smallest number throws is thrown again when all have ended.
void run_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work,
                  const std::function<void(std::size_t)>& progress);

}  // namespace vpnsim
