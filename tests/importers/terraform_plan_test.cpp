#include "tests/importers/terraform_plan.hpp"

#include <catch2/catch.hpp>

namespace vpnsim::importers::terraform_plan_test {
namespace {

constexpr auto key = "an-invented-key-of-nobody";

const PlannedResource gateway{"alicloud_vpn_gateway",
                              "gw",
                              R"("id": "vpn-1", "vpn_gateway_name": "vpn-gw-app", "internet_ip": "203.0.113.20",
                                 "disaster_recovery_internet_ip": "", "disaster_recovery_vswitch_id": "",
                                 "create_time": 1763600000000, "business_status": "Normal", "bandwidth": 200)",
                              "",
                              "",
                              "",
                              "",
                              "\"no-op\""};
const PlannedResource device{
    "alicloud_vpn_customer_gateway",
    "d1",
    R"("id": "cgw-1", "customer_gateway_name": "dc-device-1", "ip_address": "198.51.100.11", "asn": "")",
    "",
    "",
    "",
    "",
    "\"no-op\""};

PlannedResource connection(const std::string& name, const std::string& more) {
    return {"alicloud_vpn_connection",
            name,
            R"("id": "vco-)" + name + R"(", "vpn_connection_name": ")" + name +
                R"(", "vpn_gateway_id": "vpn-1", "customer_gateway_id": "cgw-1",
                "local_subnet": ["10.66.90.0/24"], "remote_subnet": ["10.55.193.0/24"])" +
                more,
            "",
            "",
            "",
            "",
            "\"no-op\""};
}

PlannedResource policy_route(const std::string& name, const std::string& hop, const std::string& weight) {
    return {"alicloud_vpn_pbr_route_entry", name,
            R"("id": "x", "vpn_gateway_id": "vpn-1", "next_hop": "vco-)" + hop +
                R"(", "route_source": "10.66.90.0/24", "route_dest": "10.55.193.0/24", "weight": )" + weight};
}

}  // namespace

TEST_CASE("a state gives one cloud, its records named by their addresses, zero values meaning nothing") {
    const auto out = imported_terraform(state(
        {gateway, device,
         connection("c1",
                    R"(, "auto_config_route": false, "ike_config": [{"ike_version": "ikev2", "ike_enc_alg": "aes256",
             "ike_auth_alg": "sha256", "ike_pfs": "group14", "ike_lifetime": 0, "ike_local_id": "", "psk": "an-invented-key-of-nobody"}],
             "bgp_config": [{"enable": false, "local_asn": "45104", "tunnel_cidr": ""}], "tunnel_options_specification": [])"),
         policy_route("r", "c1", "0")}));
    CHECK(out.format == "terraform-state");
    CHECK_FALSE(out.prior);
    REQUIRE(out.cloud.connections.size() == 1);
    const auto& c = out.cloud.connections[0];
    CHECK(c.id == "alicloud_vpn_connection.c1");
    CHECK(c.vpn_gateway == "alicloud_vpn_gateway.gw");
    CHECK(c.customer_gateway == "alicloud_vpn_customer_gateway.d1");
    CHECK_FALSE(c.ike.lifetime_seconds);
    CHECK_FALSE(c.ike.local_id);
    CHECK_FALSE(c.bgp);
    CHECK(c.tunnels.empty());
    CHECK(out.cloud.vpn_gateways[0].created == "2025-11-20");
    CHECK_FALSE(out.cloud.vpn_gateways[0].dual_tunnel);
    CHECK_FALSE(out.cloud.customer_gateways[0].asn);
    REQUIRE(out.cloud.policy_routes.size() == 1);
    CHECK(out.cloud.policy_routes[0].weight == 0);
    CHECK(out.cloud.policy_routes[0].priority == 10);
    CHECK(remark_of(out.remarks, "no-priority-in-terraform") != nullptr);
    CHECK(remark_of(out.remarks, "left-to-the-service") != nullptr);
}

