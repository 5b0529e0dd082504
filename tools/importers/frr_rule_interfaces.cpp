#include "tools/importers/frr_rule_interfaces.hpp"

#include <algorithm>
#include <set>

namespace vpnsim::importers {
namespace {

/// Of one router: rules times addresses.
constexpr std::size_t most_comparisons = 20'000'000;

struct Place {
    bool behind_own = false;                      ///< some of the sources are connected to an interface of the rule
    const InterfaceAddress* elsewhere = nullptr;  ///< another interface that has sources of the rule
};

Place place_of(const Prefix& source, const std::set<std::string>& own, const Host& host) {
    Place out;
    for (const auto& i : host.interfaces) {
        if (!i.connected.contains(source) && !source.contains(i.connected)) continue;
        if (own.contains(i.interface_name)) out.behind_own = true;
        else if (out.elsewhere == nullptr) out.elsewhere = &i;
    }
    return out;
}

}  // namespace

void settle_rule_interfaces(Host& host, Remarks& remarks) {
    std::size_t comparisons = 0;
    const auto out_of_place = [&](const PbrRule& rule) {
        if (!rule.source || rule.interfaces.empty() || rule.next_hops.empty()) return false;
        comparisons += host.interfaces.size() + rule.interfaces.size();
        if (comparisons > most_comparisons) return false;
        const auto place = place_of(*rule.source, {rule.interfaces.begin(), rule.interfaces.end()}, host);
        if (place.elsewhere == nullptr) return false;
        const auto& there = *place.elsewhere;
        const bool never = !place.behind_own && there.connected.contains(*rule.source);
        remarks.push_back(
            {Gravity::warning, never ? "rule-of-other-interface" : "rule-wider-than-interface",
             rule.map + " seq " + std::to_string(rule.sequence),
             "The rule is for packets from " + rule.source->text() + " that arrive on " + rule.interfaces.front() +
                 (rule.interfaces.size() > 1 ? " or others of its interfaces. " : ". ") + there.connected.text() +
                 " is connected to " + there.interface_name +
                 (never ? ", where the map is not bound: such packets never meet the rule. It is left out."
                        : ", where the map is not bound. The scenario asks for the source alone: there, packets from "
                          "that network meet the rule, too. Write a narrower source."),
             rule.origin});
        return never;
    };
    auto& rules = host.pbr;
    rules.erase(std::remove_if(rules.begin(), rules.end(), out_of_place), rules.end());
    if (comparisons > most_comparisons) {
        remarks.push_back({Gravity::incomplete, "too-many", host.name,
                           "The router has too many rules and addresses. Whether the sources of all rules are behind "
                           "the interfaces of their maps was not looked at.",
                           host.origin});
    }
}

}  // namespace vpnsim::importers
