#include "model/scenario_reader.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "../support/random_scenario.hpp"
#include "../support/scenario_files.hpp"
#include "model/merge_patch.hpp"
#include "model/scenario_writer.hpp"

namespace vpnsim::scenario_reader_test {
namespace {

namespace fs = std::filesystem;

std::vector<InputError> errors_of(ScenarioResult result) {
    auto* const errors = std::get_if<std::vector<InputError>>(&result);
    return errors != nullptr ? std::move(*errors) : std::vector<InputError>{};
}

std::vector<InputError> errors_of(const std::string& text, const ReadLimits& limits = {}) {
    return errors_of(read_scenario({"input.json", text}, test::no_files(), limits));
}

std::string messages(const std::vector<InputError>& errors) {
    std::string all;
    for (const auto& error : errors) all += error.text() + '\n';
    return all;
}

Scenario load(const std::string& text) {
    auto result = read_scenario({"input.json", text}, test::no_files());
    INFO(messages(errors_of(result)));
    REQUIRE(std::holds_alternative<Scenario>(result));
    return std::get<Scenario>(std::move(result));
}

/// A provider over files in memory.
FileProvider files(std::map<std::string, std::string> contents) {
    return [contents = std::move(contents)](const std::string& path) -> std::variant<std::string, FileRefusal> {
        const auto found = contents.find(path);
        if (found == contents.end()) return FileRefusal{"there is no such file"};
        return found->second;
    };
}

// Every kind of input error has a file, beside it the exact messages.
TEST_CASE("every invalid scenario is refused with exactly the expected messages") {
    const fs::path folder = fs::path{VPNSIM_SOURCE_DIR} / "scenarios" / "invalid";
    const auto beside = [&](const std::string& path) -> std::variant<std::string, FileRefusal> {
        if (!fs::exists(folder / path)) return FileRefusal{"there is no such file"};
        return test::read_file((folder / path).string());
    };
    std::set<InputFault> shown;
    for (const auto& entry : fs::directory_iterator{folder}) {
        if (entry.path().extension() != ".json") continue;
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        const auto errors = errors_of(read_scenario({name, test::read_file(entry.path().string())}, beside));
        auto expected = entry.path();
        expected.replace_extension(".expected.txt");
        CHECK(messages(errors) == test::read_file(expected.string()));
        for (const auto& error : errors) shown.insert(error.fault);
    }
    // Those whose files would be huge; tests below show them.
    shown.insert(
        {InputFault::too_long, InputFault::too_many_values, InputFault::extends_chain, InputFault::more_errors});
    for (const auto& info : input_faults()) {
        INFO(info.code << " has no file in scenarios/invalid");
        CHECK(shown.contains(info.fault));
    }
}

TEST_CASE("ten different mistakes of one file are ten errors in file order") {
    const auto path = fs::path{VPNSIM_SOURCE_DIR} / "scenarios" / "invalid" / "ten-errors.json";
    const auto errors = errors_of(test::read_file(path.string()));
    REQUIRE(errors.size() == 10);
    CHECK(std::is_sorted(errors.begin(), errors.end(), [](const auto& a, const auto& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    }));
    std::set<InputFault> faults;
    for (const auto& error : errors) faults.insert(error.fault);
    CHECK(faults.size() == 10);
}

TEST_CASE("a file with nothing but its format is an empty scenario") {
    CHECK(load(R"({ "format": "vpnsim/1" })") == Scenario{});
}

TEST_CASE("comments and a byte order mark are no part of the text") {
    CHECK(load("\xef\xbb\xbf// head\n{ /* a, b: { */ \"format\" /*:*/ : // x\n \"vpnsim/1\" , /**/ \"name\": \"n\" } "
               "// end")
              .name == "n");
}

TEST_CASE("places name the key of each record") {
    const Scenario scenario = load(
        "{ \"format\": \"vpnsim/1\",\n  \"ipsec_connections\": {\n"
        "    /* \"no\": */ \"conn-1\": { \"mtu\": 1399, \"remote_ts\" : [\"10.0.0.0/8\"] },\n"
        "\"\\u0063\": {} } }");
    const auto& connections = scenario.estate.ipsec_connections;
    REQUIRE(connections.size() == 2);
    CHECK((connections[0].place.line == 3 && connections[0].place.column == 17));
    CHECK((connections[0].remote_ts_place.line == 3 && connections[0].remote_ts_place.column == 42));
    CHECK(connections[1].name == "c");
    CHECK((connections[1].place.line == 4 && connections[1].place.column == 1));
}

TEST_CASE("columns count characters, not bytes") {
    const auto errors =
        errors_of("{ \"format\": \"vpnsim/1\", \"name\": \"" + std::string(300, 'x') + "中文🚀\", \"nmae\": 1 }");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].column == 340);
}

