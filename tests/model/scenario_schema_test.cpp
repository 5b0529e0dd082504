#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>

#include "../support/random_scenario.hpp"
#include "../support/scenario_files.hpp"
#include "model/scenario_writer.hpp"

namespace vpnsim::scenario_schema_test {
namespace {

namespace fs = std::filesystem;

const std::string source = VPNSIM_SOURCE_DIR;

/// Runs the schema over files with python3-jsonschema. Order: as given. Fails where python3 or the module is missing.
std::vector<bool> accepted(const std::vector<std::string>& paths) {
    std::string command =
        "python3 " + source + "/tests/support/check_schema.py " + source + "/scenarios/schema/vpnsim-1.schema.json";
    for (const auto& path : paths) command += " '" + path + "'";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe{popen(command.c_str(), "r"), pclose};
    REQUIRE(pipe != nullptr);
    std::string output;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) output += static_cast<char>(c);
    std::vector<bool> answers;
    std::istringstream lines{output};
    for (std::string line; std::getline(lines, line);) {
        REQUIRE(answers.size() < paths.size());
        const bool yes = line == "accepted " + paths[answers.size()];
        REQUIRE((yes || line == "refused " + paths[answers.size()]));
        answers.push_back(yes);
    }
    INFO("needs python3 with python3-jsonschema");
    REQUIRE(answers.size() == paths.size());
    return answers;
}

std::vector<std::string> json_files(const fs::path& folder) {
    std::vector<std::string> paths;
    for (const auto& entry : fs::directory_iterator{folder}) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
    }
    return paths;
}

TEST_CASE("the schema refuses every invalid scenario unless only the reader can see why") {
    const auto paths = json_files(source + "/scenarios/invalid");
    const auto answers = accepted(paths);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        CAPTURE(paths[i]);
        const auto result = read_scenario({paths[i], test::read_file(paths[i])}, test::disk_files());
        bool reader_only = true;
        for (const auto& error : std::get<std::vector<InputError>>(result)) {
            const auto& info = input_faults()[static_cast<std::size_t>(error.fault)];
            if (info.seen_by == SeenBy::schema && error.file == paths[i]) reader_only = false;
        }
        CHECK((reader_only || !answers[i]));
    }
}

TEST_CASE("the schema accepts whatever the reader accepts") {
    const fs::path folder = fs::temp_directory_path() / ("vpnsim-schema-" + std::to_string(std::random_device{}()));
    fs::create_directories(folder);
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream{folder / (name + ".json"), std::ios::binary} << text;
    };
    for (std::uint_fast32_t seed = 1; seed <= 60; ++seed) {
        write(std::to_string(seed), write_scenario(test::random_scenario(seed)));
    }
    write("comments", "\xef\xbb\xbf// \"format\n{ \"format\": \"vpnsim/1\" /* } */, \"name\": \"// no comment\" }");
    write("change", R"({ "extends": "1.json", "sites": { "gone": null }, "name": null })");
    auto paths = json_files(folder);
    const auto files = test::valid_scenario_files();
    paths.insert(paths.end(), files.begin(), files.end());
    const auto answers = accepted(paths);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        CAPTURE(paths[i]);
        CHECK(answers[i]);
    }
    fs::remove_all(folder);
}

}  // namespace
}  // namespace vpnsim::scenario_schema_test
