// vpnsim fix through the real program: the change is written, merged into the scenario, and reviewed again.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::fix_test {
namespace {

using Catch::Matchers::Contains;
using Json = nlohmann::ordered_json;

const std::string root = VPNSIM_SOURCE_DIR;
const std::string examples = root + "/scenarios/examples/";
const std::string figure = examples + "05-figure-as-its-text-needs-it.json";
const std::string faq = examples + "10-several-cidrs-sa-per-pair.json";
const std::string ikev1 = examples + "12-several-cidrs-ikev1.json";

std::string triggers(const std::string& rule) {
    return root + "/scenarios/regressions/findings/" + rule + "/triggers.json";
}

ProgramRun review(const std::string& path) {
    return vpnsim_run({"review", path, "--root", "/", "--today", "2026-12-31", "--format", "json"});
}

/// A file that extends `base` and holds the patch: extending is an RFC 7396 merge.
std::string merged(const TemporaryFolder& folder, const std::string& base, const Json& patch) {
    auto file = patch;
    file["format"] = "vpnsim/1";
    file["extends"] = std::filesystem::relative(base, folder.path("")).string();
    return folder.write("merged.json", file.dump(2));
}

/// Asks for a change file and returns what the review says of the merged scenario.
ProgramRun review_fixed(const std::string& path, const std::vector<std::string>& options = {}) {
    const TemporaryFolder folder;
    std::vector<std::string> words{"fix", path, "-o", folder.path("change.json")};
    words.insert(words.end(), options.begin(), options.end());
    const auto run = vpnsim_run(words);
    INFO(run.out << run.err);
    REQUIRE(run.exit_code == 0);
    return review(merged(folder, path, Json::parse(read_file(folder.path("change.json")))));
}

Json fix_json(const std::string& path, std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"fix", path, "--format", "json"});
    return Json::parse(vpnsim_run(options).out);
}

TEST_CASE("after the change of fix, the figure, the FAQ estate and the IKEv1 estate review with exit code 0") {
    for (const auto& path : {figure, faq, ikev1}) {
        CAPTURE(path);
        CHECK(review(path).exit_code == 1);
        const auto run = review_fixed(path);
        CHECK(run.exit_code == 0);
        CHECK(Json::parse(run.out)["summary"]["errors"] == 0);
    }
}

TEST_CASE("the figure needs one priority and interrupts nothing") {
    const auto answer = fix_json(figure);
    CHECK(answer["format"] == "vpnsim-fix/1");
    CHECK(answer["patch"] ==
          Json::parse(R"({ "vpn_gateways": { "vgw-1": { "policy_routes": { "route-4": { "priority": 20 } } } } })"));
    REQUIRE(answer["steps"].size() == 1);
    CHECK(answer["steps"][0]["clears"].size() == 6);
    CHECK(answer["steps"][0]["interrupts"].empty());
    CHECK(answer["interrupts"].empty());
    CHECK(answer["left"].empty());
    CHECK(answer["summary"]["before"]["errors"] == 6);
    CHECK(answer["summary"]["after"]["errors"] == 0);
    const auto text = vpnsim_run({"fix", figure}).out;
    CHECK_THAT(text, Contains("Step 1: Give vgw-1/route-4 priority 20.") && Contains("trade-off") &&
                         Contains("interrupts nothing") && Contains("\"priority\": 20"));
}

TEST_CASE("where the site lacks the policy routes that the figure's replies need, fix adds them") {
    const TemporaryFolder folder;
    const auto path = merged(folder, figure, Json::parse(R"({ "sites": { "dc-1": { "policy_routes": null } } })"));
    CHECK(review(path).exit_code == 1);
    const auto answer = fix_json(path, {"--root", "/"});
    CHECK(answer["patch"]["vpn_gateways"]["vgw-1"]["policy_routes"]["route-4"]["priority"] == 20);
    const auto& added = answer["patch"]["sites"]["dc-1"]["policy_routes"];
    CHECK(added["to-conn-1"] == Json::parse(R"({ "priority": 10, "source": "10.55.193.0/24",
        "destination": "10.66.90.0/24", "next_hop": "fw-1" })"));
    CHECK(added.size() == 4);
    const TemporaryFolder other;
    CHECK(review(merged(other, path, answer["patch"])).exit_code == 0);
}

