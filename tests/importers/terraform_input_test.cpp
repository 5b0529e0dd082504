#include <catch2/catch.hpp>

#include "tests/importers/terraform_plan.hpp"

namespace vpnsim::importers::terraform_input_test {
namespace {

const PlannedResource vpc{"alicloud_vpc", "app", R"("id": "vpc-1", "cidr_block": "10.66.88.0/22")", "", "", "", "",
                          "\"no-op\""};

std::string raw_state() {
    return R"({"version": 4, "terraform_version": "1.9.8", "serial": 7, "lineage": "x", "resources": [
      {"mode": "managed", "type": "alicloud_vpc", "name": "app", "instances": [{"attributes": {"id": "vpc-1", "cidr_block": "10.66.88.0/22"}}]},
      {"module": "module.m[0]", "mode": "managed", "type": "alicloud_vswitch", "name": "s", "instances": [
        {"index_key": "a", "attributes": {"vpc_id": "vpc-1", "cidr_block": "10.66.88.0/24"}},
        {"index_key": "b", "deposed": "01ab", "attributes": {"vpc_id": "vpc-1", "cidr_block": "10.66.89.0/24"}}]}]})";
}

}  // namespace

TEST_CASE("a raw state gives what terraform show would give") {
    const auto out = imported_terraform(raw_state());
    CHECK(out.format == "tfstate-v4");
    REQUIRE(out.cloud.vswitches.size() == 1);
    CHECK(out.cloud.vswitches[0].id == "module.m[0].alicloud_vswitch.s[\"a\"]");
    CHECK(out.cloud.vswitches[0].vpc == "alicloud_vpc.app");
}

TEST_CASE("what is no plan or state as JSON is refused, with the command that writes one") {
    for (const std::string text :
         {"PK\x03\x04", "resource \"alicloud_vpc\" \"a\" {\n}\n", "", "{\"Vpcs\": {}}", "{", "[]",
          "{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", "{\"version\": 3, \"lineage\": \"x\"}",
          "\nTerraform will perform the following actions:\n"}) {
        const auto out = imported_terraform(text);
        REQUIRE(out.remarks.size() == 1);
        CHECK(out.remarks[0].gravity == Gravity::error);
        CHECK(out.remarks[0].message.find("terraform show -json") != std::string::npos);
    }
    CHECK(imported_terraform(R"({"format_version": "2.0", "values": {}})").remarks[0].kind == "unknown-version");
}

TEST_CASE("formats are told by their members") {
    CHECK(looks_like_terraform(plan({vpc})) == 100);
    CHECK(looks_like_terraform(state({vpc})) == 100);
    CHECK(looks_like_terraform(raw_state()) == 100);
    CHECK(looks_like_terraform("PK\x03\x04 and so on") > 50);
    CHECK(looks_like_terraform("terraform {\n}\n") > 50);
    CHECK(looks_like_terraform(R"({"VpnConnections": {"VpnConnection": []}})") == 0);
    CHECK(looks_like_terraform("crypto map X 10 match address Y\n") == 0);
}

TEST_CASE("an empty state is valid") {
    const auto out = imported_terraform(R"({"format_version": "1.0"})");
    CHECK(out.cloud.vpcs.empty());
    CHECK(said(out.remarks, Gravity::error) == 0);
}

TEST_CASE("a text that is cut off anywhere is an error or something that says what is missing") {
    const auto text = plan({vpc,
                            {"alicloud_vswitch", "a", R"("cidr_block": "10.66.88.0/24")", "id vpc_id",
                             R"("vpc_id": {"references": ["local.x"]})"}});
    for (std::size_t length = 0; length + 2 < text.size(); ++length) {
        CHECK(said(imported_terraform(text.substr(0, length)).remarks, Gravity::error) == 1);
    }
}

TEST_CASE("values of any wrong type are survived") {
    const auto text =
        plan({vpc,
              {"alicloud_vpn_connection", "c",
               R"("local_subnet": ["10.1.0.0/16"], "tunnel_options_specification": [{"role": "master"}])",
               "id vpn_gateway_id", R"("vpn_gateway_id": {"references": ["alicloud_vpn_gateway.x.id"]})"}});
    for (const std::string_view other : {"null", "7", "\"\"", "[[[]]]", "{\"a\": {}}"}) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] != '"' && text[at] != '[' && text[at] != '{') continue;
            auto changed = text;
            changed.replace(at, 1, other);
            CHECK_NOTHROW(imported_terraform(changed));
        }
    }
}

TEST_CASE("line ends mean nothing, nor does the order of members") {
    auto text = plan({vpc});
    std::string crlf;
    for (const char c : text) crlf += c == '\n' ? std::string{"\r\n"} : std::string{c};
    CHECK(imported_terraform(crlf).cloud.vpcs.size() == 1);
    const std::string reversed =
        R"({"values": {"root_module": {"resources": [{"values": {"cidr_block": "10.0.0.0/8"}, "name": "a", "type": "alicloud_vpc", "mode": "managed"}]}}, "format_version": "1.0"})";
    CHECK(imported_terraform(reversed).cloud.vpcs[0].id == "alicloud_vpc.a");
}

TEST_CASE("a state beside the plan that it belongs to counts once, another one is added") {
    KeyFingerprints keys{"salt"};
    const auto of_plan = plan({vpc}, configured({vpc}), R"("resources": )" + resources_of({vpc}, ""));
    const std::vector<InputText> same{{"state.json", state({vpc})}, {"plan.json", of_plan}};
    const auto once = import_terraform(same, keys);
    CHECK(once.format == "terraform-plan");
    CHECK(once.cloud.vpcs.size() == 1);
    CHECK(remark_of(once.remarks, "given-twice") != nullptr);

    auto other = vpc;
    other.values = R"("id": "vpc-2", "cidr_block": "10.9.0.0/16")";
    const std::vector<InputText> both{{"plan.json", of_plan}, {"other.json", state({other})}};
    const auto two = import_terraform(both, keys);
    REQUIRE(two.cloud.vpcs.size() == 2);
    CHECK(two.cloud.vpcs[1].id == "alicloud_vpc.app (other.json)");
    CHECK(two.prior->vpcs.size() == 2);
}

TEST_CASE("many resources that refer to many cost no more than they are") {
    std::vector<PlannedResource> many;
    for (int i = 0; i < 3000; ++i) {
        PlannedResource one{"alicloud_vswitch",
                            "s",
                            R"("cidr_block": "10.0.0.0/24")",
                            "id vpc_id",
                            R"("vpc_id": {"references": ["alicloud_vswitch.s", "module.m.x", "var.y"]})",
                            std::to_string(i)};
        many.push_back(one);
    }
    CHECK(imported_terraform(plan(many)).cloud.vswitches.size() == 3000);
}

}  // namespace vpnsim::importers::terraform_input_test
