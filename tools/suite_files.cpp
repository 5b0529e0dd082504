#include "tools/suite_files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

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

/// Equal for paths to one file in one directory, links resolved.
std::pair<fs::path, fs::path> identity(const fs::path& path) {
    std::error_code error;
    auto directory = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", error);
    auto file = fs::canonical(path, error);
    return error ? std::pair{path, path} : std::pair{std::move(directory), std::move(file)};
}

}  // namespace

std::vector<SuiteFile> suite_files(const std::vector<std::string>& paths) {
    if (std::count(paths.begin(), paths.end(), "-") > 1) throw UsageError{"standard input can be read once only"};
    using Named = SuiteFile::Named;
    std::map<std::string, Named> files;
    for (const auto& path : paths) {
        if (path.empty()) throw UsageError{"one PATH is empty (a shell variable that is not set?)"};
        std::error_code ignored;
        if (path == "-" || !fs::is_directory(path, ignored)) {
            files[path == "-" ? path : fs::path{path}.lexically_normal().string()] = Named::directly;
            continue;
        }
        for (const auto& file : json_files(path)) files.emplace(file.lexically_normal().string(), Named::by_directory);
    }
    std::vector<SuiteFile> out;
    std::map<std::pair<fs::path, fs::path>, std::size_t> known;
    for (const auto& [path, named] : files) {
        const auto [same, is_new] = known.emplace(identity(path), out.size());
        if (is_new) out.push_back({path, named});
        else if (named == Named::directly) out[same->second].named = named;
    }
    return out;
}

}  // namespace vpnsim