TEST_CASE("references may point forward") {
    const Scenario scenario = load(R"({ "format": "vpnsim/1",
        "vpcs": { "v": { "route_tables": { "t": { "routes": {
            "a": { "destination": "10.0.0.0/8", "next_hop": "g" }, "b": { "destination": "10.0.0.0/9", "next_hop": "i" },
            "c": { "destination": "10.0.0.0/10", "next_hop": "w" } } } } }, "w": { "instances": { "i": { "address": "::1" } } } },
        "vpn_gateways": { "g": {} } })");
    const auto& routes = scenario.estate.vpcs[0].route_tables[0].routes;
    CHECK(routes[0].next_hop == VpcNextHop{GatewayId{0}});
    CHECK(routes[1].next_hop == VpcNextHop{InstanceRef{VpcId{1}, InstanceIndex{0}}});
    CHECK(routes[2].next_hop == VpcNextHop{VpcId{1}});
}

TEST_CASE("the role that a tunnel leaves out is the one the other does not have") {
    const auto roles = [](const std::string& one, const std::string& two) {
        const auto scenario = load(R"({ "format": "vpnsim/1", "ipsec_connections": { "c": { "tunnels": { "1": {)" +
                                   one + R"(}, "2": {)" + two + "} } } } }");
        const auto& tunnels = scenario.estate.ipsec_connections[0].tunnels;
        return std::pair{tunnels[0].role, tunnels[1].role};
    };
    const std::pair active_first{TunnelRole::active, TunnelRole::standby};
    const std::pair standby_first{TunnelRole::standby, TunnelRole::active};
    CHECK(roles("", "") == active_first);
    CHECK(roles(R"("role": "standby")", "") == standby_first);
    CHECK(roles("", R"("role": "active")") == standby_first);
}

TEST_CASE("an AS number may be written with a dot") {
    const auto scenario = load(R"({ "format": "vpnsim/1", "customer_gateways": { "a": { "asn": "65000.1" } } })");
    CHECK(scenario.estate.customer_gateways[0].asn == 65000U * 65536 + 1);
}

// RFC 7396, with a base in another folder.
TEST_CASE("a file is merged over the one it extends") {
    const std::string base = R"({ "format": "vpnsim/1", "name": "base", "description": "kept",
  "customer_gateways": { "gone": {}, "kept": { "asn": 1 }, "changed": { "asn": 2, "address": "198.51.100.1" } } })";
    const std::string variant = R"({ "extends": "base.json", "name": "middle",
  "customer_gateways": { "gone": null, "changed": { "asn": 3 }, "new": { "asn": 4, "address": null } } })";
    const std::string top = R"({ "extends": "../lab/middle.json", "name": "top" })";
    auto result = read_scenario({"work/variants/top.json", top},
                                files({{"work/lab/base.json", base}, {"work/lab/middle.json", variant}}));
    INFO(messages(errors_of(result)));
    REQUIRE(std::holds_alternative<Scenario>(result));
    const auto& scenario = std::get<Scenario>(result);
    CHECK(scenario.name == "top");
    CHECK(scenario.description == "kept");
    CHECK(scenario.files ==
          std::vector<std::string>{"work/lab/base.json", "work/lab/middle.json", "work/variants/top.json"});
    const auto& gateways = scenario.estate.customer_gateways;
    REQUIRE(gateways.size() == 3);
    CHECK((gateways[0].name == "kept" && gateways[0].asn == 1U && gateways[0].place.file == 0));
    CHECK((gateways[1].name == "changed" && gateways[1].asn == 3U && gateways[1].address));
    CHECK((gateways[2].name == "new" && gateways[2].asn == 4U && gateways[2].place.file == 1));
}

