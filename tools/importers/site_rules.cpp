// The rules and policy maps of a site's router, in the one order that they are asked in.
#include <algorithm>
#include <variant>

#include "tools/importers/prefix_sets.hpp"
#include "tools/importers/scenario_ids.hpp"
#include "tools/importers/site_scope.hpp"

namespace vpnsim::importers {
namespace {

/// Of one site: rules times routes times networks of interfaces.
constexpr std::size_t most_policy_routes = 20'000;
/// Routes and interfaces that all rules together may look at.
constexpr std::size_t most_looked_at = 20'000'000;
/// Blocks that a block may fall into where parts of it go on to the next rule.
constexpr std::size_t most_block_parts = 1'000;
/// FRR gives its policy maps the rules from 300 on, in the order of their sequence numbers.
constexpr std::uint32_t first_map_rule = 299;

/// What a rule asks of a packet, as far as a policy route can ask it.
struct RuleMatch {
    std::vector<std::optional<Prefix>> sources;  ///< each a policy route of its own
    std::optional<Prefix> destination;
    std::optional<Protocol> protocol;
    std::optional<PortRange> ports;
    Family family = Family::ipv4;
};

using EitherRule = std::variant<const OsRule*, const PbrRule*>;

std::optional<Prefix> common(const Prefix& a, const std::optional<Prefix>& b) {
    if (!b || b->contains(a)) return a;
    return a.contains(*b) ? b : std::nullopt;
}

class SiteRuleReader {
  public:
    explicit SiteRuleReader(SiteScope& scope) : scope_{scope}, router_{*scope.router} {
        for (const auto& route : router_.routes) tables_[route.table].push_back(&route);
    }

    void read() {
        std::set<std::uint32_t> of_maps;
        std::vector<std::pair<std::uint32_t, EitherRule>> all;
        for (const auto& rule : router_.pbr) {
            if (rule.interfaces.empty() || rule.next_hops.empty()) continue;  // said by the importer
            of_maps.insert(first_map_rule + rule.sequence);
            all.emplace_back(first_map_rule + rule.sequence, &rule);
        }
        for (const auto& rule : router_.rules) {
            // The kernel's side of a policy map that is known already.
            if (!rule.incoming.empty() && of_maps.contains(rule.priority)) continue;
            all.emplace_back(rule.priority, &rule);
        }
        std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [priority, rule] : all) {
            if (full_ || spent(rule)) break;
            if (const auto* const* map = std::get_if<const PbrRule*>(&rule)) read_map(**map);
            else read_rule(*std::get<const OsRule*>(rule));
        }
    }

  private:
    /// Rules times routes is a product that an input can make endless.
    bool spent(const EitherRule& rule) {
        looked_at_ += router_.interfaces.size();
        if (const auto* const* one = std::get_if<const OsRule*>(&rule)) {
            const auto table = tables_.find((*one)->table);
            const bool limited = !(*one)->incoming.empty();
            looked_at_ += (table == tables_.end() ? 0 : table->second.size()) + (limited ? router_.routes.size() : 0);
        } else {
            looked_at_ += router_.routes.size();
        }
        if (looked_at_ <= most_looked_at) return false;
        scope_.remark(Gravity::incomplete, "too-many", router_.name,
                      "The router has too many rules and routes. The rest of its rules is left out.", router_.origin);
        return true;
    }

    static std::string about(const OsRule& rule) { return "rule " + std::to_string(rule.priority); }
    void left_out(const std::string& about, const std::string& why, const Origin& origin) {
        scope_.remark(Gravity::warning, "rule-left-out", about,
                      why +
                          " The rule is left out: packets that it takes go on to later rules and routes in the "
                          "scenario.",
                      origin);
    }

