// The forms of a review that people and forges read. SARIF has a file of its own.
#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "../support/crowded_scenario.hpp"
#include "../support/hostile_scenario.hpp"
#include "../support/junit_schema.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::review_forms_test {
using Catch::Matchers::Contains;

namespace {

const std::string tied = "scenarios/examples/02-equal-priorities.json";
const std::string failing = "scenarios/examples/03-groups-differ.json";

std::string review(const std::string& format, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"review", "--format", format, "--today", "2026-12-31"});
    const auto run = vpnsim_run(arguments);
    INFO(run.err);
    REQUIRE(run.exit_code <= 1);
    return run.out;
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

std::size_t times(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++out;
    return out;
}

}  // namespace

TEST_CASE("annotations of GitHub have a file, a line, a title and one line each") {
    const auto out = lines(review("github", {tied}));
    REQUIRE(out.size() == 4);
    const std::regex command{R"(::error file=[^,:]+,line=\d+,title=[^,:]+::.*)"};
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::regex_match(out[i], command));
    CHECK(out[0].starts_with("::error file=" + tied + ",line=25,title=policy-route-order [R5]::Policy routes wide"));
    CHECK_THAT(out[0], Contains("%0APacket: 10.66.90.0 -> 10.55.193.0, any protocol%0ARemedy: "));
    CHECK(out[3] == "vpnsim: " + tied + ": 3 errors");
}

TEST_CASE("GitHub shows ten annotations of a level: the last line counts the others") {
    const TemporaryFolder folder;
    const auto out = review("github", {folder.write("many.json", test::crowded_scenario(15)), tied});
    CHECK(times(out, "::error ") == 10);
    CHECK_THAT(lines(out).back(), Contains("vpnsim: 8 more errors without annotation: GitHub shows 10"));
}

TEST_CASE("nothing that a scenario holds becomes a command of GitHub Actions") {
    const TemporaryFolder folder;
    const auto out = review("github", {folder.write("%,:\n::error::x.json", test::hostile_scenario())});
    for (const auto& line : lines(out)) {
        INFO(line);
        CHECK((line.starts_with("::error file=") || line.starts_with("::warning file=") ||
               line.starts_with("::notice file=") || line.starts_with("vpnsim: ")));
        if (line.starts_with("vpnsim: ")) CHECK(line.find("##[") == std::string::npos);
    }
    CHECK_THAT(out, Contains("%25%2C%3A\\x0a%3A%3Aerror%3A%3Ax.json,line="));
    CHECK_THAT(out, Contains("{1}} %250A%2525"));
}

TEST_CASE("a JUnit report has a suite for each scenario and a case for each rule") {
    const auto out = review("junit", {tied, failing});
    CHECK(test::junit_faults(out).empty());
    CHECK(times(out, "<testsuite ") == 2);
    CHECK(times(out, "<testcase name=\"policy-route-order\"") == 2);
    CHECK(times(out, "<failure ") == 3);
    CHECK_THAT(out, Contains(tied + ":24: error: Requests and replies use different connections: conn-1 and conn-2. "
                                    "(and 1 more)"));
    CHECK_THAT(out, Contains("suppressed (fw-2 is replaced): "));
    const auto tolerant = vpnsim_run({"review", tied, "--format", "junit", "--fail-on", "never"});
    CHECK(tolerant.exit_code == 0);
    CHECK(times(tolerant.out, "<failure ") == 0);
    CHECK_THAT(tolerant.out, Contains("<system-out>" + tied + ":25: error: "));
}

TEST_CASE("a suppression that is not in force is named with its line in every form") {
    const auto all = [&](const std::string& today) {
        std::vector<std::string> out;
        for (const std::string format : {"text", "json", "sarif", "junit", "markdown", "html", "github"}) {
            out.push_back(vpnsim_run({"review", failing, "--today", today, "--format", format}).out);
        }
        return out;
    };
    for (auto& out : all("2027-02-01")) {
        std::replace(out.begin(), out.end(), '\n', ' ');
        CAPTURE(out);
        CHECK_THAT(out, Contains("suppression of return-path-missing for conn-2 expired after 2027-01-31"));
        CHECK(std::regex_search(out, std::regex{"03-groups-differ.json(:|,line=)14|\"(startLine|line)\": 14\\b"}));
    }
    for (const auto& out : all("2027-01-31")) CHECK(out.find("expired after") == std::string::npos);
}

TEST_CASE("a suppression that misses the entity of a finding says which one was probably meant") {
    auto text = read_file(std::string{VPNSIM_SOURCE_DIR} + '/' + tied);
    text.insert(text.rfind('}'),
                R"(, "suppress": [{"rule": "policy-route-order", "entity": "vgw-1/wid", "reason": "r"}])");
    const auto run = vpnsim_on(text, {"review", "-", "--format", "github"});
    CHECK_THAT(run.out, Contains("matches no finding; did you mean \"vgw-1/wide\"?"));
}

