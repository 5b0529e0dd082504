// `vpnsim explain --log`: exported IPsec logs, alone and against a scenario.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::explain_log_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

using Names = std::vector<std::string>;

/// conn-1 comes up; conn-2, whose device is at 198.51.100.2, fails with DhGroupMismatch.
const std::string groups_differ = "scenarios/examples/03-groups-differ.json";

json answer_of(const ProgramRun& run) {
    CAPTURE(run.err);
    REQUIRE(run.exit_code == 0);
    auto answer = json::parse(run.out);
    REQUIRE(answer["format"] == "vpnsim-explain/1");
    REQUIRE(answer["kind"] == "log");
    return answer;
}

json reading(const std::string& log) {
    return answer_of(vpnsim_on(log, {"explain", "--log", "-", "--format", "json"}));
}

json reading_against(const std::string& log, const std::string& scenario) {
    return answer_of(vpnsim_on(log, {"explain", "--log", "-", scenario, "--format", "json"}));
}

/// The codes of an event, the most likely first.
Names codes_of(const json& event) {
    Names out;
    for (const auto& code : event["codes"]) out.push_back(code["code"]);
    return out;
}

/// The lines of the first sightings, in the order of the answer.
std::vector<int> lines_of(const json& answer) {
    std::vector<int> out;
    for (const auto& event : answer["events"]) out.push_back(event["first"]["line"]);
    return out;
}

}  // namespace

TEST_CASE("repeated keywords are one event with its first and last line") {
    const auto answer = reading(
        "2024-05-01 10:00:00 authentication failure\n"
        "nothing\n"
        "2024-05-01 10:05:00 Authentication Failure\r\n"
        "2024-05-01 09:59:00 authentication failure, authentication failure");
    REQUIRE(answer["events"].size() == 1);
    const auto& event = answer["events"][0];
    CHECK(answer["lines"] == 4);
    CHECK(answer["log"] == "<stdin>");
    CHECK(event["keyword"] == "authentication failure");
    CHECK(event["count"] == 3);
    CHECK(event["first"] == json{{"line", 4}, {"time", "2024-05-01 09:59:00"}});
    CHECK(event["last"] == json{{"line", 3}, {"time", "2024-05-01 10:05:00"}});
}

TEST_CASE("times of every form are understood and put in order") {
    // 10:00:00 UTC on 1 May 2024 and the seconds after it, out of order.
    const auto answer = reading(
        "2024-05-01T10:00:06Z pfs group mismatched\n"
        "{\"content\":\"proto_id mismatched\",\"__time__\":\"1714557605\"}\n"
        "1714557604000,encmode mismatched\n"
        "\"conn-9\",\"2024-05-01 18:00:03.250+08:00\",\"trns_id mismatched\"\n"
        "<30>May  1 10:00:02 gw charon: HASH mismatched\n"
        "[2024/05/01 10:00:01,500] rejected hashtype\n"
        "1714557600 rejected enctype\n");
    CHECK(lines_of(answer) == std::vector<int>{7, 6, 5, 4, 3, 2, 1});
    CHECK(answer["events"][0]["first"]["time"] == "2024-05-01T10:00:00Z");
    CHECK(answer["events"][2]["first"]["time"] == "May  1 10:00:02");
    CHECK(answer["events"][3]["first"]["time"] == "2024-05-01 18:00:03.250+08:00");
}

TEST_CASE("lines without a time stay where they are") {
    const auto answer = reading(
        "pfs group mismatched\n"
        "2024-05-01 10:00:09 proto_id mismatched\n"
        "encmode mismatched\n"
        "2024-05-01 10:00:01 HASH mismatched\n"
        "2024-13-01 10:00:00 trns_id mismatched\n");
    CHECK(lines_of(answer) == std::vector<int>{1, 4, 5, 2, 3});
    CHECK(answer["events"][2]["first"]["time"].is_null());
}

TEST_CASE("syslog goes on over the end of a year") {
    CHECK(lines_of(reading("Jan  1 00:00:01 a pfs group mismatched\n"
                           "Dec 31 23:59:59 b proto_id mismatched\n"
                           "Jan  1 00:00:02 c encmode mismatched\n")) == std::vector<int>{1, 2, 3});
}

