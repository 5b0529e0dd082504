#include <algorithm>

#include "tools/importers/cloud_scope.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::uint32_t most_rule_priority = 100;

enum class RuleOwner : std::uint8_t { network_acl, security_group };

/// Returns the rules that the scenario has words for, and says which it has not.
std::vector<FilterRule> rules_of(CloudScope& scope, const std::vector<FilterRule>& rules,
                                 std::optional<Prefix> FilterRule::*other_side, RuleOwner owner,
                                 const std::string& about, const Origin& origin) {
    std::vector<FilterRule> out;
    for (auto rule : rules) {
        const auto refuse = [&](const std::string& why) {
            scope.say(Gravity::incomplete, "filter-rule", about, "a rule " + why + "; it is left out", origin);
        };
        if (rule.*other_side && (rule.*other_side)->length() == 0) (rule.*other_side).reset();
        if (rule.*other_side) {
            refuse("limits both its source and its destination, which cannot be simulated");
            continue;
        }
        if (owner == RuleOwner::network_acl) rule.priority = FilterRule{}.priority;
        if (rule.priority < 1 || rule.priority > most_rule_priority) {
            refuse("has the priority " + std::to_string(rule.priority) + ", which is none of 1 to 100");
            continue;
        }
        out.push_back(std::move(rule));
    }
    return out;
}

FilterRules rules_of(CloudScope& scope, const FilterRules& rules, RuleOwner owner, const std::string& about,
                     const Origin& origin) {
    return {rules_of(scope, rules.inbound, &FilterRule::destination, owner, about, origin),
            rules_of(scope, rules.outbound, &FilterRule::source, owner, about, origin)};
}

/// The VPC of a record that stands in one, or nothing and says so.
template <class Record>
std::optional<VpcId> owner(CloudScope& scope, const Record& record, std::string_view what) {
    auto found = scope.vpc(record.vpc, record.origin);
    if (!found) {
        scope.lacks("vpc-unknown", shown_name(record),
                    "the input does not say in which VPC this " + std::string{what} + " is; it is left out",
                    record.origin);
    }
    return found;
}

std::string own_name(CloudScope& scope, VpcId vpc, std::string_view kind, std::string_view name, std::string_view id) {
    return scope.own_ids[std::string{kind} + '/' + scope[vpc].name].take(name, id);
}

void add_table(CloudScope& scope, const CloudRouteTable& record) {
    const auto vpc = owner(scope, record, "route table");
    if (!vpc) return;
    auto& tables = scope[*vpc].route_tables;
    // A VPC has one system table, whatever names it goes by (N1).
    const auto system = std::find_if(tables.begin(), tables.end(),
                                     [](const RouteTable& table) { return table.type == RouteTableType::system; });
    RouteTableIndex index{tables.size()};
    if (record.type == RouteTableType::system && system != tables.end()) {
        index = RouteTableIndex{static_cast<std::size_t>(system - tables.begin())};
    } else {
        const auto usual = record.type == RouteTableType::system && record.name.empty() ? "system" : record.name;
        RouteTable out;
        out.name = own_name(scope, *vpc, "route_tables", usual, record.id);
        out.type = record.type;
        tables.push_back(std::move(out));
    }
    if (!record.id.empty()) scope.route_tables.emplace(record.id, std::pair{*vpc, index});
}

template <class Index>
std::optional<Index> in_vpc(CloudScope& scope, const std::unordered_map<std::string, std::pair<VpcId, Index>>& known,
                            const std::string& id, VpcId vpc, const std::string& about, const std::string& what,
                            const std::string& instead, const Origin& origin) {
    if (id.empty()) return std::nullopt;
    const auto found = known.find(id);
    if (found != known.end() && found->second.first == vpc) return found->second.second;
    scope.lacks(what + "-unknown", about,
                "its " + what + ' ' + id +
                    (found == known.end() ? " is not in the input; " : " belongs to another VPC; ") + instead,
                origin);
    return std::nullopt;
}

}  // namespace