    void read_rule(const OsRule& rule) {
        const bool plain = !rule.negated && !rule.source && !rule.destination && rule.incoming.empty() &&
                           rule.outgoing.empty() && rule.firewall_mark.empty() && !rule.protocol &&
                           !rule.source_ports && !rule.destination_ports && rule.other.empty();
        if (rule.action == OsRuleAction::nop) return;
        if (rule.action == OsRuleAction::lookup) {
            if (rule.table == "local" && plain) return;
            if (rule.table == "main" && plain && !rule.suppress_prefix_length) {
                after_main_.insert(rule.family);
                return;
            }
        }
        if (after_main_.contains(rule.family)) return read_rule_after_main(rule);
        if (const auto why = inexpressible(rule); !why.empty()) return left_out(about(rule), why, rule.origin);
        RuleMatch match{{rule.source}, rule.destination, rule.protocol, rule.destination_ports, rule.family};
        if (!rule.incoming.empty() && !limit_sources(match, {rule.incoming}, about(rule), rule.origin)) return;
        if (rule.action == OsRuleAction::lookup) return look_up(match, rule);
        add(match, match.destination, {Blackhole{}}, about(rule), rule.origin);
    }

    /// What the main table leaves over reaches such a rule. The scenario has no routes after its routes.
    void read_rule_after_main(const OsRule& rule) {
        const bool empty = rule.action == OsRuleAction::lookup && tables_.find(rule.table) == tables_.end();
        if (!empty) left_out(about(rule), "The rule stands after the main table.", rule.origin);
    }

    static std::string inexpressible(const OsRule& rule) {
        if (rule.negated) {
            return "The rule takes what does not match (not), which no policy route of a scenario can. The scenario "
                   "asks "
                   "policy routes for arriving packets, too.";
        }
        if (!rule.firewall_mark.empty()) return "The rule depends on a mark that a firewall puts on packets (fwmark).";
        if (!rule.outgoing.empty()) return "The rule is for packets of programs bound to an interface (oif).";
        if (rule.source_ports) return "The rule depends on source ports.";
        if (rule.suppress_prefix_length)
            return "The rule ignores the shortest routes of its table (suppress_prefixlength).";
        if (rule.destination_ports && !(rule.protocol && has_ports(*rule.protocol))) {
            return "The rule depends on ports and names no protocol that has them.";
        }
        if (rule.action == OsRuleAction::go_to) return "The rule jumps to another (goto).";
        if (!rule.other.empty()) return "The rule depends on what a scenario does not have (" + rule.other + ").";
        return {};
    }

    void read_map(const PbrRule& rule) {
        const auto name = rule.map + " seq " + std::to_string(rule.sequence);
        const auto& block = rule.source ? rule.source : rule.destination;
        if (!rule.other.empty()) {
            return left_out(name, "The rule depends on what a scenario does not have (" + rule.other + ").",
                            rule.origin);
        }
        if (rule.destination_ports && !(rule.protocol && has_ports(*rule.protocol))) {
            return left_out(name, "The rule depends on ports and names no protocol that has them.", rule.origin);
        }
        RuleMatch match{{rule.source},
                        rule.destination,
                        rule.protocol,
                        rule.destination_ports,
                        block ? block->family() : Family::ipv4};
        if (!limit_sources(match, rule.interfaces, name, rule.origin)) return;
        const OsRoute route{"",
                            OsRouteType::unicast,
                            rule.destination.value_or(Prefix::everything(match.family)),
                            rule.next_hops,
                            {},
                            {},
                            {},
                            false,
                            {},
                            rule.origin};
        add(match, match.destination, site_next_hops(scope_, route), name, rule.origin);
    }

    /// A rule bound to interfaces: its source where it names one, else the networks of the interfaces. Returns false
    /// where nothing is known of them.
    bool limit_sources(RuleMatch& match, const std::vector<std::string>& names, const std::string& about,
                       const Origin& origin) {
        if (names.size() == 1 && names.front() == "lo") return false;  // of the router's own packets
        if (match.sources.front()) return true;
        std::set<std::string> wanted{names.begin(), names.end()};
        std::set<Prefix> networks;
        for (const auto& i : router_.interfaces) {
            if (wanted.contains(i.interface_name) && i.connected.family() == match.family) networks.insert(i.connected);
        }
        for (const auto& route : router_.routes) {
            if (route.connected && route.destination.family() == match.family &&
                wanted.contains(route.next_hops.front().device)) {
                networks.insert(route.destination);
            }
        }
        if (networks.empty()) {
            left_out(about, "The rule is for packets that arrive on an interface whose network is not known.", origin);
            return false;
        }
        match.sources.assign(networks.begin(), networks.end());
        scope_.remark(Gravity::note, "rule-of-interface", about,
                      "The rule is for packets that arrive on an interface. It is taken to be for packets from the "
                      "networks that the interface is connected to.",
                      origin);
        return true;
    }