TEST_CASE("a keyword that means several codes is narrowed by one that means one of them") {
    const auto alone = reading("authentication failure\n");
    CHECK(codes_of(alone["events"][0]).front() == "PskMismatch");
    const auto confirmed = reading("authentication failure\ntrns_id mismatched\n");
    CHECK(codes_of(confirmed["events"][0]).front() == "EncryptionAlgorithmMismatch");
    CHECK(codes_of(confirmed["events"][0]).size() == 4);
}

TEST_CASE("the finding with the code of a keyword accounts for it") {
    const auto answer = reading_against("2024-05-01 10:00:00 conn-2: rejected dh_group\n", groups_differ);
    REQUIRE(answer["events"].size() == 1);
    const auto& event = answer["events"][0];
    CHECK(event["place"] == "conn-2");
    REQUIRE(event["accounts"].size() == 1);
    const auto& account = event["accounts"][0];
    CHECK(account["by"] == "code");
    CHECK(account["code"] == "DhGroupMismatch");
    CHECK(account["rule"] == "negotiation-failure");
    CHECK(account["entities"] == json{"conn-2"});
    CHECK(account["line"].is_number());
    CHECK(answer["unaccounted"] == 0);
    CHECK(answer["not_shown"].empty());
}

TEST_CASE("a line that names another connection or peer is not accounted for") {
    const auto answer = reading_against(
        "conn-1 rejected dh_group\n"
        "198.51.100.1:500 rejected dh_group\n"
        "198.51.100.2[4500] rejected dh_group\n"
        "rejected dh_group\n",
        groups_differ);
    REQUIRE(answer["events"].size() == 4);
    CHECK(answer["events"][0]["place"] == "conn-1");
    CHECK(answer["events"][0]["accounts"].empty());
    CHECK(answer["events"][1]["place"] == "198.51.100.1");
    CHECK(answer["events"][1]["connections"] == json{"conn-1"});
    CHECK(answer["events"][1]["accounts"].empty());
    CHECK(answer["events"][2]["connections"] == json{"conn-2"});
    CHECK(answer["events"][2]["accounts"].size() == 1);
    CHECK(answer["events"][3]["place"].is_null());
    CHECK(answer["events"][3]["accounts"].size() == 1);
    CHECK(answer["unaccounted"] == 2);
}

TEST_CASE("a broad keyword is accounted for by a failure with a narrower code, a narrow one is not") {
    const auto broad = reading_against("received NO_PROPOSAL_CHOSEN\n", groups_differ)["events"][0];
    REQUIRE(broad["accounts"].size() == 1);
    CHECK(broad["accounts"][0]["by"] == "cause");
    CHECK(broad["accounts"][0]["keyword_code"] == "ProposalMismatch");
    CHECK(broad["accounts"][0]["code"] == "DhGroupMismatch");
    CHECK(reading_against("mismatch of preshared secrets\n", groups_differ)["events"][0]["accounts"].empty());
}

TEST_CASE("predicted failures that the log does not show are listed") {
    const auto answer = reading_against("conn-1 pfs group mismatched\n", groups_differ);
    CHECK(answer["unaccounted"] == 1);
    REQUIRE(answer["not_shown"].size() == 1);
    CHECK(answer["not_shown"][0]["code"] == "DhGroupMismatch");
    CHECK(answer["not_shown"][0]["keyword_documented"] == true);
    CHECK_THAT(vpnsim_on("", {"explain", "--log", "-", groups_differ}).out,
               Contains("Predicted, not in the log: DhGroupMismatch"));
}

TEST_CASE("tunnels of a connection are told apart, and findings without a code are causes") {
    const std::string asa = "scenarios/examples/13-dual-tunnel-cisco-asa.json";
    const auto answer = reading_against(
        "conn-1 tunnel-2 received DELETE IKE_SA\n"
        "conn-1 received DELETE IKE_SA\n",
        asa);
    REQUIRE(answer["events"].size() == 2);
    CHECK(answer["events"][0]["place"] == "conn-1/tunnel-2");
    CHECK(answer["events"][0]["connections"] == json{"conn-1/tunnel-2"});
    CHECK(answer["events"][1]["connections"].size() == 2);
    for (const auto& event : answer["events"]) {
        REQUIRE_FALSE(event["accounts"].empty());
        CHECK(event["accounts"][0]["by"] == "cause");
        CHECK(event["accounts"][0]["rule"] == "same-selectors-two-peers");
    }
}

