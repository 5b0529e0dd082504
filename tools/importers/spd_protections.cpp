#include "tools/importers/spd_protections.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace vpnsim::importers {
namespace {

using Policies = std::vector<const SpdPolicy*>;

/// One group where the policies are every source with every destination, else one of each.
std::vector<SelectorGroup> selector_groups(const Policies& policies) {
    std::set<TrafficSelector> sources;
    std::set<TrafficSelector> destinations;
    std::set<std::pair<TrafficSelector, TrafficSelector>> pairs;
    for (const auto* policy : policies) {
        sources.insert(policy->source);
        destinations.insert(policy->destination);
        pairs.emplace(policy->source, policy->destination);
    }
    if (pairs.size() == sources.size() * destinations.size()) {
        return {{{sources.begin(), sources.end()}, {destinations.begin(), destinations.end()}}};
    }
    std::vector<SelectorGroup> out;
    for (const auto& [source, destination] : pairs) out.push_back({{source}, {destination}});
    return out;
}

bool is_shunt(const SpdPolicy& policy) { return policy.block || !policy.outer_destination; }

/// Policies that keep traffic out of the tunnels: let it pass as it is, or drop it.
std::vector<Protection> shunts(const Host& host) {
    std::vector<Protection> out;
    for (const auto& policy : host.spd) {
        if (policy.direction != SpdDirection::out || !is_shunt(policy)) continue;
        Protection shunt;
        shunt.name = (policy.block ? "block " : "bypass ") + policy.source.text() + " - " + policy.destination.text();
        shunt.mode = policy.block ? ProtectionMode::drop : ProtectionMode::pass;
        shunt.groups = {{{policy.source}, {policy.destination}}};
        shunt.priority = policy.priority;
        shunt.origin = policy.origin;
        out.push_back(std::move(shunt));
    }
    return out;
}

}  // namespace

std::vector<Protection> spd_protections(const Host& host, Remarks& remarks) {
    using Key = std::tuple<std::uint32_t, Address, Encapsulation>;
    std::map<Key, Policies> children;
    std::uint32_t number = 0;
    for (const auto& policy : host.spd) {
        if (policy.direction != SpdDirection::out || is_shunt(policy)) continue;
        // Policies without a reqid were written by hand: each is for itself.
        const auto child = policy.reqid.value_or(0xffffffff - number++);
        children[{child, *policy.outer_destination, policy.mode}].push_back(&policy);
    }
    std::vector<Protection> out;
    for (const auto& [key, policies] : children) {
        const auto& first = *policies.front();
        Protection protection;
        protection.name =
            first.reqid ? "reqid-" + std::to_string(*first.reqid) : "policy-" + std::to_string(out.size() + 1);
        protection.mode = first.mode == Encapsulation::tunnel ? ProtectionMode::tunnel : ProtectionMode::transport;
        protection.groups = selector_groups(policies);
        protection.peers = {*first.outer_destination};
        if (first.outer_source) protection.local_addresses = {*first.outer_source};
        protection.priority = first.priority;
        protection.interface_id = static_cast<std::uint32_t>(std::strtoul(first.if_id.c_str(), nullptr, 0));
        protection.route_based = protection.interface_id != 0;
        protection.origin = first.origin;
        out.push_back(std::move(protection));
    }
    auto passed = shunts(host);
    if (out.empty()) {
        // Without a tunnel the machine is no device, and a scenario's router knows no policies.
        for (const auto& shunt : passed) {
            remarks.push_back({Gravity::warning, "shunt-not-simulated", host.name + '/' + shunt.name,
                               "The policy lets traffic pass unprotected or drops it. It is left out of the scenario.",
                               shunt.origin});
        }
    } else {
        std::move(passed.begin(), passed.end(), std::back_inserter(out));
        remarks.push_back({Gravity::note, "tunnels-from-policies", host.name,
                           "The tunnels are those of the kernel's policies. No configuration of the VPN daemon was "
                           "given, so that proposals and keys are not known and not compared.",
                           host.origin});
    }
    return out;
}

}  // namespace vpnsim::importers
