#include "tools/suite_files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "model/input_error.hpp"
#include "tools/command_line.hpp"

namespace vpnsim {
namespace {

namespace fs = std::filesystem;

/// Symbolic links to directories are not followed: they may lead in circles.
std::vector<fs::path> json_files(const std::string& directory) {
    std::vector<fs::path> out;
    try {
        for (auto at = fs::recursive_directory_iterator{directory}; at != fs::recursive_directory_iterator{}; ++at) {
            if (at->path().filename().string().starts_with('.')) {
                at.disable_recursion_pending();
            } else if (at->path().extension() == ".json" && at->is_regular_file()) {
                out.push_back(at->path());
            }
        }
    } catch (const fs::filesystem_error& error) {
        throw UsageError{"cannot list " + in_quotes(directory) + ": " + error.code().message()};
    }
    if (out.empty()) throw UsageError{"there is no *.json file under " + in_quotes(directory)};
    return out;
}

}  // namespace

std::vector<SuiteFile> suite_files(const std::vector<std::string>& paths) {
    if (std::count(paths.begin(), paths.end(), "-") > 1) throw UsageError{"standard input can be read once only"};
    using Named = SuiteFile::Named;
    std::map<std::string, Named> files;
    for (const auto& path : paths) {
        std::error_code ignored;
        if (path == "-" || !fs::is_directory(path, ignored)) {
            files[path == "-" ? path : fs::path{path}.lexically_normal().string()] = Named::directly;
            continue;
        }
        for (const auto& file : json_files(path)) files.emplace(file.lexically_normal().string(), Named::by_directory);
    }
    std::vector<SuiteFile> out;
    for (const auto& [path, named] : files) out.push_back({path, named});
    return out;
}

}  // namespace vpnsim
