#pragma once

#include <variant>

#include "tools/exporters/cisco_config_text.hpp"

namespace vpnsim::exporters {

/// The device side in the syntax of ASA 9.x: crypto map entries, tunnel interfaces where routes choose the tunnel.
/// IKEv1 on the ASA knows neither SHA-2 nor AES-GCM: such tunnels are comments,
/// and there are reasons instead if nothing else is left.
[[nodiscard]] std::variant<Configuration, Reasons> cisco_asa_config(const DeviceSide& side);

}  // namespace vpnsim::exporters
