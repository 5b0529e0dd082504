#include <catch2/catch.hpp>

#include "tests/importers/terraform_plan.hpp"

namespace vpnsim::importers::terraform_references_test {
namespace {

const PlannedResource vpc{"alicloud_vpc", "app", R"("cidr_block": "10.66.88.0/22", "vpc_name": "vpc-app")",
                          "id route_table_id"};

PlannedResource vswitch(const std::string& name, const std::string& vpc_reference) {
    return {"alicloud_vswitch", name, R"("cidr_block": "10.66.88.0/24")", "id vpc_id",
            R"("vpc_id": )" + reference(vpc_reference)};
}

PlannedResource instance_of(PlannedResource resource, const std::string& key) {
    resource.index = json_quoted(key);
    resource.repetition = R"("for_each_expression": {"references": ["var.blocks"]})";
    return resource;
}

}  // namespace

TEST_CASE("a resource that is new is linked through the configuration, and that is certain") {
    const auto out = imported_terraform(plan({vpc, vswitch("a", "alicloud_vpc.app.id")}));
    CHECK(out.format == "terraform-plan");
    REQUIRE(out.cloud.vswitches.size() == 1);
    CHECK(out.cloud.vswitches[0].vpc == "alicloud_vpc.app");
    CHECK(remark_of(out.remarks, "link-inferred") == nullptr);
    CHECK(said(out.remarks, Gravity::incomplete) == 0);
}

TEST_CASE("a reference leads through an attribute of another resource") {
    auto gateway = PlannedResource{"alicloud_vpn_gateway", "gw", "", "id vpc_id internet_ip",
                                   R"("vpc_id": )" + reference("alicloud_vswitch.a.vpc_id")};
    const auto out = imported_terraform(plan({vpc, vswitch("a", "alicloud_vpc.app.id"), gateway}));
    REQUIRE(out.cloud.vpn_gateways.size() == 1);
    CHECK(out.cloud.vpn_gateways[0].vpc == "alicloud_vpc.app");
}

TEST_CASE("an index in a reference names the instance") {
    const auto a = instance_of(vswitch("app", "alicloud_vpc.app.id"), "a");
    const auto c = instance_of(vswitch("app", "alicloud_vpc.app.id"), "c");
    const PlannedResource table{"alicloud_route_table", "t", "", "id vpc_id",
                                R"("vpc_id": )" + reference("alicloud_vpc.app.id")};
    const PlannedResource attachment{
        "alicloud_route_table_attachment", "t", "", "id vswitch_id route_table_id",
        R"("vswitch_id": {"references": ["alicloud_vswitch.app[\"c\"].id", "alicloud_vswitch.app[\"c\"]", "alicloud_vswitch.app"]},
           "route_table_id": )" +
            reference("alicloud_route_table.t.id")};
    const auto out = imported_terraform(plan({vpc, a, c, table, attachment}));
    REQUIRE(out.cloud.vswitches.size() == 2);
    CHECK(out.cloud.vswitches[0].route_table.empty());
    CHECK(out.cloud.vswitches[1].id == "alicloud_vswitch.app[\"c\"]");
    CHECK(out.cloud.vswitches[1].route_table == "alicloud_route_table.t");
}

TEST_CASE("without an index the instance with the same key is taken, as an inference") {
    const auto vpcs = std::vector{instance_of(vpc, "x"), instance_of(vpc, "y")};
    auto member = instance_of(vswitch("sub", "alicloud_vpc.app"), "y");
    const auto out = imported_terraform(plan({vpcs[0], vpcs[1], member}));
    REQUIRE(out.cloud.vswitches.size() == 1);
    CHECK(out.cloud.vswitches[0].vpc == "alicloud_vpc.app[\"y\"]");
    const auto* note = remark_of(out.remarks, "link-inferred");
    REQUIRE(note != nullptr);
    CHECK(note->gravity == Gravity::note);
    CHECK(note->about == "alicloud_vswitch.sub[\"y\"]");
}

TEST_CASE("a reference that may name several instances is not guessed") {
    const auto out =
        imported_terraform(plan({instance_of(vpc, "x"), instance_of(vpc, "y"), vswitch("sub", "alicloud_vpc.app")}));
    CHECK(out.cloud.vswitches[0].vpc.empty());
    const auto* remark = remark_of(out.remarks, "unresolved-reference");
    REQUIRE(remark != nullptr);
    CHECK(remark->gravity == Gravity::incomplete);
}

