#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::golden_test {
namespace {

/// VPNSIM_UPDATE_GOLDEN=1 in the environment writes what the program says now; look at the difference before you keep
/// it.
void require_golden_text(const std::string& name, const std::string& text) {
    const std::string path = std::string{VPNSIM_SOURCE_DIR} + "/tests/tools/golden/" + name;
    if (const char* const update = std::getenv("VPNSIM_UPDATE_GOLDEN"); update != nullptr && *update == '1') {
        std::ofstream{path, std::ios::binary} << text;
    }
    CHECK(text == read_file(path));
}

void require_golden(const std::string& name, const std::vector<std::string>& arguments) {
    const auto run = vpnsim_run(arguments);
    INFO(name << ": " << run.err);
    REQUIRE(run.exit_code <= 1);
    require_golden_text(name, run.out);
}

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        longest = std::max(longest, end - begin);
        begin = end + 1;
    }
    return longest;
}

}  // namespace

TEST_CASE("reviews of the examples read as they did") {
    for (const std::string name : {"01-one-connection", "02-equal-priorities", "03-groups-differ"}) {
        const auto scenario = "scenarios/examples/" + name + ".json";
        for (const std::string format : {"text", "json"}) {
            require_golden(name + ".review." + format,
                           {"review", scenario, "--today", "2026-12-31", "--format", format});
        }
    }
}

TEST_CASE("reviews read as they did in every other form") {
    const std::string failing = "scenarios/examples/03-groups-differ.json";
    for (const std::string format : {"junit", "markdown", "html", "github"}) {
        require_golden("03-groups-differ.review." + format,
                       {"review", failing, "scenarios/examples/02-equal-priorities.json", "--baseline",
                        "tests/tools/golden/baseline.json", "--today", "2026-12-31", "--format", format});
    }
}

TEST_CASE("SARIF reads as it did but for the rules, which are those of docs/findings.md") {
    const auto run =
        vpnsim_run({"review", "scenarios/examples/03-groups-differ.json", "scenarios/examples/02-equal-priorities.json",
                    "--baseline", "tests/tools/golden/baseline.json", "--today", "2026-12-31", "--format", "sarif"});
    auto report = nlohmann::ordered_json::parse(run.out);
    report["runs"][0]["tool"]["driver"].erase("rules");
    for (auto& result : report["runs"][0]["results"]) result.erase("ruleIndex");
    require_golden_text("03-groups-differ.review.sarif", report.dump(2) + '\n');
}

TEST_CASE("traces, classes and negotiations of the examples read as they did") {
    const std::string tied = "scenarios/examples/02-equal-priorities.json";
    const std::string failing = "scenarios/examples/03-groups-differ.json";
    for (const std::string format : {"text", "json"}) {
        require_golden("02-equal-priorities.trace." + format,
                       {"trace", tied, "--from", "web", "--to", "db", "--format", format});
        require_golden("02-equal-priorities.classes." + format, {"classes", tied, "--format", format});
        require_golden("03-groups-differ.trace." + format,
                       {"trace", failing, "--from", "10.66.91.1", "--to", "db", "--format", format});
        require_golden("03-groups-differ.negotiate." + format, {"negotiate", failing, "--format", format});
    }
}

TEST_CASE("explanations read as they did") {
    const std::string failing = "scenarios/examples/03-groups-differ.json";
    for (const std::string format : {"text", "json"}) {
        require_golden("03-groups-differ.log." + format,
                       {"explain", "--log", "tests/tools/golden/vpn.log", failing, "--format", format});
    }
    require_golden("PskMismatch.explain.text", {"explain", "PskMismatch"});
    require_golden("authentication-failure.explain.text", {"explain", "authentication failure"});
}

TEST_CASE("failures of the examples with several connections read as they did") {
    for (const std::string name : {"13-dual-tunnel-cisco-asa", "14-hub-three-sites"}) {
        const auto scenario = "scenarios/examples/" + name + ".json";
        for (const std::string format : {"text", "json"}) {
            require_golden(name + ".failover." + format,
                           {"failover", scenario, "--max-failures", "2", "--format", format});
        }
    }
}

TEST_CASE("what changes do to the examples reads as it did") {
    const std::string tied = "scenarios/examples/02-equal-priorities.json";
    const std::string changes = "tests/tools/golden/";
    for (const std::string format : {"text", "json"}) {
        require_golden("02-equal-priorities.whatif." + format,
                       {"whatif", tied, changes + "remove-route.json", changes + "remove-site-route.json",
                        "--any-order", "--format", format});
        require_golden("05-figure.whatif." + format,
                       {"whatif", "scenarios/examples/04-figure-as-printed.json", "--against",
                        "scenarios/examples/05-figure-as-its-text-needs-it.json", "--format", format});
    }
}

TEST_CASE("text fits the width of a page") {
    for (const auto* const verb : {"review", "classes", "negotiate"}) {
        CHECK(longest_line(vpnsim_run({verb, "scenarios/examples/03-groups-differ.json"}).out) <= 100);
    }
}

TEST_CASE("several scenarios give a list of reviews") {
    const auto run = vpnsim_run({"review", "scenarios/examples/01-one-connection.json",
                                 "scenarios/examples/02-equal-priorities.json", "--format", "json"});
    const auto answer = nlohmann::json::parse(run.out);
    REQUIRE(answer.size() == 2);
    CHECK(answer[0]["scenario"] == "one-connection");
    CHECK(answer[1]["summary"]["errors"] > 0);
}

TEST_CASE("suppressions count while they last and are reported when they end") {
    const auto review = [](const std::string& today) {
        const auto run =
            vpnsim_run({"review", "scenarios/examples/03-groups-differ.json", "--today", today, "--format", "json"});
        return nlohmann::json::parse(run.out);
    };
    const auto has_rule = [](const nlohmann::json& answer) {
        return std::any_of(answer["findings"].begin(), answer["findings"].end(),
                           [](const auto& f) { return f["rule"] == "return-path-missing"; });
    };
    const auto before = review("2027-01-31");
    CHECK_FALSE(has_rule(before));
    CHECK(before["suppressed"] == 1);
    CHECK(before["suppressions_not_in_force"].empty());
    const auto after = review("2027-02-01");
    CHECK(has_rule(after));
    CHECK(after["suppressed"] == 0);
    CHECK(after["suppressions_not_in_force"] ==
          nlohmann::json{"suppression of return-path-missing for conn-2 expired after 2027-01-31"});
}

TEST_CASE("an analysis that reached its limit says what is left") {
    const auto run = vpnsim_run(
        {"classes", "scenarios/examples/02-equal-priorities.json", "--max-classes", "2", "--format", "json"});
    const auto answer = nlohmann::json::parse(run.out);
    CHECK(answer["complete"] == false);
    CHECK_FALSE(answer["left"].empty());
    const auto review = vpnsim_run({"review", "scenarios/examples/02-equal-priorities.json", "--max-classes", "2"});
    CHECK(review.exit_code == 1);
    CHECK(review.out.find("analysis-incomplete") != std::string::npos);
}

}  // namespace vpnsim::golden_test
