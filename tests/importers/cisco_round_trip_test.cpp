// What is exported for a device and imported again is what the cloud needs.
#include "tests/importers/cisco_fixtures.hpp"
#include "tests/support/estate_builder.hpp"
#include "tools/exporters/cisco_asa_config.hpp"
#include "tools/exporters/cisco_ios_config.hpp"

namespace vpnsim::exporters::cisco_round_trip_test {
namespace {

using importers::Imported;
using importers::Protection;

struct Algorithms {
    IkeVersion version;
    Encryption encryption;
    Integrity integrity;
    unsigned group;
};

test::EstateBuilder estate_with(const Algorithms& used) {
    test::EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.20, 203.0.113.21");
    estate.customer_gateway("cgw-1", "198.51.100.12");
    for (const auto* name : {"conn-3", "conn-4"}) {
        const bool third = std::string_view{name} == "conn-3";
        auto& connection = estate.connection(name, third ? "10.66.90.0/24" : "10.66.88.0/24, 10.66.89.0/24",
                                             third ? "10.55.178.0/24" : "10.55.0.0/16");
        if (used.version == IkeVersion::ikev1) connection.local_ts.resize(1, connection.local_ts.front());
        connection.psk = PreSharedKey{"planted-key"};
        connection.dpd = true;
        auto& ike = connection.ike;
        ike.version = used.version;
        ike.encryption = {used.encryption};
        ike.integrity = {used.integrity};
        ike.dh_group = {static_cast<DhGroup>(used.group)};
        ike.lifetime_seconds = 28800;
        auto& esp = connection.esp;
        esp.encryption = ike.encryption;
        esp.integrity = ike.integrity;
        esp.dh_group = ike.dh_group;
        esp.lifetime_seconds = 3600;
    }
    estate.device("fw-1", "198.51.100.12");
    return estate;
}

DeviceSide side_of(const Estate& estate) {
    auto side = device_side(estate, SiteId{0}, DeviceIndex{0});
    REQUIRE(std::holds_alternative<DeviceSide>(side));
    return std::get<DeviceSide>(std::move(side));
}

/// What was written. Requires: something was.
Configuration asa_config(const DeviceSide& side) { return std::get<Configuration>(cisco_asa_config(side)); }
Configuration ios_config(const DeviceSide& side) { return std::get<Configuration>(cisco_ios_config(side)); }

void check_same(const DeviceSide& side, const Imported& imported) {
    REQUIRE(imported.hosts.size() == 1);
    const auto& protections = imported.hosts[0].protections;
    REQUIRE(protections.size() == side.tunnels.size());
    for (std::size_t i = 0; i < protections.size(); ++i) {
        const auto& wanted = side.tunnels[i];
        const auto& got = protections[i];
        INFO(got.name);
        CHECK(got.peers == std::vector{wanted.peer});
        REQUIRE(got.groups.size() == 1);
        CHECK(got.groups[0].local == wanted.local_ts);
        CHECK(got.groups[0].remote == wanted.remote_ts);
        CHECK(got.version == wanted.ike.version);
        CHECK(got.ike.mode == wanted.ike.mode);
        CHECK(got.ike.encryption == wanted.ike.encryption);
        CHECK(got.ike.integrity == wanted.ike.integrity);
        CHECK(got.ike.dh_group == wanted.ike.dh_group);
        CHECK(got.ike.lifetime_seconds == wanted.ike.lifetime_seconds);
        CHECK(got.esp.encryption == wanted.esp.encryption);
        CHECK(got.esp.integrity == wanted.esp.integrity);
        CHECK(got.esp.dh_group == wanted.esp.dh_group);
        CHECK(got.esp.lifetime_seconds == wanted.esp.lifetime_seconds);
        CHECK(got.dpd == wanted.dpd);
        CHECK(got.loaded);
        CHECK_FALSE(got.key);
    }
}

const std::vector<Algorithms> of_both{{IkeVersion::ikev2, Encryption::aes256, Integrity::sha256, 14},
                                      {IkeVersion::ikev2, Encryption::aes128, Integrity::sha512, 19},
                                      {IkeVersion::ikev2, Encryption::aes256gcm16, Integrity::sha384, 20},
                                      {IkeVersion::ikev2, Encryption::des3, Integrity::md5, 2},
                                      {IkeVersion::ikev1, Encryption::aes192, Integrity::sha1, 5}};

template <class Write, class Read>
void check_round_trip(const Algorithms& used, const Write& write, const Read& read) {
    const auto estate = estate_with(used);
    const auto side = side_of(estate);
    const auto written = write(side);
    INFO(written.text);
    check_same(side, read(written.text));
    CHECK(written.text.find("planted") == std::string::npos);
}

}  // namespace

TEST_CASE("a configuration written for an ASA and read again is what the cloud needs") {
    for (const auto& used : of_both) check_round_trip(used, asa_config, importers::asa);
}

TEST_CASE("a configuration written for IOS and read again is what the cloud needs") {
    auto all = of_both;
    all.push_back({IkeVersion::ikev1, Encryption::aes256, Integrity::sha512, 16});
    for (const auto& used : all) check_round_trip(used, ios_config, importers::ios);
}

TEST_CASE("the written configurations hold no statement that the importers do not know") {
    const auto estate = estate_with(of_both.front());
    const auto side = side_of(estate);
    CHECK(said(importers::asa(asa_config(side).text), importers::Gravity::incomplete, "unknown-statement") == 0);
    CHECK(said(importers::ios(ios_config(side).text), importers::Gravity::incomplete, "unknown-statement") == 0);
}

TEST_CASE("what the ASA cannot express is a comment and a message, and no statement") {
    auto estate = estate_with(of_both.front());
    auto& third = estate.change().ipsec_connections[0];
    third.ike.version = IkeVersion::ikev1;
    third.esp.integrity = {Integrity::sha256};
    const auto written = asa_config(side_of(estate));
    CHECK(written.text.find("VPN-conn-3") == std::string::npos);
    CHECK(written.text.find("VPN-conn-4") != std::string::npos);
    CHECK(written.text.find("! NOT EXPRESSED: IKEv1 on the ASA has no SHA-2") != std::string::npos);
    REQUIRE(!written.messages.empty());
    CHECK(written.messages[0].starts_with("conn-3: "));
}

TEST_CASE("if nothing can be expressed there are reasons and no configuration") {
    const auto gcm = estate_with({IkeVersion::ikev1, Encryption::aes256gcm16, Integrity::sha256, 14});
    for (const auto& result : {cisco_ios_config(side_of(gcm)), cisco_asa_config(side_of(gcm))}) {
        REQUIRE(std::holds_alternative<Reasons>(result));
        CHECK(std::get<Reasons>(result).lines.size() == 2);
    }
}

TEST_CASE("both tunnels of a connection become peers of one entry, the active one first") {
    test::EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.20, 203.0.113.21");
    estate.customer_gateway("cgw-1", "198.51.100.12");
    estate.connection("conn-1", "10.66.90.0/24", "10.55.178.0/24");
    estate.connection_tunnel("tunnel-1", TunnelRole::standby);
    estate.connection_tunnel("tunnel-2");
    estate.device("fw-1", "198.51.100.12");
    const auto side = side_of(estate);
    for (const auto& imported : {importers::asa(asa_config(side).text), importers::ios(ios_config(side).text)}) {
        const auto& p = importers::only_protection(imported);
        CHECK(p.peers == std::vector{test::address("203.0.113.21"), test::address("203.0.113.20")});
    }
}

TEST_CASE("a connection that routes choose becomes a tunnel interface") {
    test::EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.20");
    estate.customer_gateway("cgw-1", "198.51.100.12");
    auto& connection = estate.connection("conn-1", "0.0.0.0/0", "0.0.0.0/0");
    connection.bgp = BgpParameters{test::prefix("169.254.11.0/30"), test::address("169.254.11.1"), 65000};
    estate.device("fw-1", "198.51.100.12");
    const auto side = side_of(estate);
    for (const auto& imported : {importers::asa(asa_config(side).text), importers::ios(ios_config(side).text)}) {
        const auto& p = importers::only_protection(imported);
        CHECK(p.route_based);
        CHECK(importers::selectors(imported) == "0.0.0.0/0 = 0.0.0.0/0");
        CHECK(p.peers == std::vector{test::address("203.0.113.20")});
        CHECK(std::ranges::any_of(imported.hosts[0].interfaces,
                                  [](const auto& i) { return i.address == test::address("169.254.11.2"); }));
    }
}

TEST_CASE("protocols and ports of selectors are written and read again") {
    test::EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.20");
    estate.customer_gateway("cgw-1", "198.51.100.12");
    estate.connection("conn-1", "10.66.90.0/24[tcp/443]", "10.55.178.0/24[tcp]");
    estate.device("fw-1", "198.51.100.12");
    const auto side = side_of(estate);
    for (const auto& imported : {importers::asa(asa_config(side).text), importers::ios(ios_config(side).text)}) {
        CHECK(importers::selectors(imported) == "10.55.178.0/24[tcp] = 10.66.90.0/24[tcp/443]");
    }
}

}  // namespace vpnsim::exporters::cisco_round_trip_test
