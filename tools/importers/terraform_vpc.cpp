#include <algorithm>

#include "tools/importers/terraform_records.hpp"

namespace vpnsim::importers::terraform {
namespace {

void say_missing(const Block& block, std::string_view key) {
    block.remark(Gravity::incomplete, block.unknown(key) ? "unknown-until-apply" : "missing-value",
                 std::string{key} + (block.unknown(key) ? " is known only after the apply. Import the state then."
                                                        : " is not set. What depends on it is left out."));
}

}  // namespace

std::optional<Prefix> needed_prefix(const Block& block, std::string_view key) {
    const auto prefix = block.prefix(key);
    if (!prefix && !block.text(key)) say_missing(block, key);
    return prefix;
}

std::vector<Prefix> needed_prefixes(const Block& block, std::string_view key) {
    auto prefixes = block.prefixes(key);
    if (block.unknown(key) || block.texts(key).empty()) say_missing(block, key);
    return prefixes;
}

void make_vpc(const Block& block, Draft& draft) {
    CloudVpc vpc;
    vpc.id = block.address();
    vpc.name = block.text({"vpc_name", "name"});
    vpc.user_cidrs = block.prefixes("user_cidrs");
    vpc.origin = block.resource().origin;
    const auto add = [&](const std::optional<Prefix>& prefix) {
        if (prefix && std::find(vpc.cidrs.begin(), vpc.cidrs.end(), *prefix) == vpc.cidrs.end()) {
            vpc.cidrs.push_back(*prefix);
        }
    };
    add(needed_prefix(block, "cidr_block"));
    for (const auto& prefix : block.prefixes("secondary_cidr_blocks")) add(prefix);
    add(block.prefix("ipv6_cidr_block"));
    for (const auto& other : block.blocks("ipv6_cidr_blocks")) add(other.prefix("ipv6_cidr_block"));
    draft.cloud.vpcs.push_back(std::move(vpc));
}

void make_vpc_block(const Block& block, Draft& draft) {
    const auto vpc = block.link("vpc_id", vpc_types);
    const auto prefix = needed_prefix(block, "secondary_cidr_block");
    if (prefix) draft.cidrs_of_vpcs.emplace_back(vpc, *prefix);
}

void make_ipv4_gateway(const Block& block, Draft& draft) {
    if (block.boolean("enabled") == false) {
        block.remark(Gravity::note, "ipv4-gateway-not-active", "The IPv4 gateway is not activated. It is left out.");
        return;
    }
    draft.vpcs_with_ipv4_gateway.insert(block.link("vpc_id", vpc_types));
}

void make_peering(const Block& block, Draft& draft) {
    draft.peerings[block.address()] = {block.link("vpc_id", vpc_types), block.link("accepting_vpc_id", vpc_types)};
}

void make_vswitch(const Block& block, Draft& draft) {
    CloudVSwitch vswitch;
    vswitch.id = block.address();
    vswitch.name = block.text({"vswitch_name", "name"});
    vswitch.vpc = block.link("vpc_id", vpc_types);
    vswitch.origin = block.resource().origin;
    if (const auto prefix = needed_prefix(block, "cidr_block")) vswitch.cidrs.push_back(*prefix);
    if (const auto prefix = block.prefix("ipv6_cidr_block")) {
        vswitch.cidrs.push_back(*prefix);
    } else if (block.unknown("ipv6_cidr_block") && block.boolean("enable_ipv6") == true) {
        block.remark(Gravity::incomplete, "unknown-until-apply",
                     "The IPv6 block is known only after the apply. Import the state then.");
    }
    draft.cloud.vswitches.push_back(std::move(vswitch));
}

void make_instance(const Block& block, Draft& draft) {
    const auto vswitch = block.link("vswitch_id", vswitch_types, Need::optional);
    const auto groups = block.links("security_groups", group_types);
    const auto address = block.ip_address(block.text("private_ip") ? "private_ip" : "primary_ip_address");
    if (!address) {
        block.remark(Gravity::warning, "unknown-until-apply",
                     "The private address is not known before the apply. The instance is left out, and so is what its "
                     "security groups do to it.");
        return;
    }
    bool others = block.positive("ipv6_address_count").has_value() ||
                  block.positive("secondary_private_ip_address_count").has_value();
    for (const auto* key : {"secondary_private_ips", "ipv6_addresses"}) {
        others = others || !block.texts(key).empty();
    }
    for (const auto& interface : block.blocks("network_interfaces")) {
        others =
            others || interface.text("network_interface_id").has_value() || interface.unknown("network_interface_id");
    }
    if (others) {
        block.remark(Gravity::warning, "other-addresses",
                     "The instance has more addresses (secondary, IPv6 or of another network interface). Only the "
                     "primary one is simulated: no security group filters at the others.");
    }
    const auto bandwidth = block.positive("internet_max_bandwidth_out");
    draft.vswitches_of_instances[block.address()] = vswitch;
    draft.cloud.instances.push_back({.id = block.address(),
                                     .name = block.text({"instance_name", "name"}),
                                     .vpc = {},
                                     .address = *address,
                                     .security_groups = groups,
                                     .public_address = block.text("public_ip").has_value() || bandwidth.has_value(),
                                     .origin = block.resource().origin});
}

}  // namespace vpnsim::importers::terraform
