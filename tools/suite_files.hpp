#pragma once

#include <string>
#include <vector>

namespace vpnsim {

/// A file that may hold expectations.
struct SuiteFile {
    std::string path;  ///< "-" is standard input
    enum class Named : std::uint8_t { directly, by_directory } named;
};

/// The files that paths stand for: a directory for every *.json file under it, hidden ones and those in hidden
/// directories left out; anything else for itself. Order: by path, each file once, under the first of the paths that
/// lead to it; one that was named directly counts as that. A link in another directory is another file: what it extends
/// is looked for beside the link.
/// Throws UsageError for an empty path, a directory that cannot be listed or holds no such file, and where "-" comes
/// twice.
[[nodiscard]] std::vector<SuiteFile> suite_files(const std::vector<std::string>& paths);

}  // namespace vpnsim
