#include "sim/finding.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "model/finding_rules.hpp"
#include "sim/findings/finding_context.hpp"

namespace vpnsim {

std::size_t count(const std::vector<Finding>& findings, Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity == severity; }));
}

std::string Finding::fingerprint() const {
    // FNV-1a, 64 bits: stable on every machine, and no one attacks it.
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto add = [&](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        hash = (hash ^ 0xffU) * 0x100000001b3U;
    };
    add(rule);
    std::vector<std::string_view> sorted{entities.begin(), entities.end()};  // they come in the order of the file
    std::sort(sorted.begin(), sorted.end());
    for (const auto entity : sorted) add(entity);
    add(reference);
    std::string out(16, '0');
    for (std::size_t i = 0; i < 16; ++i) out[15 - i] = "0123456789abcdef"[hash >> 4 * i & 0xf];
    return out;
}

std::vector<Finding> findings(const Network& network, const FlowPartition& partition) {
    return findings(network, partition, FindingScope::everything(network));
}

std::vector<Finding> findings(const Network& network, const FlowPartition& partition, const FindingScope& scope) {
    const FindingContext context{network, partition, scope};
    Findings out;
    for (const auto find :
         {find_selector_problems, find_negotiation_problems, find_identity_problems, find_outer_packet_problems,
          find_parameter_problems, find_weak_algorithms, find_gateway_problems, find_bgp_problems,
          find_shared_peer_problems, find_policy_route_problems, find_route_limits, find_path_problems,
          find_unrouted_pairs, find_network_overlaps, find_denied_flows, find_public_blocks, find_health_checks}) {
        find(context, out);
    }
    if (!partition.complete()) {
        const auto& [at, box] = partition.left.front();
        auto finding = context.about("analysis-incomplete", {context.name(at), "", {}}, {context.name(at)});
        finding.message = "The exhaustive analysis stopped at its limit: " + std::to_string(partition.left.size()) +
                          " boxes of flows were not looked at.";
        finding.why = "The estate splits packet space into more flow boxes than --max-classes allows.";
        finding.remedy =
            "Raise --max-classes, or review parts of the estate on their own. Nothing is said about the flows left "
            "out.";
        finding.reference = "Flow classes";
        std::vector<PacketBox> left;
        for (const auto& [ignored, b] : partition.left) left.push_back(b);
        add_flows(finding, left);
        out.push_back(std::move(finding));
    }
    std::map<std::string_view, std::size_t> order;
    for (const auto& rule : finding_rules()) order.emplace(rule.id, order.size());
    const auto key = [&](const Finding& f) {
        return std::tuple{f.severity, order[f.rule], std::cref(f.pointer).get(), f.entities};
    };
    std::stable_sort(out.begin(), out.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
    return out;
}

}  // namespace vpnsim
