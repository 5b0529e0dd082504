#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "tools/exporters/configuration.hpp"
#include "tools/exporters/device_side.hpp"

namespace vpnsim::exporters {

/// A form in which a device takes its configuration.
struct ExportFormat {
    std::string_view name;  ///< on the command line: "cisco-asa"
    /// The configuration, or why there can be none.
    std::variant<Configuration, Reasons> (*write)(const DeviceSide& side);
};

/// Order: as documented.
[[nodiscard]] std::span<const ExportFormat> export_formats();

}  // namespace vpnsim::exporters
