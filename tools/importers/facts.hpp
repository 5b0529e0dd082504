#pragma once

#include <span>
#include <string>

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// What was found in the inputs, before a scenario is made of it, as JSON ("schema": "import-facts/1"): an object for
/// one format, a list of them for several. Members without content are left out. Order: as in the input.
[[nodiscard]] std::string facts_text(std::span<const Imported> imported, const KeyFingerprints& keys);

}  // namespace vpnsim::importers
