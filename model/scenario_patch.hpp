#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/scenario.hpp"
#include "model/scenario_reader.hpp"

namespace vpnsim {

/// Whether a patch holds pre-shared keys. `kept` is for scenarios whose keys are fingerprints.
enum class KeysOfPatch : std::uint8_t { left_out, kept };

/// The RFC 7396 merge patch that turns `before` into `after`: what differs between their canonical texts. A member that
/// is gone is null, a list that differs stands whole, new records come last. "{}\n" iff nothing differs.
///
/// It fits the file that `before` was read from, whatever the file extends and whichever defaults it writes out: what
/// the canonical text leaves out is a default, and removing a member gives the default.
/// Pre-shared keys are not part of a patch unless they are asked for: the key of a new record is to be set by hand.
/// Requires: records that both have stand in the same order, and new ones behind them.
[[nodiscard]] std::string scenario_patch(const Scenario& before, const Scenario& after,
                                         KeysOfPatch keys = KeysOfPatch::left_out);

/// Reads the scenario that patches, one after the other, make of another one. Places of the result mean nothing.
/// Requires: the patches are JSON.
[[nodiscard]] ScenarioResult patched(const Scenario& scenario, const std::vector<std::string>& patches);

}  // namespace vpnsim
