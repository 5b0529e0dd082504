#pragma once

#include <span>
#include <string_view>

#include "model/expectation.hpp"

namespace vpnsim {

/// A rule that every review checks; docs/findings.md explains each.
struct FindingRule {
    std::string_view id;
    Severity severity;  ///< by default
    std::string_view summary;
};

/// Order: as documented.
[[nodiscard]] std::span<const FindingRule> finding_rules();
/// Returns the rule of that id, or nullptr.
[[nodiscard]] const FindingRule* find_rule(std::string_view id);

}  // namespace vpnsim
