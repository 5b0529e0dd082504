#pragma once

#include <string>

#include "sim/fix_plan.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

/// A plan with what the review says before and after it, without suppressed findings.
struct FixReport {
    std::string file;
    std::string scenario;  ///< its name, or the file's
    FixPlan plan;
    std::vector<Finding> before;
    std::vector<Finding> after;
    /// What was looked for: "error" or the rules of --rule, for the sentence that says that there is none.
    std::string wanted;
};

/// "vpnsim-fix/1"
[[nodiscard]] std::string fix_json(const FixReport& report);
/// Whether the whole patch stands at the end, for those who did not ask for a file.
enum class ShowPatch : std::uint8_t { no, yes };
[[nodiscard]] std::string fix_text(const FixReport& report, Screen screen, ShowPatch show);

/// The verified remedies of a finding as review and fix show them.
[[nodiscard]] Json remedy_json(const std::string& title, const std::string& trade_off,
                               const std::vector<std::string>& interrupts, const std::string& patch);

}  // namespace vpnsim
