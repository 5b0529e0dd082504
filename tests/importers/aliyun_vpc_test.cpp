#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::aliyun_vpc_test {
namespace {

Imported read(const std::vector<InputText>& inputs) { return import_texts(import_aliyun, inputs); }
Imported read(std::string text) { return import_text(import_aliyun, "answer.json", std::move(text)); }

}  // namespace

TEST_CASE("a VPC has its block, the secondary ones, the IPv6 ones and its user CIDRs") {
    const auto made = read(R"({ "VpcId": "vpc-1", "VpcName": "app", "CidrBlock": "10.66.88.1/22",
      "SecondaryCidrBlocks": { "SecondaryCidrBlock": ["10.67.0.0/16"] }, "UserCidrs": { "UserCidr": ["30.0.0.0/8"] },
      "Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlocks": { "Ipv6CidrBlock": [
        { "Ipv6CidrBlock": "2001:db8::/56" }, { "Ipv6CidrBlock": "2001:db8:1::/56" } ] } })");
    const auto& vpc = made.cloud.vpcs.at(0);
    CHECK(vpc.cidrs ==
          std::vector{block("10.66.88.0/22"), block("10.67.0.0/16"), block("2001:db8::/56"), block("2001:db8:1::/56")});
    CHECK(vpc.user_cidrs == std::vector{block("30.0.0.0/8")});
    CHECK(said(made.remarks, Gravity::warning, "host-bits", "app"));
}

TEST_CASE("a vSwitch names its route table, or the table names the vSwitch") {
    const std::string vswitch = R"({ "VSwitchId": "vsw-1", "VSwitchName": "a", "VpcId": "vpc-1",
      "CidrBlock": "10.66.88.0/24", "Ipv6CidrBlock": "2001:db8::/64" )";
    const auto named = read(vswitch + R"(, "RouteTable": { "RouteTableId": "vtb-1", "RouteTableType": "Custom" } })");
    CHECK(named.cloud.vswitches.at(0).route_table == "vtb-1");
    CHECK(named.cloud.vswitches.at(0).cidrs.size() == 2);
    REQUIRE(named.cloud.route_tables.size() == 1);
    CHECK(named.cloud.route_tables[0].type == RouteTableType::custom);
    CHECK(named.cloud.route_tables[0].vpc == "vpc-1");
    const auto listed = read({{"v", vswitch + "}"},
                              {"t", R"({ "RouteTableId": "vtb-2", "RouteTableType": "System", "VpcId": "vpc-1",
                                "VSwitchIds": { "VSwitchId": ["vsw-1"] } })"},
                              {"n", R"({ "NetworkAclId": "nacl-1", "VpcId": "vpc-1", "IngressAclEntries": [],
                                "Resources": { "Resource": [ { "ResourceId": "vsw-1" } ] } })"}});
    CHECK(listed.cloud.vswitches.at(0).route_table == "vtb-2");
    CHECK(listed.cloud.vswitches.at(0).network_acl == "nacl-1");
}

TEST_CASE("routes of the system are told from others, and published ones from those that people made") {
    const auto route = [](std::string to, std::string type, std::string hop_type, std::string hop) {
        return R"({ "RouteTableId": "vtb-1", "DestinationCidrBlock": ")" + to + R"(", "Type": ")" + type +
               R"(", "NextHopType": ")" + hop_type + R"(", "NextHops": { "NextHop": [ { "NextHopId": ")" + hop +
               R"(", "Enabled": 1, "NextHopType": ")" + hop_type + R"(" } ] } })";
    };
    const auto made = read({{"routes", R"({ "NextToken": "", "RouteEntrys": { "RouteEntry": [)" +
                                           route("10.66.88.0/24", "System", "local", "") + "," +
                                           route("100.64.0.0/10", "System", "service", "") + "," +
                                           route("10.55.0.0/16", "Custom", "VpnGateway", "vpn-1") + "," +
                                           route("10.56.0.0/16", "Custom", "VpnGateway", "vpn-1") + "] } }"},
                            {"table", R"({ "RouteTableId": "vtb-1", "RouteTableType": "System", "VpcId": "vpc-1" })"},
                            {"gateway", R"({ "VpnGatewayId": "vpn-1", "VpcId": "vpc-1" })"},
                            {"policy", R"({ "VpnInstanceId": "vpn-1", "NextHop": "vco-1", "State": "published",
                              "RouteSource": "10.66.88.0/24", "RouteDest": "10.55.0.0/16", "Weight": "100" })"}});
    const auto& routes = made.cloud.routes;
    REQUIRE(routes.size() == 4);
    CHECK(routes[0].made_by_system);
    CHECK(routes[1].made_by_system);
    CHECK(routes[2].propagated);
    CHECK(routes[2].next_hops == std::vector<std::string>{"vpn-1"});
    CHECK_FALSE(routes[3].propagated);
}

