#pragma once

#include <cstdint>
#include <optional>

#include "model/scenario.hpp"

namespace vpnsim::test {

/// The scenario after a few random changes to its file: members left out, taken from a random estate of another seed,
/// records renamed or moved to the end. Absent where the result is no valid scenario. Follows from its arguments alone.
[[nodiscard]] std::optional<Scenario> random_change(const Scenario& scenario, std::uint64_t seed);

}  // namespace vpnsim::test
