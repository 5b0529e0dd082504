#pragma once

#include <string>
#include <variant>

#include "tools/exporters/device_side.hpp"

namespace vpnsim::exporters {

/// A swanctl.conf with exactly the tunnels of a device, or why there can be none. Tunnels between the same two ends
/// with the same parameters are children of one connection. Keys are never written: a placeholder says which it is.
[[nodiscard]] std::variant<std::string, Reasons> swanctl_config(const DeviceSide& side);

}  // namespace vpnsim::exporters