TEST_CASE("rules of ACLs and groups are read, and those without words for them are said") {
    const auto made = read({{"acl", R"({ "NetworkAcls": { "NetworkAcl": [ { "NetworkAclId": "nacl-1",
        "NetworkAclName": "acl", "VpcId": "vpc-1",
        "IngressAclEntries": { "IngressAclEntry": [
          { "Policy": "drop", "Protocol": "tcp", "Port": "23/23", "SourceCidrIp": "10.55.0.0/16" },
          { "Policy": "accept", "Protocol": "all", "Port": "-1/-1", "SourceCidrIp": "0.0.0.0/0" },
          { "Policy": "accept", "Protocol": "all", "Port": "-1/-1", "SourceCidrIp": "pl-1" } ] },
        "EgressAclEntries": { "EgressAclEntry": [
          { "Policy": "accept", "Protocol": "udp", "Port": "1000/2000", "DestinationCidrIp": "::/0" } ] } } ] },
        "TotalCount": "1", "PageNumber": "1" })"},
                            {"group", R"({ "SecurityGroupId": "sg-1", "SecurityGroupName": "web", "VpcId": "vpc-1",
        "Permissions": { "Permission": [
          { "Direction": "ingress", "Policy": "Accept", "Priority": "1", "IpProtocol": "ALL", "PortRange": "-1/-1",
            "SourceCidrIp": "10.55.0.0/16" },
          { "Direction": "ingress", "Policy": "Drop", "Priority": 5, "IpProtocol": "TCP", "PortRange": "22/22",
            "Ipv6SourceCidrIp": "2001:db8::/32" },
          { "Direction": "ingress", "Policy": "Accept", "IpProtocol": "ALL", "PortRange": "-1/-1",
            "SourceGroupId": "sg-2" },
          { "Direction": "egress", "Policy": "Accept", "IpProtocol": "ALL", "PortRange": "-1/-1",
            "DestPrefixListId": "pl-1" },
          { "Direction": "egress", "Policy": "Accept", "IpProtocol": "ALL", "PortRange": "-1/-1",
            "DestCidrIp": "0.0.0.0/0" } ] } })"},
                            {"type", R"({ "SecurityGroups": { "SecurityGroup": [
        { "SecurityGroupId": "sg-1", "SecurityGroupType": "enterprise" } ] } })"}});
    const auto& acl = made.cloud.network_acls.at(0).rules;
    REQUIRE(acl.inbound.size() == 2);
    CHECK(acl.inbound[0].action == FilterAction::drop);
    CHECK(acl.inbound[0].protocol == Protocol::tcp);
    CHECK(acl.inbound[0].ports == std::vector{PortRange{23, 23}});
    CHECK(acl.inbound[1].ports.empty());
    CHECK(acl.outbound.at(0).destination == block("::/0"));
    const auto& group = made.cloud.security_groups.at(0);
    CHECK(group.type == SecurityGroupType::advanced);
    REQUIRE(group.rules.inbound.size() == 2);
    CHECK(group.rules.inbound[1].priority == 5);
    CHECK(group.rules.inbound[1].source == block("2001:db8::/32"));
    CHECK(group.rules.outbound.size() == 1);
    CHECK(said(made.remarks, Gravity::incomplete, "filter-rule", "acl"));
    CHECK(said(made.remarks, Gravity::incomplete, "filter-rule", "web"));
    CHECK(said(made.remarks, Gravity::warning, "filter-rule", "web"));
}

TEST_CASE("instances are read with their groups") {
    const auto made = read(R"({ "InstanceId": "i-1", "InstanceName": "web", "VpcAttributes": { "VpcId": "vpc-1",
      "PrivateIpAddress": { "IpAddress": ["10.66.90.10"] } }, "SecurityGroupIds": { "SecurityGroupId": ["sg-1"] },
      "EipAddress": { "IpAddress": "198.51.100.99" } })");
    const auto& instance = made.cloud.instances.at(0);
    CHECK(instance.address == Address::parse("10.66.90.10"));
    CHECK(instance.security_groups == std::vector<std::string>{"sg-1"});
    CHECK(instance.public_address);
}

