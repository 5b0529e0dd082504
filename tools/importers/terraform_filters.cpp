#include "tools/importers/terraform_records.hpp"
#include "tools/importers/text_lines.hpp"

// Security groups and network ACLs.

namespace vpnsim::importers::terraform {
namespace {

/// "22/22", "1000/2000", "22"; "-1/-1" is every port.
std::optional<PortRange> port_range(const std::string& text) {
    if (text == "-1/-1" || text == "-1") return PortRange{};
    const auto slash = text.find('/');
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    if (!parse_number(std::string_view{text}.substr(0, slash), first)) return std::nullopt;
    if (!parse_number(std::string_view{text}.substr(slash == std::string::npos ? 0 : slash + 1), last)) {
        return std::nullopt;
    }
    if (first > last || last > 0xffff) return std::nullopt;
    return PortRange{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

/// Action, protocol and ports; false, with a remark, if one of them cannot be read.
bool read_match(const Block& block, std::string_view protocol_key, std::string_view ports_key, FilterRule& rule) {
    const auto policy = in_lower_case(block.text({"policy"}));
    const auto protocol = in_lower_case(block.text({protocol_key}));
    rule.action = policy == "drop" ? FilterAction::drop : FilterAction::accept;
    rule.protocol = protocol == "all" || protocol.empty() ? std::nullopt : parse_protocol(protocol);
    bool readable = (policy.empty() && !block.unknown("policy")) || policy == "drop" || policy == "accept";
    readable = readable && (rule.protocol || protocol == "all" || protocol.empty()) && !block.unknown(protocol_key);
    if (!rule.protocol || has_ports(*rule.protocol)) {
        for (const auto& text : block.texts(ports_key)) {
            const auto ports = port_range(text);
            readable = readable && ports.has_value();
            if (ports && !ports->is_all() && rule.protocol) rule.ports.push_back(*ports);
        }
        readable = readable && !block.unknown(ports_key);
    }
    if (!readable) {
        block.remark(Gravity::incomplete, "unreadable-rule",
                     "The action, the protocol or the ports of a rule are not known or not readable. The rule is left "
                     "out, so the filter may decide otherwise.");
    }
    return readable;
}

void set_peer(FilterRule& rule, Direction direction, const Prefix& peer) {
    (direction == Direction::inbound ? rule.source : rule.destination) = peer;
}

/// The entries of one direction of a network ACL.
void read_entries(const Block& block, std::string_view key, Direction direction, const std::string& acl, Draft& draft) {
    const std::string_view peer = direction == Direction::inbound ? "source_cidr_ip" : "destination_cidr_ip";
    for (const auto& entry : block.blocks(key)) {
        LooseRule out{
            .owner = acl, .direction = direction, .rule = {}, .prefix_list = {}, .origin = block.resource().origin};
        if (!read_match(entry, "protocol", "port", out.rule)) continue;
        const auto text = entry.text(peer);
        if (text && text->starts_with("pl-")) {
            out.prefix_list = entry.link(peer, prefix_list_types);
        } else if (const auto prefix = needed_prefix(entry, peer)) {
            set_peer(out.rule, direction, *prefix);
        } else {
            continue;
        }
        draft.acl_rules.push_back(std::move(out));
    }
    if (block.blocks(key).empty() && block.unknown(key)) {
        block.remark(
            Gravity::incomplete, "unknown-until-apply",
            std::string{key} + " is known only after the apply. The list is imported as empty, which denies all.");
    }
}

}  // namespace

void make_security_group(const Block& block, Draft& draft) {
    const bool advanced = block.text("security_group_type") == "enterprise";
    draft.cloud.security_groups.push_back({.id = block.address(),
                                           .name = block.text({"security_group_name", "name"}),
                                           .vpc = block.link("vpc_id", vpc_types, Need::optional),
                                           .type = advanced ? SecurityGroupType::advanced : SecurityGroupType::basic,
                                           .rules = {},
                                           .origin = block.resource().origin});
}

void make_security_group_rule(const Block& block, Draft& draft) {
    const auto type = in_lower_case(block.text({"type"}));
    if ((type != "ingress" && type != "egress") || block.unknown("priority")) {
        block.remark(Gravity::incomplete, "unreadable-rule",
                     "The direction or the priority of a rule is not known or not readable. The rule is left out, so "
                     "the filter may decide otherwise.");
        return;
    }
    LooseRule out{.owner = block.link("security_group_id", group_types),
                  .direction = type == "egress" ? Direction::outbound : Direction::inbound,
                  .rule = {},
                  .prefix_list = {},
                  .origin = block.resource().origin};
    out.rule.priority = block.positive("priority").value_or(1);
    if (out.owner.empty() || !read_match(block, "ip_protocol", "port_range", out.rule)) return;
    const auto is_given = [&](std::string_view key) {
        return block.text(key).has_value() || (block.unknown(key) && block.expression(key).exists());
    };
    if (is_given("port_range_list_id")) {
        block.remark(Gravity::incomplete, "port-list",
                     "The rule takes its ports from a port list, which is not understood. The rule is left out.");
    } else if (is_given("prefix_list_id")) {
        out.prefix_list = block.link("prefix_list_id", prefix_list_types);
        if (!out.prefix_list.empty()) draft.group_rules.push_back(std::move(out));
    } else if (is_given("source_security_group_id")) {
        block.remark(Gravity::warning, "rule-between-groups",
                     "The rule is about the members of another security group, not about addresses. It is left out; "
                     "traffic inside the VPC may be allowed although it is shown as denied, or the reverse.");
    } else if (is_given("cidr_ip") || is_given("ipv6_cidr_ip")) {
        for (const auto* key : {"cidr_ip", "ipv6_cidr_ip"}) {
            if (!is_given(key)) continue;
            const auto prefix = needed_prefix(block, key);
            if (!prefix) continue;
            auto rule = out;
            set_peer(rule.rule, rule.direction, *prefix);
            draft.group_rules.push_back(std::move(rule));
        }
    } else {
        set_peer(out.rule, out.direction, Prefix::everything(Family::ipv4));
        draft.group_rules.push_back(std::move(out));
    }
}

void make_network_acl(const Block& block, Draft& draft) {
    draft.cloud.network_acls.push_back({.id = block.address(),
                                        .name = block.text({"network_acl_name", "name"}),
                                        .vpc = block.link("vpc_id", vpc_types),
                                        .rules = {},
                                        .origin = block.resource().origin});
    // Entries that are a resource of their own are the whole list: what the ACL says of them is a copy of old.
    if (!draft.acls_with_entries.contains(block.address())) {
        read_entries(block, "ingress_acl_entries", Direction::inbound, block.address(), draft);
        read_entries(block, "egress_acl_entries", Direction::outbound, block.address(), draft);
    }
    make_network_acl_attachment(block, draft);
}

void make_network_acl_entries(const Block& block, Draft& draft) {
    const auto acl = block.link("network_acl_id", acl_types);
    if (acl.empty()) return;
    draft.acls_with_entries.insert(acl);
    read_entries(block, "ingress", Direction::inbound, acl, draft);
    read_entries(block, "egress", Direction::outbound, acl, draft);
}

void make_network_acl_attachment(const Block& block, Draft& draft) {
    const bool is_acl = block.resource().type == "alicloud_network_acl";
    const auto acl = is_acl ? block.address() : block.link("network_acl_id", acl_types);
    if (acl.empty()) return;
    const auto attach = [&](std::string vswitch) {
        if (!vswitch.empty()) draft.acls_of_vswitches.emplace_back(std::move(vswitch), acl);
    };
    if (block.text("resource_id") || block.unknown("resource_id")) {
        attach(block.link("resource_id", vswitch_types));
        return;
    }
    // A set: where ids are unknown, which block of the configuration is meant does not matter.
    bool all_known = !block.unknown("resources");
    for (const auto& resource : block.blocks("resources")) {
        if (auto id = resource.text("resource_id")) {
            attach(resource.link("resource_id", vswitch_types));
        } else {
            all_known = false;
        }
    }
    if (all_known) return;
    for (const auto& resource : block.blocks("resources")) {
        for (auto& id : resource.all_named("resource_id", vswitch_types)) attach(std::move(id));
    }
    for (auto& id : block.all_named("resources", vswitch_types)) attach(std::move(id));
}

void make_prefix_list(const Block& block, Draft& draft) {
    auto& prefixes = draft.prefix_lists[block.address()];
    for (const auto* key : {"entrys", "entry"}) {
        for (const auto& entry : block.blocks(key)) {
            if (const auto prefix = needed_prefix(entry, "cidr")) prefixes.push_back(*prefix);
        }
    }
}

}  // namespace vpnsim::importers::terraform
