#pragma once

#include "sim/negotiation.hpp"

namespace vpnsim {

/// Negotiations for tests of what comes after: ends whose outer addresses agree get the common part of their selectors,
/// in one SA, or in one for each selector pair if the device's profile says so; of those a gateway that keeps a single
/// SA keeps any one (C3). Candidates that mirror the cloud's selectors exactly win over the others. Parameters, keys
/// and identities are not looked at. A connection whose device is not in the estate faces a mirror image.
[[nodiscard]] Negotiations plain_negotiations(const Estate& estate);

}  // namespace vpnsim
