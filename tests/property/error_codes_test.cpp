// Every code of the cloud's diagnosis: shown by a scenario, or explained as one that configuration does not show.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "model/answer_names.hpp"
#include "tests/support/expectation_check.hpp"
#include "tests/support/scenario_files.hpp"

namespace vpnsim::error_codes_test {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const fs::path source = VPNSIM_SOURCE_DIR;
const fs::path folder = source / "scenarios/regressions/codes";

Names codes() { return {negotiation_error_names.begin(), negotiation_error_names.end()}; }
Scenario scenario_of(const std::string& code, const std::string& file) {
    return test::load_scenario((folder / code / file).string());
}

/// The codes of all negotiations: errors, what fails later, differences that fail nothing.
Names shown_by(const Negotiations& negotiations) {
    Names out;
    for (const auto& pair : negotiations.pairs) {
        if (pair.error) out.emplace(text(pair.error->code));
        if (pair.fails_later) out.emplace(text(pair.fails_later->mismatch.code));
        for (const auto& mismatch : pair.mismatches) out.emplace(text(mismatch.code));
    }
    return out;
}
Names shown_by(const Scenario& scenario) { return shown_by(negotiate(scenario.estate, scenario.assumptions)); }

}  // namespace

TEST_CASE("every code of an answer has a scenario that shows it and one that does not") {
    Names folders;
    for (const auto& entry : fs::directory_iterator{folder}) folders.insert(entry.path().filename().string());
    CHECK(folders == codes());
    for (const auto& code : folders) {
        INFO(code);
        CHECK(shown_by(scenario_of(code, "triggers.json")).contains(code));
        CHECK(shown_by(scenario_of(code, "clear.json")).empty());
    }
}

TEST_CASE("every other code of the diagnosis is explained as one that configuration does not show") {
    static const std::regex row{R"(\n\| `([A-Z][A-Za-z0-9]+)` \| )"};
    const auto text = test::read_file((source / "docs/semantics.md").string());
    Names explained;
    for (std::sregex_iterator it{text.begin(), text.end(), row}, end; it != end; ++it) explained.insert((*it)[1]);
    CHECK(explained == Names{"AlgorithmCompatibility", "DpdTimeout", "NegotiationFailed", "NoExceptionFound",
                             "Phase1NegotiationTimeout", "Phase2NegotiationTimeout", "ReceiveDeleteNotify"});
    for (const auto& code : explained) CHECK_FALSE(codes().contains(code));
    CHECK(explained.size() + codes().size() == 26);  // the diagnosis has no more
}

TEST_CASE("where the device states nothing, parameters are unverified and no code shows") {
    for (const auto& code : codes()) {
        INFO(code);
        auto scenario = scenario_of(code, "triggers.json");
        auto& tunnel = scenario.estate.sites[0].devices[0].tunnels[0];
        tunnel = {.name = tunnel.name,
                  .peer = tunnel.peer,
                  .local_ts = tunnel.local_ts,
                  .remote_ts = tunnel.remote_ts,
                  .psk = {},
                  .initiates = {},
                  .backup = {},
                  .ike = {},
                  .esp = {},
                  .nat_traversal = {},
                  .dpd = {},
                  .dpd_order = {},
                  .commit_bit = {},
                  .bgp = {},
                  .place = {}};
        const auto negotiations = negotiate(scenario.estate, scenario.assumptions);
        const bool about_addresses_or_selectors =
            code == "PeerMismatch" || code == "NoResponse" || code == "TrafficSelectorMismatch";
        CHECK(shown_by(negotiations) == (about_addresses_or_selectors ? Names{code} : Names{}));
        const auto& said = negotiations.pairs.at(0).assumptions;
        const bool unverified = std::any_of(said.begin(), said.end(), [](const auto& sentence) {
            return sentence.find("stated at one end only") != std::string::npos;
        });
        CHECK(unverified == (code != "NoResponse"));
    }
}

}  // namespace vpnsim::error_codes_test
