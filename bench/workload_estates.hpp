#pragma once

#include <cstdint>

#include "model/scenario.hpp"

namespace vpnsim {

/// How the policy routes of a generated gateway lie to one another.
enum class Shape : std::uint8_t { disjoint, nested, full_mesh };

/// One gateway with `count` policy routes to eight connections in destination-routing mode whose devices are not in the
/// file. Fixed seed. disjoint: /24 x /24 that never overlap; nested: random sources and destinations of /10../28;
/// full_mesh: every one of sqrt(count) sources with every one of as many destinations.
[[nodiscard]] Scenario policy_estate(std::size_t count, Shape shape);

/// The fleet: `gateways` gateways, each with one VPC of four vSwitches, 100 policy routes and 10 connections, one to
/// each of 10 sites with a route to every VPC.
[[nodiscard]] Scenario fleet_estate(std::size_t gateways);

}  // namespace vpnsim
