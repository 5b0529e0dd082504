// What docs/ci.md tells people to put into a pipeline works: its shell lines run as a runner would run them. The
// program is not built again for it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "vpnsim_program.hpp"

namespace vpnsim::ci_docs_test {
using Catch::Matchers::Contains;

namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

const fs::path source = VPNSIM_SOURCE_DIR;

/// The fenced blocks of a page in one language. Order: of the page.
std::vector<Lines> blocks(const std::string& page, const std::string& language) {
    std::vector<Lines> out;
    std::istringstream in{read_file(source / page)};
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line == "```" + language) out.emplace_back();
        else if (inside && line != "```") out.back().push_back(line);
        inside = line == "```" + language || (inside && line != "```");
    }
    return out;
}

std::size_t indent(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// The value of a key in a block of YAML as the snippets write it: plain, continued, or after "|".
std::string value_at(const Lines& lines, std::size_t at, const std::string& key) {
    const auto begin = lines[at].find(key);
    auto out = lines[at].substr(begin + key.size());
    const bool literal = out == "|";
    if (literal) out.clear();
    const auto margin = at + 1 < lines.size() ? indent(lines[at + 1]) : 0;
    for (std::size_t i = at + 1; i < lines.size() && indent(lines[i]) > begin; ++i) {
        const auto part = lines[i].substr(margin);
        out += (out.empty() ? "" : literal ? "\n" : " ") + part;
    }
    return out;
}

/// The values of every "run:" of a workflow of GitHub.
Lines steps_of_github(const Lines& workflow) {
    Lines out;
    for (std::size_t i = 0; i < workflow.size(); ++i) {
        if (workflow[i].find(" run: ") != std::string::npos) out.push_back(value_at(workflow, i, "run: "));
    }
    return out;
}

/// The items of "before_script" and "script" of a job of GitLab, which run in one shell.
std::string script_of_gitlab(const Lines& job) {
    std::string out;
    bool inside = false;
    for (std::size_t i = 0; i < job.size(); ++i) {
        if (indent(job[i]) == 2) inside = job[i].ends_with("script:");
        else if (inside && job[i].starts_with("    - ")) out += value_at(job, i, "- ") + '\n';
    }
    return out;
}

/// A repository with scenarios, and one that stands for vpnsim's own: its tools/try puts the program where it builds
/// it.
class Pipeline {
  public:
    Pipeline() {
        folder_.write("net/scenarios/estate.json", read_file(source / "scenarios/examples/02-equal-priorities.json"));
        folder_.write("net/scenarios/other.json", read_file(source / "scenarios/examples/01-one-connection.json"));
        folder_.write("vpnsim/tools/setup", read_file(source / "tools/setup"));
        folder_.write("vpnsim/tools/try",
                      "#!/bin/sh\nset -eu\ncd \"$(dirname \"$0\")/..\"\nmkdir -p build/user/tools\n"
                      "ln -s '" VPNSIM_PROGRAM "' build/user/tools/vpnsim\nexec build/user/tools/vpnsim \"$@\"\n");
        for (const auto* const tool : {"vpnsim/tools/setup", "vpnsim/tools/try"}) {
            fs::permissions(folder_.path(tool), fs::perms::owner_all);
        }
        const auto made = shell(
            "cd ../vpnsim && git init -q -b v0.1.0 && git add . && "
            "git -c user.name=a -c user.email=a@b.invalid commit -q -m first");
        INFO("needs git: " << made.err);
        REQUIRE(made.exit_code == 0);
    }

    /// As GitHub runs a step; GitLab sets the same options.
    [[nodiscard]] ProgramRun shell(const std::string& script) const {
        return run_program("/bin/bash", {"--noprofile", "--norc", "-eo", "pipefail", "-c", script},
                           {.environment = {{"VPNSIM_REPOSITORY", folder_.path("vpnsim")},
                                            {"VPNSIM_REF", "v0.1.0"},
                                            {"GITHUB_PATH", folder_.path("github-path")},
                                            {"GITHUB_STEP_SUMMARY", folder_.path("summary.md")},
                                            {"PATH", path()}},
                            .directory = folder_.path("net")});
    }
    [[nodiscard]] std::string file(const std::string& name) const { return folder_.path(name); }
    [[nodiscard]] bool has(const std::string& name) const { return fs::exists(file(name)); }
    void write(const std::string& name, const std::string& bytes) const { folder_.write(name, bytes); }

  private:
    /// With what steps appended to $GITHUB_PATH in front.
    [[nodiscard]] std::string path() const {
        std::string out = std::getenv("PATH");
        if (!has("github-path")) return out;
        std::istringstream added{read_file(file("github-path"))};
        for (std::string line; std::getline(added, line);) out = line + ':' + out;
        return out;
    }

    TemporaryFolder folder_;
};

Lines with(const std::string& text, const std::vector<Lines>& all) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Lines& l) {
        return std::any_of(l.begin(), l.end(), [&](const auto& line) { return line.find(text) != std::string::npos; });
    });
    REQUIRE(found != all.end());
    return *found;
}

