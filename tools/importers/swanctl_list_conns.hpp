#pragma once

#include <string_view>
#include <vector>

#include "tools/importers/host.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Returns true iff a text is what `swanctl --list-conns` prints: what the daemon has loaded.
[[nodiscard]] bool looks_like_list_conns(std::string_view text);

/// The children that are loaded. Order: as printed.
[[nodiscard]] std::vector<Protection> loaded_children(const InputText& input, Remarks& remarks);

/// Says what of the host's configuration is not loaded, and what is loaded but not configured.
void compare_with_loaded(const std::vector<Protection>& loaded, Host& host, Remarks& remarks);

}  // namespace vpnsim::importers
