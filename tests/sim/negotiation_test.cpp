#include "sim/negotiation.hpp"

#include <catch2/catch.hpp>

#include "tests/support/estate_builder.hpp"

namespace vpnsim::test::negotiation_test {
namespace {

/// "10.66.90.0/24 === 10.55.193.0/24", with "?" behind it where it is not certain.
std::vector<std::string> sas(const Negotiation& negotiation) {
    std::vector<std::string> out;
    for (const auto& [sa, certain] : negotiation.child_sas) {
        out.push_back(text(sa.local) + " === " + text(sa.remote) + (certain ? "" : " ?"));
    }
    return out;
}
using Texts = std::vector<std::string>;

struct OnePair {
    EstateBuilder estate;
    OnePair(std::string_view cloud_profile, std::string_view cloud_local, std::string_view cloud_remote,
            std::string_view device_profile, std::string_view device_local, std::string_view device_remote,
            std::optional<IkeVersion> version = IkeVersion::ikev2) {
        estate.gateway("vgw-1", "203.0.113.10, 203.0.113.11", cloud_profile);
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-1", cloud_local, cloud_remote).ike.version = version;
        estate.device("fw-1", "198.51.100.1", device_profile);
        estate.tunnel("fw-1", device_local, device_remote).ike.version = version;
    }
    IpsecConnection& connection() { return estate.change().ipsec_connections[0]; }
    Device& device() { return estate.change().sites[0].devices[0]; }
    DeviceTunnel& tunnel() { return device().tunnels[0]; }
    Negotiations negotiated(const Assumptions& assumptions = {}) const { return negotiate(estate, assumptions); }
    Negotiation only(const Assumptions& assumptions = {}) const {
        const auto all = negotiated(assumptions);
        REQUIRE(all.pairs.size() == 1);
        return all.pairs[0];
    }
};

constexpr auto v1 = IkeVersion::ikev1;
constexpr auto v2 = IkeVersion::ikev2;

}  // namespace

TEST_CASE("identical selectors come up with either version") {
    for (const auto version : {v1, v2}) {
        const OnePair pair{"alibaba",        "10.66.90.0/24", "10.55.193.0/24", "strongswan",
                           "10.55.193.0/24", "10.66.90.0/24", version};
        const auto out = pair.only();
        CHECK(out.phase1 == PhaseResult::established);
        CHECK(out.phase2 == PhaseResult::established);
        CHECK(sas(out) == Texts{"10.66.90.0/24 === 10.55.193.0/24"});
        CHECK_FALSE(out.error);
        CHECK(out.mismatches.empty());
    }
}

TEST_CASE("a device that includes the cloud's selectors is narrowed with IKEv2 and refused with IKEv1 (C4)") {
    const OnePair pair2{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "strongswan", "10.55.0.0/16", "10.66.88.0/22",
                        v2};
    CHECK(pair2.only().phase2 == PhaseResult::established);
    CHECK(sas(pair2.only()) == Texts{"10.66.90.0/24 === 10.55.193.0/24"});
    const OnePair pair1{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "strongswan", "10.55.0.0/16", "10.66.88.0/22",
                        v1};
    const auto out = pair1.only();
    CHECK(out.phase1 == PhaseResult::established);
    CHECK(out.phase2 == PhaseResult::failed);
    CHECK(out.child_sas.empty());
    REQUIRE(out.error);
    CHECK(out.error->code == ErrorCode::traffic_selector_mismatch);
}

TEST_CASE("one SA for all networks against one SA for each leaves a single pair, and nobody knows which (C3)") {
    const OnePair pair{
        "alibaba",       "172.30.96.0/19", "10.0.0.0/8, 172.30.128.0/17", "cisco-asa", "10.0.0.0/8, 172.30.128.0/17",
        "172.30.96.0/19"};
    const auto all = pair.negotiated();
    const auto& out = all.pairs[0];
    CHECK(out.phase2 == PhaseResult::partial);
    CHECK(out.sa_count_mismatch);
    CHECK(sas(out) == Texts{"172.30.96.0/19 === 10.0.0.0/8 ?", "172.30.96.0/19 === 172.30.128.0/17 ?"});
    REQUIRE(all.ends[0].alternatives.size() == 2);
    CHECK(all.ends[0].alternatives[0].reason == AlternativeReason::surviving_sa);
    CHECK(all.ends[0].alternatives[0].label == "172.30.96.0/19 === 10.0.0.0/8");
    CHECK(sas(pair.only({.sa_survivor = SaSurvivor::first})) == Texts{"172.30.96.0/19 === 10.0.0.0/8"});
    CHECK(pair.only({.sa_survivor = SaSurvivor::first}).sa_count_mismatch);
    CHECK(pair.only({.sa_survivor = SaSurvivor::first}).phase2 == PhaseResult::partial);
    CHECK(sas(pair.only({.sa_survivor = SaSurvivor::last})) == Texts{"172.30.96.0/19 === 172.30.128.0/17"});
}

TEST_CASE("protocol and ports narrow as further dimensions") {
    const OnePair pair{"strongswan", "10.66.90.0/24",           "10.55.193.0/24",
                       "strongswan", "10.55.193.0/24[tcp/443]", "10.66.90.0/24[tcp]"};
    CHECK(sas(pair.only()) == Texts{"10.66.90.0/24[tcp] === 10.55.193.0/24[tcp/443]"});
}

TEST_CASE("without its device a connection faces a mirror image, with the device but no tunnel it gets no response") {
    OnePair pair{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "strongswan", "10.55.193.0/24", "10.66.90.0/24"};
    pair.device().tunnels.clear();
    auto out = pair.only();
    CHECK_FALSE(out.peer);
    CHECK_FALSE(out.mirror_image);
    CHECK(out.phase1 == PhaseResult::failed);
    CHECK(out.phase2 == PhaseResult::not_attempted);
    CHECK(out.error->code == ErrorCode::no_response);
    pair.estate.change().sites.clear();
    out = pair.only();
    CHECK(out.mirror_image);
    CHECK_FALSE(out.peer);
    CHECK(out.phase2 == PhaseResult::established);
    CHECK(sas(out) == Texts{"10.66.90.0/24 === 10.55.193.0/24"});
    CHECK(out.assumptions ==
          Texts{"no device has the customer gateway address 198.51.100.1: the peer is taken as a mirror image"});
}

namespace {

/// The estate of the troubleshooting guide: four connections, and one wide on-premises child that meets the first two.
struct Figure {
    EstateBuilder estate;
    explicit Figure(std::string_view device_profile, std::string_view cloud_profile = "alibaba",
                    IkeVersion version = v2) {
        estate.gateway("vgw-1", "203.0.113.20", cloud_profile);
        estate.customer_gateway("cgw-1", "198.51.100.11");
        add("conn-1", "10.66.90.0/24", "10.55.193.0/24", version);
        add("conn-2", "10.66.89.0/24", "10.55.0.0/16", version);
        add("conn-3", "10.66.90.0/24", "10.55.178.0/24", version);
        add("conn-4", "10.66.88.0/24", "10.55.0.0/16", version);
        estate.device("device-1", "198.51.100.11", device_profile);
        estate.tunnel("device-1", "10.55.0.0/16", "10.66.88.0/22").ike.version = version;
    }
    void add(std::string name, std::string_view local, std::string_view remote, IkeVersion version) {
        estate.connection(std::move(name), local, remote).ike.version = version;
    }
    /// One line for each negotiation.
    Texts lines(const Assumptions& assumptions = {}) const {
        Texts out;
        for (const auto& pair : negotiate(estate, assumptions).pairs) {
            const auto& name = estate.estate()[pair.cloud.connection].name;
            auto line = name + ' ' + std::string{text(pair.phase2)};
            for (const auto& sa : sas(pair)) line += ' ' + sa;
            out.push_back(line);
        }
        return out;
    }
};

}  // namespace

TEST_CASE("the figure of the guide: one wide on-premises child serves every connection it includes") {
    const Texts all{
        "conn-1 established 10.66.90.0/24 === 10.55.193.0/24", "conn-2 established 10.66.89.0/24 === 10.55.0.0/16",
        "conn-3 established 10.66.90.0/24 === 10.55.178.0/24", "conn-4 established 10.66.88.0/24 === 10.55.0.0/16"};
    for (const auto* cloud : {"alibaba", "strongswan"}) CHECK(Figure{"strongswan", cloud}.lines() == all);
    CHECK(Figure{"strongswan", "strongswan", v1}.lines() == all);
    CHECK(Figure{"strongswan"}.lines({.initiator = Initiator::cloud}) == all);
    const Texts none{"conn-1 failed", "conn-2 failed", "conn-3 failed", "conn-4 failed"};
    CHECK(Figure{"libreswan"}.lines() == none);
    CHECK(Figure{"strongswan", "alibaba", v1}.lines() == none);
    SECTION("when the on-premises end initiates, its one child meets the best-scored child only") {
        const Texts best{"conn-1 failed", "conn-2 established 10.66.89.0/24 === 10.55.0.0/16", "conn-3 failed",
                         "conn-4 failed"};
        for (const auto version : {v1, v2}) {
            CHECK(Figure{"strongswan", "strongswan", version}.lines({.initiator = Initiator::device}) == best);
        }
        const Figure figure{"strongswan"};
        CHECK(negotiate(figure.estate, {.initiator = Initiator::device}).pairs[0].error->message ==
              "the responder answers the initiator with another of its children");
        CHECK(Figure{"strongswan"}.lines({.initiator = Initiator::device}) == best);
    }
    SECTION("a libreswan that initiates IKEv1 installs its own selectors, not what the cloud end installs") {
        Figure figure{"libreswan", "strongswan", v1};
        const auto out = negotiate(figure.estate, {.initiator = Initiator::device});
        const auto& sa = out.pairs.at(1).child_sas.at(0).sa;
        CHECK(text(sa.local) + " === " + text(sa.remote) == "10.66.89.0/24 === 10.55.0.0/16");
        CHECK(text(sa.device_local) + " === " + text(sa.device_remote) == "10.55.0.0/16 === 10.66.88.0/22");
        CHECK(out.pairs.at(0).child_sas.empty());
    }
    SECTION("the one exact connection is the only one that an exact device meets") {
        Figure figure{"libreswan"};
        figure.add("conn-5", "10.66.88.0/22", "10.55.0.0/16", v2);
        CHECK(figure.lines().back() == "conn-5 established 10.66.88.0/22 === 10.55.0.0/16");
    }
}

TEST_CASE("the list 172.30.96.0/19 === 10.0.0.0/8 172.30.128.0/17 of the FAQ") {
    const char* near = "172.30.96.0/19";
    const char* far = "10.0.0.0/8, 172.30.128.0/17";
    const Texts one{"172.30.96.0/19 === 10.0.0.0/8, 172.30.128.0/17"};
    const Texts each{"172.30.96.0/19 === 10.0.0.0/8 ?", "172.30.96.0/19 === 172.30.128.0/17 ?"};
    SECTION("a peer with one SA") {
        const auto out = OnePair{"alibaba", near, far, "strongswan", far, near}.only();
        CHECK(out.phase2 == PhaseResult::established);
        CHECK(sas(out) == one);
    }
    SECTION("peers with one SA for each pair") {
        for (const auto* device :
             {"cisco-asa", "cisco-ios", "h3c", "huawei-usg", "juniper-srx", "palo-alto", "libreswan"}) {
            INFO(device);
            const auto out = OnePair{"alibaba", near, far, device, far, near}.only();
            CHECK(out.phase2 == PhaseResult::partial);
            CHECK(out.sa_count_mismatch);
            CHECK(sas(out) == each);
        }
    }
    SECTION("split into two connections and two tunnels each pair has its own") {
        EstateBuilder estate;
        estate.gateway("vgw-1", "203.0.113.10");
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-a", near, "10.0.0.0/8");
        estate.connection("conn-b", near, "172.30.128.0/17");
        estate.device("fw-1", "198.51.100.1", "cisco-asa");
        estate.tunnel("fw-1", "10.0.0.0/8", near);
        estate.tunnel("fw-1", "172.30.128.0/17", near);
        const auto out = negotiate(estate, {});
        REQUIRE(out.pairs.size() == 2);
        for (const auto& pair : out.pairs) {
            CHECK(pair.phase2 == PhaseResult::established);
            CHECK(pair.child_sas.at(0).certain);
            CHECK(pair.peer->tunnel.index() == pair.cloud.connection.index());
        }
    }
    SECTION("split on premises only: the gateway's single SA moves between the tunnels") {
        EstateBuilder estate;
        estate.gateway("vgw-1", "203.0.113.10");
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-1", near, far);
        estate.device("fw-1", "198.51.100.1", "strongswan");
        estate.tunnel("fw-1", "10.0.0.0/8", near);
        estate.tunnel("fw-1", "172.30.128.0/17", near);
        const auto out = negotiate(estate, {});
        REQUIRE(out.pairs.size() == 2);
        CHECK(out.ends[0].alternatives.size() == 2);
        for (const auto& pair : out.pairs) {
            CHECK(pair.phase2 == PhaseResult::partial);
            CHECK(pair.sa_count_mismatch);
            CHECK_FALSE(pair.child_sas.at(0).certain);
        }
    }
    SECTION("without a limit the initiator decides on the number of SAs") {
        const OnePair pair{"strongswan", near, far, "libreswan", far, near};
        const auto out = pair.negotiated();
        CHECK(out.pairs[0].phase2 == PhaseResult::partial);
        CHECK_FALSE(out.pairs[0].sa_count_mismatch);
        CHECK(sas(out.pairs[0]) == Texts{"172.30.96.0/19 === 10.0.0.0/8 ?", "172.30.96.0/19 === 172.30.128.0/17"});
        REQUIRE(out.ends[0].alternatives.size() == 2);
        CHECK(out.ends[0].alternatives[0].label == "cloud initiates");
        CHECK(out.ends[0].alternatives[0].reason == AlternativeReason::initiator);
        CHECK(out.ends[0].alternatives[1].label == "device initiates");
        CHECK(pair.only({.initiator = Initiator::device}).phase2 == PhaseResult::established);
        auto silent = pair;
        silent.tunnel().initiates = false;
        CHECK(sas(silent.only()) == Texts{"172.30.96.0/19 === 172.30.128.0/17"});
        CHECK(sas(silent.only({.initiator = Initiator::device})) == sas(silent.only()));
    }
    SECTION("IKEv1") {
        const auto out = OnePair{"alibaba", near, far, "strongswan", far, near, v1}.only();
        CHECK(out.phase2 == PhaseResult::failed);
        CHECK(out.error->code == ErrorCode::traffic_selector_mismatch);
        CHECK(out.error->parameter == "remote_ts");
        CHECK(out.error->message ==
              "IKEv1 carries one block on each side, the cloud end has several: 10.0.0.0/8, 172.30.128.0/17");
        CHECK(OnePair{"strongswan", near, far, "strongswan", far, near, v1}.only().phase2 == PhaseResult::partial);
        CHECK(
            OnePair{"libreswan", near, far, "strongswan", far, near, v1}.only({.initiator = Initiator::cloud}).phase2 ==
            PhaseResult::established);
    }
}

TEST_CASE("a list is a set: its order and blocks inside others change nothing") {
    const auto a =
        OnePair{"alibaba",    "10.1.0.0/16", "10.2.0.0/16, 10.3.0.0/16", "strongswan", "10.2.0.0/16, 10.3.0.0/16",
                "10.1.0.0/16"}
            .only();
    const auto b = OnePair{"alibaba",
                           "10.1.0.0/16",
                           "10.3.0.0/16, 10.3.7.0/24, 10.2.0.0/16",
                           "strongswan",
                           "10.2.0.0/16, 10.3.0.0/16",
                           "10.1.0.0/16"}
                       .only();
    CHECK(a.phase2 == PhaseResult::established);
    CHECK(a.child_sas == b.child_sas);
    CHECK(b.mismatches.empty());
}

TEST_CASE("exact mirror images are paired with each other only, everything else with all it can agree with") {
    EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.10", "strongswan");
    estate.customer_gateway("cgw-1", "198.51.100.1");
    estate.connection("exact", "10.1.0.0/24", "10.2.0.0/24");
    estate.connection("inside", "10.1.1.0/24", "10.2.1.0/24");
    estate.device("fw-1", "198.51.100.1", "strongswan");
    estate.tunnel("fw-1", "10.2.0.0/16", "10.1.0.0/16");
    estate.tunnel("fw-1", "10.2.0.0/24", "10.1.0.0/24");
    const auto out = negotiate(estate, {});
    REQUIRE(out.pairs.size() == 2);
    CHECK(out.pairs[0].peer->tunnel.index() == 1);
    CHECK(out.pairs[1].peer->tunnel.index() == 0);
    CHECK(out.pairs[0].phase2 == PhaseResult::established);
    CHECK(out.pairs[1].phase2 == PhaseResult::established);
}

TEST_CASE("an end that agrees with nobody fails once, against the nearest") {
    EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.10");
    estate.customer_gateway("cgw-1", "198.51.100.1");
    auto& connection = estate.connection("conn-1", "10.1.0.0/24", "10.2.0.0/24");
    connection.ike.version = v2;
    connection.psk = PreSharedKey{"FAKE-key"};
    estate.device("fw-1", "198.51.100.1", "strongswan");
    estate.tunnel("fw-1", "10.9.0.0/24", "10.1.0.0/24").ike.version = v2;
    estate.tunnel("fw-1", "10.9.0.0/24", "10.1.0.0/25").ike.version = v2;
    SECTION("by addresses when parameters tie: the second tunnel then fails for itself") {
        const auto out = negotiate(estate, {});
        REQUIRE(out.pairs.size() == 2);
        CHECK(out.pairs[0].error->code == ErrorCode::traffic_selector_mismatch);
        CHECK(out.pairs[0].error->parameter == "remote_ts");
    }
    SECTION("by parameters first") {
        estate.tunnel("fw-1", "10.9.0.0/24", "10.8.0.0/24").psk = PreSharedKey{"FAKE-key"};
        estate.change().sites[0].devices[0].tunnels.erase(estate.change().sites[0].devices[0].tunnels.begin() + 1);
        estate.change().sites[0].devices[0].tunnels[1].ike.version = v2;
        const auto out = negotiate(estate, {});
        REQUIRE(out.pairs.size() == 2);  // each tunnel has one candidate, and agrees with nobody
        CHECK(out.pairs[0].phase2 == PhaseResult::failed);
        CHECK(out.pairs[1].phase2 == PhaseResult::failed);
    }
    SECTION("exact selectors with a wrong key are the partner, not a wider tunnel that would do") {
        estate.tunnel("fw-1", "10.2.0.0/24", "10.1.0.0/24").psk = PreSharedKey{"FAKE-other"};
        const auto out = negotiate(estate, {});
        CHECK(out.pairs.back().peer->tunnel.index() == 2);
        CHECK(out.pairs.back().error->code == ErrorCode::psk_mismatch);
    }
}

TEST_CASE("a customer gateway that is not the device's address is a PeerMismatch with the tunnel that aims there") {
    OnePair pair{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "strongswan", "10.55.193.0/24", "10.66.90.0/24"};
    pair.estate.change().customer_gateways[0].address = address("198.51.100.99");
    const auto out = pair.negotiated();
    REQUIRE(out.pairs.size() == 1);
    CHECK(out.pairs[0].peer);
    CHECK(out.pairs[0].phase1 == PhaseResult::failed);
    CHECK(out.pairs[0].error->code == ErrorCode::peer_mismatch);
    CHECK(out.pairs[0].error->local == "198.51.100.99");
    CHECK(out.pairs[0].error->remote == "198.51.100.1");
    CHECK(out.pairs[0].error->message ==
          "the customer gateway address is 198.51.100.99, the device sends from 198.51.100.1");
    CHECK(out.without_connection.empty());
    SECTION("a dynamic address matches no customer gateway") {
        pair.device().addresses.clear();
        pair.device().dynamic_address = true;
        CHECK(pair.only().error->code == ErrorCode::peer_mismatch);
        CHECK(pair.only().error->remote == "dynamic");
    }
    SECTION("one of several addresses matches") {
        pair.device().addresses = {address("198.51.100.1"), address("198.51.100.99")};
        CHECK(pair.only().phase1 == PhaseResult::established);
    }
    SECTION("the address of the NAT matches") {
        pair.device().nat_address = address("198.51.100.99");
        CHECK(pair.only().phase1 == PhaseResult::established);
    }
}

TEST_CASE("a device tunnel to a gateway address where no connection expects it is listed") {
    OnePair pair{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "strongswan", "10.55.193.0/24", "10.66.90.0/24"};
    pair.estate.tunnel("fw-1", "10.55.1.0/24", "10.66.90.0/24").peer = address("203.0.113.11");
    pair.estate.tunnel("fw-1", "10.55.2.0/24", "10.66.90.0/24").peer = address("192.0.2.200");  // another estate's
    const auto out = pair.negotiated();
    CHECK(out.pairs.size() == 1);
    REQUIRE(out.without_connection.size() == 1);
    CHECK(out.without_connection[0].tunnel.index() == 1);
}

TEST_CASE("the tunnels of a connection stand at the gateway's addresses in order (C10)") {
    OnePair pair{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "cisco-asa", "10.55.193.0/24", "10.66.90.0/24"};
    pair.estate.connection_tunnel("tunnel-1");
    pair.estate.connection_tunnel("tunnel-2", TunnelRole::standby);
    pair.estate.tunnel("fw-1", "10.55.193.0/24", "10.66.90.0/24").peer = address("203.0.113.11");
    const auto out = pair.negotiated();
    REQUIRE(out.pairs.size() == 2);
    REQUIRE(out.ends.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(out.pairs[i].cloud.tunnel == TunnelIndex{i});
        CHECK(out.pairs[i].peer->tunnel == TunnelIndex{i});
        CHECK(out.pairs[i].phase2 == PhaseResult::established);
        CHECK(out.ends[i].sas.at(0).negotiation == i);
    }
}

TEST_CASE("a mirror image goes through the gateway's profile") {
    const auto alone = [](std::string_view profile_name, IkeVersion version) {
        EstateBuilder estate;
        estate.gateway("vgw-1", "203.0.113.10", profile_name);
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-1", "10.1.0.0/16", "10.2.0.0/16, 10.3.0.0/16").ike.version = version;
        return negotiate(estate, {}).pairs.at(0);
    };
    CHECK(sas(alone("alibaba", v2)) == Texts{"10.1.0.0/16 === 10.2.0.0/16, 10.3.0.0/16"});
    CHECK(sas(alone("huawei-cloud", v2)) == Texts{"10.1.0.0/16 === 10.2.0.0/16", "10.1.0.0/16 === 10.3.0.0/16"});
    CHECK(alone("huawei-cloud", v2).phase2 == PhaseResult::established);
    CHECK(alone("aws", v1).phase2 == PhaseResult::partial);
    const auto rejected = alone("alibaba", v1);
    CHECK(rejected.phase2 == PhaseResult::failed);
    CHECK(rejected.error->code == ErrorCode::traffic_selector_mismatch);
    CHECK(rejected.mirror_image);
    SECTION("what the gateway itself does not accept fails there too") {
        EstateBuilder estate;
        estate.gateway("vgw-1", "203.0.113.10");
        estate.customer_gateway("cgw-1", "198.51.100.1");
        auto& ike = estate.connection("conn-1", "10.1.0.0/16", "10.2.0.0/16").ike;
        ike.version = v1;
        ike.mode = IkeMode::main;
        ike.remote_id = "vpn.example.com";
        CHECK(negotiate(estate, {}).pairs.at(0).error->code == ErrorCode::peer_id_mismatch);
    }
}

TEST_CASE("IKEv2 with different PFS groups fails at the second child where one IKE_SA carries several") {
    Figure figure{"strongswan"};
    for (auto& connection : figure.estate.change().ipsec_connections) connection.esp.dh_group = {DhGroup{14}};
    figure.estate.change().sites[0].devices[0].tunnels[0].esp.dh_group = {DhGroup::disabled};
    for (const auto& pair : negotiate(figure.estate, {}).pairs) {
        CHECK(pair.phase2 == PhaseResult::established);
        REQUIRE(pair.fails_later);
        CHECK(pair.fails_later->when == "second child");
        CHECK(pair.fails_later->mismatch.code == ErrorCode::pfs_mismatch);
    }
}

TEST_CASE("a responder that takes the first connection by identity serves only that one where phase 1 differs") {
    EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.10");
    estate.customer_gateway("cgw-1", "198.51.100.1");
    estate.connection("conn-1", "10.1.0.0/24", "10.2.0.0/24").ike.version = v2;
    estate.connection("conn-2", "10.1.1.0/24", "10.2.1.0/24").ike.version = v2;
    estate.device("fw-1", "198.51.100.1", "strongswan");
    estate.tunnel("fw-1", "10.2.0.0/24", "10.1.0.0/24").ike.version = v2;
    estate.tunnel("fw-1", "10.2.1.0/24", "10.1.1.0/24").ike.version = v2;
    const Assumptions cloud{.initiator = Initiator::cloud};
    CHECK(negotiate(estate, cloud).pairs[1].phase2 == PhaseResult::established);
    auto& tunnels = estate.change().sites[0].devices[0].tunnels;
    tunnels[0].ike.lifetime_seconds = 3600;  // no longer children of one IKE connection
    const auto out = negotiate(estate, cloud);
    CHECK(out.pairs[0].phase2 == PhaseResult::established);
    CHECK(out.pairs[1].phase2 == PhaseResult::failed);
    SECTION("one that searches all serves both") {
        estate.change().sites[0].devices[0].profile.connection_search = ConnectionSearch::all_of_peer;
        CHECK(negotiate(estate, cloud).pairs[1].phase2 == PhaseResult::established);
    }
    SECTION("different proposals send IKEv2 on to the next connection") {
        tunnels[0].ike.dh_group = estate.change().ipsec_connections[0].ike.dh_group = {DhGroup{14}};
        tunnels[1].ike.dh_group = estate.change().ipsec_connections[1].ike.dh_group = {DhGroup{2}};
        CHECK(negotiate(estate, cloud).pairs[1].phase2 == PhaseResult::established);
    }
}

TEST_CASE("the limit on SAs keeps as many as it says, of several tunnels too") {
    EstateBuilder estate;
    estate.gateway("vgw-1", "203.0.113.10", "strongswan").profile.max_child_sas = 2;
    estate.customer_gateway("cgw-1", "198.51.100.1");
    estate.connection("conn-1", "10.1.0.0/24", "10.2.0.0/24, 10.3.0.0/24, 10.4.0.0/24");
    estate.device("fw-1", "198.51.100.1", "strongswan");
    for (const auto* local : {"10.2.0.0/24", "10.3.0.0/24", "10.4.0.0/24"}) estate.tunnel("fw-1", local, "10.1.0.0/24");
    const auto out = negotiate(estate, {});
    REQUIRE(out.ends[0].sas.size() == 3);
    std::vector<std::vector<std::size_t>> sets;
    for (const auto& alternative : out.ends[0].alternatives) sets.push_back(alternative.sas);
    CHECK(sets == std::vector<std::vector<std::size_t>>{{0, 1}, {1, 2}, {0, 2}});
    CHECK(negotiate(estate, {.sa_survivor = SaSurvivor::last}).ends[0].alternatives[0].sas ==
          std::vector<std::size_t>{1, 2});
}

TEST_CASE("selectors under the other IKE version") {
    const OnePair wide{"alibaba", "10.66.90.0/24", "10.55.193.0/24", "strongswan", "10.55.0.0/16", "10.66.88.0/22"};
    const CloudEndRef cloud{ConnectionId{0}, {}};
    const DeviceTunnelRef device{SiteId{0}, DeviceIndex{0}, TunnelIndex{0}};
    CHECK(selectors_under(wide.estate, {}, cloud, device, v2) == PhaseResult::established);
    CHECK(selectors_under(wide.estate, {}, cloud, device, v1) == PhaseResult::failed);
    CHECK(selectors_under(wide.estate, {}, cloud, {}, v1) == PhaseResult::established);
}

}  // namespace vpnsim::test::negotiation_test
