// `vpnsim test`: what it checks and how it says so. What it finds and shares out: test_suite_test.cpp.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "../support/junit_schema.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::test_verb_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// Two policy routes of equal priority: between 10.66.90.0/24 and 10.55.193.0/24 either connection may carry requests.
const std::string base = read_file("scenarios/examples/02-equal-priorities.json");

/// A folder with the example as base.json, and a file that extends it with expectations.
struct Suite : TemporaryFolder {
    Suite() { write("base.json", base); }
    std::string expecting(const std::string& expect, const std::string& name = "a.json") const {
        return write(name, "{ \"extends\": \"base.json\",\n  \"expect\": {\n    " + expect + " } }");
    }
};

ProgramRun test_of(const std::string& expect, std::vector<std::string> options = {}) {
    const Suite suite;
    options.insert(options.begin(), {"test", suite.expecting(expect)});
    return vpnsim_run(options);
}

void require_held(const std::string& expect) {
    const auto run = test_of(expect);
    CAPTURE(expect, run.out);
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
    CHECK_THAT(run.out, Contains("1 expectation holds."));
}

/// Requires that the one expectation is broken, and that the answer says so with `said`.
std::string require_broken(const std::string& expect, const std::string& said) {
    const auto run = test_of(expect);
    CAPTURE(expect, run.out);
    CHECK(run.exit_code == 1);
    CHECK(run.err.empty());
    CHECK_THAT(run.out, Contains("0 expectations hold, 1 does not (in 1 scenario)"));
    CHECK_THAT(run.out, Contains(said));
    return run.out;
}

std::string flow(const std::string& from, const std::string& to, const std::string& rest) {
    return R"("flows": [{ "name": "f", "from": ")" + from + R"(", "to": ")" + to + "\"" +
           (rest.empty() ? "" : ", " + rest) + " }]";
}

const std::string tied_from = "10.66.90.0/24";
const std::string tied_to = "10.55.193.0/24";

}  // namespace

TEST_CASE("a negotiation is held to each member that is stated") {
    const auto negotiation = [](const std::string& members) {
        return R"("negotiations": { "conn-1": { )" + members + " } }";
    };
    require_held(negotiation(R"("phase1": "established", "phase2": "established", "error": null, "child_sas": 1)"));
    require_held(negotiation(""));
    require_broken(negotiation(R"("phase1": "failed")"), "expected  phase1: failed\n    found     established");
    require_broken(negotiation(R"("phase2": "partial")"), "expected  phase2: partial");
    require_broken(negotiation(R"("error": "PskMismatch")"), "expected  error: PskMismatch\n    found     none");
    require_broken(negotiation(R"("child_sas": 2)"), "expected  child_sas: 2\n    found     1");
}

TEST_CASE("a flow is held to each member that is stated, for every packet and in every world") {
    require_held(flow(tied_from, tied_to, R"("outcome": "delivered", "symmetry": "possibly_asymmetric")"));
    require_held(
        flow("10.66.91.0/24", "10.55.0.0/16",
             R"("outcome": "delivered", "via": ["conn-2"], "return_via": ["conn-2"], "symmetry": "symmetric")"));
    require_held(flow(tied_from, "10.55.1.0/24", R"("via": ["conn-2"], "return_via": ["conn-1"])"));
    require_held(flow(tied_from, tied_to, ""));
    require_broken(flow(tied_from, tied_to, R"("via": ["conn-1"])"),
                   "expected  via: [conn-1]\n    may be    [conn-1] or [conn-2]");
    require_broken(flow(tied_from, "10.0.0.0/8", R"("outcome": "delivered")"),
                   "expected  outcome: delivered\n    found     no_route");
    require_broken(flow(tied_from, "10.55.0.0/16", R"("return_via": ["conn-2"])"),
                   "expected  return_via: [conn-2]\n    found     [conn-1]");
    require_broken(flow(tied_from, "192.0.2.0/24", R"("return_via": ["conn-2"])"), "found     no reply");
    require_broken(flow(tied_from, "10.55.0.0/16", R"("symmetry": "asymmetric")"),
                   "expected  symmetry: asymmetric\n    found     possibly_asymmetric");
}

