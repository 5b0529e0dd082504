#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::scenario_format_test {
using Catch::Matchers::Contains;

namespace {

std::string formatted(const std::string& scenario) {
    const auto run = vpnsim_on(scenario, {"fmt", "-"});
    CHECK(run.err.empty());
    CHECK(run.exit_code == 0);
    return run.out;
}

}  // namespace

TEST_CASE("canonical form keeps members, comments and single blank lines in their order") {
    const std::string scenario =
        "// head\n{\"format\":\"vpnsim/1\",   // which\n\n\n\"name\" : \"\\u0041\\/b\",/* a */ \n"
        "\"vpcs\":{ \"v\":{\"cidrs\":[ \"10.0.0.0/8\" ,\"11.0.0.0/8\"],\n// none yet\n\"vswitches\":{}} ,\n"
        "\"w\":{ \"cidrs\":[]}\n// the end\n}}\n// tail";
    const std::string expected =
        "// head\n"
        "{\n"
        "  \"format\": \"vpnsim/1\", // which\n"
        "\n"
        "  \"name\": \"A/b\", /* a */\n"
        "  \"vpcs\": {\n"
        "    \"v\": {\n"
        "      \"cidrs\": [\"10.0.0.0/8\", \"11.0.0.0/8\"],\n"
        "      // none yet\n"
        "      \"vswitches\": {}\n"
        "    },\n"
        "    \"w\": { \"cidrs\": [] }\n"
        "    // the end\n"
        "  }\n"
        "}\n"
        "// tail\n";
    CHECK(formatted(scenario) == expected);
    CHECK(formatted(expected) == expected);
}

TEST_CASE("canonical form is the same whatever the layout was") {
    for (const auto* const name : {"01-one-connection", "14-hub-three-sites"}) {
        const auto canonical = read_file("scenarios/examples/" + std::string{name} + ".json");
        CHECK(formatted(canonical) == canonical);
        std::string flat;
        for (std::size_t i = 0; i < canonical.size(); ++i) {
            const bool comment = canonical.compare(i, 2, "//") == 0;
            if (comment && !flat.empty() && flat.back() != '\n') flat += '\n';
            if (comment) flat += canonical.substr(i, canonical.find('\n', i) + 1 - i);
            if (comment) i = canonical.find('\n', i);
            else if (canonical[i] != '\n') flat += canonical[i];
        }
        CHECK(formatted(flat) == canonical);
        std::string windows = "\xef\xbb\xbf";
        for (const char c : canonical) windows += c == '\n' ? "\r\n" : std::string{c};
        CHECK(formatted(windows) == canonical);
    }
}

TEST_CASE("fmt --check names the files that would change, fmt --in-place changes them and nothing else") {
    const TemporaryFolder folder;
    const auto loose = folder.write("loose.json", "{\"format\":\"vpnsim/1\"}");
    ::chmod(loose.c_str(), 0640);
    const auto canonical = folder.write("canonical.json", "{\n  \"format\": \"vpnsim/1\"\n}\n");
    const auto broken = folder.write("broken.json", "{\"format\":\"vpnsim/2\"}");
    const auto check = vpnsim_run({"fmt", "--check", loose, canonical});
    CHECK(check.exit_code == 1);
    CHECK(check.out == loose + ": not in canonical form\n");
    CHECK(vpnsim_run({"fmt", "--in-place", loose, broken}).exit_code == 2);
    CHECK(read_file(loose) == "{\"format\":\"vpnsim/1\"}");
    CHECK(vpnsim_run({"fmt", "--in-place", loose, canonical}).exit_code == 0);
    CHECK(read_file(loose) == read_file(canonical));
    struct stat info {};
    CHECK(::stat(loose.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0640U);
    CHECK(vpnsim_run({"fmt", "--check", loose, canonical}).exit_code == 0);
}

}  // namespace vpnsim::scenario_format_test
