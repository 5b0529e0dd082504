#include <catch2/catch.hpp>

#include "tests/importers/terraform_plan.hpp"

namespace vpnsim::importers::terraform_network_test {
namespace {

const PlannedResource vpc{
    "alicloud_vpc", "app",
    R"("id": "vpc-1", "route_table_id": "vtb-sys", "cidr_block": "10.66.88.0/22", "name": "old-name")"};
const PlannedResource group{"alicloud_security_group", "app",
                            R"("id": "sg-1", "vpc_id": "vpc-1", "security_group_name": "sg-app")"};
const PlannedResource vswitch{"alicloud_vswitch", "a",
                              R"("id": "vsw-1", "vpc_id": "vpc-1", "cidr_block": "10.66.88.0/24")"};

PlannedResource rule(const std::string& name, const std::string& values) {
    return {"alicloud_security_group_rule", name, R"("security_group_id": "sg-1", )" + values};
}

}  // namespace

TEST_CASE("routes stand in the system table of a VPC or in a table of their own") {
    const auto out = imported_terraform(state(
        {vpc,
         vswitch,
         {"alicloud_route_table", "t", R"("id": "vtb-1", "vpc_id": "vpc-1", "route_table_name": "rt")"},
         {"alicloud_route_table_attachment", "t",
          R"("id": "vtb-1:vsw-1", "vswitch_id": "vsw-1", "route_table_id": "vtb-1")"},
         {"alicloud_route_entry", "r",
          R"("route_table_id": "vtb-sys", "destination_cidrblock": "10.55.0.1/16", "nexthop_type": "NatGateway", "nexthop_id": "ngw-1")"},
         {"alicloud_vpc_route_entry", "e",
          R"("route_table_id": "vtb-1", "destination_cidr_block": "2001:db8::/32", "nexthop_type": "VpnGateway", "nexthop_id": "vpn-7",
                  "next_hops": [{"nexthop_id": "vpn-7", "nexthop_type": "VpnGateway", "enabled": 1}, {"nexthop_id": "vpn-8", "nexthop_type": "VpnGateway", "enabled": 1}])"}}));
    CHECK(out.cloud.vpcs[0].name == "old-name");
    REQUIRE(out.cloud.routes.size() == 2);
    CHECK(out.cloud.routes[0].route_table == "alicloud_vpc.app");
    CHECK(out.cloud.routes[0].destination.text() == "10.55.0.0/16");
    CHECK(remark_of(out.remarks, "host-bits")->gravity == Gravity::warning);
    CHECK(out.cloud.routes[1].route_table == "alicloud_route_table.t");
    CHECK(out.cloud.routes[1].next_hops == std::vector<std::string>{"vpn-7", "vpn-8"});
    CHECK(out.cloud.vswitches[0].route_table == "alicloud_route_table.t");
}

TEST_CASE("a peering as next hop is the VPC at its other end") {
    const auto out = imported_terraform(state(
        {vpc,
         {"alicloud_vpc_peer_connection", "p", R"("id": "pcc-1", "vpc_id": "vpc-1", "accepting_vpc_id": "vpc-2")"},
         {"alicloud_route_entry", "r",
          R"("route_table_id": "vtb-sys", "destination_cidrblock": "10.9.0.0/16", "nexthop_type": "VpcPeer", "nexthop_id": "pcc-1")"}}));
    CHECK(out.cloud.routes[0].next_hops == std::vector<std::string>{"vpc-2"});
}

TEST_CASE("rules of security groups keep direction, ports and priority") {
    const auto out = imported_terraform(state(
        {vpc,
         group,
         rule(
             "a",
             R"("type": "ingress", "ip_protocol": "tcp", "port_range": "22/23", "cidr_ip": "10.159.6.18/12", "policy": "drop", "priority": 5)"),
         rule(
             "b",
             R"("type": "egress", "ip_protocol": "all", "port_range": "-1/-1", "ipv6_cidr_ip": "2001:db8::/32", "cidr_ip": "")"),
         rule("c", R"("type": "ingress", "ip_protocol": "all", "source_security_group_id": "sg-2")"),
         rule("d", R"("type": "ingress", "ip_protocol": "all", "prefix_list_id": "pl-1")"),
         {"alicloud_ecs_prefix_list", "pl",
          R"("id": "pl-1", "entry": [{"cidr": "10.1.0.0/16"}, {"cidr": "10.2.0.0/16"}])"}}));
    const auto& rules = out.cloud.security_groups[0].rules;
    REQUIRE(rules.inbound.size() == 3);
    CHECK(rules.inbound[0].action == FilterAction::drop);
    CHECK(rules.inbound[0].source->text() == "10.144.0.0/12");
    CHECK(rules.inbound[0].ports == std::vector{PortRange{22, 23}});
    CHECK(rules.inbound[0].priority == 5);
    CHECK(rules.inbound[2].source->text() == "10.2.0.0/16");
    REQUIRE(rules.outbound.size() == 1);
    CHECK(rules.outbound[0].destination->text() == "2001:db8::/32");
    CHECK(remark_of(out.remarks, "rule-between-groups") != nullptr);
}

TEST_CASE("entries of a network ACL are its own, or those of a resource that lists them") {
    const auto entries = [](const std::string& peer, const std::string& cidr) {
        return R"([{"protocol": "all", "port": "-1/-1", "policy": "accept", ")" + peer + R"(": ")" + cidr + R"("}])";
    };
    const PlannedResource acl{"alicloud_network_acl", "n",
                              R"("id": "nacl-1", "vpc_id": "vpc-1", "ingress_acl_entries": )" +
                                  entries("source_cidr_ip", "10.1.0.0/16") + R"(, "egress_acl_entries": )" +
                                  entries("destination_cidr_ip", "10.2.0.0/16") +
                                  R"(, "resources": [{"resource_id": "vsw-1", "resource_type": "VSwitch"}])"};
    const PlannedResource list{"alicloud_network_acl_entries", "n",
                               R"("network_acl_id": "nacl-1", "ingress": )" + entries("source_cidr_ip", "10.3.0.0/16")};
    const auto own = imported_terraform(state({vpc, vswitch, acl}));
    CHECK(own.cloud.network_acls[0].rules.inbound[0].source->text() == "10.1.0.0/16");
    CHECK(own.cloud.network_acls[0].rules.outbound[0].destination->text() == "10.2.0.0/16");
    CHECK(own.cloud.vswitches[0].network_acl == "alicloud_network_acl.n");
    const auto listed = imported_terraform(state({vpc, vswitch, acl, list}));
    REQUIRE(listed.cloud.network_acls[0].rules.inbound.size() == 1);
    CHECK(listed.cloud.network_acls[0].rules.inbound[0].source->text() == "10.3.0.0/16");
    CHECK(listed.cloud.network_acls[0].rules.outbound.empty());
}

TEST_CASE("an instance belongs to the VPC of its vSwitch") {
    const auto out = imported_terraform(state(
        {vpc,
         vswitch,
         group,
         {"alicloud_instance", "web",
          R"("id": "i-1", "instance_name": "web", "vswitch_id": "vsw-1", "private_ip": "10.66.88.10", "security_groups": ["sg-1"])"}}));
    REQUIRE(out.cloud.instances.size() == 1);
    CHECK(out.cloud.instances[0].vpc == "alicloud_vpc.app");
    CHECK(out.cloud.instances[0].security_groups == std::vector<std::string>{"alicloud_security_group.app"});
}

TEST_CASE("a rule whose action, direction or priority is known after the apply only is left out") {
    const std::string match = R"("ip_protocol": "tcp", "port_range": "22/22", "cidr_ip": "10.55.0.0/16")";
    const auto rules_of = [&](const std::string& values, const std::string& unknown) {
        auto one = rule("r", match + values);
        one.unknown = unknown;
        auto out = imported_terraform(plan({vpc, group, one}));
        const auto& rules = out.cloud.security_groups.at(0).rules;
        const bool said = remark_of(out.remarks, "unreadable-rule") != nullptr;
        CHECK(said == (rules.inbound.empty() && rules.outbound.empty()));
        return rules;
    };
    const std::string type = R"(, "type": "ingress")";
    CHECK(rules_of(type, "id").inbound.size() == 1);
    CHECK(rules_of(type, "id policy").inbound.empty());
    CHECK(rules_of(type, "id priority").inbound.empty());
    CHECK(rules_of("", "id type").inbound.empty());
}

TEST_CASE("addresses beside the primary one and network interfaces are said not to be simulated") {
    const std::string primary = R"("id": "i-1", "vswitch_id": "vsw-1", "private_ip": "10.66.88.10")";
    const auto instance = [&](const std::string& more) {
        return imported_terraform(state({vpc, vswitch, {"alicloud_instance", "i", primary + more}})).remarks;
    };
    CHECK(remark_of(instance(R"(, "ipv6_addresses": [], "secondary_private_ips": null)"), "other-addresses") ==
          nullptr);
    for (const auto* more : {R"(, "secondary_private_ips": ["10.66.88.11"])", R"(, "ipv6_addresses": ["2001:db8::1"])",
                             R"(, "network_interfaces": [{"network_interface_id": "eni-2"}])"}) {
        const auto remarks = instance(more);
        REQUIRE(remark_of(remarks, "other-addresses") != nullptr);
        CHECK(remark_of(remarks, "other-addresses")->gravity == Gravity::warning);
    }
    const auto interface =
        imported_terraform(state({vpc, {"alicloud_ecs_network_interface", "e", R"("id": "eni-1")"}}));
    REQUIRE(remark_of(interface.remarks, "not-simulated") != nullptr);
    CHECK(remark_of(interface.remarks, "not-simulated")->gravity == Gravity::warning);
}

}  // namespace vpnsim::importers::terraform_network_test
