#pragma once

#include <cstddef>
#include <string_view>

#include "tools/reports/json_text.hpp"

namespace vpnsim {

/// Every rule of a review as a SARIF reportingDescriptor, with what docs/findings.md says of it. Order: as documented.
[[nodiscard]] Json sarif_rules();
/// The position of a rule in it.
[[nodiscard]] std::size_t sarif_rule_index(std::string_view rule);

/// Text of a SARIF message, in which braces stand for placeholders and "[a](b)" for links.
[[nodiscard]] Json sarif_message(std::string_view text);

}  // namespace vpnsim
