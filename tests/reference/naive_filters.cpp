#include "tests/reference/naive_filters.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

const std::vector<FilterRule>& list_of(const FilterRules& rules, NaiveDirection direction) {
    return direction == NaiveDirection::inbound ? rules.inbound : rules.outbound;
}

/// N22, N23: the rules of all groups in the order in which they are tried.
std::vector<FilterRule> pooled_rules(const Vpc& vpc, const Instance& instance, NaiveDirection direction) {
    std::vector<FilterRule> pool;
    for (std::uint32_t priority = 1; priority <= 100; ++priority) {
        for (const FilterAction action : {FilterAction::drop, FilterAction::accept}) {
            for (const SecurityGroupIndex group : instance.security_groups) {
                for (const FilterRule& rule : list_of(vpc.security_groups[group.index()].rules, direction)) {
                    if (rule.priority == priority && rule.action == action) pool.push_back(rule);
                }
            }
        }
    }
    return pool;
}

bool some_match(const std::vector<FilterRule>& rules, const NaivePacket& packet) {
    return std::any_of(rules.begin(), rules.end(), [&](const FilterRule& rule) { return matches(rule, packet); });
}

bool is_basic(const Vpc& vpc, SecurityGroupIndex group) {
    return vpc.security_groups[group.index()].type == SecurityGroupType::basic;
}

bool share_basic_group(const Vpc& vpc, const Instance& a, const Instance& b) {
    for (const SecurityGroupIndex one : a.security_groups) {
        for (const SecurityGroupIndex other : b.security_groups) {
            if (one == other && is_basic(vpc, one)) return true;
        }
    }
    return false;
}

bool in_one_of(const std::vector<Prefix>& blocks, Address address) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& block) { return block.contains(address); });
}

}  // namespace

bool matches(const FilterRule& rule, const NaivePacket& packet) {
    if (rule.protocol && *rule.protocol != packet.protocol) return false;
    if (rule.source && !rule.source->contains(packet.source)) return false;
    if (rule.destination && !rule.destination->contains(packet.destination)) return false;
    const auto full = [](const PortRange& range) { return range.is_all(); };
    if (rule.ports.empty() || std::any_of(rule.ports.begin(), rule.ports.end(), full)) return true;
    if (packet.protocol != Protocol::tcp && packet.protocol != Protocol::udp) return false;
    const auto holds = [&](const PortRange& range) { return range.contains(packet.destination_port); };
    return std::any_of(rule.ports.begin(), rule.ports.end(), holds);
}

bool accepts(const std::vector<FilterRule>& rules, const NaivePacket& packet) {
    for (const FilterRule& rule : rules) {
        if (matches(rule, packet)) return rule.action == FilterAction::accept;
    }
    return false;
}

bool access_rules_accept(const Site& site, NaiveDirection direction, const NaivePacket& packet) {
    const auto& rules = list_of(site.access_rules, direction);
    return rules.empty() || accepts(rules, packet);
}

bool network_acl_accepts(const Vpc& vpc, const VSwitch& vswitch, NaiveDirection direction, const NaivePacket& packet) {
    if (!vswitch.network_acl) return true;
    return accepts(list_of(vpc.network_acls[vswitch.network_acl->index()].rules, direction), packet);
}

const Instance* declared_instance(const Vpc& vpc, Address address) {
    for (const Instance& instance : vpc.instances) {
        if (instance.address == address) return &instance;
    }
    return nullptr;
}

bool groups_let_out(const Vpc& vpc, const Instance& sender, const NaivePacket& packet) {
    const auto rules = pooled_rules(vpc, sender, NaiveDirection::outbound);
    if (some_match(rules, packet)) return accepts(rules, packet);
    const auto& groups = sender.security_groups;
    return std::all_of(groups.begin(), groups.end(), [&](SecurityGroupIndex group) { return is_basic(vpc, group); });
}

bool groups_let_in(const Vpc& vpc, const Instance& receiver, const Instance* neighbour, const NaivePacket& packet) {
    if (receiver.security_groups.empty()) return true;
    const auto rules = pooled_rules(vpc, receiver, NaiveDirection::inbound);
    if (some_match(rules, packet)) return accepts(rules, packet);
    return neighbour != nullptr && share_basic_group(vpc, receiver, *neighbour);
}

bool leaves_by_public_address(const Vpc& vpc, const Instance& sender, Address destination) {
    if (!sender.public_address || vpc.ipv4_gateway || destination.family() != Family::ipv4) return false;
    for (const auto* block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}) {
        if (Prefix::parse(block)->contains(destination)) return false;
    }
    for (const VSwitch& vswitch : vpc.vswitches) {
        if (vswitch.cidr.contains(destination)) return false;
    }
    return !in_one_of(vpc.cidrs, destination) && !in_one_of(vpc.user_cidrs, destination);
}

}  // namespace vpnsim