TEST_CASE("BGP routes that the answer counts and does not list are said") {
    const std::string answer = R"({ "RequestId": "r", "TotalCount": 1,
      "VpnRouteCounts": { "VpnRouteCount": [ { "RouteEntryType": "bgp", "RouteCount": 2 } ] },
      "VpnRouteEntries": { "VpnRouteEntry": [ { "VpnInstanceId": "vpn-1", "RouteDest": "10.55.0.0/16",
        "NextHop": "vco-1", "Weight": 100, "State": "published", "RouteEntryType": "custom" } ] } })";
    CHECK(said(read(answer).remarks, Gravity::incomplete, "bgp-routes-missing", "DescribeVpnRouteEntries"));
    const auto with =
        read({{"c", answer}, {"b", R"({ "RequestId": "r", "TotalCount": 1, "VpnRouteEntries": { "VpnRouteEntry": [
        { "VpnInstanceId": "vpn-1", "RouteDest": "10.77.0.0/16", "NextHop": "vco-1", "RouteEntryType": "bgp",
          "AsPath": "65001 65002" } ] } })"}});
    CHECK(with.remarks.empty());
    REQUIRE(with.cloud.destination_routes.size() == 2);
    CHECK(with.cloud.destination_routes[0].published);
    CHECK(with.cloud.destination_routes[1].bgp);
    CHECK(with.cloud.destination_routes[1].as_path == std::vector<std::uint32_t>{65001, 65002});
}

TEST_CASE("a rule that takes its ports from a port list is left out, and that is said") {
    const auto made = read(R"({ "SecurityGroupId": "sg-1", "SecurityGroupName": "web", "VpcId": "vpc-1",
      "Permissions": { "Permission": [ { "Direction": "ingress", "Policy": "Accept", "IpProtocol": "TCP",
        "PortRangeListId": "prl-1", "PortRange": "", "SourceCidrIp": "10.55.0.0/16" } ] } })");
    CHECK(made.cloud.security_groups.at(0).rules.inbound.empty());
    CHECK(said(made.remarks, Gravity::incomplete, "filter-rule", "web"));
}

TEST_CASE("addresses of an instance that are not simulated are said") {
    const auto instance = [](std::string interfaces) {
        return read(R"({ "InstanceId": "i-1", "InstanceName": "web", "VpcAttributes": { "VpcId": "vpc-1",
          "PrivateIpAddress": { "IpAddress": ["10.66.90.10"] } }, "SecurityGroupIds": { "SecurityGroupId": ["sg-1"] },
          "NetworkInterfaces": { "NetworkInterface": [ { "PrimaryIpAddress": "10.66.90.10" })" +
                    interfaces + "] } }");
    };
    CHECK(instance("").remarks.empty());
    for (const std::string more :
         {R"(, { "PrimaryIpAddress": "10.66.90.11" })",
          R"(, { "PrivateIpSets": { "PrivateIpSet": [ { "PrivateIpAddress": "10.66.90.12" } ] } })",
          R"(, { "Ipv6Sets": { "Ipv6Set": [ { "Ipv6Address": "2001:db8::1" } ] } })"}) {
        CHECK(said(instance(more).remarks, Gravity::warning, "other-addresses", "web"));
    }
    const auto interfaces = read({{"v", R"({ "VpcId": "vpc-1", "CidrBlock": "10.66.0.0/16" })"},
                                  {"n", R"({ "RequestId": "r", "NetworkInterfaceSets": { "NetworkInterfaceSet": [
        { "NetworkInterfaceId": "eni-1", "InstanceId": "i-1", "SecurityGroupIds": { "SecurityGroupId": ["sg-1"] },
          "PrivateIpAddress": "10.66.90.11" } ] } })"}});
    CHECK(said(interfaces.remarks, Gravity::warning, "unknown-answer", ""));
}

TEST_CASE("what was being made or deleted when the answer was saved is said") {
    const auto made =
        read({{"g", R"({ "VpnGatewayId": "vpn-1", "Name": "gw", "VpcId": "vpc-1", "Status": "deleting" })"},
              {"r", R"({ "RouteEntrys": { "RouteEntry": [ { "RouteTableId": "vtb-1", "Status": "Pending",
                              "DestinationCidrBlock": "10.55.0.0/16", "Type": "Custom" },
                            { "RouteTableId": "vtb-2", "Status": "Available",
                              "DestinationCidrBlock": "10.56.0.0/16", "Type": "Custom" } ] } })"}});
    CHECK(said(made.remarks, Gravity::warning, "being-deleted", "gw"));
    CHECK(said(made.remarks, Gravity::warning, "route-not-available", "vtb-1"));
    CHECK_FALSE(said(made.remarks, Gravity::warning, "route-not-available", "vtb-2"));
}

}  // namespace vpnsim::importers::aliyun_vpc_test
