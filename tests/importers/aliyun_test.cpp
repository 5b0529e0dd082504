#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::aliyun_test {
namespace {

Imported read(const std::vector<InputText>& inputs) { return import_texts(import_aliyun, inputs); }
Imported read(std::string text) { return import_text(import_aliyun, "answer.json", std::move(text)); }

const std::string connection = R"({
  "VpnConnectionId": "vco-1", "Name": "conn-1", "VpnGatewayId": "vpn-1", "CustomerGatewayId": "cgw-1",
  "AttachType": "VPNGW", "InternetIp": "203.0.113.20", "EnableDpd": true, "EnableNatTraversal": "false",
  "LocalSubnet": "10.66.90.0/24, 10.66.91.0/24 ,", "RemoteSubnet": "10.55.193.0/24",
  "IkeConfig": { "IkeVersion": "ikev2", "IkeMode": "main", "IkeEncAlg": "aes256", "IkeAuthAlg": "sha256",
    "IkePfs": "group14", "IkeLifetime": "86400", "LocalId": "203.0.113.20", "RemoteId": "198.51.100.11",
    "Psk": "invented-for-this-test" },
  "IpsecConfig": { "IpsecEncAlg": "aes256", "IpsecAuthAlg": "sha256", "IpsecPfs": "disabled", "IpsecLifetime": 3600 },
  "TunnelOptionsSpecification": { "TunnelOptions": [] },
  "VpnBgpConfig": { "EnableBgp": "false", "TunnelCidr": "", "LocalBgpIp": "", "LocalAsn": 45104 },
  "VcoHealthCheck": { "Enable": "true", "Sip": "10.66.90.10", "Dip": "10.55.193.10", "Interval": 5, "Retry": 2,
    "Policy": "revoke_route" } })";

std::string policy_route(std::string number, std::string more = {}) {
    return R"({ "VpnInstanceId": "vpn-1", "NextHop": "vco-1", "RouteSource": "10.66.)" + number +
           R"(.0/24", "RouteDest": "10.55.0.0/16", "Weight": 100, "State": "normal", "CreateTime": 1700000000001)" +
           more + " }";
}

std::string policy_routes(std::string counts, std::vector<std::string> entries) {
    std::string out = R"({ "RequestId": "r", )" + counts + R"("VpnPbrRouteEntries": { "VpnPbrRouteEntry": [)";
    for (const auto& entry : entries) out += (&entry == &entries.front() ? "" : ", ") + entry;
    return out + "] } }";
}

}  // namespace

TEST_CASE("a connection of the cloud is read with everything that bears on its tunnel") {
    for (const auto& text :
         {connection, "[" + connection + "]", R"({ "RequestId": "r", "VpnConnections": [)" + connection + "] }",
          R"({ "TotalCount": 1, "VpnConnections": { "VpnConnection": [)" + connection + "] } }"}) {
        const auto made = read(text);
        REQUIRE(made.cloud.connections.size() == 1);
        const auto& c = made.cloud.connections[0];
        CHECK(c.name == "conn-1");
        CHECK(c.vpn_gateway == "vpn-1");
        CHECK(c.local.size() == 2);
        CHECK(c.remote == SelectorList{TrafficSelector::parse("10.55.193.0/24").value()});
        CHECK(c.ike.version == IkeVersion::ikev2);
        CHECK(c.ike.lifetime_seconds == 86400U);
        CHECK(c.esp.dh_group == std::vector{DhGroup::disabled});
        CHECK(c.dpd == true);
        CHECK(c.nat_traversal == false);
        CHECK_FALSE(c.bgp);
        REQUIRE(c.health_check);
        CHECK(c.health_check->interval_seconds == 5);
        CHECK(c.health_check->on_failure == HealthCheckFailure::revoke_route);
        CHECK(c.key->starts_with("fingerprint-"));
        CHECK(c.attached_to.empty());
        CHECK(said(made.remarks, Gravity::incomplete) == 0);
        CHECK(said(made.remarks, Gravity::error) == 0);
    }
}

