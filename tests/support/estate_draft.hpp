#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/random_estate.hpp"

namespace vpnsim {

/// The first address of the usual universe: 10.0.0.0 or fd00::.
[[nodiscard]] constexpr AddressBits base_bits(Family family) {
    return family == Family::ipv4 ? AddressBits{0x0a000000U} : AddressBits{0xfd} << 120U;
}
[[nodiscard]] inline Address nth_address(const Prefix& block, std::size_t n) {
    return {block.family(), block.first().bits() + n};
}
/// Requires: the block is shorter than 2^63 addresses.
[[nodiscard]] inline std::size_t size_of(const Prefix& block) {
    return static_cast<std::size_t>(block.last().bits() - block.first().bits()) + 1;
}

/// "vpc-1" for 0
[[nodiscard]] inline std::string numbered(const std::string& stem, std::size_t n) {
    return stem + "-" + std::to_string(n + 1);
}

/// Draws without the standard distributions, whose results differ between libraries.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_{seed} {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class T>
    const T& pick(const std::vector<T>& values) {
        return values[below(values.size())];
    }

  private:
    std::mt19937_64 random_;
};

/// A random estate while it grows; see `random_estate`. VPC n is meant to live in the nth quarter of the universe, site
/// n in the (n + 2)nd.
class EstateDraft {
  public:
    EstateDraft(std::uint64_t seed, EstateFlavour flavour)
        : flavour_{flavour},
          dice_{seed},
          family_{dice_.one_in(4) ? Family::ipv6 : Family::ipv4},
          fitting_{seed % 2 == 0},
          hub_{dice_.one_in(4)},
          base_{base_bits(family_)} {}

    [[nodiscard]] RandomEstate build();

  private:
    /// A block of the universe: `bits` 0 is all 256 addresses, 8 is one.
    Prefix block(std::size_t offset, unsigned bits) const {
        return {Address{family_, base_ + offset}, width(family_) - 8 + bits};
    }
    Prefix vpc_block(std::size_t vpc) const { return block(64 * vpc, 2); }
    Prefix site_block(std::size_t site) const { return block(128 + 64 * site, 2); }
    bool fault_in(std::size_t n) { return dice_.one_in(fitting_ ? 4 * n : n); }
    Prefix inside(const Prefix& whole);
    Prefix around(const Prefix& part);
    /// Returns `wanted`, or now and then a block that contains it, lies in it or has nothing to do with it.
    Prefix stray(const Prefix& wanted);

    // The cloud's side.
    void add_vpc(std::size_t i);
    void add_gateway(std::size_t i);
    void add_gateway_routes(ConnectionId id, const Prefix& source, const Prefix& destination);
    std::uint8_t priority();
    std::vector<ConnectionId> connections_of(GatewayId id) const;
    /// Rivals: routes with equal keys or overlapping blocks over another connection of the gateway.
    void add_rivals(GatewayId id);
    /// What depends on the whole estate: who publishes, and the observed order.
    void settle_gateway(GatewayId id);
    void add_vpc_routes(VpcId id);

    // The other side, and what joins the two.
    void add_site(std::size_t i);
    void add_device(std::size_t i);
    TrafficSelector selector(const Prefix& wanted);
    void add_connection(std::size_t i);
    static ConnectionTunnel cloud_tunnel(std::string name, std::size_t customer_gateway, TunnelRole role);
    /// Returns true iff the device now has a tunnel of its own for the connection.
    bool add_device_tunnel(const IpsecConnection& connection, std::size_t device, Address peer);
    SiteNextHop site_hop(const Site& site);
    void add_site_routes(SiteId id);

    // What stands in the way of packets. All of it comes last, so that an estate with filters is one without them
    // otherwise.
    void add_filters();
    void add_instances(VpcId id);
    /// A vSwitch and instances of one VPC in another too: replies may end at the wrong one.
    void add_doubles(const Vpc& of, Vpc& vpc);
    void add_network_acls(Vpc& vpc);
    void add_security_groups(Vpc& vpc);
    void add_public_addresses(Vpc& vpc);
    void add_access_rules(Site& site);
    Prefix some_network();
    std::vector<PortRange> some_ports();
    /// An action, a protocol and ports, but no blocks.
    FilterRule filter_rule();
    /// A few rules on the block that `peer` of a rule holds; half of the lists end with a rule that accepts the rest.
    std::vector<FilterRule> filter_rules(std::optional<Prefix> FilterRule::*peer);

    EstateFlavour flavour_;
    Dice dice_;
    Family family_;
    bool fitting_;      ///< faults are rare
    bool hub_;          ///< two sites meet at gateway 1
    AddressBits base_;  ///< the first address of the universe
    Estate estate_;
    std::vector<std::pair<SiteId, DeviceIndex>> sites_of_devices_;
};

}  // namespace vpnsim
