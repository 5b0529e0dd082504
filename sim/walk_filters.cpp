// Where network ACLs, security groups, access rules and the rules about public addresses are asked (N9-N25).
#include <algorithm>
#include <range/v3/algorithm/contains.hpp>

#include "sim/walk.hpp"

namespace vpnsim {
namespace {

/// "inbound rule 2: accept tcp, ports 443"
std::string named(FilterDirection way, std::uint32_t position, const FilterRule& rule) {
    return std::string{text(way)} + " rule " + std::to_string(position + 1) + ": " + text(rule);
}
std::string numbered(const std::string& owner, FilterDirection way, std::uint32_t position) {
    return owner + '/' + std::string{text(way)} + '/' + std::to_string(position + 1);
}
std::string pointed(std::string collection, FilterDirection way, std::uint32_t position) {
    return std::move(collection) + '/' + std::string{text(way)} + '/' + std::to_string(position);
}

}  // namespace

template <class Note>
bool Walker::Run::passes(const FilterTable& filter, const Note& note, FilterAction by_default) {
    // Where no match means to accept, it is not the same as a rule that drops, though the table gives one answer.
    const auto entries = find(filter, by_default == FilterAction::accept ? Settle::by_record : Settle::by_answer);
    if (!entries) return false;
    if (entries->empty()) return true;
    const auto& decided = entries->front();
    const bool accepted = decided.answer == static_cast<std::uint32_t>(FilterAction::accept) ||
                          (decided.record == no_rule && by_default == FilterAction::accept);
    if (detailed) note(decided.record, accepted);
    if (!accepted) finish(Disposition::denied);
    return accepted;
}

bool Walker::Run::leaves_zone(VpcId id, const VpcZone& zone) {
    if (!passes_groups(id, zone, FilterDirection::outbound) || !passes_acl(id, zone, FilterDirection::outbound)) {
        return false;
    }
    if (!zone.public_address) return true;
    const auto by_table = owner(network[id].by_route_table, Dimension::destination);
    if (!by_table) return false;
    if (*by_table != 0) return true;
    if (detailed) {
        const auto& vpc = estate[id];
        hop(vpc.name, NodeKind::vpc, Step::user_cidr, "",
            flow.destination.text() + " is public and no user CIDR of " + vpc.name +
                ": the packet leaves through the "
                "public address of " +
                flow.source.text() + ", whatever the route table says (N9)",
            vpc.place);
    }
    finish(Disposition::left_to_internet);
    return false;
}

bool Walker::Run::enters_zone(VpcId id, const VpcZone& zone) {
    return passes_acl(id, zone, FilterDirection::inbound) && passes_groups(id, zone, FilterDirection::inbound);
}

bool Walker::Run::passes_acl(VpcId id, const VpcZone& zone, FilterDirection way) {
    if (!zone.network_acl || filtering == Filtering::ignored) return true;
    const auto& compiled = network[id];
    if (from == Endpoint{id}) {  // within one vSwitch nothing is filtered (N18)
        const auto source = owner(compiled.vswitch, Dimension::source);
        if (!source) return false;
        const auto destination = owner(compiled.vswitch, Dimension::destination);
        if (!destination) return false;
        if (*source == *destination) return true;
    }
    const auto note = [&](std::uint32_t record, bool) {
        const auto& vpc = estate[id];
        const auto& acl = vpc.network_acls[zone.network_acl->index()];
        const auto& rules = rules_of(acl.rules, way);
        const auto inside = way == FilterDirection::inbound ? flow.destination : flow.source;
        const auto& vswitch = vpc.vswitches[compiled.vswitch.at(inside) - 1];
        const bool matched = record != no_rule;
        hop(vswitch.name, NodeKind::vswitch, Step::network_acl, matched ? numbered(acl.name, way, record) : "",
            "network ACL " + acl.name + ", " +
                (matched ? named(way, record, rules[record])
                         : "no " + std::string{text(way)} + " rule matches: dropped (N18)"),
            matched ? rules[record].place : acl.place);
        path.hops.back().entity = vpc.name + '/' + acl.name;
        path.hops.back().pointer = "/vpcs/" + vpc.name + "/network_acls/" + acl.name;
        if (matched) path.hops.back().pointer = pointed(path.hops.back().pointer, way, record);
    };
    return passes(compiled.network_acls[zone.network_acl->index()][way], note);
}

bool Walker::Run::shares_group(VpcId id, const VpcZone& zone) const {
    if (from != Endpoint{id} || !origin_zone) return false;
    const auto source = network[id].zones[*origin_zone].groups;
    return source && share_basic_group(estate[id], network[id].groups[*source], network[id].groups[*zone.groups]);
}

bool Walker::Run::passes_groups(VpcId id, const VpcZone& zone, FilterDirection way) {
    if (!zone.groups || filtering == Filtering::ignored) return true;
    const auto inside = way == FilterDirection::inbound ? flow.destination : flow.source;
    const auto instance = [&]() -> const Instance& {
        return *std::find_if(estate[id].instances.begin(), estate[id].instances.end(),
                             [&](const Instance& i) { return i.address == inside; });
    };
    // N20: what answers a request that passed here is not asked again.
    if (direction == Direction::reply && (way == FilterDirection::outbound || session.from == Endpoint{id})) {
        if (detailed) {
            hop(instance().name, NodeKind::instance, Step::security_group, "",
                "its security groups let the session pass before and remember it (N20)", instance().place, {},
                estate[id].name);
        }
        return true;
    }
    const auto& pool = network[id].groups[*zone.groups];
    const bool members = way == FilterDirection::inbound && shares_group(id, zone);
    const auto note = [&](std::uint32_t record, bool accepted) {
        const auto& vpc = estate[id];
        const auto& node = instance();
        if (record == no_rule) {
            hop(node.name, NodeKind::instance, Step::security_group, "",
                "no " + std::string{text(way)} + " rule of its security groups matches: " +
                    (members    ? "accepted between members of one group"
                     : accepted ? "accepted"
                                : "dropped") +
                    " (N21)",
                node.place, {}, vpc.name);
            return;
        }
        const auto& rule = (way == FilterDirection::inbound ? pool.inbound : pool.outbound)[record];
        const auto& group = vpc.security_groups[rule.group.index()];
        const auto& written = rules_of(group.rules, way)[rule.position];
        hop(node.name, NodeKind::instance, Step::security_group, numbered(group.name, way, rule.position),
            "security group " + group.name + ", " + named(way, rule.position, written) + ", priority " +
                std::to_string(written.priority),
            written.place, {}, vpc.name);
        path.hops.back().entity = vpc.name + '/' + group.name;
        path.hops.back().pointer = pointed("/vpcs/" + vpc.name + "/security_groups/" + group.name, way, rule.position);
    };
    return passes(pool.filter[way], note, members ? FilterAction::accept : FilterAction::drop);
}

bool Walker::Run::passes_device(SiteId site, DeviceIndex device, FilterDirection way) {
    if (filtering == Filtering::ignored) return true;
    const auto& owner_site = estate[site];
    const auto& configured = owner_site.devices[device.index()];
    if (direction == Direction::reply && configured.stateful_firewall) {
        const bool known = ranges::contains(session.devices, std::pair{site, device});
        if (detailed) {
            hop(configured.name, NodeKind::device, Step::access_rule, "",
                known ? "the stateful firewall passed the request and lets its reply through"
                      : "the request passed another device: the stateful firewall knows no session and drops the reply",
                configured.place);
            path.hops.back().entity = owner_site.name + '/' + configured.name;
            path.hops.back().pointer = "/sites/" + owner_site.name + "/devices/" + configured.name;
        }
        if (!known) finish(Disposition::denied);
        return known;
    }
    const auto note = [&](std::uint32_t record, bool) {
        const auto& rules = rules_of(owner_site.access_rules, way);
        const bool matched = record != no_rule;
        hop(owner_site.name, NodeKind::site, Step::access_rule,
            matched ? std::string{text(way)} + '/' + std::to_string(record + 1) : "",
            matched ? "access rules, " + named(way, record, rules[record])
                    : "no " + std::string{text(way)} + " access rule matches: dropped",
            matched ? rules[record].place : owner_site.place);
        path.hops.back().entity = owner_site.name;
        path.hops.back().pointer = "/sites/" + owner_site.name;
        if (matched) path.hops.back().pointer = pointed(path.hops.back().pointer + "/access_rules", way, record);
    };
    if (!passes(network[site].access[way], note)) return false;
    if (direction == Direction::forward && configured.stateful_firewall) session.devices.emplace_back(site, device);
    return true;
}

}  // namespace vpnsim