TEST_CASE("a chain of extending files is followed to its limit, and a cycle is an error") {
    std::map<std::string, std::string> chain;
    for (int i = 0; i < 30; ++i) {
        chain["f" + std::to_string(i)] = R"({ "extends": "f)" + std::to_string(i + 1) + "\" }";
    }
    const auto too_long = errors_of(read_scenario({"start", R"({ "extends": "f0" })"}, files(chain)));
    REQUIRE(too_long.size() == 1);
    CHECK(too_long[0].fault == InputFault::extends_chain);
    chain["f9"] = R"({ "extends": "./x/../f3" })";
    const auto cycle = errors_of(read_scenario({"start", R"({ "extends": "f0" })"}, files(chain)));
    REQUIRE(cycle.size() == 1);
    CHECK(cycle[0].text() == "f9:1:3: /extends: \"f3\" extends itself, directly or through others [extends-cycle]");
}

TEST_CASE("an error of a patched document points into the file that says it") {
    auto base =
        read_document({"base.json", R"({ "format": "vpnsim/1", "ipsec_connections": { "c": { "mtu": -1 } } })"});
    auto patch = read_document({"change.json", R"({ "ipsec_connections": { "c": { "local_ts": ["10.0.0.1/8"] } } })"});
    const JsonDocument merged = merge_patch(std::get<JsonDocument>(std::move(base)), std::get<JsonDocument>(patch));
    CHECK(messages(errors_of(decode_scenario(merged))) ==
          "base.json:1:55: /ipsec_connections/c/mtu: -1 is out of range; allowed is 0 to 4294967295 [out-of-range]\n"
          "change.json:1:46: /ipsec_connections/c/local_ts/0: \"10.0.0.1/8\" has host bits set; the network is "
          "10.0.0.0/8 "
          "[host-bits]\n");
}

TEST_CASE("an empty patch changes nothing, and a patch twice is a patch once") {
    for (std::uint_fast32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        const std::string a = write_scenario(test::random_scenario(seed));
        const std::string b = write_scenario(test::random_scenario(seed + 1000));
        const auto document = [](const std::string& text) {
            return std::get<JsonDocument>(read_document({"f", text}));
        };
        const auto empty = decode_scenario(merge_patch(document(a), document("{}")));
        CHECK(std::get<Scenario>(empty) == load(a));
        // Records of both have ids of their own kind, so that b over a need not be valid; compare the outcomes.
        const auto once = decode_scenario(merge_patch(document(a), document(b)));
        const auto twice = decode_scenario(merge_patch(merge_patch(document(a), document(b)), document(b)));
        REQUIRE(once.index() == twice.index());
        if (std::holds_alternative<Scenario>(once)) CHECK(std::get<Scenario>(once) == std::get<Scenario>(twice));
    }
}

TEST_CASE("errors beyond the limit are counted") {
    ReadLimits limits;
    limits.errors = 2;
    const auto errors = errors_of(R"({ "format": "vpnsim/1", "a1": 1, "b1": 2, "c1": 3, "d1": 4 })", limits);
    REQUIRE(errors.size() == 3);
    CHECK(errors[2].text() == "input.json: 2 more errors are not shown [more-errors]");
}

TEST_CASE("hostile input ends at once with a clear error") {
    const auto only = [](const std::string& text) {
        const auto errors = errors_of(text);
        REQUIRE(errors.size() == 1);
        return errors[0].fault;
    };
    constexpr std::size_t much = 10'000'000;
    CHECK(only(std::string(much, '[')) == InputFault::too_deep);
    CHECK(only(std::string(much, ' ')) == InputFault::too_long);
    CHECK(only(std::string(much, '1')) == InputFault::too_long);
    CHECK(only("[0" + std::string(much, '0')) == InputFault::syntax);
    CHECK(only(std::string(much, '\0')) == InputFault::syntax);
    CHECK(only("{ \"" + std::string(much, 'x')) == InputFault::too_long);
    CHECK(only("/*" + std::string(much, 'x')) == InputFault::too_long);
    ReadLimits limits;
    limits.values = 1000;
    const auto errors = errors_of(
        "[0" +
            [] {
                std::string more;
                for (int i = 0; i < 1000; ++i) more += ",0";
                return more;
            }() +
            "]",
        limits);
    CHECK(messages(errors) == "input.json:1:2000: the file holds more than 1000 values [too-many-values]\n");
}

