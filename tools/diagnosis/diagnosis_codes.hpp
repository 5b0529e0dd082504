#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace vpnsim {

/// A code of the cloud's diagnosis of a connection (docs/semantics.md, "Error codes"), complete, in own words.
struct DiagnosisCode {
    std::string_view name;                ///< of the API: "PskMismatch"
    std::string_view console;             ///< what the console shows in its place
    std::string_view phase;               ///< "phase 1", "phase 2", "both phases", "after phase 2"
    std::string_view meaning;             ///< one or two sentences
    std::string_view remedy;              ///< likewise
    std::string_view prediction;          ///< how far configuration shows it: a sentence
    std::vector<std::string_view> rules;  ///< the findings that account for it, the most direct first
    /// Narrower codes that may show as this one, because daemons and diagnosis do not always say what differs.
    std::vector<std::string_view> covers{};
};

/// Order: as the cloud documents them.
[[nodiscard]] std::span<const DiagnosisCode> diagnosis_codes();
/// Returns the code of that name or console wording, letter case and a final full stop aside, or nullptr.
[[nodiscard]] const DiagnosisCode* find_diagnosis_code(std::string_view name);
/// Whether a simulated negotiation may report the code.
[[nodiscard]] bool predicted(const DiagnosisCode& code);

}  // namespace vpnsim
