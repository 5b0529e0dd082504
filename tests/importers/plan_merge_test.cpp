#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"
#include "tests/importers/terraform_plan.hpp"
#include "tools/importers/cloud_merge.hpp"
#include "tools/importers/import_run.hpp"

// A plan beside other inputs of the same estate.

namespace vpnsim::importers::plan_merge_test {
namespace {

/// `prefix` makes the ids: those of the cloud or those of Terraform.
Cloud estate(const std::string& prefix) {
    Cloud out;
    out.vpcs.push_back({prefix + "-vpc", "app", {block("10.66.88.0/22")}, {}, false, {prefix}});
    CloudVpnGateway gateway;
    gateway.id = prefix + "-gw";
    gateway.name = "gw";
    gateway.vpc = prefix + "-vpc";
    gateway.addresses = {address("203.0.113.20")};
    out.vpn_gateways.push_back(gateway);
    CloudConnection connection;
    connection.id = prefix + "-conn";
    connection.name = "conn-1";
    connection.vpn_gateway = prefix + "-gw";
    connection.local = {TrafficSelector::of(block("10.66.90.0/24"))};
    connection.remote = {TrafficSelector::of(block("10.55.193.0/24"))};
    connection.auto_routes = true;
    out.connections.push_back(connection);
    out.policy_routes.push_back({prefix + "-gw",
                                 prefix + "-conn",
                                 block("10.66.90.0/24"),
                                 block("10.55.193.0/24"),
                                 100,
                                 10,
                                 false,
                                 prefix == "tf",
                                 0,
                                 {prefix}});
    out.routes.push_back(
        {"", prefix + "-vpc", block("10.55.0.0/16"), "VpnGateway", {prefix + "-gw"}, false, false, {prefix}});
    return out;
}

Cloud dump() {
    auto out = estate("ali");
    out.vpn_gateways[0].policy_routes_known = true;
    out.connections[0].policy_routes_known = true;
    out.route_tables.push_back({"ali-vtb", "", "ali-vpc", RouteTableType::system, {}});
    out.routes[0].route_table = "ali-vtb";
    out.connections[0].ike.lifetime_seconds = 86400;
    return out;
}

CloudStates states(const Cloud& after, Remarks& remarks) {
    return merged_states({{dump()}, {after, estate("tf")}}, remarks);
}

std::string resource(const std::string& name, const std::string& values) {
    return state({{"alicloud_" + name, "x", values}});
}

}  // namespace

TEST_CASE("what a plan deletes is deleted whichever input has it") {
    auto after = estate("tf");
    after.connections.clear();
    after.policy_routes.clear();
    after.routes.clear();
    Remarks remarks;
    const auto both = states(after, remarks);
    CHECK(both.before.connections.size() == 1);
    CHECK(both.before.policy_routes.size() == 1);
    CHECK(both.before.routes.size() == 1);
    CHECK(both.after.connections.empty());
    CHECK(both.after.policy_routes.empty());
    CHECK(both.after.routes.empty());
    CHECK(both.after.vpn_gateways.size() == 1);
    CHECK(remarks.empty());
}

TEST_CASE("what a plan changes wins over other inputs, and what it leaves alone stays as they say") {
    auto after = estate("tf");
    after.connections[0].remote = {TrafficSelector::of(block("10.55.0.0/16"))};
    after.connections[0].ike.version = IkeVersion::ikev2;
    after.policy_routes[0].destination = block("10.55.0.0/16");
    after.routes[0].next_hops = {"tf-conn"};
    Remarks remarks;
    const auto both = states(after, remarks);
    REQUIRE(both.after.connections.size() == 1);
    const auto& connection = both.after.connections[0];
    CHECK(connection.remote == after.connections[0].remote);
    CHECK(connection.ike.version == IkeVersion::ikev2);
    CHECK(connection.ike.lifetime_seconds == 86400);
    REQUIRE(both.after.policy_routes.size() == 1);
    CHECK(both.after.policy_routes[0].destination == block("10.55.0.0/16"));
    CHECK_FALSE(both.after.policy_routes[0].automatic);  // the gateway's connections make none: all are listed
    REQUIRE(both.after.routes.size() == 1);
    CHECK(both.after.routes[0].next_hops == std::vector<std::string>{"ali-conn"});
    CHECK(both.before.routes[0].next_hops == std::vector<std::string>{"ali-gw"});
    CHECK(remarks.empty());
}

TEST_CASE("a plan that changes nothing leaves both states equal, whatever the order of the inputs") {
    const auto plan = estate("tf");
    for (const bool last : {true, false}) {
        std::vector<CloudPart> parts{{dump()}, {plan, plan}};
        if (!last) std::swap(parts[0], parts[1]);
        Remarks remarks;
        const auto both = merged_states(parts, remarks);
        CHECK(both.before.connections.size() == 1);
        CHECK(both.after.connections.size() == 1);
        CHECK(both.after.policy_routes.size() == 1);
        CHECK(both.after.routes.size() == 1);
        CHECK(remarks.empty());
    }
}

TEST_CASE("a plan that creates what another input has already is told, and nothing is there twice") {
    auto after = estate("tf");
    auto prior = estate("tf");
    prior.connections.clear();
    prior.policy_routes.clear();
    Remarks remarks;
    const auto both = merged_states({{dump()}, {after, prior}}, remarks);
    CHECK(both.after.connections.size() == 1);
    CHECK(both.after.policy_routes.size() == 1);
    REQUIRE(remark_of(remarks, "already-there") != nullptr);
    CHECK(remark_of(remarks, "already-there")->gravity == Gravity::warning);
}

TEST_CASE("a record that a plan renames keeps the name from before in both states") {
    auto after = estate("tf");
    after.connections[0].name = "conn-new";
    Remarks remarks;
    const auto both = merged_states({{after, estate("tf")}}, remarks);
    CHECK(both.before.connections[0].name == "conn-1");
    CHECK(both.after.connections[0].name == "conn-1");
    REQUIRE(remark_of(remarks, "renamed") != nullptr);
    CHECK(remark_of(remarks, "renamed")->about == "conn-1");
}

TEST_CASE("a new record of a plan is never taken for another one of the plan") {
    auto after = estate("tf");
    auto twin = after.connections[0];
    twin.id = "tf-twin";
    after.connections.push_back(twin);
    Remarks remarks;
    const auto both = merged_states({{after, estate("tf")}}, remarks);
    CHECK(both.after.connections.size() == 2);
    CHECK(remarks.empty());
}

TEST_CASE("Terraform files named in several groups link by their ids") {
    const auto formats = import_formats();
    const auto terraform = std::find_if(formats.begin(), formats.end(), [](auto& f) { return f.name == "terraform"; });
    const std::vector<ImportGroup> groups{
        {&*terraform, "", {{"net.json", resource("vpc", R"("id": "vpc-1", "cidr_block": "10.0.0.0/8")")}}},
        {&*terraform,
         "there",
         {{"vpn.json",
           resource("vpn_gateway", R"("id": "vpn-1", "vpc_id": "vpc-1", "internet_ip": "203.0.113.20")")}}}};
    KeyFingerprints keys{"salt"};
    const auto parts = import_all(groups, keys);
    REQUIRE(parts.size() == 1);
    REQUIRE(parts[0].cloud.vpn_gateways.size() == 1);
    CHECK(parts[0].cloud.vpn_gateways[0].vpc == parts[0].cloud.vpcs[0].id);
}

TEST_CASE("what Terraform forgets stays in the state after the plan") {
    const std::vector<PlannedResource> vpc{
        {"alicloud_vpc", "a", R"("id": "vpc-1", "vpc_name": "app", "cidr_block": "10.0.0.0/8")"}};
    const auto before = R"("resources": )" + resources_of(vpc, "");
    const std::string change = R"({"mode": "managed", "type": "alicloud_vpc", "name": "a", "change": {"actions": [")";
    for (const std::string action : {"forget", "delete"}) {
        const auto out = imported_terraform(
            R"({"format_version": "1.2", "planned_values": {"root_module": {}}, "configuration": {"root_module": {}},
                "resource_changes": [)" +
            change + action + R"("]}}], "prior_state": {"values": {"root_module": {)" + before + "}}}}");
        REQUIRE(out.prior);
        CHECK(out.prior->vpcs.size() == 1);
        CHECK(out.cloud.vpcs.size() == (action == "forget" ? 1 : 0));
        CHECK((remark_of(out.remarks, "forgotten") != nullptr) == (action == "forget"));
    }
}

