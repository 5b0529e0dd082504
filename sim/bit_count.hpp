#pragma once

#include <bit>
#include <cstdint>

namespace vpnsim::trie {

/// The number of set bits.
[[nodiscard, gnu::always_inline]] constexpr inline unsigned count(std::uint64_t bits) {
    return static_cast<unsigned>(std::popcount(bits));
}

#if defined(__x86_64__) && !defined(__POPCNT__)
inline const bool processor_counts_bits = __builtin_cpu_supports("popcnt") != 0;
template <class Work>
[[gnu::target("popcnt")]] auto work_with_popcnt(const Work& work) {
    return work();
}
#endif

/// Returns work(), with `count` as a single instruction where the processor has it though the build may not assume it
/// (look-ups take half the time). Requires: `work` is declared always_inline, so that it is compiled once for each
/// kind.
template <class Work>
[[gnu::always_inline]] inline auto counting_fast(const Work& work) {
#if defined(__x86_64__) && !defined(__POPCNT__)
    if (processor_counts_bits) return work_with_popcnt(work);
#endif
    return work();
}

}  // namespace vpnsim::trie