TEST_CASE("the gateways that a lone connection names are inferred from it") {
    const auto made = read(connection);
    REQUIRE(made.cloud.vpn_gateways.size() == 1);
    CHECK(made.cloud.vpn_gateways[0].addresses == std::vector{Address::parse("203.0.113.20").value()});
    REQUIRE(made.cloud.customer_gateways.size() == 1);
    CHECK(made.cloud.customer_gateways[0].address == Address::parse("198.51.100.11"));
    CHECK(said(made.remarks, Gravity::note, "customer-gateway-inferred", "cgw-1"));
    CHECK(said(made.remarks, Gravity::note, "vpn-gateway-inferred", "vpn-1"));
}

TEST_CASE("calls that nobody saved are gaps that name the call") {
    const auto made = read(connection);
    CHECK(said(made.cloud.gaps, Gravity::incomplete, "call-missing", "DescribeVpnGateways"));
    CHECK(said(made.cloud.gaps, Gravity::incomplete, "call-missing", "DescribeVpcs"));
    const auto routes = std::find_if(made.cloud.gaps.begin(), made.cloud.gaps.end(), [](const Remark& gap) {
        return gap.message.find("DescribeVpnPbrRouteEntries") != std::string::npos;
    });
    REQUIRE(routes != made.cloud.gaps.end());
    CHECK(routes->about == "vpn-1");
    CHECK(routes->message.find("--VpnGatewayId vpn-1") != std::string::npos);
}

TEST_CASE("tunnels are ordered by their index and their texts are numbers") {
    const auto made = read(R"({ "VpnConnectionId": "vco-1", "Name": "c", "VpnGatewayId": "vpn-1",
      "LocalSubnet": "10.66.90.0/24", "RemoteSubnet": "10.55.193.0/24",
      "TunnelOptionsSpecification": { "TunnelOptions": [
        { "TunnelIndex": "2", "Role": "slave", "InternetIp": "203.0.113.22", "CustomerGatewayId": "cgw-2",
          "EnableDpd": "true", "TunnelIkeConfig": { "IkeLifetime": "28800", "RemoteId": "198.51.100.12" },
          "TunnelBgpConfig": { "TunnelCidr": "169.254.11.4/30", "LocalBgpIp": "169.254.11.5", "LocalAsn": "65001" } },
        { "TunnelIndex": 1, "Role": "master", "InternetIp": "203.0.113.21", "CustomerGatewayId": "cgw-1",
          "EnableDpd": "false", "TunnelIkeConfig": { "IkeLifetime": 3600, "RemoteId": "198.51.100.11" },
          "TunnelBgpConfig": { "TunnelCidr": "", "LocalBgpIp": "", "LocalAsn": "" } } ] } })");
    const auto& tunnels = made.cloud.connections.at(0).tunnels;
    REQUIRE(tunnels.size() == 2);
    CHECK(tunnels[0].index == 1);
    CHECK(tunnels[0].role == TunnelRole::active);
    CHECK(tunnels[0].dpd == false);
    CHECK_FALSE(tunnels[0].bgp);
    CHECK(tunnels[1].role == TunnelRole::standby);
    CHECK(tunnels[1].ike.lifetime_seconds == 28800U);
    CHECK(tunnels[1].dpd == true);
    CHECK(tunnels[1].bgp->local_asn == 65001U);
    CHECK(made.cloud.vpn_gateways.at(0).addresses.size() == 2);
    CHECK(made.cloud.vpn_gateways.at(0).dual_tunnel);
}

