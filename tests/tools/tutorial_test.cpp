// Pages that walk through the program: what they tell the reader to write and to run is written and run, in a folder of
// its own with the scenarios of the project, and prints what they show.
#include <algorithm>
#include <catch2/catch.hpp>

#include "../support/page_examples.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::test::tutorial_test {
namespace {

const std::string program_folder = std::filesystem::path{VPNSIM_PROGRAM}.parent_path().string();

PageRun follow(const std::string& page) {
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink(std::string{VPNSIM_SOURCE_DIR} + "/scenarios", folder.path("scenarios"));
    return follow_page(page, {.directory = folder.path(""), .path = program_folder, .program = ""});
}

PageRun follow_file(const std::string& page) { return follow(read_file(std::string{VPNSIM_SOURCE_DIR} + '/' + page)); }

bool runs(const PageRun& run, const std::string& words) {
    return std::any_of(run.commands.begin(), run.commands.end(),
                       [&](const std::string& command) { return command.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("the tutorial can be followed to its end and shows what the program says") {
    const auto run = follow_file("docs/tutorial.md");
    CHECK(run.faults == std::vector<std::string>{});
    for (const auto* const verb : {"init", "validate", "review", "trace", "fix", "whatif", "failover", "test"}) {
        CAPTURE(verb);
        CHECK(runs(run, std::string{"vpnsim "} + verb));
    }
    for (const auto* const option :
         {"--any-order", "--against", "--update", "--baseline", "--write-baseline", "--fail-on"}) {
        CAPTURE(option);
        CHECK(runs(run, option));
    }
    CHECK(run.files.size() >= 5);
}

TEST_CASE("the page of whatif shows what the program says") {
    const auto run = follow_file("docs/whatif.md");
    CHECK(run.faults == std::vector<std::string>{});
    CHECK(runs(run, "vpnsim whatif "));
}

TEST_CASE("the page of import shows what the program says") {
    const auto run = follow_file("docs/import.md");
    CHECK(run.faults == std::vector<std::string>{});
    CHECK(runs(run, "vpnsim import "));
}

TEST_CASE("a page that shows something else than the program says is faulty, and so is an untold failure") {
    const auto faults = [](const std::string& lines) { return follow("```console\n" + lines + "```\n").faults; };
    using Faults = std::vector<std::string>;
    CHECK(faults("$ echo a\na\n") == Faults{});
    CHECK(faults("$ printf 'a\\nb\\nc\\n'\n...\nb\n...\n") == Faults{});
    CHECK(faults("$ echo a >&2\na\n") == Faults{});
    CHECK(faults("$ echo a\nb\n") == Faults{"line 2: prints \"a\", not \"b\""});
    CHECK(faults("$ echo a\n...\nb\n") == Faults{"line 2: does not print \"b\""});
    CHECK(faults("$ echo a\n") == Faults{"line 2: also prints \"a\""});
    CHECK(faults("$ true\na\n") == Faults{"line 2: does not print \"a\""});
    CHECK(faults("$ false\n") == Faults{"line 2: fails, and nobody asks how"});
    CHECK(faults("$ false\n$ true\n") == Faults{"line 2: fails, and nobody asks how"});
    CHECK(faults("$ false\n$ echo $?\n1\n") == Faults{});
    CHECK(faults("$ false\n$ echo $?\n2\n") == Faults{"line 3: prints \"1\", not \"2\""});
    CHECK(follow("```jsonc\n// a.json\n{}\n```\n```console\n$ cat a.json\n// a.json\n{}\n```\n").faults == Faults{});
}

}  // namespace vpnsim::test::tutorial_test
