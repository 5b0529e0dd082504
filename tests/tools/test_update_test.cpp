// `vpnsim test --update`: what scenarios would meet today, written into their files.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "../support/scenario_files.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::test_update_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const std::string base = vpnsim::read_file(std::filesystem::path{"scenarios/examples/02-equal-priorities.json"});

json expect_of(const std::string& path) {
    return json::parse(vpnsim::read_file(std::filesystem::path{path}), nullptr, true, true)["expect"];
}

}  // namespace

TEST_CASE("an update states what is so today, of what was stated, and then the test passes") {
    const TemporaryFolder folder;
    folder.write("base.json", base);
    const auto path = folder.write("a.json", R"({ // a change
      "extends": "base.json",
      "expect": {
        // of the negotiations, only what matters
        "negotiations": { "conn-1": { "phase2": "failed" }, "conn-2": { "error": "PskMismatch", "child_sas": 1 } },
        "flows": [
          // the one that worries us
          { "from": "10.66.91.0/24", "to": "10.55.0.0/16", "outcome": "denied", "via": [] }, // for now
          { "name": "all of it", "from": "10.66.90.0/24", "to": "10.55.1.0/24" },
          { "name": "stays", "from": "10.66.90.0/24", "to": "10.55.193.5", "outcome": "delivered" },
          { "name": "lost", "from": "10.66.90.0/24", "to": "192.0.2.0/24", "return_via": ["conn-1"] }
        ],
        "findings": [
          { "rule": "quota", "entities": ["vgw-1"] },
          { "rule": "policy-route-order" } // R5
        ],
        "no_other_findings": "error"
      } })");
    CHECK(vpnsim_run({"test", path}).exit_code == 1);
    const auto run = vpnsim_run({"test", path, "--update"});
    CAPTURE(run.out, run.err);
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, Contains("updated negotiation conn-1: phase2 failed -> established"));
    CHECK_THAT(run.out, Contains("updated flow 10.66.91.0/24 -> 10.55.0.0/16: outcome denied -> delivered"));
    CHECK_THAT(run.out, Contains("updated finding quota (vgw-1): removed"));
    CHECK_THAT(run.out, Contains("Rewritten, for you to review: 1 file."));
    const auto expect = expect_of(path);
    CHECK(expect["negotiations"] ==
          json{{"conn-1", {{"phase2", "established"}}}, {"conn-2", {{"error", "none"}, {"child_sas", 1}}}});
    const auto& flows = expect["flows"];
    CHECK(flows[0] ==
          json{{"from", "10.66.91.0/24"}, {"to", "10.55.0.0/16"}, {"outcome", "delivered"}, {"via", {"conn-2"}}});
    CHECK(flows[1] == json{{"name", "all of it"},
                           {"from", "10.66.90.0/24"},
                           {"to", "10.55.1.0/24"},
                           {"outcome", "delivered"},
                           {"via", {"conn-2"}},
                           {"return_via", {"conn-1"}},
                           {"symmetry", "asymmetric"}});
    CHECK(flows[2]["to"] == "10.55.193.5");
    CHECK_FALSE(flows[3].contains("return_via"));
    const auto text = vpnsim::read_file(std::filesystem::path{path});
    for (const auto* const comment : {"// a change", "// of the neg", "// the one that", "// for now", "// R5"})
        CHECK_THAT(text, Contains(comment));
    CHECK(vpnsim_run({"test", path}).exit_code == 0);
    const auto again = vpnsim_run({"test", path, "--update"});
    CHECK_THAT(again.out, !Contains("Rewritten"));
    CHECK(vpnsim::read_file(std::filesystem::path{path}) == text);
}