TEST_CASE("pages are one list, and so is the same list saved in another way") {
    const auto a = policy_route("88");
    const auto b = policy_route("89");
    const InputText page1{"1", policy_routes(R"("TotalCount": 2, "PageNumber": 1, "PageSize": 1, )", {a})};
    const InputText page2{"2", policy_routes(R"("TotalCount": "2", "PageNumber": "2", "PageSize": "1", )", {b})};
    const InputText beyond{"3", policy_routes(R"("TotalCount": 2, "PageNumber": 3, "PageSize": 1, )", {})};
    const InputText whole{"w", policy_routes(R"("TotalCount": 2, "PageNumber": 1, "PageSize": 10, )", {a, b})};
    const InputText merged{"m", R"({ "VpnPbrRouteEntries": { "VpnPbrRouteEntry": [)" + a + "," + b + "] } }"};
    for (const auto& inputs : std::vector<std::vector<InputText>>{{page1, page2},
                                                                  {page2, page1},
                                                                  {page1, page2, beyond},
                                                                  {page1, merged},
                                                                  {merged},
                                                                  {whole},
                                                                  {page1, whole},
                                                                  {whole, page2, page1},
                                                                  {page1, page2, merged},
                                                                  {page1, page1, page2}}) {
        const auto made = read(inputs);
        CHECK(made.cloud.policy_routes.size() == 2);
        CHECK(made.remarks.empty());
    }
    const auto half = read({page1});
    CHECK(half.cloud.policy_routes.size() == 1);
    CHECK(said(half.remarks, Gravity::incomplete, "list-incomplete", "vpn-1"));
}

TEST_CASE("first pages of two lists of one length are not one whole list") {
    const auto list = [](std::string first, std::string second) {
        return R"({ "TotalCount": 3, "PageNumber": 1, "PageSize": 2, "RequestId": "r", "Vpcs": { "Vpc": [
          { "VpcId": "vpc-)" +
               first + R"(", "CidrBlock": "10.1.0.0/16" },
          { "VpcId": "vpc-)" +
               second + R"(", "CidrBlock": "10.2.0.0/16" } ] } })";
    };
    CHECK(said(read({{"a", list("1", "2")}, {"b", list("3", "4")}}).remarks, Gravity::incomplete, "list-incomplete",
               "DescribeVpcs"));
}

TEST_CASE("a list with a next token goes on") {
    const auto list = [](std::string token, std::string block) {
        return R"({ "NextToken": ")" + token + R"(", "RouteEntrys": { "RouteEntry": [ { "RouteTableId": "vtb-1",
          "DestinationCidrBlock": ")" +
               block + R"(", "Type": "Custom", "NextHopType": "VpnGateway",
          "NextHops": { "NextHop": [ { "NextHopId": "vpn-1", "Enabled": 1 } ] } } ] } })";
    };
    CHECK(said(read(list("more", "10.1.0.0/16")).remarks, Gravity::incomplete, "list-incomplete", "vtb-1"));
    const auto whole = read({{"1", list("more", "10.1.0.0/16")}, {"2", list("", "10.2.0.0/16")}});
    CHECK(whole.cloud.routes.size() == 2);
    CHECK(whole.remarks.empty());
}

TEST_CASE("copies of one record that contradict one another are said") {
    const auto made = read({{"1", policy_routes("", {policy_route("88", R"(, "Priority": 10)")})},
                            {"2", policy_routes("", {policy_route("88", R"(, "Priority": 20)")})}});
    REQUIRE(made.cloud.policy_routes.size() == 1);
    CHECK(made.cloud.policy_routes[0].priority == 10);
    CHECK(said(made.remarks, Gravity::warning, "contradicting-copies"));
}

TEST_CASE("every policy route of a connection is known where the whole list of its gateway was saved") {
    const std::string gateways = R"({ "TotalCount": 2, "VpnGateways": { "VpnGateway": [
      { "VpnGatewayId": "vpn-1", "VpcId": "vpc-1", "InternetIp": "203.0.113.20", "IpsecVpn": "enable" },
      { "VpnGatewayId": "vpn-2", "VpcId": "vpc-1", "InternetIp": "203.0.113.30", "IpsecVpn": "enable" } ] },
      "VpnConnections": { "VpnConnection": [ { "VpnConnectionId": "vco-1", "VpnGatewayId": "vpn-1" },
      { "VpnConnectionId": "vco-2", "VpnGatewayId": "vpn-2" } ] } })";
    const auto full = policy_routes(R"("TotalCount": 1, )", {policy_route("88")});
    const auto empty = policy_routes(R"("TotalCount": 0, )", {});
    const auto known = [](const Imported& made) {
        std::vector<bool> out;
        for (const auto& one : made.cloud.connections) out.push_back(one.policy_routes_known);
        return out;
    };
    CHECK(known(read({{"g", gateways}, {"f", full}, {"e", empty}})) == std::vector{true, true});
    CHECK(known(read({{"g", gateways}, {"f", full}})) == std::vector{true, false});
    CHECK(known(read({{"g", gateways}, {"e", empty}})) == std::vector{false, false});
    CHECK(known(read({{"g", gateways}, {"e", empty}, {"e2", empty}})) == std::vector{true, true});
    const auto cut_out = read({{"g", gateways}, {"f", "[" + policy_route("88") + "]"}});
    CHECK(known(cut_out) == std::vector{false, false});
    CHECK(said(cut_out.remarks, Gravity::note, "list-length-unknown", "vpn-1"));
}

