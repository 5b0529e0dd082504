#include <catch2/catch.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::export_test {
namespace {

const std::string example = "scenarios/examples/01-one-connection.json";

}  // namespace

TEST_CASE("export writes a device's side in every form, and import finds the same tunnel in it") {
    const TemporaryFolder folder;
    for (const auto* form : {"swanctl", "cisco-asa", "cisco-ios"}) {
        CAPTURE(form);
        const auto target = folder.path(std::string{"fw-1."} + form);
        const auto run = vpnsim_run({"export", "dc-1/fw-1", "--as", form, example, "-o", target});
        INFO(run.err);
        CHECK(run.exit_code == 0);
        CHECK(run.out.empty());
        const auto facts = vpnsim_run({"import", form, target, "--facts"});
        CHECK(facts.out.find("\"10.66.90.0/24\"") != std::string::npos);
        CHECK(facts.out.find("\"203.0.113.10\"") != std::string::npos);
    }
}

TEST_CASE("export says what it does not know, with the nearest name, and writes nothing") {
    const TemporaryFolder folder;
    const auto target = folder.path("out.conf");
    const auto refused = [&](const std::vector<std::string>& words, const std::string& reason) {
        const auto run = vpnsim_run(words);
        INFO(run.err);
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        CHECK(run.err.find(reason) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(target));
    };
    refused({"export", "dc-1/fw-2", "--as", "swanctl", example, "-o", target}, "fw-1");
    refused({"export", "dc-2/fw-1", "--as", "swanctl", example, "-o", target}, "dc-1");
    refused({"export", "dc-1/fw-1", "--as", "swanctl.conf", example, "-o", target}, "swanctl");
    refused({"export", "dc-1/fw-1", example, "-o", target}, "--as");
}

TEST_CASE("a name with a line break is refused by export, and the terminal gets no control character of it") {
    const TemporaryFolder folder;
    auto json = read_file(example);
    const auto at = json.find("\"version\"");
    REQUIRE(at != std::string::npos);
    json.insert(at, R"("local_id": "a\n crypto isakmp key EVIL address 0.0.0.0\u001b[31m", )");
    const auto scenario = folder.write("injected.json", json);
    for (const auto* form : {"swanctl", "cisco-asa", "cisco-ios"}) {
        CAPTURE(form);
        const auto run = vpnsim_run({"export", "dc-1/fw-1", "--as", form, scenario});
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        CHECK(run.err.find("one of its identities") != std::string::npos);
        CHECK(run.err.find('\x1b') == std::string::npos);
    }
}

TEST_CASE("no form of an export holds a key") {
    const TemporaryFolder folder;
    auto json = read_file(example);
    const auto at = json.find("\"vpn_gateway\"");
    REQUIRE(at != std::string::npos);
    const auto scenario = folder.write("with-key.json", json.insert(at, "\"psk\": \"INVENTED-marker\", "));
    for (const auto* form : {"swanctl", "cisco-asa", "cisco-ios"}) {
        const auto run = vpnsim_run({"export", "dc-1/fw-1", "--as", form, scenario});
        CHECK((run.out + run.err).find("INVENTED") == std::string::npos);
    }
}

}  // namespace vpnsim::export_test
