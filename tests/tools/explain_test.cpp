// What `vpnsim explain NAME` knows. Logs: explain_log_test.cpp.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "model/answer_names.hpp"
#include "model/device_profile.hpp"
#include "model/finding_rules.hpp"
#include "vpnsim_program.hpp"

namespace vpnsim::explain_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

using Names = std::vector<std::string>;

/// The codes of the cloud's diagnosis, complete, with what its console shows.
const std::vector<std::pair<std::string, std::string>> codes{
    {"PeerMismatch", "The peer does not match."},
    {"AlgorithmMismatch", "The algorithm does not match."},
    {"EncryptionAlgorithmMismatch", "The encryption algorithm does not match."},
    {"AuthenticationAlgorithmMismatch", "Check whether the authentication algorithm matches."},
    {"DhGroupMismatch", "The DH groups do not match."},
    {"PskMismatch", "The pre-shared key does not match."},
    {"PeerIdMismatch", "PeerID does not match."},
    {"DpdHashNotifyCompatibility", "DPD payload sequence is incompatible."},
    {"DpdTimeout", "DPD timed out."},
    {"IkeVersionMismatch", "The IKE version does not match."},
    {"NegotiationModeMismatch", "The negotiation mode does not match."},
    {"NatTMismatch", "NAT-T does not match."},
    {"LifetimeMismatch", "SA Lifetime does not match."},
    {"SecurityProtocolMismatch", "The security protocol does not match."},
    {"EncapsulationModeMismatch", "The encapsulation mode does not match."},
    {"AlgorithmCompatibility", "The algorithm is incompatible."},
    {"TrafficSelectorMismatch", "Protected Data Flow does not match."},
    {"PfsMismatch", "PFS does not match."},
    {"CommitMismatch", "The commit bit does not match."},
    {"ProposalMismatch", "The proposal does not match."},
    {"NegotiationFailed", "Negotiations failed."},
    {"Phase1NegotiationTimeout", "Phase 1 negotiations timed out."},
    {"Phase2NegotiationTimeout", "Check whether Phase 2 negotiations timed out."},
    {"NoResponse", "Response packets cannot be received from the peer."},
    {"ReceiveDeleteNotify", "The delete packet is received from the peer."},
    {"NoExceptionFound", "The reason for the negotiation exception is not found."},
};

json explained(const Names& words) {
    Names arguments{"explain", "--format", "json"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const auto run = vpnsim_run(arguments);
    CAPTURE(words, run.err);
    REQUIRE(run.exit_code == 0);
    auto answer = json::parse(run.out);
    REQUIRE(answer["format"] == "vpnsim-explain/1");
    return answer;
}

/// The keywords found in a line, each with its codes, in the order of the answer.
std::vector<std::pair<std::string, Names>> meanings(const std::string& line) {
    std::vector<std::pair<std::string, Names>> out;
    const auto answer = explained({line});
    for (const auto& keyword : answer["keywords"]) {
        Names names;
        for (const auto& code : keyword["codes"]) names.push_back(code["code"]);
        out.emplace_back(keyword["keyword"], names);
    }
    return out;
}

}  // namespace

TEST_CASE("every code is explained by its name and by the words of the console") {
    for (const auto& [name, console] : codes) {
        const auto answer = explained({name});
        CAPTURE(name);
        CHECK(answer["kind"] == "code");
        CHECK(answer["code"] == name);
        CHECK(answer["console"] == console);
        for (const auto* const member : {"phase", "meaning", "remedy", "prediction"}) {
            CHECK_FALSE(answer[member].get<std::string>().empty());
        }
        CHECK(explained({console}) == answer);
        CHECK(explained({"code", name}) == answer);
        for (const auto& rule : answer["rules"]) CHECK(find_rule(rule.get<std::string>()) != nullptr);
        const bool predicted = std::find(negotiation_error_names.begin(), negotiation_error_names.end(), name) !=
                               negotiation_error_names.end();
        CHECK(answer["predicted"] == predicted);
        if (predicted) CHECK_FALSE(answer["rules"].empty());
    }
    CHECK(explained({"the pre-shared KEY does not match"})["code"] == "PskMismatch");
}

TEST_CASE("every code that a negotiation may report is explained") {
    for (const auto name : negotiation_error_names) CHECK(explained({std::string{name}})["predicted"] == true);
}

TEST_CASE("every keyword of a code leads back to the code") {
    std::size_t keywords = 0;
    for (const auto& [name, ignored] : codes) {
        const auto answer = explained({name});
        for (const auto& keyword : answer["keywords"]) {
            ++keywords;
            const auto line = "[13] " + std::regex_replace(keyword.get<std::string>(), std::regex{R"(\*)"}, "4711");
            const auto found = meanings(line + " (retrying)");
            CAPTURE(line);
            REQUIRE_FALSE(found.empty());
            CHECK(found.front().first == keyword);
            CHECK(std::find(found.front().second.begin(), found.front().second.end(), name) !=
                  found.front().second.end());
        }
    }
    CHECK(keywords >= 65);
}

TEST_CASE("a shared keyword gives each of its codes, the one of a single cause first") {
    const auto found = meanings("authentication failure");
    REQUIRE(found.size() == 1);
    CHECK(found.front().second ==
          Names{"PskMismatch", "AuthenticationAlgorithmMismatch", "EncryptionAlgorithmMismatch", "AlgorithmMismatch"});
}