TEST_CASE("the priorities of policy routes stand in the gateway's tag") {
    const auto gateway = [](std::string tag) {
        return read(R"({ "VpnGatewayId": "vpn-1", "Name": "gw", "VpcId": "vpc-1", "InternetIp": "203.0.113.20",
          "Spec": "200M", "BusinessStatus": "FinancialLocked", "VpnType": "NationalStandard",
          "CreateTime": 1683000000000 )" +
                    tag + " }");
    };
    const auto modern = gateway(R"(, "Tag": "{\"PbrPriority\":\"true\"}")");
    CHECK(modern.cloud.vpn_gateways.at(0).policy_route_priorities == true);
    CHECK(modern.cloud.vpn_gateways.at(0).bandwidth_mbps == 200U);
    CHECK(modern.cloud.vpn_gateways.at(0).business_status == "financial_locked");
    CHECK(modern.cloud.vpn_gateways.at(0).kind == "national_standard");
    CHECK(modern.cloud.vpn_gateways.at(0).created == "2023-05-02");
    CHECK(gateway(R"(, "Tag": "{\"VpnEnableBgp\":\"true\"}")").cloud.vpn_gateways.at(0).policy_route_priorities ==
          false);
    CHECK_FALSE(gateway("").cloud.vpn_gateways.at(0).policy_route_priorities);
    CHECK(said(gateway(R"(, "Tag": "{ broken")").remarks, Gravity::incomplete, "gateway-tag", "gw"));
}

TEST_CASE("masked addresses are said and never guessed") {
    const auto made = read(R"({ "CustomerGatewayId": "cgw-1", "Name": "device", "IpAddress": "116.62.69.xx" })");
    REQUIRE(made.cloud.customer_gateways.size() == 1);
    CHECK_FALSE(made.cloud.customer_gateways[0].address);
    CHECK(said(made.remarks, Gravity::incomplete, "masked-address", "device"));
    for (const auto& remark : made.remarks) CHECK(remark.message.find("116.62") == std::string::npos);
}

TEST_CASE("a masked key is no key") {
    for (const std::string key : {"***", "********", "", "xxxx", "ab***"}) {
        const auto made = read(R"({ "VpnConnectionId": "vco-1", "LocalSubnet": "10.0.0.0/8", "IkeConfig": { "Psk": ")" +
                               key + R"(" } })");
        CHECK_FALSE(made.cloud.connections.at(0).key);
    }
}

TEST_CASE("what is no answer is an error that says what to do") {
    CHECK(said(read("ERROR: SDK.ServerError\nErrorCode: Forbidden.RAM\n").remarks, Gravity::error, "error-answer"));
    CHECK(said(read(R"({ "Code": "Forbidden.RAM", "Message": "no", "RequestId": "r" })").remarks, Gravity::error,
               "error-answer"));
    CHECK(said(read("VpnConnectionId | Name\n--------------- | ----\nvco-1 | conn-1\n").remarks, Gravity::error,
               "table"));
    CHECK(said(read("").remarks, Gravity::error, "empty-file"));
    CHECK(said(read("hello").remarks, Gravity::error, "no-json"));
    CHECK(said(read(connection.substr(0, 200)).remarks, Gravity::error, "broken-json"));
    CHECK(said(read(R"({ "RequestId": "r", "Regions": { "Region": [] } })").remarks, Gravity::error, "unknown-answer"));
    CHECK(said(read("{ \"a\": 1 }").remarks, Gravity::error, "unknown-answer"));
}

