#include "sim/simulation.hpp"

#include <algorithm>
#include <mutex>
#include <set>

namespace vpnsim {
struct Simulation::State {
    Scenario scenario;
    Negotiations negotiations;
    Network network;
    SimulationLimits limits;
    mutable std::once_flag partitioned;
    mutable FlowPartition partition;
    mutable std::once_flag reviewed;
    mutable std::vector<Finding> findings;
    State(Scenario s, SimulationLimits l)
        : scenario{std::move(s)},
          negotiations{negotiate(scenario.estate, scenario.assumptions)},
          network{scenario, negotiations},
          limits{l} {}
};

Simulation::Simulation(Scenario scenario, SimulationLimits limits)
    : state_{std::make_unique<const State>(std::move(scenario), limits)} {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

const Scenario& Simulation::scenario() const { return state_->scenario; }
const Negotiations& Simulation::negotiations() const { return state_->negotiations; }
const Network& Simulation::network() const { return state_->network; }
const SimulationLimits& Simulation::limits() const { return state_->limits; }
Trace Simulation::trace(const Endpoint& from, const Flow& flow) const {
    return vpnsim::trace(state_->network, from, flow);
}
std::vector<Endpoint> Simulation::owners(const Address& address) const {
    return vpnsim::owners(state_->network, address);
}
const FlowPartition& Simulation::partition() const {
    std::call_once(state_->partitioned,
                   [&] { state_->partition = vpnsim::partition(state_->network, state_->limits.max_boxes); });
    return state_->partition;
}
std::vector<ClassRow> Simulation::classes() const { return class_rows(partition()); }
const std::vector<Finding>& Simulation::findings() const {
    std::call_once(state_->reviewed, [&] { state_->findings = findings(partition()); });
    return state_->findings;
}
std::vector<Finding> Simulation::findings(const FlowPartition& partition) const {
    return vpnsim::findings(state_->network, partition);
}

std::vector<std::string> Simulation::assumptions() const {
    std::vector<std::string> out;
    const auto& chosen = state_->scenario.assumptions;
    const auto& estate = state_->scenario.estate;
    if (!estate.vpcs.empty()) {
        out.emplace_back(
            "what has no filter in the file is not filtered: vSwitches without a network ACL, addresses that are no "
            "instance with security groups (N15, N20)");
    }
    const auto say = [&](std::string_view name, std::string_view value, bool is_default, std::string_view meaning) {
        out.push_back(std::string{name} + " = " + std::string{value} + (is_default ? " (default): " : ": ") +
                      std::string{meaning});
    };
    const bool bgp = std::any_of(estate.vpn_gateways.begin(), estate.vpn_gateways.end(),
                                 [](const auto& g) { return !g.bgp_routes.empty() && !g.destination_routes.empty(); });
    if (bgp) {
        const bool table = chosen.destination_vs_bgp == DestinationVsBgp::table_order;
        say("destination_vs_bgp", name_of(destination_vs_bgp_names, chosen.destination_vs_bgp), table,
            table ? "destination routes are asked before BGP routes, whatever their prefixes (R1)"
                  : "the longest prefix wins between destination and BGP routes (R1)");
    }
    const bool legacy = std::any_of(estate.vpn_gateways.begin(), estate.vpn_gateways.end(), [](const auto& g) {
        return !g.policy_route_priorities && !g.policy_routes.empty();
    });
    if (legacy) {
        const bool sequential = chosen.legacy_policy_routes == LegacyPolicyRoutes::sequential;
        say("legacy_policy_routes", name_of(legacy_policy_routes_names, chosen.legacy_policy_routes), sequential,
            sequential ? "gateways without priorities try policy routes one after another (R6)"
                       : "gateways without priorities prefer the longest destination, then the longest source (R6)");
    }
    const auto& pairs = state_->negotiations.pairs;
    if (std::any_of(pairs.begin(), pairs.end(), [](const auto& p) { return p.sa_count_mismatch; })) {
        say("sa_survivor", name_of(sa_survivor_names, chosen.sa_survivor), chosen.sa_survivor == SaSurvivor::any,
            chosen.sa_survivor == SaSurvivor::any ? "any single SA may be the one that survives (C3)"
                                                  : "which single SA survives is taken as given (C3)");
    }
    if (!pairs.empty()) {
        say("initiator", name_of(initiator_names, chosen.initiator), chosen.initiator == Initiator::any,
            chosen.initiator == Initiator::any ? "either end may negotiate first" : "this end negotiates first");
    }
    std::set<std::string> said;
    for (const auto& pair : pairs) {
        const auto& connection = estate[pair.cloud.connection];
        for (const auto& sentence : pair.assumptions) {
            auto line = connection.name +
                        (pair.cloud.tunnel ? '/' + connection.tunnels[pair.cloud.tunnel->index()].name : "") + ": " +
                        sentence;
            if (said.insert(line).second) out.push_back(std::move(line));
        }
    }
    return out;
}

}  // namespace vpnsim
