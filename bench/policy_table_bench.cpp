// One packet looked up in a table of policy routes, against a linear scan over three contiguous arrays in the same run.
#include <benchmark/benchmark.h>

#include <ctime>
#include <random>

#include "bench/workload_estates.hpp"
#include "sim/gateway_routes.hpp"
#include "sim/ranked_table.hpp"

namespace vpnsim {
namespace {

std::vector<RankedTable::Record> records(std::int64_t count, std::int64_t shape) {
    const auto scenario = policy_estate(static_cast<std::size_t>(count), Shape{static_cast<std::uint8_t>(shape)});
    const auto& gateway = scenario.estate.vpn_gateways.front();
    const auto ranks = policy_ranks(gateway, gateway.policy_routes, LegacyPolicyRoutes::sequential);
    std::vector<RankedTable::Record> out;
    for (std::uint32_t i = 0; i < gateway.policy_routes.size(); ++i) {
        const auto& route = gateway.policy_routes[i];
        out.push_back({PacketBox::of(route.source, route.destination),
                       ranks[i],
                       {{}, static_cast<std::uint32_t>(route.next_hop.index()), i}});
    }
    return out;
}

/// The reference: whether a route matches is two masks and two comparisons.
class LinearScan {
  public:
    explicit LinearScan(const std::vector<RankedTable::Record>& records) {
        const auto block = [](const AddressRange& range) {
            return Block{static_cast<std::uint32_t>(range.first),
                         ~static_cast<std::uint32_t>(range.last - range.first)};
        };
        for (const auto& record : records) {
            sources_.push_back(block(record.match.source));
            destinations_.push_back(block(record.match.destination));
            ranks_.push_back(record.rank);
        }
    }
    /// The first route of the best rank, or ~0.
    [[nodiscard]] std::size_t find(const Flow& flow) const {
        const auto source = static_cast<std::uint32_t>(flow.source.bits());
        const auto destination = static_cast<std::uint32_t>(flow.destination.bits());
        std::size_t best = ~std::size_t{0};
        std::uint64_t rank = ~std::uint64_t{0};
        for (std::size_t i = 0; i < ranks_.size(); ++i) {
            if ((source & sources_[i].mask) == sources_[i].first &&
                (destination & destinations_[i].mask) == destinations_[i].first && ranks_[i] < rank) {
                best = i;
                rank = ranks_[i];
            }
        }
        return best;
    }

  private:
    struct Block {
        std::uint32_t first;
        std::uint32_t mask;
    };
    std::vector<Block> sources_;
    std::vector<Block> destinations_;
    std::vector<std::uint64_t> ranks_;
};

/// Half of the packets match some route for certain; the others are anywhere in the two networks.
std::vector<Flow> packets(const std::vector<RankedTable::Record>& records) {
    std::mt19937_64 random{1234};
    std::vector<Flow> flows;
    for (std::size_t i = 0; i < 4096; ++i) {
        const auto& match = records[random() % records.size()].match;
        const bool inside = i % 2 == 0;
        const auto in = [&](const AddressRange& range, AddressBits all) {
            const auto size = static_cast<std::uint64_t>(range.last - range.first) + 1;
            return Address{Family::ipv4, inside ? range.first + random() % size : all + random() % (1U << 24)};
        };
        flows.push_back({in(match.source, 10U << 24), in(match.destination, 172U << 24), Protocol::tcp, 40000, 443});
    }
    return flows;
}

void policy_lookup(benchmark::State& state) {
    const auto all = records(state.range(0), state.range(1));
    const auto flows = packets(all);
    const LinearScan scan{all};
    const RankedTable table{all};
    Levels found;
    // The reference in the same run, and with the same answers.
    const std::size_t asked = std::min<std::size_t>(flows.size(), 20'000'000 / all.size());
    const auto start = std::clock();
    std::size_t sum = 0;
    for (std::size_t i = 0; i < asked; ++i) sum += scan.find(flows[i]);
    benchmark::DoNotOptimize(sum);
    const double scan_seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / static_cast<double>(asked);
    for (std::size_t i = 0; i < asked; ++i) {
        const auto expected = scan.find(flows[i]);
        table.deciding(flows[i], found);
        if (found.empty() ? expected != ~std::size_t{0} : found.front().record != expected) {
            state.SkipWithError("the scan finds another route");
            return;
        }
    }
    std::size_t i = 0;
    const auto begin = std::clock();
    for (auto _ : state) {
        table.deciding(flows[i++ % flows.size()], found);
        benchmark::DoNotOptimize(found.data());
    }
    const double seconds =
        static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / static_cast<double>(state.iterations());
    state.counters["scan_ns"] = scan_seconds * 1e9;
    state.counters["ratio"] = scan_seconds / seconds;
}

void policy_build(benchmark::State& state) {
    const auto all = records(state.range(0), state.range(1));
    for (auto _ : state) {
        const RankedTable table{all};
        benchmark::DoNotOptimize(table.records().data());
    }
}

void shapes(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"routes", "shape"});
    for (const int shape : {0, 1, 2}) {
        for (const int count : {100, 1000, 10'000, 100'000}) bench->Args({count, shape});
    }
}
BENCHMARK(policy_lookup)->Apply(shapes);
BENCHMARK(policy_build)->Apply(shapes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vpnsim