TEST_CASE("an answer of no matter beside others is left out, what is no answer is an error there too") {
    const std::string regions = R"({ "RequestId": "r", "Regions": { "Region": [] } })";
    CHECK(said(read({{"c", connection}, {"r", regions}}).remarks, Gravity::warning, "unknown-answer"));
    CHECK(said(read({{"c", connection}, {"j", "{ \"a\": 1 }"}}).remarks, Gravity::error, "unknown-answer"));
    const auto empty = read(R"({ "TotalCount": 0, "VpnConnections": { "VpnConnection": [] } })");
    CHECK(said(empty.remarks, Gravity::error) == 0);
}

TEST_CASE("a connection of a transit router says so") {
    const auto made = read(R"({ "VpnConnectionId": "vco-1", "LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0",
      "AttachType": "CEN", "TransitRouterId": "tr-1" })");
    CHECK(made.cloud.connections.at(0).attached_to == "tr-1");
    CHECK(said(read(R"({ "VcoRouteEntries": [ { "VpnConnectionId": "vco-1", "RouteDest": "10.0.0.0/8",
      "NextHop": "vco-1" } ] })")
                   .remarks,
               Gravity::warning, "not-a-vpn-gateway", "vco-1"));
}

TEST_CASE("the configuration for the device is the device's half") {
    const std::string config = R"({ "RequestId": "r", "VpnConnectionConfig": { "Local": "198.51.100.11",
      "LocalSubnet": "10.55.193.0/24", "Remote": "203.0.113.20", "RemoteSubnet": "10.66.91.0/24,10.66.90.0/24",
      "IkeConfig": { "IkeVersion": "ikev2", "IkeEncAlg": "aes256", "IkeAuthAlg": "sha256", "IkePfs": "group14",
        "Psk": "invented-for-this-test" }, "IpsecConfig": { "IpsecPfs": "disabled" } } })";
    const auto alone = read({{"dump/DownloadVpnConnectionConfig.office.json", config}});
    CHECK(alone.cloud.connections.empty());
    REQUIRE(alone.hosts.size() == 1);
    CHECK(alone.hosts[0].proposed);
    CHECK(alone.hosts[0].outer_addresses == std::vector{Address::parse("198.51.100.11").value()});
    REQUIRE(alone.hosts[0].protections.size() == 1);
    const auto& protection = alone.hosts[0].protections[0];
    CHECK(protection.name == "office");
    CHECK(protection.groups.at(0).local == SelectorList{TrafficSelector::parse("10.55.193.0/24").value()});
    CHECK(protection.peers == std::vector{Address::parse("203.0.113.20").value()});
    CHECK(protection.ike_proposals == "aes256-sha256-group14");
    const auto beside = read({{"dump/DownloadVpnConnectionConfig.office.json", config}, {"c.json", connection}});
    CHECK(beside.hosts.at(0).protections.at(0).name == "conn-1");
    CHECK(beside.hosts[0].protections[0].key == beside.cloud.connections.at(0).key);
}

TEST_CASE("what the cloud diagnosed is a warning unless it found nothing") {
    const auto diagnosis = [](std::string code) {
        return read(R"({ "TotalCount": 1, "VpnConnections": [ { "VpnConnectionId": "vco-1", "FailedReasonCode": ")" +
                    code + R"(", "MismatchLocalParam": "secret words" } ] })");
    };
    CHECK(diagnosis("NoExceptionFound").remarks.empty());
    const auto made = diagnosis("PskMismatch");
    CHECK(made.cloud.connections.empty());
    CHECK(said(made.remarks, Gravity::warning, "diagnosed-failure", "vco-1"));
    CHECK(made.remarks[0].message.find("PskMismatch") != std::string::npos);
    CHECK(made.remarks[0].message.find("secret") == std::string::npos);
}

}  // namespace vpnsim::importers::aliyun_test
