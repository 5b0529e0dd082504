#include "sim/pairing.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/reference/naive_peering.hpp"
#include "tests/support/estate_builder.hpp"

namespace vpnsim::test::pairing_test {
namespace {

/// A random estate of few addresses and few blocks, so that ends meet often and in every way.
class RandomEstate {
  public:
    explicit RandomEstate(unsigned seed) : random_{seed} {
        EstateBuilder estate;
        for (unsigned n = 1 + below(2); n > 0; --n) {
            estate.gateway("vgw-" + std::to_string(n), "", pick("alibaba", "strongswan", "huawei-cloud"));
            for (unsigned a = below(3); a > 0; --a) {
                estate.change().vpn_gateways.back().addresses.push_back(gateway_address());
            }
        }
        for (unsigned n = 1 + below(3); n > 0; --n) {
            estate.customer_gateway("cgw-" + std::to_string(n), "198.51.100.1").address = device_address();
            if (below(6) == 0) estate.change().customer_gateways.back().address.reset();
        }
        for (unsigned n = 1 + below(6); n > 0; --n) connection(estate, n);
        for (unsigned n = below(4); n > 0; --n) device(estate, n);
        estate_ = estate.estate();
    }
    [[nodiscard]] const Estate& estate() const { return estate_; }
    unsigned below(unsigned limit) { return std::uniform_int_distribution<unsigned>{0, limit - 1}(random_); }

  private:
    void connection(EstateBuilder& estate, unsigned n) {
        auto& out = estate.connection("conn-" + std::to_string(n), cloud_block(), site_block());
        if (below(3) == 0) out.remote_ts.push_back(selectors(site_block()).front());
        out.vpn_gateway = GatewayId{below(static_cast<unsigned>(estate.estate().vpn_gateways.size()))};
        out.customer_gateway =
            CustomerGatewayId{below(static_cast<unsigned>(estate.estate().customer_gateways.size()))};
        out.ike.version = version();
        if (below(4) == 0) out.psk = PreSharedKey{below(2) == 0 ? "FAKE-a" : "FAKE-b"};
        if (below(5) == 0) out.tunnels.resize(2);
    }
    void device(EstateBuilder& estate, unsigned n) {
        const auto name = "fw-" + std::to_string(n);
        auto& out = estate.device(name, "", pick("strongswan", "libreswan", "cisco-asa"));
        for (unsigned a = below(3); a > 0; --a) out.addresses.push_back(device_address());
        out.dynamic_address = out.addresses.empty() && below(2) == 0;
        if (below(5) == 0) out.nat_address = device_address();
        for (unsigned t = below(4); t > 0; --t) {
            auto& tunnel = estate.tunnel(name, site_block(), cloud_block());
            tunnel.peer.reset();
            if (below(6) != 0) tunnel.peer = gateway_address();
            if (below(3) == 0) tunnel.local_ts.push_back(selectors(site_block()).front());
            if (below(4) == 0) tunnel.psk = PreSharedKey{below(2) == 0 ? "FAKE-a" : "FAKE-b"};
            if (below(4) == 0) tunnel.initiates = false;
            tunnel.ike.version = version();
        }
    }
    const char* pick(const char* a, const char* b, const char* c) {
        const auto n = below(3);
        return n == 0 ? a : n == 1 ? b : c;
    }
    std::optional<IkeVersion> version() {
        if (below(2) == 0) return std::nullopt;
        return below(3) == 0 ? IkeVersion::ikev1 : IkeVersion::ikev2;
    }
    const char* cloud_block() { return pick("10.66.88.0/22", "10.66.90.0/24", "10.66.88.0/24"); }
    const char* site_block() { return pick("10.55.0.0/16", "10.55.193.0/24", "10.55.178.0/24"); }
    Address gateway_address() { return Address{Family::ipv4, AddressBits{0xcb007100U} + below(4)}; }
    Address device_address() { return Address{Family::ipv4, AddressBits{0xc6336400U} + below(4)}; }

