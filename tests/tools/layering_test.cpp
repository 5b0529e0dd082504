// The promises about the source tree itself: layers point down, model/ and sim/ touch nothing outside the process,
// a file stays one concept. That every header compiles alone follows from the order of includes tested here together
// with tools/lint, which compiles each .cpp alone and the headers that have none beside them.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "../support/temporary_folder.hpp"

namespace vpnsim::layering_test {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

struct SourceFile {
    std::string path;  // from the root of the project, as in model/prefix.hpp
    std::string text;

    [[nodiscard]] bool in(std::string_view folder) const { return path.starts_with(std::string{folder} + '/'); }
    [[nodiscard]] bool is(std::string_view ending) const { return path.ends_with(ending); }
    [[nodiscard]] bool is_code() const { return is(".cpp") || is(".hpp"); }
};

/// The files of the project without what a build or an editor leaves behind. Order: by path.
std::vector<SourceFile> project_files() {
    const fs::path root{VPNSIM_SOURCE_DIR};
    std::set<fs::path> paths;
    for (const auto* const folder : {".ci", "bench", "docs", "model", "scenarios", "sim", "tests", "tools"}) {
        for (const auto& entry : fs::recursive_directory_iterator{root / folder}) {
            if (entry.is_regular_file()) paths.insert(entry.path());
        }
    }
    for (const auto* const name : {"CMakeLists.txt", "CMakePresets.json", "CONTRIBUTING.md", "README.md"})
        paths.insert(root / name);
    std::vector<SourceFile> files;
    for (const auto& path : paths) {
        files.push_back({path.lexically_relative(root).generic_string(), read_file(path)});
    }
    return files;
}

/// Every match of `pattern`, in order of the text: its first group or, without groups, all of it.
Texts matches(const std::string& text, const std::string& pattern) {
    const std::regex regex{pattern, std::regex::multiline};
    Texts out;
    for (std::sregex_iterator at{text.begin(), text.end(), regex}, end; at != end; ++at) {
        out.push_back(at->str(at->size() > 1 ? 1 : 0));
    }
    return out;
}

/// What each include names, with its quotes or angle brackets. Order: of the text.
Texts includes(const SourceFile& file) { return matches(file.text, "^#include ([<\"][^>\"]*[>\"])"); }

bool upward(const SourceFile& file, const std::string& include) {
    const auto names = [&](const char* folder) { return include.starts_with(std::string{'"'} + folder + '/'); };
    if (include.front() != '"') return false;
    if (file.in("model")) return !names("model");
    if (file.in("sim")) return !names("model") && !names("sim");
    if (file.in("tools")) return !names("model") && !names("sim") && !names("tools");
    return false;
}

/// Libraries beside the standard one, each where it may be used.
bool foreign(const SourceFile& file, const std::string& include) {
    if (include.front() != '<' || include.find_first_of("/.") == std::string::npos) return false;
    const auto names = [&](const char* library) { return include.starts_with(std::string{'<'} + library + '/'); };
    if (names("nlohmann")) return file.path != "model/json_reader.cpp" && !file.in("tools");
    if (names("range")) return !file.is(".cpp") || include == "<range/v3/all.hpp>";
    if (include.starts_with("<boost/container/")) {  // walk.hpp is a private header of path.cpp and walk_*.cpp
        return !file.in("sim") || !(file.is(".cpp") || file.path == "sim/walk.hpp");
    }
    if (include.starts_with("<boost/graph/")) return file.path != "sim/forwarding_graph.cpp";
    if (names("boost")) return file.path != "tools/command_line.cpp";
    if (file.in("model")) return file.path != "model/address.cpp" || include != "<arpa/inet.h>";  // text of addresses
    return !file.in("tools");
}

/// What reads or writes files and streams, asks the time, the environment or chance. Paths may be taken apart.
Texts effects(const SourceFile& file) {
    return matches(file.text,
                   "^#include <(?:iostream|[io]?f?stream|syncstream|cstdio|ctime|random|thread)>|"
                   "std::filesystem::(?!path\\b)\\w+|\\w+_clock\\b|\\bgetenv\\b|\\bfopen\\b|\\bprintf\\b");
}

Texts layer_faults(const SourceFile& file) {
    Texts faults;
    for (const auto& include : includes(file)) {
        if (upward(file, include)) faults.push_back(file.path + " includes upward: " + include);
        if (foreign(file, include)) faults.push_back(file.path + " includes a foreign library: " + include);
    }
    if (!file.in("tools")) {
        for (const auto& effect : effects(file)) faults.push_back(file.path + " has an effect: " + effect);
    }
    return faults;
}

/// Types that headers of these folders define, each behind the namespace it stands in. Order: of the text.
Texts defined_types(const SourceFile& file) {
    Texts out;
    std::string space;
    for (const auto& line :
         matches(file.text, "^(?:namespace|(?:enum class|struct|class)) [\\w:]+(?= (?:[:{]|final))")) {
        const auto name = line.substr(line.rfind(' ') + 1);
        if (line.starts_with("namespace")) space = name + "::";
        else if (name.find("::") == std::string::npos) out.push_back(space + name);
    }
    return out;
}

// Two types of one name are two definitions of the functions that the library templates make of them: the linker takes
// either, and a std::vector of the one is destroyed as one of the other.
TEST_CASE("no two headers define a type of one name") {
    std::map<std::string, std::string> known;
    Texts twice;
    for (const auto& file : project_files()) {
        if (!file.is(".hpp") || !(file.in("model") || file.in("sim") || file.in("tools"))) continue;
        for (const auto& type : defined_types(file)) {
            const auto [first, is_new] = known.emplace(type, file.path);
            if (!is_new) twice.push_back(type + " is defined in " + first->second + " and " + file.path);
        }
    }
    CHECK(known.size() > 200);
    CHECK(twice == Texts{});
}

TEST_CASE("model, sim and tools include downward only, and model and sim have no effects") {
    Texts faults;
    for (const auto& file : project_files()) {
        if (!file.is_code() || !(file.in("model") || file.in("sim") || file.in("tools"))) continue;
        for (auto& fault : layer_faults(file)) faults.push_back(std::move(fault));
    }
    CHECK(faults == Texts{});
}

TEST_CASE("each fault of layering is seen") {
    const auto faults = [](const char* path, const char* text) { return layer_faults({path, text}).size(); };
    CHECK(faults("model/a.hpp", "#include <vector>\n#include \"model/b.hpp\"\n") == 0);
    CHECK(faults("model/a.hpp", "#include \"sim/b.hpp\"\n") == 1);
    CHECK(faults("sim/a.hpp", "#include \"tools/b.hpp\"\n") == 1);
    CHECK(faults("sim/a.cpp", "#include \"tools/b.hpp\"\n#include \"b.hpp\"\n") == 2);
    CHECK(faults("tools/a.cpp", "#include \"tests/b.hpp\"\n") == 1);
    CHECK(faults("sim/a.cpp", "#include <nlohmann/json.hpp>\n") == 1);
    CHECK(faults("sim/a.cpp", "#include <range/v3/view/zip.hpp>\n") == 0);
    CHECK(faults("sim/a.hpp", "#include <range/v3/view/zip.hpp>\n") == 1);
    CHECK(faults("sim/a.cpp", "#include <boost/graph/adjacency_list.hpp>\n") == 1);
    CHECK(faults("sim/a.cpp", "#include <unistd.h>\n") == 1);
    CHECK(faults("sim/a.cpp", "#include <iostream>\n") == 1);
    CHECK(faults("sim/a.cpp", "#include <sstream>\n") == 0);
    CHECK(faults("model/a.cpp", "std::filesystem::path{a}; std::filesystem::exists(a);") == 1);
    CHECK(faults("model/a.cpp", "auto now = std::chrono::system_clock::now();") == 1);
}

TEST_CASE("a source file includes its own header first, which proves that the header compiles alone") {
    const auto files = project_files();
    Texts late;
    for (const auto& file : files) {
        if (!file.is(".cpp") || !(file.in("model") || file.in("sim") || file.in("tools"))) continue;
        const auto header = file.path.substr(0, file.path.size() - 3) + "hpp";
        if (std::none_of(files.begin(), files.end(), [&](const auto& f) { return f.path == header; })) continue;
        const auto named = includes(file);
        if (named.empty() || named.front() != '"' + header + '"') late.push_back(file.path);
    }
    CHECK(late == Texts{});
}

TEST_CASE("each test file has a namespace of its own, since several are compiled as one") {
    Texts faults;
    std::size_t looked_at = 0;
    for (const auto& file : project_files()) {
        if (!file.in("tests") || !file.is("_test.cpp")) continue;
        ++looked_at;
        const auto spaces = matches(file.text, "^namespace (vpnsim[\\w:]*) \\{$");
        const auto own = fs::path{file.path}.stem().string();
        if (spaces.size() != 1 || !spaces.front().ends_with("::" + own)) faults.push_back(file.path);
    }
    CHECK(looked_at > 90);
    CHECK(faults == Texts{});
}

TEST_CASE("no source file is longer than 500 lines") {
    Texts longer;
    for (const auto& file : project_files()) {
        if (file.is_code() && std::count(file.text.begin(), file.text.end(), '\n') > 500) longer.push_back(file.path);
    }
    CHECK(longer == Texts{});
}

TEST_CASE("no file names a place of the machine it was written on") {
    Texts faults;
    for (const auto& file : project_files()) {
        for (const auto& place : matches(file.text, "/(?:home|root|Users|mnt)/\\w+")) {
            faults.push_back(file.path + ": " + place);
        }
    }
    CHECK(faults == Texts{});
}

}  // namespace
}  // namespace vpnsim::layering_test
