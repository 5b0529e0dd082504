#include "scenario_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace vpnsim::test {

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

FileProvider disk_files() {
    return [](const std::string& path) -> std::variant<std::string, FileRefusal> {
        if (!std::filesystem::is_regular_file(path)) return FileRefusal{"there is no such file"};
        return read_file(path);
    };
}

FileProvider no_files() {
    return [](const std::string&) -> std::variant<std::string, FileRefusal> { return FileRefusal{"no files here"}; };
}

Scenario load_scenario(const std::string& path) {
    auto result = read_scenario({path, read_file(path)}, disk_files());
    if (const auto* const errors = std::get_if<std::vector<InputError>>(&result)) {
        std::string all;
        for (const auto& error : *errors) all += error.text() + '\n';
        throw std::runtime_error{all};
    }
    return std::get<Scenario>(std::move(result));
}

std::vector<std::string> valid_scenario_files() {
    std::vector<std::string> paths;
    for (const auto* const folder : {"examples", "regressions"}) {
        const auto root = std::filesystem::path{VPNSIM_SOURCE_DIR} / "scenarios" / folder;
        if (!std::filesystem::exists(root)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
            if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace vpnsim::test