    std::mt19937 random_;
    Estate estate_;
};

}  // namespace

TEST_CASE("indexed candidates are those that two ends asked alone agree on") {
    for (unsigned seed = 1; seed <= 400; ++seed) {
        INFO("seed " << seed);
        const RandomEstate random{seed};
        const NegotiatingEnds ends{random.estate()};
        const Peering peering{random.estate(), ends.cloud, ends.device};
        for (std::size_t e = 0; e < ends.cloud.size(); ++e) {
            for (std::size_t t = 0; t < ends.device.size(); ++t) {
                const auto& tunnels = peering.tunnels_of(e);
                const auto back = peering.ends_of(t);
                const bool expected = reference::may_meet(random.estate(), ends.cloud[e], ends.device[t]);
                REQUIRE(std::binary_search(tunnels.begin(), tunnels.end(), t) == expected);
                REQUIRE(std::binary_search(back.begin(), back.end(), e) == expected);
            }
        }
    }
}

TEST_CASE("laws of pairing and of its answers") {
    for (unsigned seed = 1; seed <= 400; ++seed) {
        INFO("seed " << seed);
        RandomEstate random{seed};
        const auto& estate = random.estate();
        const Assumptions assumptions{.sa_survivor = static_cast<SaSurvivor>(random.below(3)),
                                      .initiator = static_cast<Initiator>(random.below(3))};
        const auto out = negotiate(estate, assumptions);
        const auto ends = cloud_ends(estate);
        REQUIRE(out.ends.size() == ends.size());
        std::set<std::pair<CloudEndRef, std::optional<DeviceTunnelRef>>> seen;
        std::set<CloudEndRef> answered;
        for (const auto& pair : out.pairs) {
            // Each pair once, every cloud end answered.
            REQUIRE(seen.emplace(pair.cloud, pair.peer).second);
            answered.insert(pair.cloud);
            const bool failed = pair.phase1 == PhaseResult::failed || pair.phase2 == PhaseResult::failed;
            REQUIRE(pair.error.has_value() == failed);
            REQUIRE((pair.phase1 == PhaseResult::failed) == (pair.phase2 == PhaseResult::not_attempted));
            REQUIRE(pair.child_sas.empty() == failed);
            // Nothing is agreed outside the configured selectors of either end.
            for (const auto& [sa, certain] : pair.child_sas) {
                REQUIRE(contains(estate[pair.cloud.connection].local_ts, sa.local));
                REQUIRE(contains(estate[pair.cloud.connection].remote_ts, sa.remote));
                if (!pair.peer) continue;
                const auto& tunnel = device_tunnel(estate, *pair.peer);
                REQUIRE(contains(tunnel.local_ts, sa.device_local));
                REQUIRE(contains(tunnel.remote_ts, sa.device_remote));
            }
        }
        REQUIRE(answered.size() == ends.size());
        REQUIRE(std::is_sorted(out.pairs.begin(), out.pairs.end(), [](const auto& a, const auto& b) {
            return std::pair{a.cloud, a.peer} < std::pair{b.cloud, b.peer};
        }));
        for (const auto& end : out.ends) {
            REQUIRE_FALSE(end.alternatives.empty());
            const auto limit = cloud_profile(estate, end.ref.connection).max_child_sas;
            std::set<std::vector<std::size_t>> sets;
            std::set<std::size_t> used;
            for (const auto& alternative : end.alternatives) {
                REQUIRE(sets.insert(alternative.sas).second);
                REQUIRE(std::is_sorted(alternative.sas.begin(), alternative.sas.end()));
                REQUIRE((!limit || alternative.sas.size() <= *limit));
                REQUIRE((alternative.reason == AlternativeReason::certain) == (end.alternatives.size() == 1));
                used.insert(alternative.sas.begin(), alternative.sas.end());
            }
            if (assumptions.sa_survivor == SaSurvivor::any) REQUIRE(used.size() == end.sas.size());
        }
        // The same input gives the same answer.
        REQUIRE(negotiate(estate, assumptions).pairs == out.pairs);
    }
}

TEST_CASE("an estate with nothing but ends that state no address still answers for each") {
    EstateBuilder estate;
    estate.connection("conn-1", "10.1.0.0/24", "10.2.0.0/24");
    estate.device("fw-1", "", "strongswan");
    estate.tunnel("fw-1", "10.2.0.0/24", "10.1.0.0/24");
    auto out = negotiate(estate, {});
    REQUIRE(out.pairs.size() == 1);
    CHECK(out.pairs[0].mirror_image);
    SECTION("one stated address is enough to meet") {
        estate.change().vpn_gateways.emplace_back().addresses = {address("203.0.113.10")};
        estate.change().vpn_gateways[0].profile = profile("alibaba");
        estate.change().ipsec_connections[0].vpn_gateway = GatewayId{0};
        estate.change().sites[0].devices[0].tunnels[0].peer = address("203.0.113.10");
        out = negotiate(estate, {});
        CHECK(out.pairs.at(0).peer);
        CHECK(out.pairs.at(0).phase2 == PhaseResult::established);
    }
}

}  // namespace vpnsim::test::pairing_test