TEST_CASE("large objects are read in reasonable time, duplicates and dangling names included") {
    std::string text = R"({ "format": "vpnsim/1", "customer_gateways": {)";
    for (int i = 0; i < 200'000; ++i) text += "\"cgw-" + std::to_string(i % 199'990) + "\": {},";
    text.back() = '}';
    text += R"(, "ipsec_connections": {)";
    for (int i = 0; i < 20'000; ++i)
        text += "\"c" + std::to_string(i) + R"(": { "customer_gateway": "cgv-)" + std::to_string(i) + "\" },";
    text.back() = '}';
    const auto errors = errors_of(text + "}");
    CHECK(errors.size() == 1001);
    CHECK(errors[0].fault == InputFault::duplicate_key);
}

TEST_CASE("a pre-shared key appears in no message, whatever is broken") {
    const std::string secret = "correct-horse-battery";
    const std::string text = R"({ "format": "vpnsim/1", "ipsec_connections": { "c": { "psk": ")" + secret +
                             R"(", "tunnels": { "t": { "psk": ")" + secret + R"(" } } } },
        "sites": { "s": { "devices": { "d": { "tunnels": { "t": { "psk": ")" +
                             secret + R"(" } } } } } } })";
    const auto leaks = [&](const std::string& broken) {
        return messages(errors_of(broken)).find("battery") != std::string::npos;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char byte : {'"', '\0', '\n', '\\', '{', ']', 'x', '\xff', ',', ':'}) {
            std::string broken = text;
            broken[at] = byte;
            CAPTURE(broken);
            REQUIRE_FALSE(leaks(broken));
        }
        REQUIRE_FALSE(leaks(text.substr(0, at)));
        REQUIRE_FALSE(leaks(text.substr(0, at) + text.substr(at + 1)));
    }
}

TEST_CASE("docs/errors.md explains every error code, and no other") {
    const std::string page = test::read_file(std::string{VPNSIM_SOURCE_DIR} + "/docs/errors.md");
    std::set<std::string> documented;
    for (std::size_t at = page.find("\n| `"); at != std::string::npos; at = page.find("\n| `", at + 1)) {
        const auto end = page.find('`', at + 4);
        documented.insert(page.substr(at + 4, end - at - 4));
        const auto line = page.substr(at + 1, page.find('\n', at + 1) - at - 1);
        const bool reader_only = line.find("| reader |") != std::string::npos;
        for (const auto& info : input_faults()) {
            if (info.code == page.substr(at + 4, end - at - 4)) {
                INFO(line);
                CHECK(reader_only == (info.seen_by == SeenBy::reader));
            }
        }
    }
    std::set<std::string> known;
    for (const auto& info : input_faults()) known.emplace(info.code);
    CHECK(documented == known);
}

TEST_CASE("the pieces of docs/scenario-format.md together are a scenario") {
    const std::string page = test::read_file(std::string{VPNSIM_SOURCE_DIR} + "/docs/scenario-format.md");
    const std::string open = "```jsonc\n";
    std::string text;
    for (auto at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
        const auto from = at + open.size();
        text += (text.empty() ? "{ " : ",\n") + page.substr(from, page.find("```", from) - from);
    }
    const Scenario scenario = load(text + "}");
    CHECK(scenario.estate.ipsec_connections.size() == 2);
    CHECK_FALSE(scenario.expect.empty());
}

TEST_CASE("\"none\" says what null says, also in a file that extends another") {
    const auto result = read_scenario(
        {"change.json", R"({ "extends": "base.json", "expect": { "negotiations": { "c": { "error": "none" } } },
            "sites": { "s": { "devices": { "d": { "profile": { "like": "cisco-vti", "max_child_sas": "none" } } } } } })"},
        files({{"base.json", R"({ "format": "vpnsim/1", "ipsec_connections": { "c": {} } })"}}));
    REQUIRE(std::holds_alternative<Scenario>(result));
    CHECK(std::get<Scenario>(result).expect.negotiations.at(0).expects_no_error);
    CHECK_FALSE(std::get<Scenario>(result).estate.sites.at(0).devices.at(0).profile.max_child_sas);
}

}  // namespace
}  // namespace vpnsim::scenario_reader_test
