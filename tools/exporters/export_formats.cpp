#include "tools/exporters/export_formats.hpp"

#include <array>
#include <utility>

#include "tools/exporters/cisco_asa_config.hpp"
#include "tools/exporters/cisco_ios_config.hpp"
#include "tools/exporters/swanctl_config.hpp"

namespace vpnsim::exporters {
namespace {

/// strongSwan can express whatever a scenario can: it has nothing to say besides.
std::variant<Configuration, Reasons> swanctl(const DeviceSide& side) {
    auto result = swanctl_config(side);
    if (auto* const reasons = std::get_if<Reasons>(&result)) return std::move(*reasons);
    return Configuration{std::get<std::string>(std::move(result)), {}, side.tunnels.size()};
}

}  // namespace

std::span<const ExportFormat> export_formats() {
    static constexpr std::array formats{ExportFormat{"swanctl", swanctl}, ExportFormat{"cisco-asa", cisco_asa_config},
                                        ExportFormat{"cisco-ios", cisco_ios_config}};
    return formats;
}

}  // namespace vpnsim::exporters