TEST_CASE("a gateway or connection that a plan replaces is a warning, with the address that devices aim at") {
    PlannedResource gateway{"alicloud_vpn_gateway", "gw", R"("vpn_gateway_name": "gw")", "id internet_ip"};
    gateway.actions = R"("delete", "create")";
    auto text = plan({gateway});
    const std::string change = R"("change": {)";
    text.insert(text.find(change) + change.size(), R"("before": {"internet_ip": "203.0.113.20"}, )");
    const auto out = imported_terraform(text);
    const auto* remark = remark_of(out.remarks, "replaced");
    REQUIRE(remark != nullptr);
    CHECK(remark->gravity == Gravity::warning);
    CHECK(remark->about == "alicloud_vpn_gateway.gw");
    CHECK(remark->message.find("203.0.113.20") != std::string::npos);

    PlannedResource vpc{"alicloud_vpc", "a", R"("cidr_block": "10.0.0.0/8")"};
    vpc.actions = gateway.actions;
    CHECK(remark_of(imported_terraform(plan({vpc})).remarks, "replaced") == nullptr);
}

TEST_CASE("devices that aim at the address of a replaced gateway meet nothing after the plan") {
    auto after = estate("tf");
    after.vpn_gateways[0].addresses.clear();
    for (const bool replaced : {true, false}) {
        after.vpn_gateways[0].replaced = replaced;
        Remarks remarks;
        const auto both = merged_states({{after, estate("tf")}}, remarks);
        CHECK(both.before.vpn_gateways[0].addresses == estate("tf").vpn_gateways[0].addresses);
        const auto unknown = replaced ? std::vector{address("0.0.0.0")} : std::vector<Address>{};
        CHECK(both.after.vpn_gateways[0].addresses == unknown);
    }
}

TEST_CASE("what is missing only before a plan is said, and said to be from before it") {
    auto prior = estate("tf");
    prior.policy_routes[0].automatic = false;
    prior.policy_routes[0].next_hop = "tf-of-nobody";
    auto after = prior;
    after.policy_routes.clear();
    Imported part;
    part.cloud = after;
    part.prior = prior;
    KeyFingerprints keys{"salt"};
    const auto made = scenario_of({part}, "estate", keys);
    const auto* remark = remark_of(made.remarks, "connection-unknown");
    REQUIRE(remark != nullptr);
    CHECK(remark->message.starts_with("before the plan: "));
}

}  // namespace vpnsim::importers::plan_merge_test