TEST_CASE("Markdown begins with the verdict and folds the details") {
    const auto out = review("markdown", {tied, failing});
    CHECK(out.starts_with("## vpnsim review: 4 errors\n\n| scenario | errors |"));
    CHECK(times(out, "<details>") == times(out, "</details>"));
    CHECK(times(out, "<details>") == 6);
    CHECK(review("markdown", {"scenarios/examples/01-one-connection.json"}).starts_with("## vpnsim review: clean"));
}

TEST_CASE("Markdown fits a comment however much there is to say, the most severe first") {
    const TemporaryFolder folder;
    const auto many = folder.write("many.json", test::crowded_scenario(120));
    const auto out = review("markdown", {many, tied});
    CHECK(out.size() <= 65'536);
    CHECK(out.size() > 60'000);
    CHECK_THAT(out, Contains("not shown, the least severe:"));
    CHECK(times(out, "<details>") == times(out, "</details>"));
    std::vector<std::string> scenarios;
    for (int i = 0; i < 300; ++i) {
        scenarios.push_back(
            folder.write(std::string(150, '@') + std::to_string(i) + ".json", "{\"format\":\"vpnsim/1\"}"));
    }
    const auto wide = review("markdown", scenarios);
    CHECK(wide.size() <= 65'536);
    CHECK_THAT(wide, Contains("more scenarios not listed here"));
}

TEST_CASE("Markdown takes nothing from a scenario for markup, a mention or a link") {
    const TemporaryFolder folder;
    const auto out = review("markdown", {folder.write("hostile.json", test::hostile_scenario())});
    for (const std::string bad : {"<script", "</details>#", "@everyone", "[x]", "**c**", "`b`", "\x1b", "\u202e", "#1",
                                  "\r", "\u2028", " ##["}) {
        CAPTURE(bad);
        CHECK(out.find(bad) == std::string::npos);
    }
    CHECK(times(out, "<details>") == times(out, "</details>"));
    // Names with a bar add no cell to a table.
    std::size_t cells = 0;
    const std::regex bar{R"((^|[^\\])\|)"};
    for (const auto& line : lines(out)) {
        if (!line.starts_with("| ")) {
            cells = 0;
            continue;
        }
        const auto here = static_cast<std::size_t>(
            std::distance(std::sregex_iterator{line.begin(), line.end(), bar}, std::sregex_iterator{}));
        if (cells == 0) cells = here;
        CAPTURE(line);
        CHECK(here == cells);
    }
}

TEST_CASE("HTML needs nothing from elsewhere and holds no script") {
    const TemporaryFolder folder;
    const auto hostile = folder.write("hostile.json", test::hostile_scenario());
    const auto out = review("html", {tied, failing, hostile});
    for (const std::string bad : {"<script", "<link", "<img", "src=", "href=", "url(", "http:", "https://", "@import",
                                  "\x1b", "\u202e", "\r"}) {
        CAPTURE(bad);
        CHECK(out.find(bad) == std::string::npos);
    }
    // Whatever opens is closed: xmllint reads it once the void elements are.
    auto xml = std::regex_replace(out, std::regex{"<(meta [^>]*|br)>"}, "<$1/>");
    xml = std::regex_replace(xml, std::regex{"<details open>"}, "<details>");
    xml.replace(0, xml.find('\n'), "");
    const auto lint = run_program("/usr/bin/xmllint", {"--noout", "-"}, {.bytes = xml.substr(1)});
    CAPTURE(lint.err);
    CHECK(lint.exit_code == 0);
    CHECK_THAT(out, Contains("reason: fw-2 is replaced (until 2027-01-31)") && Contains("prefers-color-scheme: dark") &&
                        Contains("reply: delivered via conn-1"));
}

TEST_CASE("JUnit of a scenario with hostile names is valid") {
    const TemporaryFolder folder;
    CHECK(test::junit_faults(review("junit", {folder.write("hostile.json", test::hostile_scenario())})).empty());
}

TEST_CASE("several forms come out of one run, each as alone") {
    const TemporaryFolder folder;
    std::vector<std::string> call{"review", tied, "--today", "2026-12-31", "--format", "github"};
    const std::vector<std::string> formats{"text", "json", "sarif", "junit", "markdown", "html", "github"};
    for (const auto& format : formats) call.insert(call.end(), {"--output", format + '=' + folder.path(format)});
    const auto run = vpnsim_run(call);
    CHECK(run.exit_code == 1);
    for (const auto& format : formats) CHECK(read_file(folder.path(format)) == review(format, {tied}));
    const auto twice =
        vpnsim_run({"review", tied, "--output", "text=" + folder.path("a"), "--output", "json=" + folder.path("./a")});
    CHECK(twice.exit_code == 2);
    CHECK_THAT(twice.err, Contains("would be written twice"));
    CHECK_FALSE(std::filesystem::exists(folder.path("a")));
}

}  // namespace vpnsim::review_forms_test