TEST_CASE("the JSON review shows verified changes in the findings that they clear") {
    for (const auto& path : {figure, faq, ikev1}) {
        CAPTURE(path);
        const auto answer = Json::parse(review(path).out);
        CHECK(answer["remedies_not_tried"] == 0);
        for (const auto& finding : answer["findings"]) {
            if (finding["severity"] != "error") continue;
            CAPTURE(finding["rule"]);
            REQUIRE_FALSE(finding["remedies"].empty());
            const auto& remedy = finding["remedies"][0];
            CHECK_FALSE(remedy["title"].get<std::string>().empty());
            CHECK(remedy.contains("trade_off"));
            CHECK(remedy["interrupts"].is_array());
            const TemporaryFolder folder;
            const auto after = Json::parse(review(merged(folder, path, remedy["patch"])).out);
            for (const auto& left : after["findings"]) CHECK(left["fingerprint"] != finding["fingerprint"]);
        }
    }
}

TEST_CASE("each family of remedies clears the finding of its rule") {
    for (const std::string rule : {"active-standby-conflict",
                                   "asymmetric-return-path",
                                   "dpd-differs",
                                   "forwarding-loop",
                                   "gateway-outdated",
                                   "identity-mismatch",
                                   "ike-version-behaviour",
                                   "ikev1-multiple-cidrs",
                                   "lifetime-by-volume",
                                   "lifetime-differs",
                                   "mtu",
                                   "nat-traversal",
                                   "negotiation-failure",
                                   "negotiation-fails-later",
                                   "no-route",
                                   "nobody-initiates",
                                   "peer-address-mismatch",
                                   "peer-not-configured",
                                   "policy-route-order",
                                   "policy-route-shadowed",
                                   "quota",
                                   "return-path-missing",
                                   "routed-outside-selectors",
                                   "sa-count-mismatch",
                                   "selectors-inclusive",
                                   "selectors-mismatch",
                                   "selectors-partly-covered",
                                   "selectors-unrouted",
                                   "several-values",
                                   "user-cidr-missing",
                                   "weak-algorithm",
                                   "shared-phase1-differs"}) {
        CAPTURE(rule);
        const auto after = Json::parse(review_fixed(triggers(rule), {"--rule", rule}).out);
        for (const auto& finding : after["findings"]) CHECK(finding["rule"] != rule);
    }
}

TEST_CASE("a new customer gateway and new ends are announced") {
    const auto address = fix_json(triggers("peer-address-mismatch"));
    CHECK_THAT(address["interrupts"][0].get<std::string>(), Contains("Customer gateway") && Contains("is new"));
    const auto peer = fix_json(triggers("peer-not-configured"));
    CHECK_THAT(peer["interrupts"].back().get<std::string>(), Contains("set the pre-shared key"));
}

TEST_CASE("what cannot be fixed is named with its reason, and the exit code says so") {
    const auto path = triggers("networks-overlap");
    const auto run = vpnsim_run({"fix", path, "--rule", "networks-overlap", "--format", "json"});
    CHECK(run.exit_code == 1);
    const auto answer = Json::parse(run.out);
    CHECK(answer["patch"] == Json::object());
    REQUIRE_FALSE(answer["left"].empty());
    CHECK(answer["left"][0]["rule"] == "networks-overlap");
    CHECK(answer["left"][0]["reason"] == "No change can be computed for it.");
    CHECK_THAT(vpnsim_run({"fix", path}).out, Contains("networks-overlap (vpc-1/web, dc-1/lab)") &&
                                                  Contains("No change can be computed") && Contains("remedy"));
}

TEST_CASE("without errors there is nothing to fix: the change is empty and fix says so") {
    const TemporaryFolder folder;
    const auto run = vpnsim_run({"fix", examples + "01-one-connection.json", "-o", folder.path("change.json")});
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, Contains("Nothing to fix: there is no error."));
    CHECK(read_file(folder.path("change.json")) == "{}\n");
}

