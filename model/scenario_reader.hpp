#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "model/json_document.hpp"
#include "model/scenario.hpp"

namespace vpnsim {

/// Why a file that another one extends is not given: "there is no such file", "it lies outside of the root".
struct FileRefusal {
    std::string reason;
};
/// Gives the bytes of a file that a scenario extends. The path is relative to whatever the extending file's name is
/// relative to, with "." and ".." resolved where possible. Keeping it under a root is the provider's business.
using FileProvider = std::function<std::variant<std::string, FileRefusal>(const std::string& path)>;

using ScenarioResult = std::variant<Scenario, std::vector<InputError>>;
using DocumentResult = std::variant<JsonDocument, std::vector<InputError>>;

/// Reads a scenario with everything that it extends: `resolve_extends`, then `decode_scenario`.
/// Errors: all problems of the files, each once, by file, line and column; never with a pre-shared key in them.
[[nodiscard]] ScenarioResult read_scenario(SourceText source, const FileProvider& provider,
                                           const ReadLimits& limits = {});

/// Reads a document and merges it over what its member "extends" names (RFC 7396), if it has one. `files()` of the
/// result lists the outermost base first and `source` last.
[[nodiscard]] DocumentResult resolve_extends(SourceText source, const FileProvider& provider,
                                             const ReadLimits& limits = {});

/// Turns a document, possibly patched (`merge_patch`), into a scenario.
[[nodiscard]] ScenarioResult decode_scenario(const JsonDocument& document, const ReadLimits& limits = {});

}  // namespace vpnsim
