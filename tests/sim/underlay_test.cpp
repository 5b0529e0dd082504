#include "sim/underlay.hpp"

#include <catch2/catch.hpp>

#include "sim/negotiation.hpp"
#include "tests/support/estate_builder.hpp"

namespace vpnsim::test::underlay_test {
namespace {

struct Underlay {
    EstateBuilder estate;
    Underlay() {
        estate.gateway("vgw-1", "203.0.113.10");
        estate.customer_gateway("cgw-1", "198.51.100.1");
        estate.connection("conn-1", "10.66.90.0/24", "10.55.193.0/24");
        estate.device("fw-1", "198.51.100.1", "strongswan");
        estate.tunnel("fw-1", "10.55.193.0/24", "10.66.90.0/24");
    }
    Device& device() { return estate.change().sites[0].devices[0]; }
    std::vector<FilterRule>& inbound() { return device().underlay_rules.inbound; }
    std::vector<FilterRule>& outbound() { return device().underlay_rules.outbound; }
    /// "inbound UDP 500; outbound ESP"
    std::string blocked() {
        const auto cloud = cloud_end_parameters(estate, {ConnectionId{0}, {}});
        const auto [ike, esp] = blocked_packets(cloud, device(), device().tunnels[0]);
        std::string out;
        for (const auto* list : {&ike, &esp}) {
            for (const auto& packets : *list) out += (out.empty() ? "" : "; ") + packets;
        }
        return out;
    }
    std::string result() const {
        const auto pair = negotiate(estate, {}).pairs.at(0);
        return std::string{text(pair.phase1)} + (pair.error ? ' ' + std::string{text(pair.error->code)} : "") +
               (pair.esp_blocked ? " without ESP" : "");
    }
};

FilterRule rule(FilterAction action, std::optional<Protocol> protocol, std::vector<PortRange> ports = {}) {
    FilterRule out;
    out.action = action;
    out.protocol = protocol;
    out.ports = std::move(ports);
    return out;
}
constexpr auto accept = FilterAction::accept;
constexpr auto drop = FilterAction::drop;

}  // namespace

TEST_CASE("a direction without rules passes everything, one with rules only what they accept") {
    Underlay it;
    CHECK(it.blocked().empty());
    CHECK(it.result() == "established");
    it.inbound() = {rule(accept, Protocol::tcp)};
    CHECK(it.blocked() == "inbound UDP 500; inbound ESP");
    CHECK(it.result() == "failed NoResponse without ESP");
    it.outbound() = it.inbound();
    CHECK(it.blocked() == "inbound UDP 500; outbound UDP 500; inbound ESP; outbound ESP");
}

TEST_CASE("the first rule that matches decides, in file order") {
    Underlay it;
    it.outbound() = {rule(accept, Protocol::udp, {{1, 499}, {500, 500}}), rule(drop, {}), rule(accept, {})};
    CHECK(it.blocked() == "outbound ESP");
    CHECK(it.result() == "established without ESP");
    it.outbound() = {rule(drop, Protocol::udp, {{500, 500}}), rule(accept, {})};
    CHECK(it.blocked() == "outbound UDP 500");
    CHECK(it.result() == "failed NoResponse");
}

TEST_CASE("rules look at the gateway's address and at the device's, each on its side") {
    Underlay it;
    it.inbound() = {rule(accept, {})};
    it.inbound()[0].source = prefix("203.0.113.10/32");
    it.inbound()[0].destination = prefix("198.51.100.0/24");
    CHECK(it.blocked().empty());
    it.outbound() = it.inbound();  // the same addresses are the wrong way round
    CHECK(it.blocked() == "outbound UDP 500; outbound ESP");
    std::swap(it.outbound()[0].source, it.outbound()[0].destination);
    CHECK(it.blocked().empty());
}

TEST_CASE("behind NAT the tunnel needs UDP 4500 instead of ESP") {
    Underlay it;
    it.inbound() = {rule(accept, Protocol::udp, {{500, 500}})};
    CHECK(it.blocked() == "inbound ESP");
    it.device().addresses = {address("192.168.1.2")};
    it.device().nat_address = address("198.51.100.1");
    CHECK(it.blocked() == "inbound UDP 4500");
    CHECK(it.result() == "failed NoResponse");
    // The firewall may stand before the NAT or behind it: either address will do.
    for (const auto* const seen : {"192.168.1.2/32", "198.51.100.1/32"}) {
        it.inbound() = {rule(accept, Protocol::udp)};
        it.inbound()[0].destination = prefix(seen);
        CHECK(it.blocked().empty());
    }
}

TEST_CASE("only what is certain is blocked: unknown addresses match rules that accept, not rules that drop") {
    Underlay it;
    it.device().addresses.clear();
    it.device().dynamic_address = true;
    it.inbound() = {rule(drop, {}), rule(accept, {})};
    it.inbound()[0].destination = prefix("198.51.100.0/24");
    it.inbound()[1].destination = prefix("198.51.100.0/24");
    CHECK(it.blocked().empty());
}

TEST_CASE("of several addresses the registered one counts") {
    Underlay it;
    it.device().addresses = {address("198.51.100.7"), address("198.51.100.1")};
    it.inbound() = {rule(accept, {})};
    it.inbound()[0].destination = prefix("198.51.100.7/32");
    CHECK(it.blocked() == "inbound UDP 500; inbound ESP");
    it.inbound()[0].destination = prefix("198.51.100.1/32");
    CHECK(it.blocked().empty());
}

TEST_CASE("a device is behind NAT if it says so, or has private addresses only towards a public gateway") {
    Underlay it;
    const auto nat = [&] { return behind_nat(cloud_end_parameters(it.estate, {ConnectionId{0}, {}}), it.device()); };
    CHECK_FALSE(nat());
    it.device().addresses = {address("10.1.1.1")};
    CHECK(nat());
    it.estate.change().vpn_gateways[0].addresses = {address("10.9.9.9")};
    CHECK_FALSE(nat());
    it.device().nat_address = address("198.51.100.1");
    CHECK(nat());
}

}  // namespace vpnsim::test::underlay_test
