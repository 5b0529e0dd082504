#include "sim/negotiation.hpp"

#include <catch2/catch.hpp>

#include "tests/support/estate_builder.hpp"

using namespace vpnsim;
using namespace vpnsim::test;

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
