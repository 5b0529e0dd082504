#pragma once

#include "sim/peering.hpp"

namespace vpnsim::reference {

/// Whether a cloud end and a device tunnel may meet, asked of the two alone.
[[nodiscard]] bool may_meet(const Estate& estate, const CloudEndParameters& end, const DeviceTunnelView& tunnel);

}  // namespace vpnsim::reference
