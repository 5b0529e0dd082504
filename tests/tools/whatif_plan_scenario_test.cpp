#include <catch2/catch.hpp>

#include "tests/importers/terraform_plan.hpp"
#include "vpnsim_program.hpp"

// A plan that is applied to a scenario, and plans beside states.

namespace vpnsim::whatif_plan_scenario_test {
namespace {

using importers::configured;
using importers::PlannedResource;
using importers::resources_of;

const PlannedResource gateway{"alicloud_vpn_gateway", "gw",
                              R"("id": "vpn-1", "vpn_gateway_name": "gw", "internet_ip": "203.0.113.20")"};

PlannedResource connection(const std::string& name, const std::string& key, const std::string& more = "") {
    return {"alicloud_vpn_connection", name,
            R"("id": "vco-)" + name + R"(", "vpn_connection_name": ")" + name +
                R"(", "vpn_gateway_id": "vpn-1", "local_subnet": ["10.66.88.0/23"], "remote_subnet": ["10.55.0.0/16"],
                   "ike_config": [{"psk": ")" +
                key + "\"}]" + more};
}

std::string plan_of(const std::vector<PlannedResource>& before, const std::vector<PlannedResource>& after) {
    return importers::plan(after, configured(after), R"("resources": )" + resources_of(before, ""));
}

constexpr auto old_key = "an-invented-key-of-nobody";
constexpr auto new_key = "another-invented-key";

}  // namespace

TEST_CASE("a key that a plan changes is told, because it is not applied to a scenario") {
    const TemporaryFolder folder;
    const auto plan = folder.write(
        "plan.json", plan_of({gateway, connection("conn-1", old_key)}, {gateway, connection("conn-1", new_key)}));
    const auto before = folder.path("before.json");
    REQUIRE(vpnsim_run({"import", "terraform", plan, "-o", before, "--changes", folder.path("c.json")}).exit_code == 0);
    const auto run = vpnsim_run({"whatif", "--terraform-plan", plan, before});
    CHECK(run.err.find("warning: " + plan + ": conn-1") != std::string::npos);
    CHECK(run.err.find("[key-changed]") != std::string::npos);
    for (const auto* key : {old_key, new_key}) CHECK((run.out + run.err).find(key) == std::string::npos);
}

TEST_CASE("what a plan creates and a scenario has already is told") {
    const TemporaryFolder folder;
    const auto plan = folder.write("plan.json", plan_of({gateway}, {gateway, connection("conn-1", old_key)}));
    const auto there = folder.path("there.json");
    REQUIRE(vpnsim_run({"import", "terraform", plan, "-o", there}).exit_code == 0);
    const auto run = vpnsim_run({"whatif", "--terraform-plan", plan, there});
    CHECK(run.exit_code == 0);
    CHECK(run.err.find("/ipsec_connections/conn-1") != std::string::npos);
    CHECK(run.err.find("[already-there]") != std::string::npos);
}

TEST_CASE("a plan is not applied where the scenario lists the routes that the service made before the plan") {
    const TemporaryFolder folder;
    const auto plan = folder.write(
        "plan.json", plan_of({gateway, connection("conn-1", old_key, R"(, "auto_config_route": true)")}, {gateway}));
    const auto before = folder.path("before.json");
    REQUIRE(vpnsim_run({"import", "terraform", plan, "-o", before, "--changes", folder.path("c.json")}).exit_code == 0);
    CHECK(vpnsim_run({"whatif", "--terraform-plan", plan, before}).exit_code == 0);

    const auto listed = folder.write("listed.json", R"({"format": "vpnsim/1", "vpn_gateways": {"gw": {}},
                       "ipsec_connections": {"conn-1": {"vpn_gateway": "gw", "auto_routes": false}}})");
    const auto run = vpnsim_run({"whatif", "--terraform-plan", plan, listed});
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.find("auto_routes are not the same") != std::string::npos);
    CHECK(run.err.find("conn-1") != std::string::npos);
}

TEST_CASE("a plan links to the resources of a state that is given beside it") {
    const TemporaryFolder folder;
    const auto state = folder.write(
        "net.json", importers::state({{"alicloud_vpc", "app",
                                       R"("id": "vpc-1", "vpc_name": "app", "cidr_block": "10.66.88.0/22")"}}));
    auto in_vpc = gateway;
    in_vpc.values += R"(, "vpc_id": "vpc-1")";
    const auto plan = folder.write("plan.json", plan_of({in_vpc}, {in_vpc}));
    const auto run = vpnsim_run({"whatif", "--terraform-plan", plan, "terraform", state});
    CHECK(run.exit_code == 0);
    CHECK(run.err.find("incomplete") == std::string::npos);
}

}  // namespace vpnsim::whatif_plan_scenario_test
