#pragma once

#include <string>

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Returns the input as UTF-8 without byte order mark: UTF-16 with one is converted, what is neither is taken for
/// Latin-1 (a note). Text with NUL characters is a binary file: an error remark, and an empty text.
[[nodiscard]] InputText decoded(std::string name, std::string bytes, Remarks& remarks);

}  // namespace vpnsim::importers
