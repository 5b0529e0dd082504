// One connection added to the fleet: the comparison against the review of the fleet in the same run, and against the
// same change in a fleet ten times as large. Both networks are compiled and the base is reviewed before the clock
// starts; so are their records held against one another, which takes time in proportion to the fleet and is shown
// beside it.
#include <benchmark/benchmark.h>

#include "bench/workload_estates.hpp"
#include "sim/comparison.hpp"

namespace vpnsim {
namespace {

/// A second connection from the middle gateway to the fourth site, for a quarter of the VPC, with its tunnel and
/// routes.
Scenario with_one_more_connection(Scenario scenario) {
    auto& estate = scenario.estate;
    const GatewayId gateway{estate.vpn_gateways.size() / 2};
    const SiteId site{3};
    const ConnectionId id{estate.ipsec_connections.size()};
    auto connection = estate.ipsec_connections[gateway.index() * 10 + site.index()];
    connection.name = "conn-new";
    connection.local_ts = {TrafficSelector::of(estate.vpcs[gateway.index()].vswitches[1].cidr)};
    estate.ipsec_connections.push_back(connection);
    estate.vpn_gateways[gateway.index()].policy_routes.push_back(
        {.name = "r-new",
         .source = estate.vpcs[gateway.index()].vswitches[1].cidr,
         .destination = estate.sites[site.index()].networks[0].cidr,
         .next_hop = id,
         .priority = 15,
         .place = {}});
    auto& device = estate.sites[site.index()].devices[0];
    auto tunnel = device.tunnels[gateway.index()];
    tunnel.name = "to-new";
    tunnel.remote_ts = connection.local_ts;
    device.tunnels.push_back(std::move(tunnel));
    return scenario;
}

void fleet_review(benchmark::State& state) {
    const auto scenario = fleet_estate(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const Simulation simulation{scenario};
        benchmark::DoNotOptimize(simulation.findings().size());
    }
}
void fleet_whatif(benchmark::State& state) {
    const auto scenario = fleet_estate(static_cast<std::size_t>(state.range(0)));
    const Simulation before{scenario};
    const Simulation after{with_one_more_connection(scenario)};
    benchmark::DoNotOptimize(before.findings().size());
    const auto known = difference(before, after);
    Comparison comparison;
    for (auto _ : state) comparison = compare(before, after, known);
    state.counters["flows"] = static_cast<double>(comparison.flows.size());
    state.counters["added"] = static_cast<double>(comparison.added.size());
    state.counters["removed"] = static_cast<double>(comparison.removed.size());
}

void fleet_difference(benchmark::State& state) {
    const auto scenario = fleet_estate(static_cast<std::size_t>(state.range(0)));
    const Simulation before{scenario};
    const Simulation after{with_one_more_connection(scenario)};
    for (auto _ : state) benchmark::DoNotOptimize(difference(before, after));
}

BENCHMARK(fleet_review)->ArgName("gateways")->Unit(benchmark::kMillisecond)->Arg(1000);
BENCHMARK(fleet_difference)->ArgName("gateways")->Unit(benchmark::kMillisecond)->Arg(1000)->Arg(10'000);
BENCHMARK(fleet_whatif)->ArgName("gateways")->Unit(benchmark::kMillisecond)->Arg(10)->Arg(100)->Arg(1000)->Arg(10'000);

}  // namespace
}  // namespace vpnsim
