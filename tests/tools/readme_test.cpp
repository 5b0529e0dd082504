#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <sstream>

#include "vpnsim_program.hpp"

namespace vpnsim {
namespace {

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

TEST_CASE("the README shows what the program really prints") {
    const std::string prompt = "$ tools/try ";
    const auto readme = lines(read_file(std::string{VPNSIM_SOURCE_DIR} + "/README.md"));
    std::vector<std::string> printed;
    std::size_t examples = 0;
    std::size_t next = 0;  // of `printed`: lines are shown in their order
    bool in_example = false;
    bool gap = true;  // "..." stands for any number of lines
    for (const auto& line : readme) {
        CAPTURE(line);
        if (line.starts_with(prompt)) {
            std::istringstream words{line.substr(prompt.size())};
            using Word = std::istream_iterator<std::string>;
            const auto run = vpnsim_run(std::vector<std::string>(Word{words}, Word{}));
            REQUIRE(run.exit_code == 0);
            printed = lines(run.out);
            ++examples;
            next = 0;
            in_example = true;
            gap = false;
        } else if (line == "```" && in_example) {
            CHECK((gap || next == printed.size()));
            in_example = false;
        } else if (in_example && line == "...") {
            gap = true;
        } else if (in_example) {
            while (gap && next < printed.size() && printed[next] != line) ++next;
            REQUIRE(next < printed.size());
            REQUIRE(printed[next] == line);
            ++next;
            gap = false;
        }
    }
    CHECK(examples > 0);
}

TEST_CASE("every page that a page links to exists") {
    for (const std::string page : {"README.md", "CONTRIBUTING.md"}) {
        const auto text = read_file(std::string{VPNSIM_SOURCE_DIR} + '/' + page);
        for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
            const auto target = text.substr(at + 2, text.find(')', at) - at - 2);
            CAPTURE(page, target);
            CHECK(std::filesystem::exists(std::string{VPNSIM_SOURCE_DIR} + '/' + target));
        }
    }
}

}  // namespace
}  // namespace vpnsim
