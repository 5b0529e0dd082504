#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/place.hpp"
#include "sim/finding.hpp"

namespace vpnsim {

/// A finding that was there when the baseline was written. What names it is the fingerprint; the rest is for people.
struct BaselineEntry {
    std::string fingerprint;
    std::string rule;
    std::vector<std::string> entities;
    std::string message;
    Place place{};  ///< in the baseline file
};

/// The accepted findings of one scenario, as they are.
struct BaselineScenario {
    std::string path;  ///< see `baseline_path`
    std::vector<BaselineEntry> entries;
};

/// A file of the format "vpnsim-baseline/1".
struct Baseline {
    std::string file;  ///< as named on the command line
    std::vector<BaselineScenario> scenarios;
};

/// Reads a baseline. Throws InputFailure with every error of the file, each "file:line:column: /pointer: message".
[[nodiscard]] Baseline read_baseline(const std::string& file, std::string bytes);

/// Canonical JSON: scenarios by path; entries by rule, entities and fingerprint, each fingerprint once.
[[nodiscard]] std::string baseline_text(Baseline baseline);

/// How a baseline file names a scenario: by the path from its own folder, so that it does not matter where the program
/// is started.
[[nodiscard]] std::string baseline_path(const std::string& baseline_file, const std::string& scenario_file);

/// Puts what is wrong with a scenario today in the place of what the baseline says of it.
void replace_entries(Baseline& baseline, const std::string& path, const std::vector<const Finding*>& findings);

/// How the findings of a scenario compare with the baseline.
struct BaselineComparison {
    std::string file;
    std::vector<Finding> known;            ///< findings that the baseline has, in order
    std::vector<BaselineEntry> gone;       ///< entries that no finding matches, in the order of the file
    std::set<std::string> fingerprints{};  ///< of all entries
};

/// Moves the findings that the baseline has out of `findings`. An entry that matches one of `others` is not gone.
[[nodiscard]] BaselineComparison compare(const Baseline& baseline, const std::string& path,
                                         std::vector<Finding>& findings, const std::vector<const Finding*>& others);

}  // namespace vpnsim
