// SARIF 2.1.0 (OASIS), and what GitHub makes of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "../support/crowded_scenario.hpp"
#include "../support/hostile_scenario.hpp"
#include "../support/schema_check.hpp"
#include "model/finding_rules.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::review_sarif_test {
using nlohmann::json;

namespace {

const std::string tied = "scenarios/examples/02-equal-priorities.json";
const std::string failing = "scenarios/examples/03-groups-differ.json";

json sarif(std::vector<std::string> arguments, const ProgramInput& input = {}) {
    arguments.insert(arguments.begin(), {"review", "--format", "sarif", "--today", "2026-12-31"});
    const auto run = vpnsim_run(arguments, input);
    INFO(run.err);
    REQUIRE(run.exit_code <= 1);
    return json::parse(run.out);
}

json results(const json& report) { return report["runs"][0]["results"]; }

/// What the schema says of each report.
std::vector<bool> accepted(const std::vector<json>& reports) {
    const TemporaryFolder folder;
    std::vector<std::string> paths;
    for (const auto& report : reports) {
        paths.push_back(folder.write(std::to_string(paths.size()) + ".sarif", report.dump()));
    }
    return test::schema_accepts("sarif-2.1.0.json", paths);
}

}  // namespace

TEST_CASE("SARIF of every example is what the schema of SARIF 2.1.0 describes") {
    const TemporaryFolder folder;
    std::vector<std::string> examples;
    for (const auto& path : test::valid_scenario_files()) {
        if (path.find("/examples/") != std::string::npos) examples.push_back(path);
    }
    const auto hostile = folder.write("hostile.json", test::hostile_scenario());
    CHECK(accepted({sarif(examples), sarif({hostile})}) == std::vector{true, true});
}

TEST_CASE("a broken SARIF report is refused") {
    const auto good = sarif({tied});
    const std::string result = "/runs/0/results/0";
    std::vector<json> reports{good};
    for (const auto& [pointer, value] :
         std::vector<std::pair<std::string, json>>{{"/version", "2.0.0"},
                                                   {result + "/level", "fatal"},
                                                   {result + "/message", "no object"},
                                                   {result + "/locations/0/physicalLocation/region/startLine", 0},
                                                   {result + "/suppressions", json::array({{{"kind", "somewhere"}}})},
                                                   {result + "/surprise", 1},
                                                   {"/runs/0/tool/driver/name", nullptr}}) {
        reports.push_back(good);
        reports.back()[json::json_pointer{pointer}] = value;
    }
    std::vector<bool> expected(reports.size(), false);
    expected.front() = true;
    CHECK(accepted(reports) == expected);
}

TEST_CASE("SARIF knows every rule, and each result its own") {
    const auto report = sarif({tied, failing});
    const auto rules = report["runs"][0]["tool"]["driver"]["rules"];
    REQUIRE(rules.size() == finding_rules().size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto& rule = finding_rules()[i];
        CHECK(rules[i]["id"] == rule.id);
        CHECK(rules[i]["shortDescription"]["text"] == rule.summary);
        CHECK(rules[i]["fullDescription"]["text"].get<std::string>().size() > 10);
        CHECK(rules[i]["help"]["text"].get<std::string>().find("Remedy: ") != std::string::npos);
        CHECK(rules[i]["help"]["markdown"].get<std::string>().find("**Remedy:**") != std::string::npos);
        CHECK(rules[i]["properties"]["tags"].size() <= 10);
    }
    for (const auto& result : results(report))
        CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
}

TEST_CASE("a SARIF result stands at its record and shows the packet on its way") {
    const auto result = results(sarif({tied}))[0];
    CHECK(result["ruleId"] == "policy-route-order");
    const auto place = result["locations"][0];
    CHECK(place["physicalLocation"]["artifactLocation"]["uri"] == tied);
    CHECK(place["physicalLocation"]["region"]["startLine"] == 25);
    CHECK(place["logicalLocations"][0]["fullyQualifiedName"] == "vgw-1/wide");
    CHECK(place["logicalLocations"].back()["fullyQualifiedName"] == "/vpn_gateways/vgw-1/policy_routes/narrow");
    const auto flows = result["codeFlows"];
    REQUIRE(flows.size() == 3);
    CHECK(flows[0]["message"]["text"] == "request, 1 of 2 possible: delivered via conn-1");
    CHECK(flows[2]["message"]["text"] == "reply: delivered via conn-1");
    const auto steps = flows[0]["threadFlows"][0]["locations"];
    CHECK(steps[1]["location"]["physicalLocation"]["region"]["startLine"] == 25);
    CHECK(steps[1]["location"]["message"]["text"].get<std::string>().find("not wide") != std::string::npos);
}