TEST_CASE("an update leaves a flow whose packets differ and says so") {
    const TemporaryFolder folder;
    folder.write("base.json", base);
    const std::string scenario = R"({ "extends": "base.json", "expect": { "flows": [
        { "name": "f", "from": "10.66.90.0/24", "to": "10.0.0.0/8", "outcome": "delivered", "via": ["conn-1"] },
        { "name": "g", "from": "10.66.80.0/24", "to": "10.0.0.0/8", "outcome": "delivered" },
        { "name": "h", "from": "10.66.90.0/24", "to": "10.55.193.0/24", "via": ["conn-2"] }] } })";
    const auto path = folder.write("a.json", scenario);
    const auto run = vpnsim_run({"test", path, "--update"});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("not updated flow f: left as it is") && Contains("outcome ("));
    CHECK_THAT(run.out, Contains("not updated flow g: left as it is, because no network"));
    CHECK_THAT(run.out, Contains("via ([conn-1] or"));
    CHECK(vpnsim::read_file(std::filesystem::path{path}) == scenario);
}

TEST_CASE("an update of a file that expects nothing gives it expectations, if it is named itself") {
    const TemporaryFolder folder;
    const auto path = folder.write("a.json", base);
    CHECK(vpnsim_run({"test", folder.path(""), "--update"}).exit_code == 0);
    CHECK(vpnsim::read_file(std::filesystem::path{path}) == base);
    const auto run = vpnsim_run({"test", path, "--update"});
    CAPTURE(run.out, run.err);
    CHECK(run.exit_code == 0);
    const auto expect = expect_of(path);
    CHECK(expect["no_other_findings"] == "warning");
    CHECK(expect["findings"].size() >= 2);
    CHECK(expect["negotiations"]["conn-2"] ==
          json{{"phase1", "established"}, {"phase2", "established"}, {"error", "none"}, {"child_sas", 1}});
    CHECK(vpnsim_run({"test", path}).exit_code == 0);
}

TEST_CASE("an update changes only what a filter chooses, and keeps comments or the file") {
    const TemporaryFolder folder;
    folder.write("base.json", base);
    const auto path = folder.write("a.json", R"({ "extends": "base.json", "expect": {
        "negotiations": { "conn-1": { "phase1": "failed" }, "conn-2": { "phase1": "failed" } },
        "findings": [{ "rule": "quota" } /* soon */, { "rule": "mtu" }] } })");
    CHECK(vpnsim_run({"test", path, "--update", "--filter", "conn-1"}).exit_code == 0);
    CHECK(expect_of(path)["negotiations"]["conn-1"]["phase1"] == "established");
    CHECK(expect_of(path)["negotiations"]["conn-2"]["phase1"] == "failed");
    const auto kept = vpnsim::read_file(std::filesystem::path{path});
    const auto run = vpnsim_run({"test", path, "--update"});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("comments would be lost"));
    CHECK(vpnsim::read_file(std::filesystem::path{path}) == kept);
    CHECK(vpnsim_run({"test", path, "--update", "--filter", "finding mtu"}).exit_code == 0);
    CHECK(expect_of(path)["findings"].size() == 1);
    CHECK(vpnsim_run({"test", "-", "--update"}).exit_code == 2);
}

TEST_CASE("after an update of any valid scenario, broken in every way, it passes") {
    const TemporaryFolder folder;
    std::size_t n = 0;
    for (const auto& source : test::valid_scenario_files()) {
        auto scenario = json::parse(test::read_file(source), nullptr, true, true);
        if (scenario.contains("extends") || !scenario.contains("expect")) continue;
        auto& expect = scenario["expect"];
        for (auto& [member, expected] : expect.items()) {
            if (member == "negotiations") {
                for (auto& negotiation : expected) negotiation["child_sas"] = 77;
            }
            if (member == "flows") {
                for (auto& flow : expected) flow["outcome"] = "loop";
            }
        }
        expect["findings"] = json::array({{{"rule", "quota"}, {"entities", {"nobody"}}}});
        expect["no_other_findings"] = "note";
        const auto path = folder.write(std::to_string(n++) + ".json", scenario.dump());
    }
    CHECK(n > 50);
    CHECK(vpnsim_run({"test", folder.path("")}).exit_code == 1);
    CHECK_THAT(vpnsim_run({"test", folder.path(""), "--update"}).out, Contains("Rewritten, for you to review: "));
    const auto after = vpnsim_run({"test", folder.path("")});
    INFO(after.out);
    CHECK(after.exit_code == 0);
}

}  // namespace vpnsim::test_update_test