TEST_CASE("a local value is not in a plan: the only candidate is taken, and that is said") {
    const auto out = imported_terraform(plan({vpc, vswitch("a", "local.vpc_id")}));
    CHECK(out.cloud.vswitches[0].vpc == "alicloud_vpc.app");
    CHECK(remark_of(out.remarks, "link-inferred") != nullptr);
}

TEST_CASE("a variable of a module leads to what its caller passes, an output to what the module gives") {
    const PlannedResource inner{"alicloud_vswitch", "in", R"("cidr_block": "10.66.89.0/24")", "id vpc_id", "", "",
                                "module.net[\"b\"]"};
    const PlannedResource table{"alicloud_route_table", "t", "", "id vpc_id", "", "", "module.net[\"b\"]"};
    const PlannedResource attachment{
        "alicloud_route_table_attachment", "t", "", "id vswitch_id route_table_id",
        R"("vswitch_id": {"references": ["module.net[\"b\"].vswitch", "module.net[\"b\"]", "module.net"]},
                                        "route_table_id": {"references": ["module.net[\"b\"].table"]})"};
    const auto configuration =
        configured({vpc, attachment}) +
        R"(, "module_calls": {"net": {"expressions": {"vpc": {"references": ["alicloud_vpc.app.id", "alicloud_vpc.app"]}},
            "for_each_expression": {"references": ["var.nets"]},
            "module": {"outputs": {"vswitch": {"expression": {"references": ["alicloud_vswitch.in.id"]}},
                                   "table": {"expression": {"references": ["alicloud_route_table.t.id"]}}},
                       "resources": [{"mode": "managed", "type": "alicloud_vswitch", "name": "in",
                                      "expressions": {"vpc_id": {"references": ["var.vpc"]}}},
                                     {"mode": "managed", "type": "alicloud_route_table", "name": "t",
                                      "expressions": {"vpc_id": {"references": ["var.vpc"]}}}]}}})";
    const auto out = imported_terraform(plan({vpc, inner, table, attachment}, configuration));
    REQUIRE(out.cloud.vswitches.size() == 1);
    CHECK(out.cloud.vswitches[0].id == "module.net[\"b\"].alicloud_vswitch.in");
    CHECK(out.cloud.vswitches[0].vpc == "alicloud_vpc.app");
    CHECK(out.cloud.vswitches[0].route_table == "module.net[\"b\"].alicloud_route_table.t");
    CHECK(said(out.remarks, Gravity::incomplete) == 0);
}

TEST_CASE("Terraform references in a circle end") {
    const auto out =
        imported_terraform(plan({vswitch("a", "alicloud_vswitch.b.vpc_id"), vswitch("b", "alicloud_vswitch.a.vpc_id"),
                                 vpc, instance_of(PlannedResource{"alicloud_vpc", "other", ""}, "z")}));
    CHECK(out.cloud.vswitches[0].vpc.empty());
    CHECK(remark_of(out.remarks, "unresolved-reference") != nullptr);

    const auto circle = R"("resources": [{"mode": "managed", "type": "alicloud_vswitch", "name": "a",
        "expressions": {"vpc_id": {"references": ["module.m.out"]}}}],
        "module_calls": {"m": {"expressions": {"in": {"references": ["module.m.out"]}},
            "module": {"outputs": {"out": {"expression": {"references": ["var.in", "module.m.out"]}}}}}})";
    CHECK_NOTHROW(imported_terraform(plan({vswitch("a", "")}, circle)));
}

TEST_CASE("what a data source found becomes a record under its real id when something refers to it") {
    const PlannedResource connection{
        "alicloud_vpn_connection", "c",
        R"("vpn_gateway_id": "vpn-1", "customer_gateway_id": "cgw-9", "local_subnet": ["10.1.0.0/16"], "remote_subnet": ["10.2.0.0/16"])"};
    const auto prior =
        R"("resources": [{"mode": "data", "type": "alicloud_vpn_gateways", "name": "g", "values": {"gateways":
        [{"id": "vpn-1", "name": "old", "vpc_id": "vpc-1", "internet_ip": "203.0.113.20"}, {"id": "vpn-2", "name": "other"}]}}])";
    const auto out = imported_terraform(plan({connection}, configured({connection}), prior));
    REQUIRE(out.cloud.vpn_gateways.size() == 1);
    CHECK(out.cloud.vpn_gateways[0].id == "vpn-1");
    CHECK(out.cloud.vpn_gateways[0].addresses.size() == 1);
    CHECK(out.cloud.connections[0].vpn_gateway == "vpn-1");
    CHECK(out.cloud.connections[0].customer_gateway == "cgw-9");
    CHECK(remark_of(out.remarks, "not-managed") != nullptr);
}

}  // namespace vpnsim::importers::terraform_references_test
