#pragma once

#include <string>

#include "tools/scenario_input.hpp"

namespace vpnsim {

/// Messages for standard error about nulls of the changes that remove nothing, with the name that was probably meant
/// (RFC 7396 lets them pass: a mistyped id looks like a removal that was made). Each change is looked at behind the
/// ones before it. Order: as in the changes; at most 20, a last line says if there are more.
[[nodiscard]] std::string idle_removals(const ChangedDocument& document);

}  // namespace vpnsim