TEST_CASE("fingerprints in SARIF survive lines that move, and differ between findings") {
    const TemporaryFolder folder;
    const auto text = read_file(std::string{VPNSIM_SOURCE_DIR} + '/' + tied);
    const auto file = folder.write("a.json", text);
    const auto before = results(sarif({file}));
    folder.write("a.json", "// one\n// two\n\n" + text);
    const auto after = results(sarif({file}));
    REQUIRE(before.size() == after.size());
    std::set<std::string> all;
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(before[i]["partialFingerprints"] == after[i]["partialFingerprints"]);
        CHECK(before[i]["locations"] != after[i]["locations"]);
        all.insert(before[i]["partialFingerprints"]["primaryLocationLineHash"]);
    }
    CHECK(all.size() == before.size());
    // Two scenarios that share a base: what they find there are two results.
    const auto base = folder.write("base.json", text);
    const std::string derived = R"({"format": "vpnsim/1", "extends": "base.json", "name": "x"})";
    all.clear();
    const auto twice = results(sarif({folder.write("b.json", derived), folder.write("c.json", derived)}));
    for (const auto& result : twice) all.insert(result["partialFingerprints"]["primaryLocationLineHash"]);
    CHECK(all.size() == twice.size());
}

TEST_CASE("suppressed findings are suppressed results, idle suppressions are notifications") {
    const auto in_force = sarif({failing});
    const auto suppressed = results(in_force).back();
    CHECK(suppressed["ruleId"] == "return-path-missing");
    REQUIRE(suppressed["suppressions"].size() == 1);
    CHECK(suppressed["suppressions"][0]["kind"] == "inSource");
    CHECK(suppressed["suppressions"][0]["justification"] == "fw-2 is replaced (until 2027-01-31)");
    CHECK(suppressed["suppressions"][0]["location"]["physicalLocation"]["region"]["startLine"] == 14);
    const auto told = [](const json& report) {
        return report["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    };
    CHECK(told(in_force).empty());
    auto run = vpnsim_run({"review", failing, "--format", "sarif", "--today", "2027-02-01"});
    const auto expired = json::parse(run.out);
    for (const auto& result : results(expired)) CHECK_FALSE(result.contains("suppressions"));
    REQUIRE(told(expired).size() == 1);
    CHECK(told(expired)[0]["descriptor"]["id"] == "suppression-expired");
    CHECK(told(expired)[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 14);
}

TEST_CASE("URIs of SARIF are percent-encoded and relative where the file is") {
    const TemporaryFolder folder;
    const auto text = read_file(std::string{VPNSIM_SOURCE_DIR} + '/' + tied);
    folder.write("a b/50%:ü#?.json", text);
    const auto uri = [&](const std::string& file) {
        return results(
            sarif({file}, {.directory = folder.path("")}))[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    };
    CHECK(uri("./a b/50%:ü#?.json") == json{{"uri", "a%20b/50%25%3A%C3%BC%23%3F.json"}, {"uriBaseId", "%SRCROOT%"}});
    CHECK(uri(folder.path("a b/50%:ü#?.json"))["uri"].get<std::string>().starts_with("file:///"));
    const auto piped = vpnsim_on(text, {"review", "-", "--format", "sarif"});
    CHECK(results(json::parse(piped.out))[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
          "%3Cstdin%3E");
}

TEST_CASE("SARIF messages hold no placeholder and no link that a scenario wrote") {
    const TemporaryFolder folder;
    const auto report = sarif({folder.write("hostile.json", test::hostile_scenario())});
    std::vector<std::string> texts;
    const std::function<void(const json&)> collect = [&](const json& value) {
        if (value.is_object() && value.contains("text")) texts.push_back(value["text"]);
        for (const auto& member : value) {
            if (member.is_structured()) collect(member);
        }
    };
    collect(report["runs"][0]["results"]);
    collect(report["runs"][0]["invocations"]);
    CHECK(texts.size() > 10);
    for (const auto& text : texts) {
        CHECK(text.find("](") == std::string::npos);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find("\u202e") == std::string::npos);
        CHECK(std::count(text.begin(), text.end(), '{') % 2 == 0);
    }
}

TEST_CASE("SARIF gives packet paths for its first thousand results and says so") {
    const TemporaryFolder folder;
    const auto report = sarif({folder.write("crowded.json", test::crowded_scenario(1001)), "--fail-on", "never"});
    const auto all = results(report);
    REQUIRE(all.size() == 1001);
    CHECK(all[999].contains("codeFlows"));
    CHECK_FALSE(all[1000].contains("codeFlows"));
    const auto told = report["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    REQUIRE(told.size() == 1);
    CHECK(told[0]["descriptor"]["id"] == "report-shortened");
}

}  // namespace vpnsim::review_sarif_test
