#include <algorithm>

#include "tools/importers/terraform_records.hpp"

// Route tables of VPCs and their routes.

namespace vpnsim::importers::terraform {
namespace {

struct HopType {
    std::string_view name;  ///< the cloud's word
    std::array<std::string_view, 2> types;
};
/// Next hops that lead to something that a scenario can hold. Of the others the word is enough.
constexpr std::array<HopType, 4> hop_types{
    {{"VpnGateway", gateway_types},
     {"Instance", {"alicloud_instance", "alicloud_instance"}},
     {"NetworkInterface", {"alicloud_ecs_network_interface", "alicloud_network_interface"}},
     {"VpcPeer", {"alicloud_vpc_peer_connection", "alicloud_vpc_peer"}}}};

/// The id of a next hop, empty if it does not matter or cannot be found out.
std::string hop(const Block& block, std::string_view key, std::string_view type) {
    const auto known =
        std::find_if(hop_types.begin(), hop_types.end(), [&](const HopType& h) { return h.name == type; });
    if (known == hop_types.end()) return block.text({key});
    return block.link(key, known->types);
}

}  // namespace

void make_route_table(const Block& block, Draft& draft) {
    const bool system = block.text("route_table_type") == "System";
    draft.cloud.route_tables.push_back({.id = block.address(),
                                        .name = block.text({"route_table_name", "name"}),
                                        .vpc = block.link("vpc_id", vpc_types),
                                        .type = system ? RouteTableType::system : RouteTableType::custom,
                                        .origin = block.resource().origin});
    if (block.text("associate_type") == "Gateway") {
        block.remark(Gravity::warning, "gateway-route-table",
                     "This table belongs to a gateway, not to vSwitches. What it does to packets from the Internet is "
                     "not simulated.");
    }
}

void make_route_table_attachment(const Block& block, Draft& draft) {
    auto vswitch = block.link("vswitch_id", vswitch_types);
    auto table = block.link("route_table_id", table_types);
    if (!vswitch.empty() && !table.empty()) {
        draft.tables_of_vswitches.emplace_back(std::move(vswitch), std::move(table));
    }
}

void make_route(const Block& block, Draft& draft) {
    const auto key = block.text("destination_cidr_block") || block.unknown("destination_cidr_block")
                         ? "destination_cidr_block"
                         : "destination_cidrblock";
    const auto table = block.link("route_table_id", table_types);
    auto type = block.text({"nexthop_type"});
    std::vector<std::string> hops;
    for (const auto& one : block.blocks("next_hops")) {
        if (type.empty()) type = one.text({"nexthop_type"});
        if (one.number("enabled") == 0U) continue;
        if (auto id = hop(one, "nexthop_id", one.text({"nexthop_type"})); !id.empty()) hops.push_back(std::move(id));
    }
    if (hops.empty()) {
        if (auto id = hop(block, "nexthop_id", type); !id.empty()) hops.push_back(std::move(id));
    }
    const auto destination = needed_prefix(block, key);
    if (!destination) return;
    if (table.empty() && !block.unknown("route_table_id")) {
        block.remark(Gravity::incomplete, "missing-value", "route_table_id is not set. The route is left out.");
    }
    if (table.empty()) return;
    draft.cloud.routes.push_back({.id = block.address(),
                                  .route_table = table,
                                  .destination = *destination,
                                  .next_hop_type = type,
                                  .next_hops = std::move(hops),
                                  .origin = block.resource().origin});
}

}  // namespace vpnsim::importers::terraform
