#include "tools/importers/terraform_estate.hpp"

#include <algorithm>

#include "tools/importers/terraform_records.hpp"
#include "tools/importers/terraform_types.hpp"

namespace vpnsim::importers::terraform {
namespace {

/// Data sources whose results can stand for resources.
struct DataSource {
    std::string_view type;
    std::string_view list;
    std::string_view resource;
};
constexpr auto data_sources = std::to_array<DataSource>({
    {"alicloud_vpcs", "vpcs", "alicloud_vpc"},
    {"alicloud_vswitches", "vswitches", "alicloud_vswitch"},
    {"alicloud_route_tables", "tables", "alicloud_route_table"},
    {"alicloud_vpn_gateways", "gateways", "alicloud_vpn_gateway"},
    {"alicloud_vpn_customer_gateways", "gateways", "alicloud_vpn_customer_gateway"},
    {"alicloud_vpn_connections", "connections", "alicloud_vpn_connection"},
    {"alicloud_security_groups", "groups", "alicloud_security_group"},
    {"alicloud_network_acls", "acls", "alicloud_network_acl"},
});

void index_data(const Resource& data, Estate& estate) {
    const auto source = std::find_if(data_sources.begin(), data_sources.end(),
                                     [&](const DataSource& d) { return d.type == data.type; });
    if (source == data_sources.end()) return;
    for (const auto& object : data.values.member(source->list).children()) {
        const auto id = object.member("id").text();
        if (!id) continue;
        Resource resource = data;
        resource.address = std::string{*id};
        resource.type = std::string{source->resource};
        resource.key.clear();
        resource.values = object;
        estate.found_by_data.emplace(*id, std::move(resource));
    }
}

/// Types whose ids others refer to. Ids of attachments and entries are made of others' ids.
bool has_identity(const Resource& resource) {
    const std::string_view type = resource.type;
    return !type.ends_with("_attachment") || type == "alicloud_vpn_gateway_vpn_attachment";
}

void index_ids(Estate& estate) {
    for (const auto& resource : estate.resources) {
        if (resource.data) {
            index_data(resource, estate);
            continue;
        }
        if (!has_identity(resource)) continue;
        if (const auto id = resource.values.member("id").text()) estate.by_id.emplace(*id, &resource);
        if (resource.type != "alicloud_vpc") continue;
        for (const auto* key : {"route_table_id", "router_table_id"}) {
            if (const auto id = resource.values.member(key).text()) estate.by_id.emplace(*id, &resource);
        }
    }
}

void say_skipped(const Resources& resources, Remarks& remarks) {
    std::map<std::string, std::pair<std::size_t, Origin>> skipped;
    for (const auto& resource : resources) {
        if (resource.data || maker_of(resource.type) != nullptr) continue;
        const auto info = info_of(resource.type);
        if (info.gravity != Gravity::skipped) {
            remarks.push_back({info.gravity,
                               info.gravity == Gravity::incomplete ? "unknown-resource" : "not-simulated",
                               resource.address,
                               std::string{info.why},
                               {resource.origin.file, resource.origin.line}});
            continue;
        }
        ++skipped.emplace(resource.type, std::pair{std::size_t{0}, Origin{resource.origin.file}}).first->second.first;
    }
    for (const auto& [type, count] : skipped) {
        remarks.push_back({Gravity::skipped, "other-resource", type,
                           std::to_string(count.first) + (count.first == 1 ? " resource" : " resources") +
                               " of this type: nothing about tunnels, routes or filters.",
                           count.second});
    }
}

void make(const Resource& resource, Estate& estate, Draft& draft) {
    if (const auto maker = maker_of(resource.type)) maker(Block{resource, estate}, draft);
}

bool is_entries(const Resource& resource) { return resource.type == "alicloud_network_acl_entries"; }

}  // namespace

Cloud cloud_of(Resources& resources, std::vector<JsonValue> roots, KeyFingerprints& keys, Remarks& remarks) {
    References references{resources, std::move(roots)};
    for (auto& resource : resources) resource.configuration = references.configuration(resource);
    Estate estate{resources, references, keys, remarks};
    index_ids(estate);
    Draft draft;
    for (const bool entries : {true, false}) {
        for (const auto& resource : resources) {
            if (!resource.data && is_entries(resource) == entries) make(resource, estate, draft);
        }
    }
    for (; !estate.used.empty(); estate.used.pop_front()) make(*estate.used.front(), estate, draft);
    settle(draft, remarks);
    const Origin file{.file = resources.empty() ? std::string{} : resources.front().origin.file};
    const auto listed = draft.cloud.policy_routes.size();
    add_automatic_routes(draft.cloud, remarks);
    if (listed > 0) {
        remarks.push_back(
            {Gravity::note,
             "no-priority-in-terraform",
             "",
             "Terraform has no attribute for the priority of policy routes. 10, the service's default, is "
             "taken for all of them. Compare with DescribeVpnPbrRouteEntries.",
             {}});
    }
    if (estate.linked > 0) {
        remarks.push_back({Gravity::note, "linked", "",
                           std::to_string(estate.linked) +
                               " references whose ids are known only after the apply were taken from the plan's "
                               "configuration, which names the resources.",
                           file});
    }
    say_skipped(resources, remarks);
    return std::move(draft.cloud);
}

}  // namespace vpnsim::importers::terraform
