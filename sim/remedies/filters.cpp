// access-denied: rules that accept the replies which a filter drops (N19). ipv4-gateway, health-check-path.
#include <algorithm>

#include "sim/findings/finding_context.hpp"
#include "sim/remedies/remedy_context.hpp"
#include "sim/service_text.hpp"
#include "sim/trace.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_rules = 8;  ///< beyond it a list of rules is nothing that a person would read

/// Where the reply to the finding's witness is dropped.
struct Drop {
    Hop hop;
    FilterDirection direction;
};

std::optional<Drop> drop_of(const RemedyContext& context) {
    if (!context.finding.witness) return std::nullopt;
    for (const auto& at : context.simulation.owners(context.finding.witness->source)) {
        const auto trip = context.simulation.trace(at, *context.finding.witness);
        for (const auto& path : trip.reply) {
            if (path.disposition != Disposition::denied || path.hops.empty()) continue;
            const auto& hop = path.hops.back();
            if (std::find(context.finding.entities.begin(), context.finding.entities.end(), hop.entity) ==
                context.finding.entities.end()) {
                continue;
            }
            // A packet is on its way out of the first filter that it meets before it crosses a connection.
            return Drop{hop, path.connections.empty() ? FilterDirection::outbound : FilterDirection::inbound};
        }
    }
    return std::nullopt;
}

/// The rules that accept the replies to the flows of the finding, as the filter sees them: to the ports of clients.
std::vector<FilterRule> rules_for(const RemedyContext& context, const Drop& drop) {
    std::vector<FilterRule> rules;
    for (const auto& row : context.finding.flows) {
        // A rule names the far end: where packets into the filter's side come from, or where those out of it go.
        const bool far_is_source = drop.direction == FilterDirection::outbound;
        const auto& far = far_is_source ? row.from : row.to;
        for (const auto& block : far) {
            for (const auto& service : row.services) {
                for (std::uint16_t number = service.protocols.first; number <= service.protocols.last; ++number) {
                    FilterRule rule;
                    rule.protocol = Protocol(static_cast<std::uint8_t>(number));
                    if (has_ports(*rule.protocol)) {
                        auto ports = service.source_ports;
                        ports.first = std::max(ports.first, first_client_port);
                        if (ports.first > ports.last) continue;
                        rule.ports = {ports};
                    } else if (rule.protocol != (block.family() == Family::ipv4 ? Protocol::icmp : Protocol::icmpv6) &&
                               service.protocols.first != service.protocols.last) {
                        continue;  // of a range of protocols those that people use
                    }
                    (drop.direction == FilterDirection::inbound ? rule.source : rule.destination) = block;
                    if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(std::move(rule));
                }
                if (rules.size() > most_rules) return {};
            }
        }
    }
    return rules;
}

/// The list of an estate that holds the rule which decided, and where new rules take effect before it.
struct RuleList {
    std::vector<FilterRule>* rules = nullptr;
    std::string name;
};

RuleList list_of(Estate& estate, const Drop& drop) {
    const auto of = [&](FilterRules& rules, std::string name) {
        return RuleList{drop.direction == FilterDirection::inbound ? &rules.inbound : &rules.outbound, std::move(name)};
    };
    for (auto& vpc : estate.vpcs) {
        for (auto& acl : vpc.network_acls) {
            if (drop.hop.entity == vpc.name + '/' + acl.name) return of(acl.rules, acl.name);
        }
        for (auto& group : vpc.security_groups) {
            if (drop.hop.entity == vpc.name + '/' + group.name) return of(group.rules, group.name);
        }
        for (const auto& instance : vpc.instances) {  // no rule of its groups matched: the first one gets one
            if (drop.hop.entity != vpc.name + '/' + instance.name || instance.security_groups.empty()) continue;
            auto& group = vpc.security_groups[instance.security_groups.front().index()];
            return of(group.rules, group.name);
        }
    }
    for (auto& site : estate.sites) {
        if (drop.hop.entity == site.name) return of(site.access_rules, "the access rules of " + site.name);
    }
    return {};
}

}  // namespace

void admit_packets(RemedyContext& context) {
    const auto drop = drop_of(context);
    // A request that is denied is denied on purpose as far as anybody can tell.
    if (!drop || context.finding.flows_left_out > 0) return;
    const auto added = rules_for(context, *drop);
    if (added.empty()) return;
    std::vector<std::string> words;
    for (const auto& rule : added) words.push_back('"' + text(rule) + '"');
    Estate named = context.estate;
    const auto where = list_of(named, *drop).name;
    context.propose(
        "Add to the " + std::string{text(drop->direction)} + " rules of " + where + ": " + enumerate(words) + '.',
        "The filter cannot tell replies from requests to the same ports.", [&](Estate& estate) {
            const auto list = list_of(estate, *drop);
            if (list.rules == nullptr) return false;
            // First in the list; of security groups the priority decides, and 1 is the smallest.
            list.rules->insert(list.rules->begin(), added.begin(), added.end());
            return true;
        });
}

/// ipv4-gateway: the route that VPN traffic to a public destination needs (N14).
void route_public_block(RemedyContext& context) {
    for (std::size_t v = 0; v < context.estate.vpcs.size(); ++v) {
        const VpcId id{v};
        for (const auto& row : context.finding.flows) {
            for (std::size_t g = 0; g < context.estate.vpn_gateways.size(); ++g) {
                if (context.estate.vpn_gateways[g].vpc != id) continue;
                std::vector<std::string> blocks;
                for (const auto& block : row.to) blocks.push_back(block.text());
                context.propose("Route " + enumerate(blocks) + " to " + context.estate.vpn_gateways[g].name + '.', "",
                                [&](Estate& estate) {
                                    bool routed = false;
                                    for (const auto& source : row.from) {
                                        for (const auto table : tables_of(context.estate[id], source)) {
                                            for (const auto& block : row.to) {
                                                route_in_vpc(estate, id, table, block, GatewayId{g});
                                                routed = true;
                                            }
                                        }
                                    }
                                    return routed;
                                });
            }
        }
    }
}

/// health-check-path: where a check that works only does harm, do without. One that fails needs its path.
void drop_health_check(RemedyContext& context) {
    if (context.finding.severity == Severity::error) return;
    for (const auto id : context.connections) {
        context.propose("Remove the health check of " + context.estate[id].name + '.',
                        "Nothing notices a tunnel that is up and carries nothing.", [&](Estate& estate) {
                            connection_in(estate, id).health_check.reset();
                            return true;
                        });
    }
}

}  // namespace vpnsim