void add_network_acls(CloudScope& scope) {
    for (const auto& record : scope.cloud.network_acls) {
        if (!scope.is_new(scope.network_acls, record.id, "network ACL", record.origin)) continue;
        const auto vpc = owner(scope, record, "network ACL");
        if (!vpc) continue;
        auto& acls = scope[*vpc].network_acls;
        if (!record.id.empty()) scope.network_acls.emplace(record.id, std::pair{*vpc, NetworkAclIndex{acls.size()}});
        acls.push_back({own_name(scope, *vpc, "network_acls", record.name, record.id),
                        rules_of(scope, record.rules, RuleOwner::network_acl, shown_name(record), record.origin),
                        Place{}});
    }
}

void add_security_groups(CloudScope& scope) {
    for (const auto& record : scope.cloud.security_groups) {
        if (!scope.is_new(scope.security_groups, record.id, "security group", record.origin)) continue;
        const auto vpc = owner(scope, record, "security group");
        if (!vpc) continue;
        auto& groups = scope[*vpc].security_groups;
        if (!record.id.empty()) {
            scope.security_groups.emplace(record.id, std::pair{*vpc, SecurityGroupIndex{groups.size()}});
        }
        groups.push_back({own_name(scope, *vpc, "security_groups", record.name, record.id), record.type,
                          rules_of(scope, record.rules, RuleOwner::security_group, shown_name(record), record.origin),
                          Place{}});
    }
}

void add_instances(CloudScope& scope) {
    for (const auto& record : scope.cloud.instances) {
        if (!scope.is_new(scope.instances, record.id, "instance", record.origin)) continue;
        const auto vpc = owner(scope, record, "instance");
        if (!vpc) continue;
        Instance out{
            scope.next_hop_ids.take(record.name, record.id), record.address, {}, record.public_address, Place{}};
        for (const auto& id : record.security_groups) {
            const auto group = in_vpc(scope, scope.security_groups, id, *vpc, shown_name(record), "security group",
                                      "its rules do not filter in the scenario", record.origin);
            if (group) out.security_groups.push_back(*group);
        }
        auto& instances = scope[*vpc].instances;
        if (!record.id.empty()) {
            scope.instances.emplace(record.id, InstanceRef{*vpc, InstanceIndex{instances.size()}});
        }
        instances.push_back(std::move(out));
    }
}

void add_route_tables(CloudScope& scope) {
    for (const auto& record : scope.cloud.route_tables) {
        if (scope.is_new(scope.route_tables, record.id, "route table", record.origin)) add_table(scope, record);
    }
    // Routes may name the system table of a VPC by the VPC.
    for (const auto& route : scope.cloud.routes) {
        const auto vpc = scope.vpcs.find(route.route_table);
        if (vpc == scope.vpcs.end() || scope.route_tables.contains(route.route_table)) continue;
        add_table(scope, {route.route_table, "system", route.route_table, RouteTableType::system, route.origin});
    }
}

void add_vswitches(CloudScope& scope) {
    std::set<std::string> seen;
    for (const auto& record : scope.cloud.vswitches) {
        if (!scope.is_new(seen, record.id, "vSwitch", record.origin)) continue;
        seen.insert(record.id);
        const auto vpc = owner(scope, record, "vSwitch");
        if (!vpc) continue;
        const auto& about = shown_name(record);
        if (record.cidrs.empty()) {
            scope.lacks("vswitch-block", about, "the address block of this vSwitch is not known; it is left out",
                        record.origin);
        }
        // A route table named by its VPC is the system table, as for routes.
        const auto table = record.route_table == record.vpc
                               ? std::nullopt
                               : in_vpc(scope, scope.route_tables, record.route_table, *vpc, about, "route table",
                                        "the system table of the VPC stands for it", record.origin);
        const auto acl = in_vpc(scope, scope.network_acls, record.network_acl, *vpc, about, "network ACL",
                                "nothing filters at this vSwitch in the scenario", record.origin);
        for (const auto& cidr : record.cidrs) {
            const auto& usual = about;
            const bool second = &cidr != &record.cidrs.front();
            const std::string suffix = !second ? "" : cidr.family() == Family::ipv6 ? "-ipv6" : "-more";
            scope[*vpc].vswitches.push_back(
                {own_name(scope, *vpc, "vswitches", usual + suffix, record.id), cidr, table, acl, Place{}});
        }
    }
}

}  // namespace vpnsim::importers