TEST_CASE("nothing of a line is shown but keyword, time, number and place") {
    const std::string log =
        "2024-05-01 10:00:00 conn-2 psk=hunter2 user=alice \x1b[31m authentication failure for bob@example.org\n";
    for (const std::string format : {"text", "json"}) {
        for (const Names& scenario : {Names{}, Names{groups_differ}}) {
            Names arguments{"explain", "--log", "-", "--format", format};
            arguments.insert(arguments.end(), scenario.begin(), scenario.end());
            const auto out = vpnsim_on(log, arguments).out;
            CHECK_THAT(out, Contains("authentication failure"));
            for (const auto* const secret : {"hunter2", "alice", "bob", "\x1b"}) {
                CHECK(out.find(secret) == std::string::npos);
            }
        }
    }
}

TEST_CASE("hostile logs are read in linear time and answered in full") {
    std::string one_line = "2024-05-01 10:00:00 ";
    while (one_line.size() < 20'000'000) {
        one_line +=
            "received KE type proposal mismatch, sending retransmit 198.51.100.1: conn-2 authentication failure ";
    }
    const auto huge = reading_against(one_line, groups_differ);
    CHECK(huge["lines"] == 1);
    REQUIRE(huge["events"].size() == 2);
    CHECK(huge["events"][0]["count"] == 1);
    CHECK(huge["events"][0]["place"] == "conn-2");

    const auto zeros = reading(std::string(5'000'000, '\0') + "HASH mismatched" + std::string(10, '\xff') + '\n');
    REQUIRE(zeros["events"].size() == 1);
    CHECK(reading(std::string(3'000'000, '\n'))["lines"] == 3'000'000);
    CHECK(reading("")["events"].empty());
    CHECK(reading(std::string(1'000'000, '1') + "HASH mismatched")["events"].size() == 1);
}

TEST_CASE("a log is limited like a scenario, and only one of the two may be standard input") {
    const auto refused = [](const Names& arguments, const std::string& expected) {
        const auto run = vpnsim_on("HASH mismatched\n", arguments);
        CAPTURE(arguments, run.err);
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        CHECK_THAT(run.err, Contains(expected));
    };
    refused({"explain", "--log", "-", "--max-input", "8"}, "<stdin>: the log is larger than 8 bytes (--max-input)");
    refused({"explain", "--log", "/no/such/file"}, "/no/such/file: cannot be read: there is no such file");
    refused({"explain", "--log", "scenarios"}, "it is a directory");
    refused({"explain", "--log", "-", "-"}, "standard input can be read once only");
    refused({"explain", "--log", "-", groups_differ, groups_differ}, "unexpected");
    refused({"explain", "--log", "-", "scenarios/invalid/syntax.json"}, "scenarios/invalid/syntax.json");
    refused({"explain", "--log", "-", "--log", "-"}, "more than once");
}

TEST_CASE("a tunnel that no connection expects accounts for no line about a connection") {
    const TemporaryFolder folder;
    const auto log = folder.write("vpn.log",
                                  "conn-1 retransmission count exceeded the limit\n"
                                  "retransmission count exceeded the limit\n");
    const std::string lonely_tunnel =
        R"({ "format": "vpnsim/1", "extends": "scenarios/examples/02-equal-priorities.json",
        "vpn_gateways": { "vgw-1": { "policy_routes": { "wide": null } } }, "ipsec_connections": { "conn-2": null } })";
    const auto answer = answer_of(vpnsim_on(lonely_tunnel, {"explain", "--log", log, "-", "--format", "json"}));
    REQUIRE(answer["events"].size() == 2);
    CHECK(answer["events"][0]["accounts"].empty());
    REQUIRE(answer["events"][1]["accounts"].size() == 1);
    CHECK(answer["events"][1]["accounts"][0]["rule"] == "peer-not-configured");
    CHECK(answer["not_shown"].empty());
}

}  // namespace vpnsim::explain_log_test
