#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Inputs of one format that belong together: files of one machine, answers of one account, a plan.
struct ImportGroup {
    const ImportFormat* format = nullptr;
    std::string site;  ///< of the machines in it; empty = the only one
    std::vector<InputText> inputs;
};

/// Returns the format that a text looks like, nullptr if it looks like none or like several alike.
[[nodiscard]] const ImportFormat* guessed_format(std::string_view text);

/// Order: that of the groups; all groups of Terraform are one, where the first of them stands.
[[nodiscard]] std::vector<Imported> import_all(std::span<const ImportGroup> groups, KeyFingerprints& keys);

/// What all inputs together say.
struct ImportedScenario {
    std::string text;                   ///< a scenario file; with a plan: after it
    std::optional<std::string> before;  ///< with a plan: before it
    Remarks remarks;                    ///< of the importers, then of putting the parts together
};

/// Puts the parts together: the same record of several inputs once, ends tied by addresses, sites made of machines.
/// `name` is the scenario's.
[[nodiscard]] ImportedScenario scenario_of(std::vector<Imported> parts, const std::string& name,
                                           const KeyFingerprints& keys);

}  // namespace vpnsim::importers
