#include <catch2/catch.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::command_line_test {
using Catch::Matchers::Contains;

namespace {

const std::string example = "scenarios/examples/01-one-connection.json";
const std::string faulty = "scenarios/examples/02-equal-priorities.json";

/// Requires bad usage: code 2, one line that says `expected`, and no answer.
void require_usage_error(const std::vector<std::string>& arguments, const std::string& expected) {
    const auto run = vpnsim_run(arguments);
    CAPTURE(arguments, run.err);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    CHECK_THAT(run.err, Contains(expected));
}

}  // namespace

TEST_CASE("without a verb the overview goes to standard error") {
    const auto run = vpnsim_run({});
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Contains("Usage: vpnsim VERB"));
}

TEST_CASE("help and version are answers") {
    for (const auto* const word : {"--help", "-h", "help"}) {
        const auto run = vpnsim_run({word});
        CHECK(run.exit_code == 0);
        CHECK(run.err.empty());
        CHECK_THAT(run.out, Contains("Verbs:"));
    }
    CHECK(vpnsim_run({"--version"}).out.starts_with("vpnsim "));
}

TEST_CASE("every verb explains itself with an example, whatever else is on the line") {
    for (const auto* const verb : {"review", "trace", "classes", "negotiate", "whatif", "failover", "test", "fix",
                                   "import", "export", "validate", "fmt", "init", "explain"}) {
        const auto run = vpnsim_run({verb, "--no-such-option", "--help"});
        CAPTURE(verb);
        CHECK(run.exit_code == 0);
        CHECK(run.err.empty());
        CHECK(run.out.find(" \n") == std::string::npos);
        CHECK_THAT(run.out, Contains("Usage: vpnsim " + std::string{verb}) && Contains("\nExample:\n  $ vpnsim "));
    }
}

TEST_CASE("bad usage names what was probably meant") {
    require_usage_error({"reveiw", example}, "unknown verb \"reveiw\"; did you mean \"review\"?");
    require_usage_error({"--versoin"}, "unknown option");
    require_usage_error({"review", "--fromat", "json", example},
                        "unknown option \"--fromat\"; did you mean \"--format\"?");
    require_usage_error({"review", "--format", "jsno", example}, "did you mean \"json\"? (known: text, json, sarif");
    require_usage_error({"review", "--forma", "json", example}, "unknown option");
    require_usage_error({"review", "--fail-on", "errors", example}, "did you mean \"error\"?");
    require_usage_error({"review", "--output", "sariff=x", example},
                        "did you mean \"sarif\"? (known: text, json, sarif, junit, markdown, html, github)");
    require_usage_error({"review", "--output", "json", example}, "FORMAT=FILE");
    require_usage_error({"review", "--output", "json=-", example}, "--output wants a file");
    require_usage_error({"review", "--today", "2026-02-30", example}, "--today");
    require_usage_error({"review", "--today", "2026-2-3", example}, "--today");
    require_usage_error({"review"}, "expected SCENARIO");
    require_usage_error({"review", "--format"}, "--format");
    require_usage_error({"review", "--format", "text", "--format", "json", example}, "more than once");
    require_usage_error({"trace", example, faulty, "--from", "a", "--to", "b"}, "unexpected");
    require_usage_error({"trace", example, "--to", "db"}, "--from is missing");
    require_usage_error({"negotiate", example, "--connection", "con-1"}, "did you mean \"conn-1\"?");
    require_usage_error({"classes", example, "--max-classes", "many"}, "--max-classes wants a number");
    require_usage_error({"validate", "--max-input", "64Q", example}, "--max-input wants a size");
    require_usage_error({"validate", "--root", "/no/such/folder", example}, "is no directory");
    require_usage_error({"validate", "-", "-"}, "read once only");
    require_usage_error({"fmt", "--check", "--in-place", example}, "exclude one another");
    require_usage_error({"explain", "policy-route-ordre"}, "did you mean \"policy-route-order\"?");
}

TEST_CASE("the exit code of a review says whether there are findings from a severity up") {
    CHECK(vpnsim_run({"review", example}).exit_code == 0);
    CHECK(vpnsim_run({"review", faulty}).exit_code == 1);
    CHECK(vpnsim_run({"review", example, faulty}).exit_code == 1);
    CHECK(vpnsim_run({"review", faulty, "--fail-on", "never"}).exit_code == 0);
    CHECK(vpnsim_run({"negotiate", faulty}).exit_code == 0);
    CHECK(vpnsim_run({"classes", faulty}).exit_code == 0);
}

TEST_CASE("a review goes to as many files as wanted") {
    const TemporaryFolder folder;
    const auto run = vpnsim_run({"review", faulty, "--format", "json", "--output", "text=" + folder.path("a.txt"),
                                 "--output", "json=" + folder.path("a.json")});
    CHECK(read_file(folder.path("a.json")) == run.out);
    CHECK(read_file(folder.path("a.txt")) == vpnsim_run({"review", faulty}).out);
    require_usage_error({"review", faulty, "--output", "json=/no/such/folder/a.json"}, "cannot write");
}

TEST_CASE("colours appear where they are wanted and never under NO_COLOR") {
    const auto coloured = [](const ProgramRun& run) { return run.out.find('\x1b') != std::string::npos; };
    CHECK_FALSE(coloured(vpnsim_run({"review", faulty})));
    CHECK(coloured(vpnsim_run({"review", faulty, "--color", "always"})));
    CHECK_FALSE(coloured(vpnsim_run({"review", faulty, "--color", "never"})));
    CHECK_FALSE(coloured(vpnsim_run({"review", faulty, "--color", "always"}, {.environment = {{"NO_COLOR", "1"}}})));
}

TEST_CASE("a full disk is an internal error, a reader that went away is none") {
    const auto shell = [](const std::string& command) {
        return run_program("/bin/bash", {"-c", "\"$0\" " + command, VPNSIM_PROGRAM});
    };
    const auto full = shell("validate " + example + " > /dev/full");
    CHECK(full.exit_code == 3);
    CHECK_THAT(full.err, Contains("No space left on device"));
    const auto gone = shell("classes " + faulty + " --format json | true; exit ${PIPESTATUS[0]}");
    CHECK(gone.exit_code == 0);
    CHECK(gone.err.empty());
}

TEST_CASE("explain knows profiles and rules") {
    CHECK_THAT(vpnsim_run({"explain", "profile", "strongswan"}).out,
               Contains("ikev2_selectors") && Contains("measured") && Contains("source: "));
    CHECK_THAT(vpnsim_run({"explain", "policy-route-order"}).out, Contains("(error)"));
}

TEST_CASE("the scenario that init writes is canonical and clean") {
    const auto scenario = vpnsim_run({"init"}).out;
    CHECK(vpnsim_on(scenario, {"fmt", "-"}).out == scenario);
    const auto review = vpnsim_on(scenario, {"review", "-"});
    CHECK(review.exit_code == 0);
    CHECK_THAT(review.out, Contains("<stdin>: clean"));
}

}  // namespace vpnsim::command_line_test
