#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::scenario_input_test {
using Catch::Matchers::Contains;

namespace {

const std::string empty = R"({ "format": "vpnsim/1" })";

/// Requires an input error: code 2, every message on standard error, and no answer.
ProgramRun require_refused(const std::vector<std::string>& arguments, const std::string& expected,
                           const ProgramInput& input = {}) {
    auto run = vpnsim_run(arguments, input);
    CAPTURE(arguments, run.err);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Contains(expected));
    return run;
}

}  // namespace

TEST_CASE("validate counts what a scenario holds") {
    const auto run = vpnsim_run({"validate", "scenarios/examples/02-equal-priorities.json", "-"}, {.bytes = empty});
    CHECK(run.exit_code == 0);
    CHECK(run.out ==
          "scenarios/examples/02-equal-priorities.json: valid: 1 VPC, 1 VPN gateway, 2 connections, 1 site\n"
          "<stdin>: valid: 0 VPCs, 0 VPN gateways, 0 connections, 0 sites\n");
}

TEST_CASE("every error of every file is reported with its place") {
    const TemporaryFolder folder;
    const auto a = folder.write("a.json", "{ \"format\": \"vpnsim/1\",\n  \"vpsc\": {},\n  \"name\": 1 }");
    const auto b = folder.write("b.json", "{");
    const auto run = require_refused({"review", a, b}, a + ":2:3: /vpsc: unknown key");
    CHECK_THAT(run.err, Contains(a + ":3:3: /name: ") && Contains(b + ":1:2: "));
}

TEST_CASE("directories, missing files and unreadable ones are said to be so") {
    const TemporaryFolder folder;
    require_refused({"validate", folder.path(".")}, "it is a directory [unreadable]");
    require_refused({"validate", folder.path("none.json")}, "there is no such file [unreadable]");
    if (::geteuid() != 0) {
        const auto secret = folder.write("secret.json", empty);
        ::chmod(secret.c_str(), 0);
        require_refused({"validate", secret}, "Permission denied [unreadable]");
    }
}

TEST_CASE("what is larger than the limit is refused, a file before it is read, a stream at the limit") {
    const TemporaryFolder folder;
    const std::string large = empty + std::string(70'000, ' ');
    const auto file = folder.write("large.json", large);
    const std::string message = "the scenario is larger than 64 KiB (--max-input) [too-long]";
    require_refused({"validate", "--max-input", "64K", file}, message);
    require_refused({"validate", "--max-input", "65536", "-"}, message, {.bytes = large});
    require_refused({"validate", "--max-input", "64K", "/dev/zero"}, message);
    CHECK(vpnsim_run({"validate", "--max-input", "1M", file}).exit_code == 0);
    CHECK(vpnsim_run({"validate", "--max-input", std::to_string(large.size()), "-"}, {.bytes = large}).exit_code == 0);
    // What is extended counts, too.
    const auto patch = folder.write("patch.json", R"({ "format": "vpnsim/1", "extends": "large.json" })");
    require_refused({"validate", "--max-input", "64K", patch}, "larger than 64 KiB");
}

TEST_CASE("a bomb of brackets from a pipe is a short message") {
    const auto run = require_refused({"validate", "-"}, "[too-deep]", {.bytes = std::string(2'000'000, '[')});
    CHECK(run.err.size() < 500);
}

TEST_CASE("extended files stay under the root, symbolic links included") {
    const TemporaryFolder folder;
    folder.write("outside.json", empty);
    folder.write("in/base.json", empty);
    const auto extending = [&](const std::string& name, const std::string& base) {
        return folder.write("in/" + name, R"({ "format": "vpnsim/1", "extends": ")" + base + "\" }");
    };
    const auto inside = extending("a.json", "base.json");
    const auto above = extending("b.json", "../outside.json");
    const auto absolute = extending("c.json", folder.path("outside.json"));
    const auto linked = extending("d.json", "link.json");
    ::symlink(folder.path("outside.json").c_str(), folder.path("in/link.json").c_str());
    CHECK(vpnsim_run({"validate", inside}).exit_code == 0);
    for (const auto& file : {above, absolute, linked}) {
        require_refused({"validate", file}, "it lies outside of the root");
        CHECK(vpnsim_run({"validate", "--root", folder.path("."), file}).exit_code == 0);
        // The current directory is the root where the scenario lies in it.
        CHECK(vpnsim_run({"validate", file}, {.directory = folder.path(".")}).exit_code == 0);
    }
    require_refused({"validate", extending("e.json", "none.json")}, "there is no such file");
    ::mkfifo(folder.path("in/fifo").c_str(), 0600);
    require_refused({"validate", extending("f.json", "fifo")}, "it is not a regular file");
}

TEST_CASE("a cycle of files is an error") {
    const TemporaryFolder folder;
    const auto a = folder.write("a.json", R"({ "format": "vpnsim/1", "extends": "b.json" })");
    folder.write("b.json", R"({ "format": "vpnsim/1", "extends": "a.json" })");
    require_refused({"validate", a}, "[extends-cycle]");
}

TEST_CASE("text of a scenario cannot steer the terminal") {
    const std::string scenario =
        R"({ "format": "vpnsim/1", "name": "\u001b[31mred\u202e", "vpcs": { "v\u001b[2J": {} } })";
    for (const auto* const verb : {"review", "validate"}) {
        const auto run = vpnsim_on(scenario, {verb, "-"});
        CAPTURE(verb, run.out, run.err);
        CHECK(run.out.find('\x1b') == std::string::npos);
        CHECK(run.err.find('\x1b') == std::string::npos);
        CHECK(run.out.find("\u202e") == std::string::npos);
    }
    const auto odd_name = vpnsim_run({"validate", "no\x1b[31m\xff.json"});
    CHECK_THAT(odd_name.err, Contains("no\\x1b[31m\\xff.json"));
}

TEST_CASE("no answer and no message holds a pre-shared key") {
    const std::string scenario = read_file("scenarios/examples/03-groups-differ.json");
    for (const auto* const verb : {"review", "negotiate", "classes", "validate"}) {
        for (const auto* const format : {"text", "json"}) {
            const auto run = vpnsim_run({verb, "scenarios/examples/03-groups-differ.json", "--format", format});
            CHECK(run.out.find("horse") == std::string::npos);
            CHECK(run.err.find("horse") == std::string::npos);
        }
    }
}

}  // namespace vpnsim::scenario_input_test
