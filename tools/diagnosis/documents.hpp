#pragma once

#include <string_view>

namespace vpnsim {

/// Pages of docs/, Markdown, as they were when the program was built: it explains rules in their words.
[[nodiscard]] std::string_view findings_page();
[[nodiscard]] std::string_view semantics_page();

}  // namespace vpnsim
