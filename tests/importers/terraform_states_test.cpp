#include <catch2/catch.hpp>

#include "tests/importers/terraform_plan.hpp"

// Several inputs of Terraform at once, and inputs that hold nothing of the cloud.

namespace vpnsim::importers::terraform_states_test {
namespace {

const PlannedResource vpc{"alicloud_vpc", "v", R"("id": "vpc-1", "cidr_block": "10.66.0.0/16")"};
const PlannedResource customer{"alicloud_vpn_customer_gateway", "c", R"("id": "cgw-1", "ip_address": "198.51.100.1")"};
const PlannedResource other{"alicloud_vpn_customer_gateway", "c9", R"("id": "cgw-9", "ip_address": "198.51.100.9")"};

Imported imported(const std::vector<InputText>& inputs) { return import_texts(import_terraform, inputs); }

}  // namespace

TEST_CASE("of a state that shares one resource with another input only that one is left out") {
    const auto out = imported({{"one.json", state({vpc, customer})}, {"two.json", state({vpc, other})}});
    CHECK(out.cloud.vpcs.size() == 1);
    REQUIRE(out.cloud.customer_gateways.size() == 2);
    CHECK(out.cloud.customer_gateways[1].id == "alicloud_vpn_customer_gateway.c9");
    const auto* remark = remark_of(out.remarks, "given-twice");
    REQUIRE(remark != nullptr);
    CHECK(remark->gravity == Gravity::warning);
    CHECK(remark->message.find("alicloud_vpn_customer_gateway.c9") != std::string::npos);
}

TEST_CASE("what a plan creates and a later state has is one resource") {
    auto created = customer;
    created.values = R"("ip_address": "198.51.100.1")";
    created.unknown = "id";
    const auto of_plan = plan({vpc, created}, configured({vpc, created}), R"("resources": )" + resources_of({vpc}, ""));
    const auto out = imported({{"plan.json", of_plan}, {"state.json", state({vpc, customer})}});
    CHECK(out.cloud.customer_gateways.size() == 1);
    CHECK(out.prior->customer_gateways.empty());
    REQUIRE(remark_of(out.remarks, "given-twice") != nullptr);
    CHECK(remark_of(out.remarks, "given-twice")->gravity == Gravity::note);
}

TEST_CASE("a plan without one resource of the cloud is an error, one with resources of no matter is none") {
    const auto foreign = imported_terraform(plan({{"aws_vpc", "v", R"("id": "vpc-1")"}}));
    REQUIRE(remark_of(foreign.remarks, "no-alicloud-resource") != nullptr);
    CHECK(remark_of(foreign.remarks, "no-alicloud-resource")->gravity == Gravity::error);
    const auto of_no_matter = imported_terraform(plan({{"alicloud_ram_user", "u", R"("id": "1")"}}));
    CHECK(said(of_no_matter.remarks, Gravity::error) == 0);
    CHECK(said(imported_terraform(plan({})).remarks, Gravity::error) == 0);
}

TEST_CASE("changes of a plan that lack the index are found by their address") {
    auto text = plan({{"alicloud_vpc", "v", "", "cidr_block", "", "\"b\""}});
    const std::string member = R"("resource_changes": [{)";
    const auto changes = text.find(member);
    REQUIRE(changes != std::string::npos);
    const std::string index = R"(, "index": "b")";
    text.erase(text.find(index, changes), index.size());
    text.insert(changes + member.size(), R"("address": "alicloud_vpc.v[\"b\"]", )");
    const auto out = imported_terraform(text);
    REQUIRE(remark_of(out.remarks, "unknown-until-apply") != nullptr);
    CHECK(remark_of(out.remarks, "missing-value") == nullptr);
}

TEST_CASE("a policy route whose gateway the plan does not name belongs to the gateway of its connection") {
    const PlannedResource gateway{"alicloud_vpn_gateway", "g", R"("id": "vpn-1")"};
    const PlannedResource second{"alicloud_vpn_gateway", "h", R"("id": "vpn-2")"};
    const PlannedResource connection{"alicloud_vpn_connection",
                                     "k",
                                     R"("vpn_gateway_id": "vpn-1", "auto_config_route": false,
                                     "local_subnet": ["10.66.1.0/24"], "remote_subnet": ["10.55.1.0/24"])",
                                     "id customer_gateway_id",
                                     "",
                                     "\"a\""};
    const std::string to_connection = R"({"references": ["alicloud_vpn_connection.k", "each.key"]})";
    const PlannedResource route{"alicloud_vpn_pbr_route_entry",
                                "p",
                                R"("route_source": "10.66.1.0/24", "route_dest": "10.55.1.0/24", "weight": 100,
                                "publish_vpc": true)",
                                "id vpn_gateway_id next_hop",
                                R"("vpn_gateway_id": )" + to_connection + R"(, "next_hop": )" + to_connection,
                                "\"a\""};
    for (const auto& resources :
         {std::vector{gateway, second, connection, route}, {route, connection, second, gateway}}) {
        const auto out = imported_terraform(plan(resources));
        REQUIRE(out.cloud.policy_routes.size() == 1);
        CHECK(out.cloud.policy_routes[0].vpn_gateway == "alicloud_vpn_gateway.g");
        CHECK(out.cloud.policy_routes[0].next_hop == "alicloud_vpn_connection.k[\"a\"]");
        CHECK(remark_of(out.remarks, "link-inferred") != nullptr);
    }
}

}  // namespace vpnsim::importers::terraform_states_test
