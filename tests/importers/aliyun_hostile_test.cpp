#include <catch2/catch.hpp>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers::aliyun_hostile_test {
namespace {

constexpr std::string_view planted = "PLANTED-key-of-nobody";

Imported read(std::string text) { return import_text(import_aliyun, "answer.json", std::move(text)); }

std::string everything_said(const Imported& made) {
    std::string out;
    for (const auto* remarks : {&made.remarks, &made.cloud.gaps}) {
        for (const auto& remark : *remarks) out += text(remark) + '\n';
    }
    for (const auto& c : made.cloud.connections) {
        out += c.id + c.name + c.vpn_gateway + c.customer_gateway + c.attached_to + c.key.value_or("");
    }
    for (const auto& host : made.hosts) {
        out += host.name;
        for (const auto& protection : host.protections) out += protection.name + protection.key.value_or("");
    }
    return out;
}

/// An answer of every shape, the key where it belongs and where it does not.
std::string answer() {
    const std::string key{planted};
    return R"({ "RequestId": "r", "TotalCount": 9, "Note": ")" + key + R"(",
      "VpnConnections": { "VpnConnection": [
        { "VpnConnectionId": "vco-1", "Name": "c1", "VpnGatewayId": "vpn-1", "LocalSubnet": ")" +
           key + R"(",
          "RemoteSubnet": "10.0.0.1/8", "IkeConfig": { "IkeVersion": ")" +
           key + R"(", "IkeEncAlg": ")" + key + R"(", "IkeLifetime": ")" + key + R"(", "Psk": ")" + key +
           R"(" }, "Unknown": ")" + key + R"(" },
        { "VpnConnectionId": "vco-2", "TunnelOptionsSpecification": { "TunnelOptions": [
          { "TunnelIndex": ")" +
           key + R"(", "Role": ")" + key + R"(", "TunnelIkeConfig": { "Psk": ")" + key +
           R"(" } } ] } },
        { "Psk": ")" +
           key + R"(" }, 5, null ] },
      "VpnPbrRouteEntries": { "VpnPbrRouteEntry": [ { "RouteSource": ")" +
           key + R"(", "RouteDest": ")" + key + R"(", "NextHop": "vco-1", "Weight": ")" + key + R"(" } ] },
      "VpnConnectionConfig": { "Local": ")" +
           key + R"(", "Remote": "203.0.113.20", "IkeConfig": { "Psk": ")" + key +
           R"(" } },
      "NetworkAcls": [ { "NetworkAclId": "nacl-1", "IngressAclEntries": [ { "Policy": ")" +
           key + R"(" },
        { "Policy": "drop", "Protocol": ")" +
           key + R"(" }, { "Policy": "drop", "Port": ")" + key + R"(" } ] } ],
      "VpnGateways": [ { "VpnGatewayId": "vpn-1", "VpcId": "vpc-1", "Tag": "{ \"a\": \")" +
           key + R"( }" } ] })";
}

}  // namespace

TEST_CASE("a planted key is never said, wherever it stands") {
    const auto made = read(answer());
    CHECK(made.cloud.connections.size() == 2);
    const auto said = everything_said(made);
    INFO(said);
    CHECK(said.find(planted) == std::string::npos);
    CHECK(said.find("fingerprint-") != std::string::npos);
}

TEST_CASE("an answer that is cut off at any byte gives an error or a result, and no key") {
    const auto whole = answer();
    for (std::size_t end = 0; end < whole.size(); end += 3) {
        const auto made = read(whole.substr(0, end));
        CHECK(everything_said(made).find(planted) == std::string::npos);
        REQUIRE_FALSE(made.remarks.empty());
        CHECK(made.remarks[0].gravity == Gravity::error);
    }
}

TEST_CASE("NUL bytes, deep nesting and a million blanks are no trouble") {
    CHECK(read(std::string(100, '\0')).remarks.at(0).gravity == Gravity::error);
    CHECK(read(std::string(100000, '[')).remarks.at(0).gravity == Gravity::error);
    CHECK(read(std::string(2'000'000, ' ')).remarks.at(0).gravity == Gravity::error);
    std::string nested;
    for (int i = 0; i < 60; ++i) nested += R"({ "Vpcs": )";
    nested += "[]" + std::string(60, '}');
    CHECK(read(nested).cloud.vpcs.empty());
}

TEST_CASE("line ends make no difference") {
    auto text = answer();
    const auto made = read(text);
    std::string dos;
    for (const char c : text) {
        if (c == '\n') dos += '\r';
        dos += c;
    }
    CHECK(everything_said(read(dos)) == everything_said(made));
}

TEST_CASE("a long list takes time in proportion to its length") {
    std::string text = R"({ "RequestId": "r", "VpnPbrRouteEntries": { "VpnPbrRouteEntry": [)";
    constexpr int many = 20000;
    for (int i = 0; i < many; ++i) {
        if (i > 0) text += ',';
        text += R"({ "VpnInstanceId": "vpn-1", "NextHop": "vco-1", "RouteSource": "10.)" + std::to_string(i % 256) +
                '.' + std::to_string(i / 256) + R"(.0/24", "RouteDest": "10.0.0.0/8" })";
    }
    CHECK(read(text + "] } }").cloud.policy_routes.size() == many);
}

TEST_CASE("formats are told by what they hold") {
    CHECK(looks_like_aliyun(answer()) > 80);
    CHECK(looks_like_aliyun("  [ { \"VpcId\": \"vpc-1\" } ]") > 0);
    CHECK(looks_like_aliyun("ERROR: SDK.ServerError") > 0);
    CHECK(looks_like_aliyun("") == 0);
    CHECK(looks_like_aliyun("{ \"format_version\": \"1.0\", \"VpcId\": 1 }") == 0);
    CHECK(looks_like_aliyun("conn a\n  left=1") == 0);
}

}  // namespace vpnsim::importers::aliyun_hostile_test