TEST_CASE("a key becomes a fingerprint and stands nowhere else") {
    const auto text =
        state({gateway, device, connection("c1", R"(, "ike_config": [{"psk": ")" + std::string{key} + R"("}])")});
    const std::vector<InputText> inputs{{"state.json", text}};
    const auto out = import_texts(import_terraform, inputs);
    REQUIRE(out.cloud.connections[0].key);
    CHECK(*out.cloud.connections[0].key == KeyFingerprints{"salt"}.of(key));
    for (const auto& remark : out.remarks) CHECK(vpnsim::importers::text(remark).find(key) == std::string::npos);

    const auto masked = imported_terraform(state({connection("c1", R"(, "ike_config": [{"psk": "******"}])")}));
    CHECK_FALSE(masked.cloud.connections[0].key);
}

TEST_CASE("a key in the wrong place never reaches a remark") {
    const std::string k = key;
    const auto out =
        imported_terraform(state({connection("c1", R"(, "ike_config": [{"ike_version": ")" + k + R"(", "ike_pfs": ")" +
                                                       k + R"(", "ike_lifetime": ")" + k + R"("}], "enable_dpd": ")" +
                                                       k + R"(", "auto_config_route": [")" + k + R"("])"),
                                  {"alicloud_vswitch", "s", R"("cidr_block": ")" + k + '"'}}));
    CHECK(said(out.remarks, Gravity::incomplete) >= 6);
    for (const auto& remark : out.remarks) CHECK(vpnsim::importers::text(remark).find(k) == std::string::npos);
    for (const auto* broken : {"{\"psk\": \"an-invented-key-of-nobody", "{\"psk\": an-invented-key-of-nobody}"}) {
        for (const auto& remark : imported_terraform(broken).remarks) {
            CHECK(remark.gravity == Gravity::error);
            CHECK(vpnsim::importers::text(remark).find(k) == std::string::npos);
        }
    }
}

TEST_CASE("a plan gives the cloud after it and the one before it") {
    auto changed = policy_route("r", "c1", "100");
    changed.actions = "\"update\"";
    auto removed = policy_route("old", "c1", "100");
    removed.actions = "\"delete\"";
    auto replaced = device;
    replaced.actions = R"("delete", "create")";
    const auto before = std::vector{gateway, device, connection("c1", ""), policy_route("old", "c1", "100"),
                                    policy_route("r", "c1", "0")};
    const auto resources = std::vector{gateway, replaced, connection("c0", ""), connection("c1", ""), removed, changed};
    const auto out =
        imported_terraform(plan(resources, configured(resources), R"("resources": )" + resources_of(before, "")));
    REQUIRE(out.prior);
    CHECK(out.prior->connections.size() == 1);
    CHECK(out.cloud.connections.size() == 2);
    // What was there before stands where it stood.
    CHECK(out.cloud.connections[0].name == "c1");
    CHECK(out.actions ==
          std::map<std::string, std::uint32_t>{{"delete", 1}, {"no-op", 3}, {"replace", 1}, {"update", 1}});
}

TEST_CASE("the service's policy routes are listed once, a listed one that repeats them is a warning") {
    const auto out = imported_terraform(state({gateway, device, connection("c1", R"(, "auto_config_route": true)"),
                                               connection("c2", ""), policy_route("r", "c1", "100")}));
    REQUIRE(out.cloud.policy_routes.size() == 2);
    CHECK_FALSE(out.cloud.policy_routes[0].automatic);
    CHECK(out.cloud.policy_routes[1].automatic);
    CHECK(out.cloud.policy_routes[1].next_hop == "alicloud_vpn_connection.c2");
    REQUIRE(remark_of(out.remarks, "policy-route-twice") != nullptr);
    CHECK(remark_of(out.remarks, "policy-route-twice")->gravity == Gravity::warning);
    CHECK_FALSE(out.cloud.connections[1].auto_routes);
    CHECK(remark_of(out.remarks, "auto-routes-assumed")->about == "alicloud_vpn_connection.c2");
}