    void look_up(const RuleMatch& match, const OsRule& rule) {
        const auto table = tables_.find(rule.table);
        if (table == tables_.end()) {
            const bool of_system = rule.table == "default" || rule.table == "local" || rule.table.starts_with('[');
            if (of_system) return;
            return scope_.remark(Gravity::incomplete, "table-missing", about(rule),
                                 "The rule looks into the table " + rule.table +
                                     ", of which the input has no route. Save ip route show table all.",
                                 rule.origin);
        }
        std::vector<const OsRoute*> routes;
        for (const auto* route : table->second) {
            if (route->destination.family() == match.family && common(route->destination, match.destination)) {
                routes.push_back(route);
            }
        }
        std::stable_sort(routes.begin(), routes.end(), [](const OsRoute* a, const OsRoute* b) {
            if (a->destination.length() != b->destination.length())
                return a->destination.length() > b->destination.length();
            return a->metric.value_or(0) < b->metric.value_or(0);
        });
        std::set<Prefix> thrown;   // goes on to the next rule
        std::set<Prefix> decided;  // a better route of the same block was there
        for (const auto* route : routes) {
            if (full_) return;
            if (!decided.insert(route->destination).second) continue;
            if (route->type == OsRouteType::throw_) {
                thrown.insert(route->destination);
                continue;
            }
            add_route(match, *route, thrown, rule);
        }
    }

    void add_route(const RuleMatch& match, const OsRoute& route, const std::set<Prefix>& thrown, const OsRule& rule) {
        const auto block = *common(route.destination, match.destination);
        const auto parts = remaining(block, thrown, most_block_parts);
        if (!parts) {
            return scope_.remark(Gravity::incomplete, "too-many", about(rule),
                                 "A table throws too many blocks of one route. The route is left out.", route.origin);
        }
        if (parts->empty()) return;
        const auto hops = site_next_hops(scope_, route);
        const bool whole = parts->size() == 1 && parts->front() == block && block.length() == 0;
        for (const auto& part : *parts) {
            add(match, whole ? std::nullopt : std::optional{part}, hops, about(rule), rule.origin);
        }
    }

    void add(const RuleMatch& match, const std::optional<Prefix>& destination, const std::vector<SiteNextHop>& hops,
             const std::string& about, const Origin& origin) {
        for (auto source : match.sources) {
            auto& routes = scope_.site.policy_routes;
            if (routes.size() >= most_policy_routes) {
                if (!full_) {
                    scope_.remark(Gravity::incomplete, "too-many", about,
                                  "The rules make too many policy routes. The rest of them is left out.", origin);
                }
                full_ = true;
                return;
            }
            // A rule without addresses is still one of its family.
            if (!source && !destination) source = Prefix::everything(match.family);
            auto name = about;
            std::replace(name.begin(), name.end(), ' ', '-');
            SitePolicyRoute route;
            route.name = ids_.take(name, {});
            route.priority = static_cast<std::uint32_t>(routes.size() + 1);
            route.source = source;
            route.destination = destination;
            route.protocol = match.protocol;
            if (match.ports) route.ports = {*match.ports};
            route.next_hops = hops;
            routes.push_back(std::move(route));
        }
    }

    SiteScope& scope_;
    const Host& router_;
    std::map<std::string, std::vector<const OsRoute*>> tables_;
    std::set<Family> after_main_;
    ScenarioIds ids_;
    std::size_t looked_at_ = 0;
    bool full_ = false;
};

}  // namespace

void find_policy_routes(SiteScope& scope) {
    if (scope.router != nullptr) SiteRuleReader{scope}.read();
}

}  // namespace vpnsim::importers
