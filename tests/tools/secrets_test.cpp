// No answer, message or report ever shows a pre-shared key (contract of the format; docs/scenario-format.md).
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "../support/scenario_files.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::secrets_test {
using nlohmann::json;

namespace {

constexpr std::string_view marker = "Mark3r-of-the-cloud";
constexpr std::string_view other = "Mark3r-of-the-device";

/// Writes a key into every place that can hold one.
json with_keys(json scenario, std::string_view cloud, std::string_view device) {
    const auto each = [](json& record, const char* collection, const auto& visit) {
        if (!record.contains(collection)) return;
        for (auto& member : record[collection]) {
            if (member.is_object()) visit(member);
        }
    };
    each(scenario, "ipsec_connections", [&](json& connection) {
        connection["psk"] = cloud;
        each(connection, "tunnels", [&](json& tunnel) { tunnel["psk"] = cloud; });
    });
    each(scenario, "sites", [&](json& site) {
        each(site, "devices", [&](json& end) { each(end, "tunnels", [&](json& tunnel) { tunnel["psk"] = device; }); });
    });
    return scenario;
}

void require_silence(const std::string& name, const ProgramRun& run) {
    INFO(name << "\n" << run.out << run.err);
    REQUIRE(run.exit_code <= 2);
    for (const auto* const text : {&run.out, &run.err}) CHECK(text->find("Mark3r") == std::string::npos);
}

/// Every verb on every example, each of whose ends has one of these keys.
void require_silence_of_verbs(std::string_view cloud, std::string_view device) {
    std::vector<std::string> examples;
    for (const auto& path : vpnsim::test::valid_scenario_files()) {
        if (path.find("/examples/") != std::string::npos) examples.push_back(path);
    }
    CHECK(examples.size() > 10);
    const TemporaryFolder folder;  // with all of them: some extend others
    const auto name = [](const std::string& path) { return std::filesystem::path{path}.filename().string(); };
    for (const auto& path : examples) {
        const auto plain = json::parse(read_file(path), nullptr, true, true);
        folder.write(name(path), with_keys(plain, cloud, device).dump());
    }
    for (const auto& path : examples) {
        const auto file = folder.path(name(path));
        const auto patch = folder.path("change.json");
        const auto report = folder.path("report.xml");
        const std::vector<std::string> packet{"--from", "10.66.90.5", "--to", "10.55.193.7"};
        for (std::vector<std::string> call : std::vector<std::vector<std::string>>{
                 {"validate"},
                 {"fmt"},
                 {"fmt", "--check"},
                 {"classes"},
                 {"negotiate"},
                 {"review"},
                 {"trace"},
                 {"failover", "--max-failures", "2"},
                 {"fix"},
                 {"fix", "-o", patch},
                 {"test", "--junit", report},
                 {"whatif", "--against", file},
                 {"whatif", "--against", folder.path("01-one-connection.json")},
                 {"explain", "--log", folder.write("ipsec.log", "Mark3r authentication failure\n")}}) {
            call.push_back(file);
            if (call.front() == "trace") call.insert(call.end(), packet.begin(), packet.end());
            require_silence(path + ' ' + call.front(), vpnsim_run(call));
            if (call.front() == "validate" || call.front() == "fmt") continue;
            call.insert(call.end(), {"--format", "json"});
            require_silence(path + ' ' + call.front() + " json", vpnsim_run(call));
        }
        std::vector<std::string> changes;
        for (const auto* const key : {"Mark3r-new", "Mark3r-newer"}) {
            auto keyed = with_keys(json::parse(read_file(path), nullptr, true, true), key, other);
            keyed.erase("extends");
            changes.push_back(folder.write("change-" + std::to_string(changes.size()), keyed.dump()));
        }
        for (const auto* const format : {"text", "json"}) {
            require_silence(path + " change", vpnsim_run({"whatif", file, changes[0], "--format", format}));
            require_silence(path + " changes",
                            vpnsim_run({"whatif", file, changes[0], changes[1], "--any-order", "--format", format}));
        }
        require_silence(path + " update", vpnsim_run({"test", "--update", file}));
        CHECK(read_file(report).find("Mark3r") == std::string::npos);
        std::vector<std::string> reports{"review", file, "--write-baseline", folder.path("baseline")};
        const std::vector<std::string> formats{"sarif", "junit", "markdown", "html", "github"};
        for (const auto& format : formats)
            reports.insert(reports.end(), {"--output", format + '=' + folder.path(format)});
        require_silence(path + " reports", vpnsim_run(reports));
        CHECK(read_file(folder.path("baseline")).find("Mark3r") == std::string::npos);
        for (const auto& format : formats) CHECK(read_file(folder.path(format)).find("Mark3r") == std::string::npos);
        if (std::filesystem::exists(patch)) CHECK(read_file(patch).find("Mark3r") == std::string::npos);
    }
}

}  // namespace

TEST_CASE("no verb shows a pre-shared key that both ends have") { require_silence_of_verbs(marker, marker); }

TEST_CASE("no verb shows pre-shared keys that differ") { require_silence_of_verbs(marker, other); }

TEST_CASE("no verb shows pre-shared keys with blanks and control characters") {
    require_silence_of_verbs("Mark3r ", " Mark3r\x1b");
}

TEST_CASE("an error beside a key does not quote it") {
    const std::string broken =
        R"({"format":"vpnsim/1","ipsec_connections":{"c":{"psk":["Mark3r"],"ike":{"version":"Mark4r"}}}})";
    for (const auto* const verb : {"validate", "review", "negotiate", "fmt", "test"}) {
        require_silence(verb, vpnsim_on(broken, {verb, "-"}));
    }
    const TemporaryFolder folder;
    for (const auto* const change : {R"({"ipsec_connections":{"conn-1":{"psk":["Mark3r"]}}})",
                                     R"({"ipsec_connections":{"conn-1":{"psk":"Mark3r)"}) {
        require_silence("whatif", vpnsim_run({"whatif", "scenarios/examples/01-one-connection.json",
                                              folder.write("change.json", change)}));
    }
    const std::string too_long =
        R"({"format":"vpnsim/1","ipsec_connections":{"c":{"psk":"Mark3r)" + std::string(200, 'x') + R"("}}})";
    require_silence("a key that is too long", vpnsim_on(too_long, {"validate", "-"}));
    require_silence("a key that is cut off", vpnsim_on(too_long.substr(0, 90), {"validate", "-"}));
}

TEST_CASE("fmt puts placeholders in the place of keys on standard output, equal ones for equal keys") {
    const std::string scenario =
        R"({"format":"vpnsim/1","ipsec_connections":{"a":{"psk":"Mark3r"},"b":{"psk":"Mark3r 2"},"c":{"psk":"Mark3r"}}})";
    const auto shown = vpnsim_on(scenario, {"fmt", "-"});
    CHECK(shown.err.find("placeholders") != std::string::npos);
    const auto parsed = json::parse(shown.out)["ipsec_connections"];
    CHECK(parsed["a"]["psk"] == parsed["c"]["psk"]);
    CHECK(parsed["a"]["psk"] != parsed["b"]["psk"]);
    require_silence("fmt", shown);
}

}  // namespace vpnsim::secrets_test