TEST_CASE("a broken flow shows where it stands and a packet that breaks it, with all its paths there and back") {
    const auto out = require_broken(flow(tied_from, tied_to, R"("protocol": "udp", "port": 53, "via": ["conn-1"])"),
                                    "a.json:3 flow f");
    CHECK_THAT(out, Contains("packet    10.66.90.0:40000 -> 10.55.193.0:53 udp, from vpc-1"));
    CHECK_THAT(out, Contains("\n    Request (1 of 2 possible): delivered via conn-1\n"));
    CHECK_THAT(out, Contains("\n    Request (2 of 2 possible): delivered via conn-2\n"));
    CHECK_THAT(out, Contains("\n    Reply: delivered via conn-1\n"));
    CHECK_THAT(out, Contains("Verdict: possibly asymmetric"));
}

TEST_CASE("packets that no network sends are named; a flow that has no others does not hold") {
    const auto partly = test_of(flow("10.66.88.0/22", tied_to, R"("outcome": "delivered")"));
    CHECK(partly.exit_code == 0);
    CHECK_THAT(partly.out, Contains("nothing is said about packets from 10.66.88.0/23"));
    require_broken(flow("10.66.88.0/24", tied_to, R"("outcome": "delivered")"),
                   "found     none: no network of the scenario has an address of `from`");
    require_broken(flow(tied_from, "2001:db8::/32", ""), "different families");
    require_broken(flow(tied_from, tied_to, R"("protocol": "icmp", "port": 7)"), "icmp has no ports");
}

TEST_CASE("packets that stay inside a VPC or a site are packets of a flow like any other") {
    require_held(flow("10.66.90.0/24", "10.66.91.0/24", R"("outcome": "delivered", "via": [], "return_via": [])"));
    require_held(flow("10.55.0.0/16", "10.55.0.0/16", R"("via": [])"));
    require_broken(flow("10.66.90.0/24", "10.64.0.0/10", R"("via": ["conn-2"])"), "10.66.90.0:40000 -> ");
    require_broken(flow("10.66.90.0/24", "10.66.88.0/22", R"("outcome": "delivered")"), "found     no_route");
}

TEST_CASE("a finding is there if one of its rule names all the entities, and perhaps more") {
    const auto finding = [](const std::string& entities) {
        return R"("findings": [{ "rule": "policy-route-order", "entities": [)" + entities + "] }]";
    };
    require_held(finding(""));
    require_held(finding(R"("vgw-1/wide")"));
    require_broken(
        finding(R"("nobody")"),
        "expected  finding: policy-route-order (nobody)\n    found     only policy-route-order (vgw-1/wide, ");
    require_broken(R"("findings": [{ "rule": "quota" }])", "expected  finding: quota\n    found     none");
}

TEST_CASE("no other findings: none at the severity or above that is neither listed nor suppressed today") {
    const auto out = require_broken(R"("no_other_findings": "error")", "found     policy-route-order (");
    CHECK_THAT(out, Contains("a.json:3 no other findings") && Contains("asymmetric-return-path"));
    CHECK_THAT(test_of(R"("findings": [{ "rule": "policy-route-order" }, { "rule": "asymmetric-return-path" }],
                          "no_other_findings": "error")")
                   .out,
               Contains("3 expectations hold."));
    const Suite suite;
    const auto path = suite.write("s.json", R"({ "extends": "base.json",
        "suppress": [{ "rule": "policy-route-order", "reason": "known", "until": "2026-06-30" },
                     { "rule": "asymmetric-return-path", "reason": "known" }],
        "expect": { "findings": [{ "rule": "asymmetric-return-path" }], "no_other_findings": "error" } })");
    CHECK(vpnsim_run({"test", path, "--today", "2026-06-30"}).exit_code == 0);
    const auto later = vpnsim_run({"test", path, "--today", "2026-07-01"});
    CHECK(later.exit_code == 1);
    CHECK_THAT(later.out, Contains("found     policy-route-order (") && !Contains("found     asymmetric"));
}

TEST_CASE("an analysis that stops at its limit holds nothing") {
    const auto run = test_of(flow(tied_from, "10.0.0.0/8", "\"via\": [\"conn-2\"]") + ", " + R"("negotiations": {})",
                             {"--max-classes", "1"});
    CHECK(run.exit_code == 1);
    const auto others = test_of(flow("10.66.90.0/24", "0.0.0.0/0", R"("protocol": "tcp")"), {"--max-classes", "1"});
    CHECK(others.exit_code == 1);
    CHECK_THAT(others.out, Contains("stopped at its limit (--max-classes)"));
}

