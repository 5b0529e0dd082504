#pragma once

#include <variant>

#include "tools/exporters/cisco_config_text.hpp"

namespace vpnsim::exporters {

/// The device side in the syntax of IOS and IOS-XE: crypto map entries, tunnel interfaces where routes choose the
/// tunnel. IKEv1 has no AES-GCM in phase 1 there: such tunnels are comments,
/// and there are reasons instead if nothing else is left.
[[nodiscard]] std::variant<Configuration, Reasons> cisco_ios_config(const DeviceSide& side);

}  // namespace vpnsim::exporters
