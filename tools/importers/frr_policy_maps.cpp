#include "tools/importers/frr_policy_maps.hpp"

#include <algorithm>
#include <array>

#include "tools/importers/address_words.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Interfaces and next hops that all rules together may have: rules share maps and groups, a product.
constexpr std::size_t most_policy_copies = 1'000'000;

void add_keyword(std::string& other, std::string_view keyword) {
    if (other.find(keyword) != std::string::npos) return;
    if (!other.empty()) other += ", ";
    other += keyword;
}

}  // namespace

void FrrPolicyMaps::remark(Gravity gravity, std::string kind, std::string about, std::string message,
                           const Origin& origin) {
    remarks_.push_back({gravity, std::move(kind), std::move(about), std::move(message), origin});
}

bool FrrPolicyMaps::begin(WordSpan w, bool undone, const Origin& origin) {
    std::uint32_t sequence = 0;
    if (w.size() < 4 || w[2] != "seq" || !parse_number(w[3], sequence)) {
        remark(Gravity::incomplete, "bad-number", {}, "A pbr-map has no sequence number. It is left out.", origin);
        return false;
    }
    current_ = {std::string{w[1]}, sequence};
    if (undone) {
        rules_.erase(current_);
        group_of_.erase(current_);
        return false;
    }
    const auto [found, added] = rules_.try_emplace(current_);
    if (added) {
        found->second.map = w[1];
        found->second.sequence = sequence;
        found->second.origin = origin;
    }
    return true;
}

void FrrPolicyMaps::statement(WordSpan w, bool undone, const Origin& origin) {
    auto& rule = rules_[current_];
    const auto what = w.size() > 1 ? w[1] : std::string_view{};
    const auto value = w.size() > 2 ? w[2] : std::string_view{};
    const bool match = w[0] == "match";
    if (match && (what == "src-ip" || what == "dst-ip")) {
        auto& block = what == "src-ip" ? rule.source : rule.destination;
        block = undone ? std::nullopt : prefix_word(value, Family::ipv4, origin, remarks_);
        if (!block && !undone) add_keyword(rule.other, what);
    } else if (undone) {
        add_keyword(rule.other, "a statement that was undone");
    } else if (match && what == "ip-protocol") {
        rule.protocol = parse_protocol(value);
        if (!rule.protocol) add_keyword(rule.other, what);
    } else if (match && what == "dst-port") {
        rule.destination_ports = PortRange::parse(value);
        if (!rule.destination_ports) add_keyword(rule.other, what);
    } else if (!match && what == "nexthop" && !value.empty()) {
        rule.next_hops = {hop(w.subspan(2), rule.other)};
    } else if (!match && what == "nexthop-group") {
        group_of_[current_] = value;
    } else {
        static constexpr auto known =
            std::to_array<std::string_view>({"src-port", "mark", "dscp", "ecn", "pcp", "vlan", "vlan-id", "vlan-flags",
                                             "vrf", "queue-id", "src-ip", "dst-ip", "dst-port"});
        const bool is_known = std::find(known.begin(), known.end(), what) != known.end();
        add_keyword(rule.other, is_known ? what : "a statement that is not known");
        if (!is_known) {
            remark(Gravity::incomplete, "unknown-statement", rule.map,
                   "A statement of the pbr-map is not understood. The rule cannot be simulated.", origin);
        }
    }
}

/// "A [IF] [nexthop-vrf V]", "IF"
OsNextHop FrrPolicyMaps::hop(WordSpan w, std::string& other) {
    OsNextHop out{Address::parse(w[0].substr(0, w[0].find('%'))), {}};
    if (!out.via) out.device = w[0];
    for (std::size_t i = 1; i < w.size(); ++i) {
        if (w[i] == "nexthop-vrf" || w[i] == "label" || w[i] == "backup-idx") {
            if (w[i] == "nexthop-vrf") add_keyword(other, w[i]);
            ++i;
        } else if (w[i] == "weight" && i + 1 < w.size()) {
            if (!parse_number(w[++i], out.weight)) out.weight = 1;
        } else if (w[i] != "onlink") {
            out.device = w[i];
        }
    }
    return out;
}

void FrrPolicyMaps::group(std::string_view name, bool undone) {
    if (undone) groups_.erase(std::string{name});
    else groups_.try_emplace(std::string{name});
}

bool FrrPolicyMaps::group_statement(const std::string& group, WordSpan w, bool undone, const Origin& origin) {
    if (w[0] == "resilient" || w[0] == "backup-group") return true;
    if (w[0] != "nexthop" || w.size() < 2) return false;
    if (undone) {
        remark(Gravity::warning, "command-not-followed", group,
               "A next hop of the group is taken away again. That is not followed: save show running-config.", origin);
        return true;
    }
    std::string other;
    groups_[group].push_back(hop(w.subspan(1), other));
    if (!other.empty()) {
        remark(Gravity::warning, "next-hop-vrf", group,
               "A next hop of the group lies in another VRF. It is taken as if it lay in the same.", origin);
    }
    return true;
}

void FrrPolicyMaps::bind(std::string_view map, const std::string& interface_name, const Origin& origin) {
    bound_[std::string{map}].emplace_back(interface_name, origin);
}

void FrrPolicyMaps::settle(PbrRule& rule, const std::string& about) {
    if (const auto named = group_of_.find({rule.map, rule.sequence}); named != group_of_.end()) {
        const auto group = groups_.find(named->second);
        if (group != groups_.end()) rule.next_hops = group->second;
        if (rule.next_hops.empty()) {
            remark(Gravity::incomplete, "unknown-next-hop-group", about,
                   "The rule sends to a nexthop-group that the input does not define. The rule is not in force.",
                   rule.origin);
        }
    }
    const auto bound = bound_.find(rule.map);
    if (bound == bound_.end()) {
        return remark(Gravity::warning, "pbr-map-unbound", about,
                      "No interface uses the pbr-map (pbr-policy). It is not in force.", rule.origin);
    }
    for (const auto& [interface_name, origin] : bound->second) rule.interfaces.push_back(interface_name);
    if (!rule.next_hops.empty() || group_of_.contains({rule.map, rule.sequence})) return;
    if (rule.other.empty()) {
        remark(Gravity::warning, "pbr-map-without-next-hops", about,
               "The rule says not where its packets go (no set nexthop). FRR does not put it in force.", rule.origin);
    } else {
        remark(Gravity::warning, "rule-left-out", about,
               "The rule depends on what a scenario does not have (" + rule.other +
                   "). The rule is left out: packets that it takes go on to later rules and routes in the scenario.",
               rule.origin);
    }
}

std::vector<PbrRule> FrrPolicyMaps::take() && {
    std::vector<PbrRule> out;
    for (auto& [key, rule] : rules_) {
        const auto about = rule.map + " seq " + std::to_string(rule.sequence);
        if (copied_ > most_policy_copies) {
            remark(Gravity::incomplete, "too-many", about,
                   "The pbr-maps have too many rules and interfaces. From this rule on they are left out.",
                   rule.origin);
            break;
        }
        settle(rule, about);
        copied_ += rule.next_hops.size() + rule.interfaces.size();
        out.push_back(std::move(rule));
    }
    for (const auto& [map, places] : bound_) {
        const auto first = rules_.lower_bound({map, 0});
        if (first != rules_.end() && first->first.first == map) continue;
        remark(Gravity::incomplete, "unknown-pbr-map", map,
               "An interface uses a pbr-map that the input does not define.", places.front().second);
    }
    return out;
}

}  // namespace vpnsim::importers
