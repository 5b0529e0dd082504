// Which files `vpnsim test` takes, what it makes of bad ones, how runs share a suite.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "vpnsim_program.hpp"

namespace vpnsim::test_suite_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const std::string passing = R"({ "format": "vpnsim/1", "name": "empty", "expect": { "no_other_findings": "note" } })";
const std::string failing =
    R"({ "format": "vpnsim/1", "expect": { "flows": [{ "name": "f", "from": "10.0.0.0/8", "to": "10.0.0.0/8" }] } })";

json answer_of(std::vector<std::string> call, const ProgramInput& input = {}) {
    call.insert(call.begin(), "test");
    call.insert(call.end(), {"--format", "json"});
    return json::parse(vpnsim_run(call, input).out);
}

std::vector<std::string> files_of(const json& answer) {
    std::vector<std::string> out;
    for (const auto& scenario : answer["scenarios"])
        out.push_back(std::filesystem::path{scenario["file"].get<std::string>()}.filename());
    return out;
}

void require_refused(const std::vector<std::string>& call, const std::string& said, const ProgramInput& input = {}) {
    const auto run = vpnsim_run(call, input);
    CAPTURE(call, run.err);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Contains(said));
}

}  // namespace

TEST_CASE("a directory stands for its JSON files in order, hidden ones left out; each file is tested once") {
    const TemporaryFolder folder;
    for (const auto* const name : {"b.json", "a/z.json", "a.json", ".hidden.json", ".git/c.json", "notes.txt"})
        folder.write(name, passing);
    const auto answer = answer_of({folder.path("b.json"), folder.path(""), folder.path("./a/../b.json")});
    CHECK(files_of(answer) == std::vector<std::string>{"a.json", "z.json", "b.json"});
    CHECK(answer["summary"]["held"] == 3);
    CHECK(files_of(answer_of({"-"}, {passing})) == std::vector<std::string>{"<stdin>"});
    const TemporaryFolder empty;
    require_refused({"test", empty.path("")}, "there is no *.json file under");
    require_refused({"test", "-", "-"}, "read once only");
    require_refused({"test", folder.path("b.json"), ""}, "one PATH is empty");
}

TEST_CASE("a file that several paths lead to is tested once, a link beside another base for itself") {
    const TemporaryFolder folder;
    namespace fs = std::filesystem;
    folder.write("a/z.json", passing);
    folder.write("b/b.json", passing);
    fs::create_directory_symlink(folder.path("a"), folder.path("linked"));
    fs::create_symlink("z.json", folder.path("a/y.json"));
    const auto inside = [&](const std::vector<std::string>& paths) {
        return files_of(answer_of(paths, {.bytes = {}, .directory = folder.path("")}));
    };
    using Names = std::vector<std::string>;
    CHECK(inside({"a/z.json", folder.path("a/z.json"), "./linked/z.json"}) == Names{"z.json"});
    CHECK(inside({"a", "linked/y.json"}) == Names{"y.json"});
    fs::create_symlink("../a/z.json", folder.path("b/c.json"));
    CHECK(inside({"."}) == Names{"y.json", "b.json", "c.json"});
}

TEST_CASE("files of a directory that expect nothing are counted, and one named on its own is named again") {
    const TemporaryFolder folder;
    folder.write("base.json", R"({ "format": "vpnsim/1", "vpn_gateways": { "g": { "vpc": "later" } } })");
    folder.write("leaf.json", R"({ "extends": "base.json", "vpcs": { "later": { "cidrs": ["10.0.0.0/8"] } },
                                   "expect": { "no_other_findings": "error" } })");
    folder.write("package.json", R"({ "name": "x", "version": 1 })");
    folder.write("change.json", R"({ "vpcs": { "later": null } })");
    folder.write("baseline.json", R"({ "format": "vpnsim-baseline/1", "scenarios": {} })");
    folder.write("plain.json", R"({ "format": "vpnsim/1" })");
    const auto run = vpnsim_run({"test", folder.path("")});
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
    CHECK(run.out ==
          "1 scenario: 1 expectation holds.\n"
          "Beside these: 2 files without expectations, 3 JSON files of another kind.\n");
    const TemporaryFolder nothing;
    nothing.write("plain.json", R"({ "format": "vpnsim/1" })");
    const auto searched = vpnsim_run({"test", nothing.path("")});
    CHECK(searched.exit_code == 0);
    CHECK(searched.err == "vpnsim: no file has an expectation: nothing was checked\n");
    const auto plain = vpnsim_run({"test", folder.path("plain.json")});
    CHECK(plain.exit_code == 0);
    CHECK_THAT(plain.err, Contains("plain.json expects nothing: nothing was checked"));
    require_refused({"test", folder.path("base.json")}, "[dangling-reference]");
}