TEST_CASE("of several keywords in a line the more specific one comes first") {
    using Found = std::vector<std::pair<std::string, Names>>;
    CHECK(meanings("12[IKE] AUTHENTICATION FAILURE after Proposal Mismatch, transform type:4") ==
          Found{{"proposal mismatch, transform type:4", {"DhGroupMismatch", "ProposalMismatch"}},
                {"proposal mismatch", {"ProposalMismatch"}},
                {"authentication failure",
                 {"PskMismatch", "AuthenticationAlgorithmMismatch", "EncryptionAlgorithmMismatch",
                  "AlgorithmMismatch"}}});
    CHECK(meanings("received NO_PROPOSAL_CHOSEN notify error") ==
          Found{{"received NO_PROPOSAL_CHOSEN notify error", {"IkeVersionMismatch", "ProposalMismatch"}},
                {"received NO_PROPOSAL_CHOSEN", {"ProposalMismatch"}}});
}

TEST_CASE("keywords are found whatever the case, the blanks and the numbers") {
    CHECK(meanings("Received KE Type 14,Expected 2").front().second == Names{"DhGroupMismatch"});
    CHECK(meanings("sending retransmit 17 of request message ID 3, seq 9").front().second == Names{"NoResponse"});
    CHECK(meanings("IDir C=CN, O=x does not match to 10.0.0.1").front().second == Names{"PeerIdMismatch"});
    CHECK(meanings("retransmit").front().first == "sending retransmit * of request message ID *, seq");
    const auto run = vpnsim_run({"explain", "sending retransmit " + std::string(65, 'x') + " of request message ID 1"});
    CHECK(run.exit_code == 2);
}

TEST_CASE("every finding rule is explained in the words of docs/findings.md") {
    const auto page = read_file(std::string{VPNSIM_SOURCE_DIR} + "/docs/findings.md");
    for (const auto& rule : finding_rules()) {
        const std::string id{rule.id};
        const auto answer = explained({id});
        CAPTURE(id);
        CHECK(answer["summary"] == rule.summary);
        for (const auto* const member : {"meaning", "hurts", "found", "remedy"}) {
            const auto text = answer[member].get<std::string>();
            CHECK_FALSE(text.empty());
            CHECK(text.find_first_of("*`\n") == std::string::npos);
            CHECK(page.find(text.substr(0, text.find_first_of(" (,.;:"))) != std::string::npos);
        }
    }
    const auto answer = explained({"rule", "selectors-overlap"});
    CHECK(answer["remedy"] == "disjoint selectors.");
    CHECK(answer["semantics"] ==
          json::array({{{"rule", "C8"}, {"title", "Overlapping selectors are accepted"}},
                       {{"rule", "R5"}, {"title", "Equal priority: the order of delivery decides"}}}));
}

TEST_CASE("every rule of docs/semantics.md is explained") {
    for (const auto& [letter, count] : {std::pair{'R', 29}, {'N', 26}, {'C', 16}}) {
        for (int n = 1; n <= count; ++n) {
            const auto id = letter + std::to_string(n);
            const auto answer = explained({id});
            CAPTURE(id);
            CHECK(answer["kind"] == "semantics");
            CHECK(answer["rule"] == id);
            CHECK(answer["blocks"].size() >= 2);
        }
    }
    const auto tables = explained({"semantics", "R7"})["blocks"];
    CHECK(std::any_of(tables.begin(), tables.end(), [](const auto& block) {
        return block.contains("table") &&
               block["table"][3] == json{"down", "down", "active: the packets are lost there"};
    }));
}

TEST_CASE("every profile is explained") {
    for (const auto& known : built_in_profiles()) {
        const auto answer = explained({known.profile.name});
        CHECK(answer["profile"] == known.profile.name);
        CHECK(answer["values"].size() == 13);
        CHECK_FALSE(answer["source"].get<std::string>().empty());
    }
}

TEST_CASE("text explanations fit the page and hold what is said in JSON") {
    for (const auto& [name, console] : codes) {
        const auto text = vpnsim_run({"explain", name}).out;
        CHECK_THAT(text, Contains(name) && Contains(console) && Contains("remedy"));
        for (std::size_t begin = 0; begin < text.size();) {
            const auto end = text.find('\n', begin);
            CHECK(end - begin <= 100);
            begin = end + 1;
        }
    }
    CHECK_THAT(vpnsim_run({"explain", "no-route"}).out, Contains("rests on  N5. Longest prefix"));
    CHECK_THAT(vpnsim_run({"explain", "R7"}).out, Contains("active connection  standby connection"));
}

TEST_CASE("what nothing knows is bad usage, with the nearest name of the kind") {
    const auto refused = [](const Names& words, const std::string& expected) {
        Names arguments{"explain"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const auto run = vpnsim_run(arguments);
        CAPTURE(words, run.err);
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        CHECK_THAT(run.err, Contains(expected));
    };
    refused({"PskMissmatch"}, "did you mean \"PskMismatch\"?");
    refused({"PFS does not mach."}, "did you mean \"PFS does not match.\"?");
    refused({"athentication failure"}, "did you mean \"authentication failure\"?");
    refused({"cisco-assa"}, "did you mean \"cisco-asa\"?");
    refused({"code", "cisco-asa"}, "nothing is known about \"cisco-asa\"");
    refused({"rules", "no-route"}, "did you mean \"rule\"?");
    refused({"R0"}, "nothing is known about");
    refused({""}, "nothing is known about");
    refused({"    "}, "nothing is known about");
    refused({}, "expected [KIND] NAME, or --log FILE");
    refused({"no-route", "--max-input", "5"}, "--max-input goes with --log");
}

}  // namespace vpnsim::explain_test