TEST_CASE("several faults give several steps, none of which can be left out") {
    const TemporaryFolder folder;
    // The figure, and beside it an estate whose two ends have different DH groups.
    const auto path = merged(folder, figure, Json::parse(R"({
        "vpcs": { "vpc-2": { "vswitches": { "app": { "cidr": "10.77.0.0/24" } }, "route_tables": { "main": {
            "type": "system", "routes": { "to-dc": { "destination": "10.88.0.0/24", "next_hop": "vgw-2" } } } } } },
        "vpn_gateways": { "vgw-2": { "vpc": "vpc-2", "addresses": ["203.0.113.20"] } },
        "customer_gateways": { "cgw-9": { "address": "198.51.100.9" } },
        "ipsec_connections": { "conn-9": { "vpn_gateway": "vgw-2", "customer_gateway": "cgw-9",
            "local_ts": "10.77.0.0/24", "remote_ts": "10.88.0.0/24", "ike": { "dh_group": 14 } } },
        "sites": { "dc-2": { "networks": { "lan": "10.88.0.0/24" },
            "routes": { "to-vpc": { "destination": "10.77.0.0/24", "next_hop": "fw-9" } },
            "devices": { "fw-9": { "address": "198.51.100.9", "tunnels": { "to-conn-9": { "peer": "203.0.113.20",
                "local_ts": "10.88.0.0/24", "remote_ts": "10.77.0.0/24", "ike": { "dh_group": 5 } } } } } } } })"));
    const auto answer = fix_json(path, {"--root", "/"});
    REQUIRE(answer["steps"].size() == 2);
    CHECK(answer["summary"]["after"]["errors"] == 0);
    for (std::size_t out = 0; out < answer["steps"].size(); ++out) {
        CAPTURE(answer["steps"][out]["title"]);
        auto rest = Json::object();
        for (std::size_t i = 0; i < answer["steps"].size(); ++i) {
            if (i != out) rest.merge_patch(answer["steps"][i]["patch"]);
        }
        const TemporaryFolder other;
        CHECK(review(merged(other, path, rest)).exit_code == 1);
    }
}

TEST_CASE("no key is ever in a change or in what is said about it") {
    const TemporaryFolder folder;
    const std::string key = "marker-key-8d1f";
    auto keys = Json::parse(R"({ "ipsec_connections": { "conn-1": {} },
        "sites": { "dc-1": { "devices": { "fw-1": { "tunnels": { "to-vpc": {} } } } } } })");
    keys["ipsec_connections"]["conn-1"]["psk"] = key;
    keys["sites"]["dc-1"]["devices"]["fw-1"]["tunnels"]["to-vpc"]["psk"] = key;
    for (const auto& base : {faq, ikev1}) {
        const auto path = merged(folder, base, keys);
        for (const std::string format : {"text", "json"}) {
            const auto run =
                vpnsim_run({"fix", path, "--root", "/", "--format", format, "-o", folder.path("change.json")});
            CHECK(run.exit_code == 0);
            CHECK_THAT(run.out + run.err + read_file(folder.path("change.json")), !Contains(key));
        }
        const auto reviewed = review(path);
        CHECK_THAT(reviewed.out + reviewed.err, !Contains(key));
        CHECK_THAT(reviewed.out, Contains("one for each pair of blocks"));
        // In place, the keys that were there stay there.
        CHECK(vpnsim_run({"fix", path, "--root", "/", "--in-place"}).exit_code == 0);
        CHECK_THAT(read_file(path), Contains(key));
        CHECK(review(path).exit_code == 0);
    }
}

TEST_CASE("the input stays as it is unless --in-place is given") {
    const TemporaryFolder folder;
    auto text = read_file(examples + "02-equal-priorities.json");
    text.insert(text.find("\"wide\""), "// the wide one\n        ");
    const auto path = folder.write("estate.json", text);
    REQUIRE(vpnsim_run({"fix", path, "--root", "/"}).exit_code == 0);
    CHECK(read_file(path) == text);
    REQUIRE(vpnsim_run({"fix", path, "-o", folder.path("change.json")}).exit_code == 0);
    CHECK(read_file(path) == text);

    const auto run = vpnsim_run({"fix", path, "--in-place"});
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, !Contains("merge patch"));
    const auto fixed = read_file(path);
    CHECK_THAT(fixed, Contains("// the wide one") && Contains("\"priority\": 20"));
    CHECK(vpnsim_run({"fmt", "--check", path}).exit_code == 0);
    CHECK(review(path).exit_code == 0);
    CHECK(vpnsim_run({"fix", path, "--in-place"}).exit_code == 0);
    CHECK(read_file(path) == fixed);
}