void require(const ProgramRun& run, int exit_code) {
    CAPTURE(run.out, run.err);
    REQUIRE(run.exit_code == exit_code);
}

const std::string with_program = "PATH=\"$(dirname " VPNSIM_PROGRAM "):$PATH\"; ";

}  // namespace

TEST_CASE("the pipeline of GitHub in docs/ci.md passes with its baseline and fails on what is new") {
    const auto steps = steps_of_github(with("runs-on:", blocks("docs/ci.md", "yaml")));
    const auto commands = blocks("docs/ci.md", "sh");
    REQUIRE(steps.size() == 4);
    REQUIRE(commands.size() == 2);
    const Pipeline pipeline;
    require(pipeline.shell(with_program + commands[0].at(0)), 0);
    require(pipeline.shell(steps[0]), 0);
    require(pipeline.shell(steps[0]), 0);  // the next run finds it in the cache
    const auto known = pipeline.shell(steps[1]);
    require(known, 0);
    CHECK_THAT(known.out, Contains("estate.json: clean, 3 in the baseline"));
    pipeline.write("net/scenarios/new.json", R"({"format": "vpnsim/1", "extends": "estate.json", "name": "new",
        "suppress": [{"rule": "policy-route-order", "reason": "on purpose"}]})");
    const auto found = pipeline.shell(steps[1]);
    require(found, 1);
    CHECK_THAT(found.out, Contains("::error file=scenarios/estate.json,line=24,title=asymmetric-return-path"));
    require(pipeline.shell(steps[2]), 0);
    CHECK_THAT(read_file(pipeline.file("summary.md")), Contains("## vpnsim review: 2 errors"));
    CHECK_THAT(read_file(pipeline.file("net/vpnsim.html")), Contains("</html>"));
    const auto results = [&] {
        return nlohmann::json::parse(read_file(pipeline.file("net/vpnsim.sarif")))["runs"][0]["results"].size();
    };
    CHECK(results() == 6);
    require(pipeline.shell(steps[3]), 0);
    CHECK(results() == 5);
    require(pipeline.shell(commands[1].at(0)), 1);  // takes up what is new
    require(pipeline.shell(steps[1]), 0);
}

TEST_CASE("the job of GitLab in docs/ci.md leaves the reports that it names") {
    const auto job = with("image: debian:12", blocks("docs/ci.md", "yaml"));
    const auto script = script_of_gitlab(job);
    CHECK(std::count(script.begin(), script.end(), '\n') == 6);
    const Pipeline pipeline;
    require(pipeline.shell(with_program + blocks("docs/ci.md", "sh")[0].at(0)), 0);
    require(pipeline.shell(script), 0);
    for (const std::string report : {"vpnsim.xml", "vpnsim.md", "vpnsim.html"}) {
        CHECK(pipeline.has("net/" + report));
        CHECK(std::any_of(job.begin(), job.end(), [&](const auto& line) {
            return indent(line) > 2 && line.find(report) != std::string::npos && line.find("--") == std::string::npos;
        }));
    }
}

TEST_CASE("the hooks of pre-commit take scenarios and run") {
    std::map<std::string, std::map<std::string, std::string>> hooks;
    std::istringstream in{read_file(source / ".pre-commit-hooks.yaml")};
    std::string id;
    const std::regex member{"[- ] (\\w+): (.+)"};
    for (std::string line; std::getline(in, line);) {
        std::smatch found;
        if (!std::regex_match(line, found, member)) continue;
        if (found[1] == "id") id = found[2];
        hooks[id][found[1]] = found[2];
    }
    REQUIRE(hooks.size() == 2);
    const auto config = with("repos:", blocks("docs/ci.md", "yaml"));
    const TemporaryFolder folder;
    folder.write("scenarios/good.json", read_file(source / "scenarios/examples/01-one-connection.json"));
    folder.write("scenarios/tied.json", read_file(source / "scenarios/examples/02-equal-priorities.json"));
    folder.write("scenarios/broken.json", "{");
    for (const auto& [name, hook] : hooks) {
        CAPTURE(name);
        CHECK(std::count(config.begin(), config.end(), "      - id: " + name) == 1);
        CHECK(hook.at("language") == "system");
        const std::regex files{hook.at("files")};
        for (const auto* const path : {"scenarios/a.json", "net/scenarios/b/c d.json"}) {
            CHECK(std::regex_search(path, files));
        }
        for (const auto* const path : {"scenarios/README.md", "package.json", "myscenarios/a.json"}) {
            CHECK_FALSE(std::regex_search(path, files));
        }
        const auto run = [&](const std::string& file) {
            return run_program("/bin/bash", {"-c", with_program + hook.at("entry") + " \"$@\"", "hook", file},
                               {.directory = folder.path("")});
        };
        require(run("scenarios/good.json"), 0);
        require(run("scenarios/tied.json"), name == "vpnsim-review" ? 1 : 0);
        require(run("scenarios/broken.json"), 2);
    }
}

}  // namespace vpnsim::ci_docs_test
