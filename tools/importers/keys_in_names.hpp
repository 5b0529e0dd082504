#pragma once

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Replaces keys that an input repeats in names, ids, identities and remarks by their fingerprints, everywhere alike,
/// so that references still meet. What a scenario spells in fixed words, numbers and addresses is never touched.
void take_keys_out(Imported& imported, const KeyFingerprints& keys);

}  // namespace vpnsim::importers
