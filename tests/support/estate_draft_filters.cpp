#include <algorithm>

#include "tests/support/estate_draft.hpp"

namespace vpnsim {
void EstateDraft::add_filters() {
    for (std::size_t v = 0; v < estate_.vpcs.size(); ++v) add_instances(VpcId{v});
    if (estate_.vpcs.size() == 2 && dice_.one_in(3)) add_doubles(estate_.vpcs[0], estate_.vpcs[1]);
    for (Vpc& vpc : estate_.vpcs) {
        if (dice_.one_in(2)) add_network_acls(vpc);
        if (!dice_.one_in(3)) add_security_groups(vpc);
        if (dice_.one_in(2)) add_public_addresses(vpc);
    }
    for (Site& site : estate_.sites) {
        if (dice_.one_in(2)) add_access_rules(site);
        for (Device& device : site.devices) device.stateful_firewall = dice_.one_in(3);
    }
}

void EstateDraft::add_instances(VpcId id) {
    Vpc& vpc = estate_.vpcs[id.index()];
    const std::size_t wanted = 2 + dice_.below(2);
    while (vpc.instances.size() < wanted) {
        const std::string name = numbered(numbered("host", id.index()), vpc.instances.size());
        vpc.instances.push_back({name, vpc.vswitches[0].cidr.first(), {}, false, {}});
    }
    for (std::size_t i = 1; i < vpc.instances.size(); ++i) {
        const auto before = vpc.instances.begin() + static_cast<std::ptrdiff_t>(i);
        const auto taken = [&](const Instance& other) { return other.address == vpc.instances[i].address; };
        while (std::any_of(vpc.instances.begin(), before, taken)) {
            const Prefix& home = dice_.pick(vpc.vswitches).cidr;
            vpc.instances[i].address = nth_address(home, dice_.below(size_of(home)));
        }
    }
}

void EstateDraft::add_doubles(const Vpc& of, Vpc& vpc) {
    const VSwitch& vswitch = dice_.pick(of.vswitches);
    vpc.vswitches.push_back({"double", vswitch.cidr, {}, {}, {}});
    for (const Instance& instance : of.instances) {
        const auto taken = [&](const Instance& other) { return other.address == instance.address; };
        if (!vswitch.cidr.contains(instance.address)) continue;
        if (std::any_of(vpc.instances.begin(), vpc.instances.end(), taken)) continue;
        vpc.instances.push_back({"double-" + instance.name, instance.address, {}, false, {}});
    }
}

void EstateDraft::add_network_acls(Vpc& vpc) {
    for (std::size_t n = 1 + dice_.below(2); n > 0; --n) {
        vpc.network_acls.push_back(
            {numbered("acl", n), {filter_rules(&FilterRule::source), filter_rules(&FilterRule::destination)}, {}});
    }
    for (VSwitch& vswitch : vpc.vswitches) {
        if (!dice_.one_in(3)) vswitch.network_acl = NetworkAclIndex{dice_.below(vpc.network_acls.size())};
    }
}

void EstateDraft::add_security_groups(Vpc& vpc) {
    const auto rules = [&](std::optional<Prefix> FilterRule::*peer) {
        auto result = filter_rules(peer);
        for (FilterRule& rule : result) rule.priority = static_cast<std::uint32_t>(1 + dice_.below(3));
        if (!result.empty() && dice_.one_in(3)) result.back().priority = 100;
        return result;
    };
    for (std::size_t n = 1 + dice_.below(3); n > 0; --n) {
        vpc.security_groups.push_back({numbered("sg", n),
                                       dice_.one_in(3) ? SecurityGroupType::advanced : SecurityGroupType::basic,
                                       {rules(&FilterRule::source), rules(&FilterRule::destination)},
                                       {}});
    }
    for (Instance& instance : vpc.instances) {
        for (std::size_t g = 0; g < vpc.security_groups.size(); ++g) {
            if (dice_.one_in(2)) instance.security_groups.emplace_back(g);
        }
    }
}

void EstateDraft::add_public_addresses(Vpc& vpc) {
    for (Instance& instance : vpc.instances) instance.public_address = !dice_.one_in(3);
    vpc.ipv4_gateway = dice_.one_in(4);
    for (std::size_t n = dice_.below(3); n > 0; --n) vpc.user_cidrs.push_back(some_network());
}

void EstateDraft::add_access_rules(Site& site) {
    const auto rules = [&] {
        if (dice_.one_in(4)) return std::vector<FilterRule>{};
        auto result = filter_rules(dice_.one_in(2) ? &FilterRule::source : &FilterRule::destination);
        for (FilterRule& rule : result) {
            if (dice_.one_in(4)) rule.source = some_network();
            if (dice_.one_in(4)) rule.destination = some_network();
        }
        return result;
    };
    site.access_rules = {rules(), rules()};
}

Prefix EstateDraft::some_network() {
    if (dice_.one_in(8)) return block(dice_.below(256), static_cast<unsigned>(dice_.below(9)));
    const bool cloud = dice_.one_in(2);
    const Vpc& vpc = dice_.pick(estate_.vpcs);
    Prefix network = cloud ? dice_.pick(vpc.vswitches).cidr : dice_.pick(dice_.pick(estate_.sites).networks).cidr;
    if (cloud && dice_.one_in(4)) network = Prefix::host(dice_.pick(vpc.instances).address);
    switch (dice_.below(6)) {
        case 0: return inside(network);
        case 1: return around(network);
        case 2: return around(around(network));
        default: return network;
    }
}

std::vector<PortRange> EstateDraft::some_ports() {
    static const std::vector<std::vector<PortRange>> choices{
        {{443, 443}},    {{80, 80}, {443, 443}}, {{1000, 2000}, {443, 1500}},
        {{1024, 65535}}, {{40000, 40000}},       {{0, 1023}, {30000, 50000}},
        {{0, 65535}},    {{53, 53}, {0, 65535}}};
    return dice_.pick(choices);
}

FilterRule EstateDraft::filter_rule() {
    const Protocol icmp = family_ == Family::ipv4 ? Protocol::icmp : Protocol::icmpv6;
    FilterRule rule;
    rule.action = dice_.one_in(3) ? FilterAction::drop : FilterAction::accept;
    if (dice_.one_in(2)) {
        rule.protocol = dice_.pick(
            std::vector<Protocol>{Protocol::tcp, Protocol::tcp, Protocol::udp, icmp, Protocol::gre, Protocol{132}});
    }
    if (dice_.one_in(2)) rule.ports = some_ports();
    return rule;
}

std::vector<FilterRule> EstateDraft::filter_rules(std::optional<Prefix> FilterRule::*peer) {
    std::vector<FilterRule> rules;
    for (std::size_t n = dice_.below(4); n > 0; --n) {
        FilterRule& rule = rules.emplace_back(filter_rule());
        if (!dice_.one_in(3)) rule.*peer = some_network();
    }
    if (dice_.one_in(2)) rules.emplace_back();
    return rules;
}

}  // namespace vpnsim
