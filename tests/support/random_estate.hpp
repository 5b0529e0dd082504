#pragma once

#include <cstdint>
#include <random>

#include "tests/reference/naive_simulator.hpp"

namespace vpnsim {

struct RandomEstate {
    Estate estate;
    Assumptions assumptions;
};

/// A small estate that a scenario file could hold, with the same members on every platform for one seed. All addresses
/// lie in one block of 256, so that everything collides: 1-2 VPCs, 1-2 gateways, 1-4 connections, 1-2 sites with 1-3
/// devices. Half of the seeds give a design whose two sides fit, with a few faults; in the others blocks stray.
///
/// It avoids what the contract leaves open: at most one gateway of a VPC publishes and propagates; destinations are
/// unique in a VPC table and (destination, metric) at a site; a tunnel has a `state` only if its connection has none;
/// `policy_route_order` goes with selectors that are all plain blocks and no replaced automatic route.
[[nodiscard]] RandomEstate random_estate(std::uint64_t seed);

struct RandomFlow {
    NaiveOrigin origin;
    NaivePacket packet;
};
/// A packet from an address that the origin owns, mostly to an address that somebody owns.
[[nodiscard]] RandomFlow random_flow(const Estate& estate, std::mt19937_64& random);

}  // namespace vpnsim
