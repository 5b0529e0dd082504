// Every combination of up to K failures, against one review-less simulation of the same estate.
#include <benchmark/benchmark.h>

#include "bench/workload_estates.hpp"
#include "model/scenario_reader.hpp"
#include "sim/failover.hpp"

namespace vpnsim {
namespace {

/// One gateway, and sites with two connections each: destination-routing mode, active and standby at the gateway, both
/// tunnels of a site on one device. Every site talks to every other one through the hub.
Scenario redundant_hub(std::size_t sites) {
    std::string routes;
    std::string customers;
    std::string connections;
    std::string places;
    for (std::size_t s = 0; s < sites; ++s) {
        const auto n = std::to_string(s);
        const auto comma = s == 0 ? "" : ",";
        const auto lan = "\"10." + n + ".0.0/16\"";
        const auto address = "\"198.51.100." + n + "\"";
        std::string tunnels;
        for (const std::string k : {"a", "b"}) {
            const auto more = s == 0 && k == "a" ? "" : ",";
            routes += more + ("\"" + n + k) + R"(": { "published": true, "destination": )" + lan +
                      R"(, "next_hop": "c)" + n + k + R"(", "weight": )" + (k == "a" ? "100 }" : "0 }");
            const auto ends = k == "a" ? "203.0.113.1" : "203.0.113.2";
            connections += more + ("\"c" + n + k) + R"(": { "vpn_gateway": "vgw", "customer_gateway": "cgw)" + n +
                           R"(", "gateway_address": ")" + ends + R"(" })";
            tunnels += (k == "a" ? "" : ",") + ("\"" + k) + R"(": { "peer": ")" + ends + R"(" })";
        }
        customers += comma + ("\"cgw" + n) + R"(": { "address": )" + address + " }";
        places += comma + ("\"site" + n) + R"(": { "networks": { "lan": )" + lan +
                  R"( }, "routes": { "all": { "destination": "10.0.0.0/8", "next_hop": "fw" } }, "devices": { "fw": {
                  "profile": "strongswan", "address": )" +
                  address + R"(, "tunnels": { )" + tunnels + " } } } }";
    }
    const auto text = R"({ "format": "vpnsim/1",
        "vpcs": { "vpc": { "cidrs": ["10.250.0.0/16"], "vswitches": { "vsw": { "cidr": "10.250.0.0/24" } } } },
        "vpn_gateways": { "vgw": { "vpc": "vpc", "addresses": ["203.0.113.1", "203.0.113.2"],
          "destination_routes": { )" +
                      routes + R"( } } }, "customer_gateways": { )" + customers + R"( }, "ipsec_connections": { )" +
                      connections + R"( }, "sites": { )" + places + " } }";
    return std::get<Scenario>(read_scenario({"hub.json", text}, {}));
}

void measure(benchmark::State& state, const Scenario& scenario, std::size_t most) {
    const Simulation simulation{scenario};
    std::size_t boxes = 0;
    for (const auto& ingress : simulation.partition().ingresses) boxes += ingress.boxes.size();
    Failover found;
    for (auto _ : state) found = failover(simulation, most);
    state.counters["boxes"] = static_cast<double>(boxes);
    state.counters["connections"] = static_cast<double>(scenario.estate.ipsec_connections.size());
    state.counters["failures"] = static_cast<double>(found.failures.size());
    state.counters["told"] = static_cast<double>(found.combinations.size());
}
void failover_fleet(benchmark::State& state) {
    measure(state, fleet_estate(10), static_cast<std::size_t>(state.range(0)));
}
void failover_redundant_hub(benchmark::State& state) {
    measure(state, redundant_hub(50), static_cast<std::size_t>(state.range(0)));
}

BENCHMARK(failover_fleet)->ArgName("K")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);
BENCHMARK(failover_redundant_hub)->ArgName("K")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vpnsim
