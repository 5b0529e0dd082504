#pragma once

#include <string>
#include <vector>

#include "model/device_profile.hpp"
#include "model/finding_rules.hpp"
#include "tools/diagnosis/diagnosis_codes.hpp"
#include "tools/diagnosis/document_section.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

// What `vpnsim explain NAME` says about one thing, as JSON ("vpnsim-explain/1") and as text. A rule is explained in the
// words of docs/findings.md and docs/semantics.md.

[[nodiscard]] Json profile_json(const BuiltInProfile& known);
[[nodiscard]] std::string profile_text(const BuiltInProfile& known, Screen where_to);

[[nodiscard]] Json rule_json(const FindingRule& rule);
[[nodiscard]] std::string rule_text(const FindingRule& rule, Screen where_to);

[[nodiscard]] Json code_json(const DiagnosisCode& code);
[[nodiscard]] std::string code_text(const DiagnosisCode& code, Screen where_to);

/// `keywords`: positions in `log_keywords`, the most specific first.
[[nodiscard]] Json keywords_json(const std::vector<std::size_t>& keywords);
[[nodiscard]] std::string keywords_text(const std::vector<std::size_t>& keywords, Screen where_to);

/// `section`: of docs/semantics.md.
[[nodiscard]] Json semantics_json(const DocumentSection& section);
[[nodiscard]] std::string semantics_text(const DocumentSection& section, Screen where_to);

}  // namespace vpnsim