TEST_CASE("tunnels of an attachment are ordered by their index and linked by it") {
    const auto tunnel = [](const std::string& index) {
        return R"({"tunnel_index": )" + index + R"(, "role": "master"})";
    };
    const auto configured_tunnel = [](const std::string& index, const std::string& gateway_name) {
        return R"({"tunnel_index": {"constant_value": )" + index + R"(}, "customer_gateway_id": )" +
               reference("alicloud_vpn_customer_gateway." + gateway_name + ".id") + '}';
    };
    PlannedResource attachment{
        "alicloud_vpn_gateway_vpn_attachment", "a",
        R"("local_subnet": "10.1.0.0/16, 10.2.0.0/16", "remote_subnet": "10.9.0.0/16",
                                  "tunnel_options_specification": [)" +
            tunnel("2") + ", " + tunnel("1") + ']',
        R"("id": true, "tunnel_options_specification": [{"customer_gateway_id": true}, {"customer_gateway_id": true}])",
        R"("tunnel_options_specification": [)" + configured_tunnel("1", "first") + ", " +
            configured_tunnel("2", "second") + ']'};
    const PlannedResource first{"alicloud_vpn_customer_gateway", "first", R"("ip_address": "198.51.100.1")", "id"};
    const PlannedResource second{"alicloud_vpn_customer_gateway", "second", R"("ip_address": "198.51.100.2")", "id"};
    const PlannedResource router{"alicloud_cen_transit_router_vpn_attachment", "t", R"("transit_router_id": "tr-1")",
                                 "id vpn_id", R"("vpn_id": )" + reference("alicloud_vpn_gateway_vpn_attachment.a.id")};
    const auto out = imported_terraform(plan({attachment, first, second, router}));
    REQUIRE(out.cloud.connections.size() == 1);
    const auto& c = out.cloud.connections[0];
    CHECK(c.local.size() == 2);
    CHECK(c.attached_to == "tr-1");
    CHECK(c.vpn_gateway.empty());
    REQUIRE(c.tunnels.size() == 2);
    CHECK(c.tunnels[0].index == 1);
    CHECK(c.tunnels[0].customer_gateway == "alicloud_vpn_customer_gateway.first");
    CHECK(c.tunnels[1].customer_gateway == "alicloud_vpn_customer_gateway.second");
}

TEST_CASE("a gateway is dual where its second vSwitch is known or configured, not where the cloud might choose one") {
    const auto planned = [](const std::string& expressions) {
        return imported_terraform(
            plan({{"alicloud_vpn_gateway", "gw", "", "id internet_ip disaster_recovery_vswitch_id", expressions}}));
    };
    CHECK_FALSE(planned("").cloud.vpn_gateways[0].dual_tunnel);
    const auto out = planned(R"("disaster_recovery_vswitch_id": )" + reference("alicloud_vswitch.b.id"));
    CHECK(out.cloud.vpn_gateways[0].dual_tunnel);
    const auto* unknown = remark_of(out.remarks, "unknown-until-apply");
    REQUIRE(unknown != nullptr);
    CHECK(unknown->about == "vpn gateway address");
    CHECK(unknown->gravity == Gravity::warning);
}

TEST_CASE("what is not simulated is said, what belongs to VPNs by its name and is not known is missing") {
    const auto out = imported_terraform(state({{"alicloud_nat_gateway", "n", ""},
                                               {"alicloud_vpn_new_thing", "v", ""},
                                               {"alicloud_oss_bucket", "b", ""},
                                               {"aws_vpn_connection", "a", ""},
                                               {"alicloud_oss_bucket", "c", ""}}));
    CHECK(remark_of(out.remarks, "not-simulated")->about == "alicloud_nat_gateway.n");
    CHECK(remark_of(out.remarks, "unknown-resource")->about == "alicloud_vpn_new_thing.v");
    CHECK(remark_of(out.remarks, "unknown-resource")->gravity == Gravity::incomplete);
    CHECK(said(out.remarks, Gravity::skipped) == 2);
}

TEST_CASE("a partial plan says that it is one") {
    for (const auto* flag : {R"("complete": false)", R"("errored": true)", R"("deferred_changes": [{}])"}) {
        const auto out = imported_terraform(plan({gateway}, configured({gateway}), "", std::string{", "} + flag));
        CHECK(said(out.remarks, Gravity::incomplete) == 1);
    }
}

}  // namespace vpnsim::importers::terraform_plan_test