TEST_CASE("an invalid file does not stop the others, and the exit code says so") {
    const TemporaryFolder folder;
    folder.write("a.json", failing);
    folder.write("b.json", R"({ "format": "vpnsim/1", "expcet": {} })");
    folder.write("c.json", "{");
    const auto run = vpnsim_run({"test", folder.path("")});
    CHECK(run.exit_code == 2);
    CHECK_THAT(run.err, Contains("b.json:1:25: /expcet: ") && Contains("c.json:1:"));
    CHECK_THAT(run.out, Contains("FAILED") && Contains("Not checked: 2 invalid files."));
    require_refused({"test", folder.path("b.json"), folder.path("gone.json")}, "gone.json: cannot be read");
    CHECK(answer_of({folder.path("")})["summary"]["invalid"] == 2);
}

TEST_CASE("a filter chooses scenarios by path or name, or single expectations, by a part or a pattern") {
    const TemporaryFolder folder;
    folder.write("east/a.json", passing);
    folder.write("west/b.json", R"({ "format": "vpnsim/1", "name": "branch", "expect": { "no_other_findings": "note",
        "flows": [{ "name": "one", "from": "10.0.0.0/8", "to": "::/0" },
                  { "name": "two", "from": "10.0.0.0/8", "to": "::/0" }] } })");
    const auto names = [&](const std::vector<std::string>& filters) {
        std::vector<std::string> call{folder.path("")};
        for (const auto& filter : filters) call.insert(call.end(), {"--filter", filter});
        std::string out;
        const auto answer = answer_of(call);
        for (const auto& scenario : answer["scenarios"]) {
            for (const auto& expectation : scenario["expectations"])
                out += expectation["name"].get<std::string>() + ';';
        }
        return out;
    };
    CHECK(names({"east"}) == "no other findings;");
    CHECK(names({"branch"}) == "flow one;flow two;no other findings;");
    CHECK(names({"flow"}) == "flow one;flow two;");
    CHECK(names({"flow t?o"}) == "flow two;");
    CHECK(names({"*/east/*", "*[o]ne"}) == "no other findings;flow one;");
    CHECK(names({"flow t"}) == "flow two;");
    require_refused({"test", folder.path(""), "--filter", "t?o"}, "--filter chooses no expectation");
}

TEST_CASE("a suite of 500 scenarios takes seconds, and one broken expectation among them is found") {
    const TemporaryFolder folder;
    auto scenario = json::parse(read_file("scenarios/examples/02-equal-priorities.json"), nullptr, true, true);
    scenario["expect"] = json::parse(R"({ "no_other_findings": "error",
        "findings": [{ "rule": "policy-route-order" }, { "rule": "asymmetric-return-path" }],
        "flows": [{ "from": "10.66.91.0/24", "to": "10.55.0.0/16", "via": ["conn-2"], "symmetry": "symmetric" }] })");
    for (int i = 0; i < 500; ++i) {
        scenario["expect"]["flows"][0]["return_via"] = {i == 321 ? "conn-1" : "conn-2"};
        folder.write(std::to_string(i) + ".json", scenario.dump());
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto run = vpnsim_run({"test", folder.path("")});
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{60});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("321.json:1 flow 10.66.91.0/24 -> 10.55.0.0/16\n    expected  return_via: [conn-1]"));
    CHECK_THAT(run.out, Contains("500 scenarios: 1999 expectations hold, 1 does not (in 1 scenario)."));
}