TEST_CASE("the JSON answer holds every expectation with its differences and its counterexample") {
    const auto run = test_of(R"("negotiations": { "conn-1": { "phase1": "established" } }, )" +
                                 flow(tied_from, tied_to, R"("outcome": "delivered", "via": ["conn-1"])"),
                             {"--format", "json"});
    CHECK(run.exit_code == 1);
    const auto answer = json::parse(run.out);
    CHECK(answer["format"] == "vpnsim-test/1");
    CHECK(answer["summary"]["held"] == 1);
    CHECK(answer["summary"]["broken"] == 1);
    const auto& all = answer["scenarios"][0]["expectations"];
    CHECK(answer["scenarios"][0]["result"] == "failed");
    CHECK(all[0]["name"] == "negotiation conn-1");
    CHECK(all[0]["holds"] == true);
    CHECK(all[0]["counterexample"].is_null());
    CHECK(all[1]["kind"] == "flow");
    CHECK(all[1]["line"] == 3);
    CHECK(all[1]["differences"] ==
          json{{{"what", "via"}, {"expected", "[conn-1]"}, {"found", {"[conn-1]", "[conn-2]"}}}});
    CHECK(all[1]["counterexample"]["format"] == "vpnsim-trace/1");
    CHECK(all[1]["counterexample"]["forward"]["paths"].size() == 2);
    CHECK_FALSE(all[1].contains("seconds"));
    CHECK(json::parse(test_of("", {"--format", "json", "--durations"}).out)["scenarios"][0].contains("seconds"));
}

TEST_CASE("JUnit reports are valid whatever the names are, and say what text says") {
    const Suite suite;
    const auto report = suite.path("junit.xml");
    suite.expecting(flow(tied_from, tied_to, R"("via": ["conn-1"])"), "b<&\"'\x1b>\xff.json");
    suite.write("c.json",
                R"({ "format": "vpnsim/1", "name": "]]>", "expect": { "flows": [)"
                R"({ "name": "]]> <failure> \u0001 \ufffe \u202e & \"", "from": "10.0.0.0/8", "to": "::/0" }]}})");
    suite.write("d.json", "{ \"format\": \"vpnsim/1\", <");
    suite.expecting(R"("negotiations": { "conn-1": { "error": null } })");
    const auto run = vpnsim_run({"test", suite.path(""), "--junit", report});
    CHECK(run.exit_code == 2);
    const auto xml = read_file(report);
    CHECK(test::junit_faults(xml).empty());
    CHECK_THAT(xml, Contains("<testsuites tests=\"4\" failures=\"2\" errors=\"1\" skipped=\"0\" time=\"0.000\">"));
    CHECK_THAT(xml, Contains("<testcase name=\"negotiation conn-1\"") && Contains("line=\"3\""));
    CHECK_THAT(xml,
               Contains("<failure message=\"via may be [conn-1] or [conn-2], expected is [conn-1]\" type=\"via\">"));
    CHECK_THAT(xml, Contains("packet 10.66.90.0:40000") && Contains("Request (2 of 2 possible)"));
    CHECK_THAT(xml, Contains("\\x01 \\u{fffe} \\u{202e} &amp; &quot;"));
    CHECK(vpnsim_run({"test", suite.path("a.json"), "--junit", suite.path("base.json")}).exit_code == 2);
    CHECK(vpnsim_run({"test", suite.path("a.json"), "--junit", "-"}).exit_code == 2);
    CHECK(read_file(suite.path("base.json")) == base);
}

TEST_CASE("the same input gives the same answer, however many files are tested at a time") {
    const Suite suite;
    for (int i = 0; i < 30; ++i) {
        const auto broken = i % 3 == 0 ? R"("via": ["conn-1"])" : R"("outcome": "delivered")";
        suite.expecting(flow(tied_from, tied_to, broken) + R"(, "no_other_findings": "error")",
                        "f" + std::to_string(i) + ".json");
    }
    const auto once = [&](const std::string& jobs, const std::string& format) {
        const auto report = suite.path("junit-" + jobs + ".xml");
        const auto run = vpnsim_run({"test", suite.path(""), "--jobs", jobs, "--format", format, "--junit", report});
        CHECK(run.exit_code == 1);
        CHECK(run.err.empty());  // no progress: this is no terminal
        return run.out + read_file(report);
    };
    for (const auto* const format : {"text", "json"}) CHECK(once("1", format) == once("8", format));
}

}  // namespace vpnsim::test_verb_test
