#include <algorithm>
#include <catch2/catch.hpp>

#include "../support/page_examples.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::readme_test {
namespace {

const std::string source = VPNSIM_SOURCE_DIR;

TEST_CASE("the README shows what the program really prints") {
    // tools/try builds the program first; tests/consumer compiles and runs the other example.
    const auto run = test::follow_page(
        read_file(source + "/README.md"),
        {.directory = source, .path = "", .prompt = "$ tools/try ", .program = "'" VPNSIM_PROGRAM "' "});
    CHECK(run.faults == std::vector<std::string>{});
    CHECK_FALSE(run.commands.empty());
}

TEST_CASE("the commands to try first are those whose answers the README shows") {
    const auto readme = read_file(source + "/README.md");
    const std::string first = "\n    tools/try ";
    const auto at = readme.find(first);
    REQUIRE(at != std::string::npos);
    auto command = readme.substr(at + 5, readme.find('#', at) - at - 5);
    command.erase(command.find_last_not_of(' ') + 1);
    CHECK(readme.find("\n$ " + command + '\n') != std::string::npos);
    CHECK(readme.find(first, at + 1) == std::string::npos);
}

TEST_CASE("every page that a page links to exists") {
    for (const std::string page :
         {"README.md", "CONTRIBUTING.md", "docs/tutorial.md", "docs/whatif.md", "docs/import.md"}) {
        const auto text = read_file(source + '/' + page);
        for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
            const auto target = text.substr(at + 2, text.find(')', at) - at - 2);
            CAPTURE(page, target);
            const auto file =
                std::filesystem::path{source + '/' + page}.parent_path() / target.substr(0, target.find('#'));
            CHECK(std::filesystem::exists(file));
        }
    }
}

}  // namespace
}  // namespace vpnsim::readme_test