TEST_CASE("the shards of a suite take every file, none twice, and say what they are") {
    const TemporaryFolder folder;
    for (int i = 0; i < 11; ++i) folder.write(std::to_string(i) + ".json", passing);
    for (std::size_t n = 1; n <= 13; ++n) {
        std::multiset<std::string> seen;
        for (std::size_t k = 1; k <= n; ++k) {
            const auto shard = std::to_string(k) + '/' + std::to_string(n);
            const auto files = files_of(answer_of({folder.path(""), "--shard", shard}));
            CHECK(files.size() <= 11 / n + 1);
            seen.insert(files.begin(), files.end());
        }
        CHECK(seen.size() == 11);
        CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 11);
    }
    const auto run = vpnsim_run({"test", folder.path(""), "--shard", "2/4"});
    CHECK(run.err == "vpnsim: shard 2 of 4 (--shard): 3 of 11 files\n");
    for (const auto* const wrong : {"0/3", "4/3", "1", "1/0", "a/3", "1/3x", "auto/0", "-1/3", "1/", "/3"})
        require_refused({"test", folder.path(""), "--shard", wrong}, "--shard wants K/N");
}

TEST_CASE("the option --shard auto asks the scheduler that runs the program") {
    const TemporaryFolder folder;
    for (int i = 0; i < 5; ++i) folder.write(std::to_string(i) + ".json", passing);
    using Environment = std::vector<std::pair<std::string, std::string>>;
    const auto shard = [&](const std::string& wanted, const Environment& environment) {
        const auto run = vpnsim_run({"test", folder.path(""), "--shard", wanted}, {.environment = environment});
        CHECK(run.exit_code == 0);
        return run.err.substr(0, run.err.find(':', 8));
    };
    CHECK(shard("auto/3", {{"JOB_COMPLETION_INDEX", "2"}}) == "vpnsim: shard 3 of 3 (the Kubernetes job)");
    CHECK(shard("auto", {{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "2"}}) ==
          "vpnsim: shard 1 of 2 (the parallel job of GitLab)");
    const auto slurm = [](const std::string& id, const std::string& least, const std::string& count) {
        return Environment{
            {"SLURM_ARRAY_TASK_ID", id}, {"SLURM_ARRAY_TASK_MIN", least}, {"SLURM_ARRAY_TASK_COUNT", count}};
    };
    CHECK(shard("auto", slurm("12", "10", "4")) == "vpnsim: shard 3 of 4 (the Slurm array)");
    auto stepped = slurm("14", "10", "4");
    stepped.emplace_back("SLURM_ARRAY_TASK_STEP", "2");
    CHECK(shard("auto/4", stepped) == "vpnsim: shard 3 of 4 (the Slurm array)");
    const auto refused = [&](const std::string& wanted, const Environment& environment, const std::string& said) {
        require_refused({"test", folder.path(""), "--shard", wanted}, said, {.environment = environment});
    };
    refused("auto", {}, "finds no JOB_COMPLETION_INDEX");
    refused("auto", {{"JOB_COMPLETION_INDEX", "2"}}, "say --shard auto/N");
    refused("auto/2", {{"JOB_COMPLETION_INDEX", "2"}}, "is no shard");
    refused("auto", {{"CI_NODE_INDEX", "1"}}, "CI_NODE_TOTAL is missing");
    refused("auto", {{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "2"}}, "is no shard");
    refused("auto/3", {{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "2"}}, "has 2 tasks");
    refused("auto", slurm("7", "1", "3"), "has gaps");
    refused("auto", slurm("x", "1", "3"), "is no number");
    auto both = slurm("1", "1", "3");
    both.emplace_back("JOB_COMPLETION_INDEX", "0");
    refused("auto/3", both, "both speak");
}

}  // namespace vpnsim::test_suite_test
