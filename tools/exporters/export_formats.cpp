#include "tools/exporters/export_formats.hpp"

#include <array>

#include "tools/exporters/swanctl_config.hpp"

namespace vpnsim::exporters {

std::span<const ExportFormat> export_formats() {
    static constexpr std::array formats{ExportFormat{"swanctl", swanctl_config}};
    return formats;
}

}  // namespace vpnsim::exporters