TEST_CASE("an answer never takes the place of a file that it was made from") {
    const TemporaryFolder folder;
    const auto text = read_file(examples + "02-equal-priorities.json");
    const auto path = folder.write("estate.json", text);
    std::filesystem::create_symlink(path, folder.path("link.json"));
    for (const auto& output : {path, folder.path("link.json")}) {
        const auto fixed = vpnsim_run({"fix", path, "-o", output});
        CHECK(fixed.exit_code == 2);
        CHECK_THAT(fixed.err, Contains("would be overwritten"));
        CHECK(vpnsim_run({"review", path, "--output", "json=" + output}).exit_code == 2);
        CHECK(read_file(path) == text);
    }
    CHECK(vpnsim_run({"fix", path, "-o", "-"}).exit_code == 2);
}

TEST_CASE("in place, a file that extends another one gets the change; the other one stays") {
    const TemporaryFolder folder;
    for (const auto* const name : {"09-several-cidrs-one-sa.json", "10-several-cidrs-sa-per-pair.json"}) {
        folder.write(name, read_file(examples + name));
    }
    const auto base = folder.path("09-several-cidrs-one-sa.json");
    const auto path = folder.path("10-several-cidrs-sa-per-pair.json");
    CHECK(vpnsim_run({"fix", path, "--in-place"}).exit_code == 0);
    CHECK(read_file(base) == read_file(examples + "09-several-cidrs-one-sa.json"));
    CHECK_THAT(read_file(path), Contains("\"extends\""));
    CHECK(review(path).exit_code == 0);
}

TEST_CASE("in place, a change that would lose a comment is refused and nothing is written") {
    const TemporaryFolder folder;
    // Two routes to one destination over one connection: the second is never matched, and can only go.
    auto text = read_file(triggers("policy-route-shadowed"));
    auto scenario = Json::parse(text, nullptr, true, true);
    text = scenario.dump(2);
    const auto narrow = text.find("\"narrow\"");
    REQUIRE(narrow != std::string::npos);
    text.insert(narrow, "// why it is here\n");
    for (auto at = text.find("\"conn-2\""); at != std::string::npos; at = text.find("\"conn-2\"", at + 1)) {
        if (text.compare(at - 12, 12, "\"next_hop\": ") == 0) text.replace(at, 8, "\"conn-1\"");
    }
    const auto path = folder.write("estate.json", text);
    const auto run = vpnsim_run({"fix", path, "--rule", "policy-route-shadowed", "--in-place"});
    INFO(run.out << run.err);
    CHECK(run.exit_code == 2);
    CHECK_THAT(run.err, Contains("comments would be lost"));
    CHECK(read_file(path) == text);
}

TEST_CASE("fix explains wrong usage") {
    const auto refused = [](std::vector<std::string> words, const std::string& why) {
        words.insert(words.begin(), "fix");
        const auto run = vpnsim_run(words, {.bytes = "{ \"format\": \"vpnsim/1\" }"});
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        CHECK_THAT(run.err, Contains(why));
    };
    refused({figure, "--rule", "policy-route-ordr"}, "did you mean \"policy-route-order\"?");
    refused({"-", "--in-place"}, "standard input cannot be rewritten in place");
    refused({figure, figure}, "unexpected");
    refused({}, "expected SCENARIO");
    CHECK_THAT(vpnsim_run({"fix", "--help"}).out, Contains("-o, --output FILE") && Contains("$ vpnsim fix"));
}

TEST_CASE("fix says the same of the same input") {
    const auto once = vpnsim_run({"fix", figure, "--format", "json"});
    CHECK(once.out == vpnsim_run({"fix", figure, "--format", "json"}).out);
}

TEST_CASE("suppressed errors are left alone") {
    const TemporaryFolder folder;
    const auto path = merged(folder, triggers("networks-overlap"), Json::parse(R"({ "suppress": [
        { "rule": "networks-overlap", "reason": "known", "until": "2027-01-01" },
        { "rule": "return-path-missing", "reason": "known" }, { "rule": "no-route", "reason": "known" },
        { "rule": "asymmetric-return-path", "reason": "known" } ] })"));
    const auto during = vpnsim_run({"fix", path, "--root", "/", "--today", "2026-12-31"});
    CHECK(during.exit_code == 0);
    CHECK_THAT(during.out, Contains("Nothing to fix"));
    CHECK(vpnsim_run({"fix", path, "--root", "/", "--today", "2027-02-01"}).exit_code == 1);
}

}  // namespace
}  // namespace vpnsim::fix_test
