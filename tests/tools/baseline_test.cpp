#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::baseline_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

std::string example(const std::string& name) {
    return std::string{VPNSIM_SOURCE_DIR} + "/scenarios/examples/" + name + ".json";
}
const std::string tied = example("02-equal-priorities");
const std::string failing = example("03-groups-differ");

ProgramRun review(std::vector<std::string> arguments, const ProgramInput& input = {}) {
    arguments.insert(arguments.begin(), {"review", "--today", "2026-12-31"});
    return vpnsim_run(arguments, input);
}

}  // namespace

TEST_CASE("findings of a baseline are counted and fail nothing, new ones do") {
    const TemporaryFolder folder;
    const auto baseline = folder.path("baseline.json");
    const auto written = review({tied, "--write-baseline", baseline});
    CHECK(written.exit_code == 1);  // it says what is there, whatever is written
    CHECK(written.out == review({tied}).out);
    const auto known = review({tied, "--baseline", baseline});
    CHECK(known.exit_code == 0);
    CHECK_THAT(known.out, Contains(": clean, 3 in the baseline"));
    const auto answer = json::parse(review({tied, "--baseline", baseline, "--format", "json"}).out);
    CHECK(answer["findings"].empty());
    CHECK(answer["summary"]["errors"] == 0);
    CHECK(answer["baseline"]["known"].size() == 3);
    CHECK(answer["baseline"]["gone"].empty());

    auto fewer = json::parse(read_file(baseline));
    auto& entries = fewer["scenarios"].begin().value();
    const auto gone = entries.begin().key();
    entries.erase(gone);
    const auto run = review({tied, "--baseline", folder.write("fewer.json", fewer.dump()), "--format", "json"});
    CHECK(run.exit_code == 1);
    REQUIRE(json::parse(run.out)["findings"].size() == 1);
    CHECK(json::parse(run.out)["findings"][0]["fingerprint"] == gone);
}

TEST_CASE("a baseline is canonical, holds several scenarios and may be read from anywhere") {
    const TemporaryFolder folder;
    const auto a = folder.write("net/a.json", read_file(tied));
    const auto b = folder.write("net/b.json", read_file(tied));
    const auto one = folder.path("one.json");
    const auto two = folder.path("two.json");
    review({a, b, "--write-baseline", one});
    review({"net/b.json", "./net/../net/a.json", "--write-baseline", "two.json"}, {.directory = folder.path("")});
    CHECK(read_file(one) == read_file(two));
    const auto parsed = json::parse(read_file(one));
    CHECK(parsed["format"] == "vpnsim-baseline/1");
    CHECK(parsed["scenarios"].contains("net/a.json"));
    CHECK(parsed["scenarios"].contains("net/b.json"));
    CHECK(review({"b.json", "--baseline", "../one.json"}, {.directory = folder.path("net")}).exit_code == 0);
    // An update of one scenario keeps the other; one written elsewhere finds them again.
    folder.write("net/b.json", R"({"format": "vpnsim/1"})");
    CHECK(review({b, "--baseline", one, "--write-baseline", one}).exit_code == 0);
    CHECK(json::parse(read_file(one))["scenarios"]["net/a.json"].size() == 3);
    CHECK(json::parse(read_file(one))["scenarios"]["net/b.json"].empty());
    folder.write("net/deep/x", "");
    const auto moved = folder.path("net/deep/moved.json");
    review({b, "--baseline", one, "--write-baseline", moved});
    CHECK(json::parse(read_file(moved))["scenarios"].contains("../a.json"));
    CHECK(review({a, "--baseline", moved}).exit_code == 0);
}

TEST_CASE("entries that no longer occur are reported with their line and fail nothing") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", read_file(tied));
    const auto baseline = folder.path("baseline.json");
    review({file, "--write-baseline", baseline});
    folder.write("a.json", R"({"format": "vpnsim/1"})");
    for (const std::string format : {"text", "json", "sarif", "junit", "markdown", "html", "github"}) {
        const auto run = review({file, "--baseline", baseline, "--format", format});
        CAPTURE(run.out);
        CHECK(run.exit_code == 0);
        CHECK_THAT(run.out, Contains("policy-route-order"));
        CHECK_THAT(run.out, Contains("baseline.json"));
    }
    CHECK_THAT(review({file, "--baseline", baseline}).out,
               Contains("fixed: policy-route-order (vgw-1/wide, vgw-1/narrow, conn-2, conn-1); remove "));
    CHECK_THAT(review({file, "--baseline", baseline, "--format", "github"}).out,
               Contains("baseline.json,line=") && Contains(",title=baseline::fixed: policy-route-order"));
}

