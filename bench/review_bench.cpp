// Reading, flow classes and whole reviews against nlohmann::json::parse of the same bytes in the same run.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <nlohmann/json.hpp>

#include "bench/workload_estates.hpp"
#include "model/scenario_reader.hpp"
#include "model/scenario_writer.hpp"
#include "sim/simulation.hpp"

namespace vpnsim {
namespace {

ScenarioResult read(const std::string& text) {
    return read_scenario({"bench.json", text}, [](const std::string&) { return FileRefusal{"none"}; });
}

double peak_mib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

Scenario policy_workload(std::int64_t count, std::int64_t shape) {
    return policy_estate(static_cast<std::size_t>(count), Shape{static_cast<std::uint8_t>(shape)});
}

void bytes(benchmark::State& state, const std::string& text) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
    state.counters["MiB"] = static_cast<double>(text.size()) / (1 << 20);
}

void parse(benchmark::State& state, const std::string& text) {
    for (auto _ : state) benchmark::DoNotOptimize(nlohmann::json::parse(text));
    bytes(state, text);
}

void policy_parse(benchmark::State& state) {
    parse(state, write_scenario(policy_workload(state.range(0), state.range(1))));
}
void policy_read(benchmark::State& state) {
    const auto text = write_scenario(policy_workload(state.range(0), state.range(1)));
    for (auto _ : state) benchmark::DoNotOptimize(read(text));
    bytes(state, text);
}
/// Compiled tables and every flow box.
void policy_classes(benchmark::State& state) {
    const auto scenario = policy_workload(state.range(0), state.range(1));
    const auto negotiations = negotiate(scenario.estate, scenario.assumptions);
    std::size_t boxes = 0;
    for (auto _ : state) {
        const Network network{scenario, negotiations};
        boxes = partition(network, 50'000'000).ingresses.front().boxes.size();
    }
    state.counters["boxes"] = static_cast<double>(boxes);
}
/// The boxes as canonical rows; what they hold may grow with the square of the routes.
void policy_rows(benchmark::State& state) {
    const auto scenario = policy_workload(state.range(0), state.range(1));
    const auto negotiations = negotiate(scenario.estate, scenario.assumptions);
    const Network network{scenario, negotiations};
    const auto flows = partition(network, 50'000'000);
    std::size_t rows = 0;
    for (auto _ : state) rows = class_rows(flows).size();
    state.counters["rows"] = static_cast<double>(rows);
}
void fleet_parse(benchmark::State& state) {
    parse(state, write_scenario(fleet_estate(static_cast<std::size_t>(state.range(0)))));
}
void fleet_read(benchmark::State& state) {
    const auto text = write_scenario(fleet_estate(static_cast<std::size_t>(state.range(0))));
    for (auto _ : state) benchmark::DoNotOptimize(read(text));
    bytes(state, text);
}
/// From bytes to findings.
void fleet_review(benchmark::State& state) {
    const auto text = write_scenario(fleet_estate(static_cast<std::size_t>(state.range(0))));
    std::size_t boxes = 0;
    std::size_t found = 0;
    for (auto _ : state) {
        const Simulation simulation{std::get<Scenario>(read(text))};
        const auto& flows = simulation.partition();
        found = simulation.findings().size();
        boxes = 0;
        for (const auto& ingress : flows.ingresses) boxes += ingress.boxes.size();
    }
    state.counters["boxes"] = static_cast<double>(boxes);
    state.counters["findings"] = static_cast<double>(found);
    state.counters["peak_MiB"] = peak_mib();
}

void shapes(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"routes", "shape"})->Unit(benchmark::kMillisecond);
    for (const int shape : {0, 1, 2}) {
        for (const int count : {100, 1000, 10'000, 100'000}) bench->Args({count, shape});
    }
}
void row_shapes(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"routes", "shape"})->Unit(benchmark::kMillisecond);
    for (const int shape : {0, 1, 2}) {
        for (const int count : {100, 1000, 10'000}) bench->Args({count, shape});
    }
}
void fleets(benchmark::internal::Benchmark* bench) {
    bench->ArgName("gateways")->Unit(benchmark::kMillisecond)->Arg(10)->Arg(100)->Arg(1000);
}

BENCHMARK(policy_parse)->Apply(shapes);
BENCHMARK(policy_read)->Apply(shapes);
BENCHMARK(policy_classes)->Apply(shapes);
BENCHMARK(policy_rows)->Apply(row_shapes);
BENCHMARK(fleet_parse)->Apply(fleets);
BENCHMARK(fleet_read)->Apply(fleets);
BENCHMARK(fleet_review)->Apply(fleets);

}  // namespace
}  // namespace vpnsim
