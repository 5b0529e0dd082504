#pragma once

#include <random>

#include "model/scenario.hpp"

namespace vpnsim::test {

/// A scenario as the reader could have given it, with every kind of record and value the format knows. It need not make
/// sense as a network. Equal seeds give equal scenarios.
[[nodiscard]] Scenario random_scenario(std::uint_fast32_t seed);

}  // namespace vpnsim::test