TEST_CASE("SARIF says which results are new and which the baseline has") {
    const TemporaryFolder folder;
    const auto baseline = folder.path("baseline.json");
    review({failing, "--write-baseline", baseline});
    const auto states = [&](const std::string& file) {
        const auto report = json::parse(review({file, "--baseline", baseline, "--format", "sarif"}).out);
        std::vector<std::string> out;
        for (const auto& result : report["runs"][0]["results"]) out.push_back(result["baselineState"]);
        return out;
    };
    CHECK(states(failing) == std::vector<std::string>{"unchanged", "new"});  // the second is suppressed
    CHECK(states(tied) == std::vector<std::string>{"new", "new", "new"});
}

TEST_CASE("a suppressed finding that the baseline has is neither gone nor written again") {
    const TemporaryFolder folder;
    const auto baseline = folder.path("baseline.json");
    CHECK(vpnsim_run({"review", failing, "--today", "2027-02-01", "--write-baseline", baseline}).exit_code == 1);
    const auto run = review({failing, "--baseline", baseline, "--write-baseline", folder.path("next.json")});
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, Contains("clean, 1 suppressed, 1 in the baseline"));
    CHECK(run.out.find("fixed:") == std::string::npos);
    CHECK(json::parse(read_file(folder.path("next.json")))["scenarios"].begin()->size() == 1);
}

TEST_CASE("a baseline is read as strictly as a scenario") {
    const TemporaryFolder folder;
    const auto complaint = [&](const std::string& text) {
        const auto run = review({tied, "--baseline", folder.write("b.json", text)});
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        return run.err;
    };
    const auto file = folder.path("b.json");
    CHECK_THAT(complaint("{"), Contains(file + ":1:2: ") && Contains("[syntax]"));
    CHECK_THAT(complaint(R"({"format": "vpnsim/1"})"),
               Contains(file + ":1:2: /format: the format \"vpnsim/1\" is no baseline") && Contains("[missing-key]"));
    CHECK_THAT(complaint("{\"format\": \"vpnsim-baseline/1\", \"scenarios\": {\n \"a\": {\"x\": {\"rule\": \"r\"}}}}"),
               Contains(file + ":2:8: /scenarios/a/x: \"x\" is no fingerprint"));
    CHECK_THAT(complaint(R"({"format": "vpnsim-baseline/1", "scenarios": {"a": {"0123456789abcdef": {"rul": "r"}}}})"),
               Contains("did you mean \"rule\"?"));
    CHECK_THAT(complaint(R"({"format": "vpnsim-baseline/1", "scenarios": {}, "scenarios": {}})"),
               Contains("[duplicate-key]"));
    const auto missing = review({tied, "--baseline", folder.path("none.json")});
    CHECK(missing.exit_code == 2);
    CHECK_THAT(missing.err, Contains("none.json: cannot be read: there is no such file"));
}

TEST_CASE("a baseline takes the place of no input but the baseline") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", read_file(tied));
    const auto refused = [&](const std::vector<std::string>& options) {
        auto call = options;
        call.push_back(file);
        const auto run = review(call);
        CHECK(run.exit_code == 2);
        return run.err;
    };
    CHECK_THAT(refused({"--write-baseline", file}), Contains("would be overwritten"));
    CHECK(read_file(file) == read_file(tied));
    const auto baseline = folder.path("baseline.json");
    review({file, "--write-baseline", baseline});
    CHECK_THAT(refused({"--baseline", baseline, "--output", "json=" + baseline}), Contains("would be overwritten"));
    CHECK_THAT(refused({"--write-baseline", folder.path("x"), "--output", "json=" + folder.path("x")}),
               Contains("would be written twice"));
    CHECK_THAT(refused({"--write-baseline", "-"}), Contains("wants a file"));
    CHECK_THAT(refused({"--baseline", "-"}), Contains("wants a file"));
}

TEST_CASE("an analysis that reached its limit gives no baseline and says nothing of fixed findings") {
    const TemporaryFolder folder;
    const auto baseline = folder.path("baseline.json");
    const auto refused = review({tied, "--max-classes", "2", "--write-baseline", baseline});
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, Contains("reached its limit"));
    CHECK_FALSE(std::filesystem::exists(baseline));
    review({tied, "--write-baseline", baseline});
    const auto run = review({tied, "--max-classes", "2", "--baseline", baseline});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("analysis-incomplete"));
    CHECK(run.out.find("fixed:") == std::string::npos);
}

TEST_CASE("a baseline stays as it is where a report cannot be written") {
    const TemporaryFolder folder;
    const auto baseline = folder.write("baseline.json", R"({"format": "vpnsim-baseline/1", "scenarios": {}})");
    const auto before = read_file(baseline);
    CHECK(review({tied, "--write-baseline", baseline, "--output", "html=/no/such/folder/a.html"}).exit_code == 2);
    CHECK(read_file(baseline) == before);
}

}  // namespace vpnsim::baseline_test
