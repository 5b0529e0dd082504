#include <catch2/catch.hpp>

#include "tests/importers/terraform_plan.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::whatif_plan_test {
namespace {

using importers::configured;
using importers::PlannedResource;
using importers::resources_of;

/// Before: a connection with two policy routes. The plan deletes the second.
std::string deleting_plan() {
    const auto route = [](const std::string& name, const std::string& source, const std::string& actions) {
        return PlannedResource{"alicloud_vpn_pbr_route_entry",
                               name,
                               R"("id": ")" + name +
                                   R"(", "vpn_gateway_id": "vpn-1", "next_hop": "vco-1", "weight": 100,
                                  "route_source": ")" +
                                   source + R"(", "route_dest": "10.55.0.0/16", "publish_vpc": true)",
                               "",
                               "",
                               "",
                               "",
                               actions};
    };
    const auto kept = [](PlannedResource resource) {
        resource.actions = "\"no-op\"";
        return resource;
    };
    const std::vector<PlannedResource> all{
        kept({"alicloud_vpc", "app", R"("id": "vpc-1", "vpc_name": "vpc-app", "cidr_block": "10.66.88.0/22")"}),
        kept({"alicloud_vswitch", "a",
              R"("id": "vsw-1", "vpc_id": "vpc-1", "vswitch_name": "app", "cidr_block": "10.66.88.0/23")"}),
        kept({"alicloud_vpn_gateway", "gw",
              R"("id": "vpn-1", "vpc_id": "vpc-1", "vpn_gateway_name": "gw", "internet_ip": "203.0.113.20")"}),
        kept({"alicloud_vpn_customer_gateway", "d",
              R"("id": "cgw-1", "customer_gateway_name": "device", "ip_address": "198.51.100.11")"}),
        kept({"alicloud_vpn_connection", "c",
              R"("id": "vco-1", "vpn_connection_name": "conn-1", "vpn_gateway_id": "vpn-1",
              "customer_gateway_id": "cgw-1", "local_subnet": ["10.66.88.0/23"], "remote_subnet": ["10.55.0.0/16"],
              "auto_config_route": false)"}),
        route("one", "10.66.88.0/24", "\"no-op\""),
        route("two", "10.66.89.0/24", "\"delete\"")};
    auto before = all;
    for (auto& resource : before) resource.actions = "\"no-op\"";
    return importers::plan(all, configured(all), R"("resources": )" + resources_of(before, ""));
}

}  // namespace

TEST_CASE("whatif says what a Terraform plan does to traffic") {
    const TemporaryFolder folder;
    const auto plan = folder.write("plan.json", deleting_plan());
    const auto run = vpnsim_run({"whatif", "--terraform-plan", plan});
    CHECK(run.exit_code == 1);
    CHECK(run.out.find("breaking") != std::string::npos);
    CHECK(run.out.find("10.66.89.0/24") != std::string::npos);
    CHECK(run.err.find("no-priority-in-terraform") != std::string::npos);
}

TEST_CASE("import --changes writes what the plan changes, and whatif of both says the same") {
    const TemporaryFolder folder;
    const auto plan = folder.write("plan.json", deleting_plan());
    const auto before = folder.path("before.json");
    const auto change = folder.path("change.json");
    REQUIRE(vpnsim_run({"import", "terraform", plan, "-o", before, "--changes", change}).exit_code == 0);
    const auto run = vpnsim_run({"whatif", before, change});
    CHECK(run.exit_code == 1);
    CHECK(run.out.find("10.66.89.0/24") != std::string::npos);
    const auto on_scenario = vpnsim_run({"whatif", "--terraform-plan", plan, before});
    CHECK(on_scenario.exit_code == 1);
    CHECK(on_scenario.out.find("10.66.89.0/24") != std::string::npos);
}

TEST_CASE("a plan is not applied to a scenario that lacks what it changes") {
    const TemporaryFolder folder;
    const auto plan = folder.write("plan.json", deleting_plan());
    const auto other = folder.write("other.json", R"({"format": "vpnsim/1", "vpn_gateways": {"another": {}}})");
    const auto run = vpnsim_run({"whatif", "--terraform-plan", plan, other});
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.find("/vpn_gateways/gw") != std::string::npos);
}

TEST_CASE("a state is no plan, and whatif wants something to compare") {
    const TemporaryFolder folder;
    const auto state =
        folder.write("state.json", importers::state({{"alicloud_vpc", "a", R"("cidr_block": "10.0.0.0/8")"}}));
    CHECK(vpnsim_run({"whatif", "--terraform-plan", state}).exit_code == 2);
    CHECK(vpnsim_run({"whatif"}).exit_code == 2);
    CHECK(vpnsim_run({"whatif", "--terraform-plan", state, "--any-order"}).exit_code == 2);
    CHECK(vpnsim_run({"import", "terraform", state, "--changes", folder.path("c.json")}).exit_code == 2);
}

}  // namespace vpnsim::whatif_plan_test
