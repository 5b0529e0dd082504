// The prefix trie against what everyone has: std::sort, and a hash table per prefix length. The cases named goal/...
// each time both sides in turns and print their ratio (median over the turns), so that a busy machine slows both alike.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <new>
#include <unordered_map>

#include "bench/workload_prefixes.hpp"
#include "sim/prefix_trie.hpp"

namespace {

/// Bytes that the program holds from the allocator, with the allocator's own word per block.
std::size_t allocated = 0;
std::size_t block_size(void* block) { return block == nullptr ? 0 : malloc_usable_size(block) + sizeof(std::size_t); }
void* counted(void* block) {
    if (block == nullptr) throw std::bad_alloc{};
    allocated += block_size(block);
    return block;
}
void uncounted(void* block) {
    allocated -= block_size(block);
    std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    const auto to = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(to, (size + to - 1) / to * to));
}
void operator delete(void* block) noexcept { uncounted(block); }
void operator delete(void* block, std::size_t) noexcept { uncounted(block); }
void operator delete(void* block, std::align_val_t) noexcept { uncounted(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { uncounted(block); }

namespace vpnsim {
namespace {

template <Family F>
using Trie = PrefixTrie<F, std::uint32_t>;
template <Family F>
using Entries = std::vector<typename Trie<F>::Entry>;

template <Family F>
Entries<F> entries(const std::vector<Prefix>& prefixes) {
    Entries<F> result;
    result.reserve(prefixes.size());
    for (const Prefix& prefix : prefixes) result.push_back({prefix, static_cast<std::uint32_t>(result.size())});
    return result;
}
template <Family F>
const Trie<F>& full_trie() {
    static const Trie<F> trie{entries<F>(bench_prefixes(F))};
    return trie;
}

/// One hash table per prefix length, asked from the longest down.
template <Family F>
class HashTables {
  public:
    explicit HashTables(const std::vector<Prefix>& prefixes) : tables_(width(F) + 1) {
        std::uint32_t value = 0;
        for (const Prefix& prefix : prefixes) {
            tables_[prefix.length()].emplace(static_cast<Key>(prefix.first().bits()), value++);
        }
    }
    [[nodiscard]] const std::uint32_t* longest_match(const Address& address) const {
        const Key key = static_cast<Key>(address.bits());
        for (unsigned length = width(F) + 1; length-- > 0;) {
            if (tables_[length].empty()) continue;
            const Key masked = length == 0 ? 0 : key & ~Key{0} << (width(F) - length);
            if (const auto found = tables_[length].find(masked); found != tables_[length].end()) return &found->second;
        }
        return nullptr;
    }

  private:
    using Key = trie::Key<F>;
    struct Hash {
        std::size_t operator()(Key key) const {
            if constexpr (F == Family::ipv4) {
                return key;
            } else {
                return static_cast<std::size_t>(key >> 64) * 0x9e3779b97f4a7c15U ^ static_cast<std::size_t>(key);
            }
        }
    };
    std::vector<std::unordered_map<Key, std::uint32_t, Hash>> tables_;
};

constexpr std::size_t queries = 1 << 17;

template <Family F>
const std::vector<Address>& traffic() {
    static const auto addresses = addresses_inside(bench_prefixes(F), queries, 2);
    return addresses;
}
template <Family F>
const std::vector<Address>& noise() {
    static const auto addresses = random_addresses(F, queries, 3);
    return addresses;
}

template <class Table>
std::uint64_t match_all(const Table& table, const std::vector<Address>& addresses) {
    std::uint64_t sum = 0;
    for (const Address& address : addresses) {
        if constexpr (requires { table.longest_match(address)->value; }) {
            if (const auto match = table.longest_match(address)) sum += *match->value;
        } else {
            if (const auto* value = table.longest_match(address)) sum += *value;
        }
    }
    return sum;
}
template <Family F>
std::uint64_t cover_all(const Trie<F>& trie, const std::vector<Address>& addresses) {
    std::uint64_t sum = 0;
    for (const Address& address : addresses) {
        trie.covering(address, [&](const Prefix& prefix, std::uint32_t value) { sum += value + prefix.length(); });
    }
    return sum;
}

/// Processor time, since other programs may share the machine, after a first round that fetches what `work` reads.
template <class Work>
double seconds(Work&& work) {
    work();
    const std::clock_t start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}
double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Times `ours` and `theirs` in turns. The two counters are nanoseconds per operation; `ratio` is ours / theirs.
template <class Ours, class Theirs>
void compare(benchmark::State& state, double our_count, double their_count, Ours&& ours, Theirs&& theirs) {
    std::vector<double> our_times;
    std::vector<double> their_times;
    std::vector<double> ratios;
    for ([[maybe_unused]] auto _ : state) {
        our_times.push_back(seconds(ours) / our_count);
        their_times.push_back(seconds(theirs) / their_count);
        ratios.push_back(our_times.back() / their_times.back());
    }
    state.counters["ours_ns"] = median(our_times) * 1e9;
    state.counters["theirs_ns"] = median(their_times) * 1e9;
    state.counters["times_slower"] = median(ratios);
    state.counters["times_faster"] = 1 / median(ratios);
}

// Goals.

template <Family F, auto addresses>
void goal_longest_match(benchmark::State& state) {
    const auto& trie = full_trie<F>();
    const HashTables<F> tables{bench_prefixes(F)};
    if (match_all(trie, addresses()) != match_all(tables, addresses())) state.SkipWithError("answers differ");
    compare(
        state, queries, queries, [&] { benchmark::DoNotOptimize(match_all(trie, addresses())); },
        [&] { benchmark::DoNotOptimize(match_all(tables, addresses())); });
}
template <Family F, auto addresses>
void goal_covering(benchmark::State& state) {
    const auto& trie = full_trie<F>();
    const HashTables<F> tables{bench_prefixes(F)};
    compare(
        state, queries, queries, [&] { benchmark::DoNotOptimize(cover_all(trie, addresses())); },
        [&] { benchmark::DoNotOptimize(match_all(tables, addresses())); });
}

template <Family F>
void goal_build(benchmark::State& state) {
    const auto prefixes = shuffled(bench_prefixes(F), 4);
    const auto list = entries<F>(prefixes);
    const auto count = static_cast<double>(prefixes.size());
    std::vector<Prefix> to_sort;
    std::optional<Trie<F>> trie;
    compare(
        state, count, count, [&] { trie.emplace(list); },
        [&] {
            to_sort = prefixes;
            std::sort(to_sort.begin(), to_sort.end());
        });
}

void goal_memory(benchmark::State& state) {
    const auto bytes = [&]<Family F>() {
        const auto list = entries<F>(bench_prefixes(F));
        const std::size_t before = allocated;
        const Trie<F> trie{list};
        const auto used = static_cast<double>(allocated - before + sizeof(trie));
        state.counters[F == Family::ipv4 ? "ipv4" : "ipv6"] = used / static_cast<double>(trie.size());
        return used;
    };
    for ([[maybe_unused]] auto _ : state) {
        const double all = bytes.template operator()<Family::ipv4>() + bytes.template operator()<Family::ipv6>();
        const auto count = bench_prefixes(Family::ipv4).size() + bench_prefixes(Family::ipv6).size();
        state.counters["bytes_per_prefix"] = all / static_cast<double>(count);
    }
}

/// A table of about `size` prefixes, and prefixes of the same kind that it lacks.
template <Family F>
struct Changing {
    Trie<F> trie;
    std::vector<Prefix> absent;

    explicit Changing(std::size_t size) {
        const auto all = shuffled(bench_prefixes(F), 5);
        const std::size_t held_out = std::min<std::size_t>(10'000, all.size() / 10);
        const auto middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(size, all.size() - held_out));
        absent.assign(middle, middle + static_cast<std::ptrdiff_t>(held_out));
        trie = Trie<F>{entries<F>({all.begin(), middle})};
    }
    void change_in_place() {
        for (const Prefix& prefix : absent) trie.insert(prefix, 1);
        for (const Prefix& prefix : absent) trie.erase(prefix);
    }
    void fork_change_read() const {
        for (const Prefix& prefix : absent) {
            Trie<F> fork = trie;
            fork.insert(prefix, 1);
            benchmark::DoNotOptimize(fork.longest_match(prefix.last()));
        }
    }
    void fork_only() const {
        for (std::size_t i = 0; i < queries; ++i) {
            Trie<F> fork = trie;
            benchmark::DoNotOptimize(fork);
        }
    }
};

template <Family F>
void goal_fork_change_read(benchmark::State& state) {
    const Changing<F> forked{2'000'000};
    Changing<F> in_place{2'000'000};
    const auto count = static_cast<double>(forked.absent.size());
    compare(
        state, count, 2 * count, [&] { forked.fork_change_read(); }, [&] { in_place.change_in_place(); });
}
template <Family F>
void goal_fork(benchmark::State& state) {
    const Changing<F> large{2'000'000};
    const Changing<F> small{1000};
    compare(
        state, queries, queries, [&] { large.fork_only(); }, [&] { small.fork_only(); });
}

// Further cases.

template <Family F>
void covered(benchmark::State& state) {
    const auto& trie = full_trie<F>();
    const auto asked = shuffled(bench_prefixes(F), 6);
    std::size_t i = 0;
    std::size_t seen = 0;
    for ([[maybe_unused]] auto _ : state) {
        const Prefix wider{asked[i].first(), asked[i].length() - std::min(asked[i].length(), 4U)};
        trie.covered(wider, [&](const Prefix&, std::uint32_t) { ++seen; });
        i = (i + 1) % asked.size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(seen));
}
template <Family F>
void walk_everything(benchmark::State& state) {
    const auto& trie = full_trie<F>();
    std::size_t seen = 0;
    for ([[maybe_unused]] auto _ : state) {
        trie.for_each([&](const Prefix& prefix, std::uint32_t) { seen += prefix.length(); });
    }
    benchmark::DoNotOptimize(seen);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(trie.size()));
}

constexpr auto ipv4 = Family::ipv4;
constexpr auto ipv6 = Family::ipv6;
constexpr int turns = 9;

// At least 6 and 4 times faster.
BENCHMARK(goal_longest_match<ipv4, traffic<ipv4>>)->Name("goal/longest_match/ipv4/traffic")->Iterations(turns);
BENCHMARK(goal_longest_match<ipv4, noise<ipv4>>)->Name("goal/longest_match/ipv4/random")->Iterations(turns);
BENCHMARK(goal_covering<ipv4, traffic<ipv4>>)->Name("goal/covering/ipv4/traffic")->Iterations(turns);
BENCHMARK(goal_covering<ipv4, noise<ipv4>>)->Name("goal/covering/ipv4/random")->Iterations(turns);
// Without a mark.
BENCHMARK(goal_longest_match<ipv6, traffic<ipv6>>)->Name("longest_match/ipv6/traffic")->Iterations(turns);
BENCHMARK(goal_covering<ipv6, traffic<ipv6>>)->Name("covering/ipv6/traffic")->Iterations(turns);
// At most 3 times slower than std::sort.
BENCHMARK(goal_build<ipv4>)->Name("goal/build/ipv4")->Iterations(turns);
BENCHMARK(goal_build<ipv6>)->Name("goal/build/ipv6")->Iterations(turns);
// At most 24 bytes.
BENCHMARK(goal_memory)->Name("goal/memory")->Iterations(1);
// At most 40 times slower than one change in place.
BENCHMARK(goal_fork_change_read<ipv4>)->Name("goal/fork_change_read/ipv4")->Iterations(turns);
BENCHMARK(goal_fork_change_read<ipv6>)->Name("goal/fork_change_read/ipv6")->Iterations(turns);
// At most 2 times slower at full size than at 1,000 prefixes.
BENCHMARK(goal_fork<ipv4>)->Name("goal/fork/ipv4")->Iterations(turns);

BENCHMARK(covered<ipv4>)->Name("covered/ipv4");
BENCHMARK(covered<ipv6>)->Name("covered/ipv6");
BENCHMARK(walk_everything<ipv4>)->Name("for_each/ipv4");
BENCHMARK(walk_everything<ipv6>)->Name("for_each/ipv6");

}  // namespace
}  // namespace vpnsim
