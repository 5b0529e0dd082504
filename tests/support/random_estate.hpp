#pragma once

#include <cstdint>
#include <random>

#include "model/scenario.hpp"
#include "tests/reference/naive_simulator.hpp"

namespace vpnsim {

struct RandomEstate {
    Estate estate;
    Assumptions assumptions;
};

enum class EstateFlavour : std::uint8_t { plain, filtered };

/// A small estate that a scenario file could hold, with the same members on every platform for one seed. All addresses
/// lie in one block of 256, so that everything collides: 1-2 VPCs, 1-2 gateways, 1-4 connections, 1-2 sites with 1-3
/// devices. Half of the seeds give a design whose two sides fit, with a few faults; in the others blocks stray.
///
/// It avoids what the contract leaves open: at most one gateway of a VPC publishes and propagates; destinations are
/// unique in a VPC table and (destination, metric) at a site; a tunnel has a `state` only if its connection has none;
/// `policy_route_order` goes with selectors that are all plain blocks and no replaced automatic route.
///
/// A `filtered` estate also has network ACLs, security groups, access rules, stateful devices, public addresses, user
/// CIDRs and IPv4 gateways, each in about half of its places; the addresses of a VPC's instances differ. Half of the
/// IPv4 ones use public space privately: their block is one of 30.1.0.0/16.
[[nodiscard]] RandomEstate random_estate(std::uint64_t seed, EstateFlavour flavour = EstateFlavour::plain);
/// A scenario that is nothing but a random estate and its assumptions, filtered where the seed is odd.
[[nodiscard]] Scenario random_estate_scenario(std::uint64_t seed);

struct RandomFlow {
    NaiveOrigin origin;
    NaivePacket packet;
};
/// A packet from an address that the origin owns, mostly to an address that somebody owns.
[[nodiscard]] RandomFlow random_flow(const Estate& estate, std::mt19937_64& random);
/// As `random_flow`, but often between declared instances, with protocols and ports at the borders of filter rules, and
/// now and then to an address at the borders of private space.
[[nodiscard]] RandomFlow random_filter_flow(const Estate& estate, std::mt19937_64& random);

}  // namespace vpnsim
