#pragma once

#include <string>
#include <string_view>

namespace vpnsim::importers {

/// Returns the name of the machine that a file belongs to, for formats whose text does not say it: the file's name up
/// to its first dot ("saved/device1.swanctl.conf" -> "device1"); where that is what such files are always called, the
/// directory's ("fw-1/swanctl.conf" -> "fw-1"), the nearest one that names a machine; else "host" ("-", "ipsec.conf").
[[nodiscard]] std::string host_name(std::string_view path);

}  // namespace vpnsim::importers
