#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/remedy.hpp"
#include "sim/simulation.hpp"
#include "tools/baseline.hpp"
#include "tools/reports/page.hpp"
#include "tools/reports/reachability.hpp"
#include "tools/suppression.hpp"

namespace vpnsim {

/// One scenario, reviewed.
struct Review {
    Simulation simulation;
    /// Without those that are suppressed or in the baseline; as `Simulation::findings` orders them.
    std::vector<Finding> findings;
    std::vector<SuppressedFinding> suppressed;
    std::vector<IdleSuppression> idle_suppressions;
    std::optional<BaselineComparison> baseline;  ///< if one was given
    Reachability reachability;
    bool complete;  ///< the flow classes cover everything
    /// As `findings`, for answers that show them; without value where the budget of verification was used up before.
    std::vector<std::optional<std::vector<VerifiedRemedy>>> remedies{};
    [[nodiscard]] std::size_t count(Severity severity) const;
    /// As named on the command line.
    [[nodiscard]] const std::string& file() const { return simulation.scenario().files.back(); }
};

/// From which severity up a finding fails the run; nothing = none does.
using FailOn = std::optional<Severity>;
[[nodiscard]] inline bool fails(const Finding& finding, FailOn from) { return from && finding.severity <= *from; }

// The forms of an answer, each of any number of reviews. docs/reports.md describes them. Whatever a scenario holds is
// escaped for the form, and what would hide or reorder text is shown as `for_terminal` does it, but for JSON.

/// One object, or a list of several.
[[nodiscard]] std::string reviews_json(const std::vector<Review>& reviews);
[[nodiscard]] std::string reviews_text(const std::vector<Review>& reviews, Screen screen);
/// SARIF 2.1.0, one run.
[[nodiscard]] std::string reviews_sarif(const std::vector<Review>& reviews);
/// A suite for each scenario, a case for each rule.
[[nodiscard]] std::string reviews_junit(const std::vector<Review>& reviews, FailOn from);
/// A comment on a merge request: at most 65,536 bytes.
[[nodiscard]] std::string reviews_markdown(const std::vector<Review>& reviews);
/// A page that needs no other file.
[[nodiscard]] std::string reviews_html(const std::vector<Review>& reviews);
/// Workflow commands of GitHub Actions, which become annotations.
[[nodiscard]] std::string reviews_github(const std::vector<Review>& reviews);

}  // namespace vpnsim
