#include "sim/remedies/verification.hpp"

#include <algorithm>

#include "model/scenario_patch.hpp"
#include "sim/findings/finding_context.hpp"

namespace vpnsim {
namespace {

/// What one simulation of an estate costs, in flow boxes and records.
std::size_t cost(const Estate& estate, const FlowPartition& partition) {
    std::size_t out = estate.ipsec_connections.size();
    for (const auto& ingress : partition.ingresses) out += ingress.boxes.size();
    for (const auto& vpc : estate.vpcs) {
        out += vpc.vswitches.size();
        for (const auto& table : vpc.route_tables) out += table.routes.size();
    }
    for (const auto& gateway : estate.vpn_gateways) {
        out += gateway.policy_routes.size() + gateway.destination_routes.size() + gateway.bgp_routes.size();
    }
    for (const auto& site : estate.sites) {
        out += site.networks.size() + site.routes.size() + site.policy_routes.size();
        for (const auto& device : site.devices) out += device.tunnels.size();
    }
    return out;
}

/// What a review says of a candidate.
struct Verification {
    bool is_sound = false;  ///< nothing came, nothing was lost
    std::map<std::string, std::size_t> left;
};

/// The findings that are not known, or more often than known. Order: as given.
std::vector<Finding> beyond(const std::vector<Finding>& findings, std::map<std::string, std::size_t> known) {
    std::vector<Finding> out;
    for (const auto& finding : findings) {
        auto& left = known[finding.fingerprint()];
        if (left == 0) out.push_back(finding);
        else --left;
    }
    return out;
}

}  // namespace

bool keeps_deliveries(const FlowPartition& before, const FlowPartition& after) {
    const auto surely = [](const Behaviour& behaviour) {
        return std::all_of(behaviour.begin(), behaviour.end(), [](const Outcome& o) {
            return o.forward.disposition == Disposition::delivered && o.reply &&
                   o.reply->disposition == Disposition::delivered;
        });
    };
    for (std::size_t i = 0; i < before.ingresses.size(); ++i) {
        const RegionIndex now{after.ingresses[i]};
        for (const auto& flow : before.ingresses[i].boxes) {
            if (!surely(before.behaviours[flow.behaviour])) continue;
            bool kept = true;
            now.for_each(flow.box, [&](const FlowBox& f, const PacketBox&) {
                kept = kept && surely(after.behaviours[f.behaviour]);
            });
            if (!kept) return false;
        }
    }
    return true;
}

ReviewedScenario::ReviewedScenario(Scenario scenario, SimulationLimits limits)
    : simulation_{std::move(scenario), limits}, findings_{simulation_.findings()} {
    for (const auto& finding : findings_) ++counts_[finding.fingerprint()];
}

std::size_t ReviewedScenario::count(const std::string& fingerprint) const {
    const auto found = counts_.find(fingerprint);
    return found == counts_.end() ? 0 : found->second;
}

std::vector<Finding> ReviewedScenario::beyond(const ReviewedScenario& other) const {
    return vpnsim::beyond(findings_, other.counts_);
}

std::vector<std::optional<std::vector<VerifiedRemedy>>> verified_remedies(const Simulation& simulation,
                                                                          const FlowPartition& partition,
                                                                          const std::vector<Finding>& findings,
                                                                          SimulationLimits limits,
                                                                          VerificationBudget budget) {
    std::vector<std::optional<std::vector<VerifiedRemedy>>> out(findings.size());
    if (!partition.complete()) return out;
    const auto& before = simulation.scenario();
    const auto unit = cost(before.estate, partition);
    constexpr std::size_t usual_candidates = 8;
    if (findings.empty() || budget.left < usual_candidates * unit) return out;
    std::map<std::string, std::size_t> known;
    for (const auto& finding : simulation.findings(partition)) ++known[finding.fingerprint()];
    std::map<std::string, Verification> tried;  // by patch: findings of one cause share their remedies
    for (std::size_t f = 0; f < findings.size(); ++f) {
        if (budget.left < usual_candidates * unit) break;
        const auto fingerprint = findings[f].fingerprint();
        auto& answer = out[f].emplace();
        for (auto& candidate : candidate_remedies(simulation, findings[f])) {
            auto patch = scenario_patch(before, candidate.changed);
            auto interrupts = interruptions(before.estate, candidate.changed.estate);
            const auto [verdict, is_new] = tried.try_emplace(patch);
            if (is_new) {
                budget.left -= std::min(budget.left, unit);
                const ReviewedScenario after{std::move(candidate.changed), limits};
                verdict->second.is_sound = after.complete() && beyond(after.findings(), known).empty() &&
                                           keeps_deliveries(partition, after.partition());
                for (const auto& finding : after.findings()) ++verdict->second.left[finding.fingerprint()];
            }
            if (!verdict->second.is_sound || verdict->second.left[fingerprint] >= known[fingerprint]) continue;
            answer.push_back(
                {std::move(candidate.title), std::move(candidate.trade_off), std::move(interrupts), std::move(patch)});
        }
    }
    return out;
}

}  // namespace vpnsim
