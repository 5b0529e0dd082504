#pragma once

#include <string>

#include "model/scenario.hpp"

namespace vpnsim {

/// Returns the canonical text of a scenario, merged with what it extends: members in the order of the documentation,
/// ids in their order, defaults left out. Reading it back gives an equal scenario.
///
/// The text holds the pre-shared keys: it is the file itself. Nothing else in the program writes them.
[[nodiscard]] std::string write_scenario(const Scenario& scenario);

}  // namespace vpnsim
