// `vpnsim whatif`: what it answers, in words, JSON and exit codes. That the difference is exact is tested at its source
// (tests/property/comparison_test.cpp).
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "vpnsim_program.hpp"

namespace vpnsim::whatif_test {
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

json example(const std::string& name) {
    return json::parse(read_file(std::string{VPNSIM_SOURCE_DIR} + "/scenarios/examples/" + name), nullptr, true, true);
}

/// The estate of the figure before conn-3 and conn-4, and the change that adds them; route-4 begins at the /22.
struct Figure : TemporaryFolder {
    json base = example("04-figure-as-printed.json");
    json patch = json::object();

    Figure() {
        base.merge_patch(example("05-figure-as-its-text-needs-it.json"));
        base.erase("extends");
        base.erase("expect");
        const auto full = base;
        for (const auto* const added :
             {"/vpn_gateways/vgw-1/policy_routes/route-3", "/vpn_gateways/vgw-1/policy_routes/route-4",
              "/customer_gateways/cgw-2", "/ipsec_connections/conn-3", "/ipsec_connections/conn-4",
              "/sites/dc-1/routes/to-fw-2", "/sites/dc-1/policy_routes/178-to-90", "/sites/dc-1/devices/fw-2"}) {
            const json::json_pointer at{added};
            patch[at] = base.at(at);
            base.at(at.parent_pointer()).erase(at.back());
        }
        auto again = base;
        again.merge_patch(patch);
        REQUIRE(again == full);
        write("base.json", base.dump(2));
        write("add.json", patch.dump(2));
        write("priority.json",
              R"({ "vpn_gateways": { "vgw-1": { "policy_routes": { "route-4": { "priority": 20 } } } } })");
    }

    [[nodiscard]] ProgramRun whatif(const std::vector<std::string>& words, const std::string& input = {}) const {
        std::vector<std::string> all{"whatif", "base.json"};
        all.insert(all.end(), words.begin(), words.end());
        return vpnsim_run(all, {.bytes = input, .directory = path("")});
    }
    [[nodiscard]] json answer(std::vector<std::string> words) const {
        words.insert(words.end(), {"--format", "json"});
        const auto run = whatif(words);
        INFO(run.err);
        REQUIRE(run.exit_code <= 1);
        return json::parse(run.out);
    }
};

/// "10.66.90.0/24 -> 10.55.193.0/24" of the rows that have one of the effects.
std::set<std::string> flows(const json& answer, const std::set<std::string>& effects) {
    std::set<std::string> out;
    for (const auto& row : answer["flows"]["changed"]) {
        if (!effects.contains(row["effect"])) continue;
        for (const auto& from : row["from"]) {
            for (const auto& to : row["to"]) {
                out.insert(from.get<std::string>() + " -> " + to.get<std::string>());
            }
        }
    }
    return out;
}

const std::set<std::string> existing{"lost", "may_be_lost", "rerouted"};

/// Requires an input error that says `said`, and no answer.
void require_refusal(const ProgramRun& run, const std::string& said) {
    CAPTURE(said, run.err);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Contains(said));
}

}  // namespace

TEST_CASE("connections 3 and 4 of the figure break exactly the flows whose replies may now leave through conn-4") {
    const Figure figure;
    const auto run = figure.whatif({"add.json"});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Catch::StartsWith("add.json on base.json: breaking: 4 kinds of flows rerouted, "));
    CHECK(run.out.find("\nWhat existing traffic changes\n") < run.out.find("\nNew traffic\n"));
    const auto answer = figure.answer({"add.json"});
    CHECK(answer["verdict"] == "breaking");
    CHECK(flows(answer, existing) ==
          std::set<std::string>{"10.55.193.0/24 -> 10.66.90.0/24", "10.66.90.0/24 -> 10.55.193.0/24",
                                "10.55.0.0/16 -> 10.66.89.0/24", "10.66.89.0/24 -> 10.55.0.0/16"});
    for (const auto& row : answer["flows"]["changed"]) {
        if (!existing.contains(row["effect"])) continue;
        CAPTURE(row.dump());
        CHECK(row["before"]["symmetry"] == "symmetric");
        CHECK(row["after"]["symmetry"] == "possibly_asymmetric");
        CHECK(row["after"].dump().find("conn-4") != std::string::npos);
    }
    const auto gained = flows(answer, {"gained"});
    CHECK(gained.contains("10.55.178.0/24 -> 10.66.90.0/24"));
    CHECK(gained.contains("10.66.88.0/24 -> 10.55.0.0/16"));
    CHECK(answer["affected_connections"] ==
          json{{{"connection", "conn-1"}, {"effect", "rerouted"}, {"now_also_over", {"conn-4"}}},
               {{"connection", "conn-2"}, {"effect", "rerouted"}, {"now_also_over", {"conn-4"}}}});
}

TEST_CASE("with priority 20 on route 4 the same change leaves existing traffic alone") {
    Figure figure;
    figure.patch["vpn_gateways"]["vgw-1"]["policy_routes"]["route-4"]["priority"] = 20;
    figure.write("add-20.json", figure.patch.dump(2));
    const auto run = figure.whatif({"add-20.json"});
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, Contains("None: every flow that was delivered takes the paths it took."));
    const auto answer = figure.answer({"add-20.json"});
    CHECK(answer["verdict"] == "review");
    CHECK(flows(answer, existing).empty());
    CHECK_FALSE(flows(answer, {"gained"}).empty());
    CHECK(answer["affected_connections"].empty());
    CHECK(figure.whatif({"add-20.json", "--fail-on", "warning"}).exit_code == 1);  // selectors-overlap
}

TEST_CASE("several changes are told as steps and as a whole") {
    const Figure figure;
    const auto answer = figure.answer({"add.json", "priority.json"});
    CHECK(answer["verdict"] == "review");
    REQUIRE(answer["steps"].size() == 2);
    CHECK(answer["steps"][0]["change"] == "add.json");
    CHECK(answer["steps"][0]["verdict"] == "breaking");
    CHECK(answer["steps"][1]["verdict"] == "review");
    CHECK(flows(answer["steps"][1], existing).contains("10.55.193.0/24 -> 10.66.90.0/24"));
    CHECK_FALSE(answer.contains("orders"));
    CHECK(figure.whatif({"add.json", "priority.json"}).exit_code == 1);  // the first step alone is breaking
    const auto text = figure.whatif({"add.json", "priority.json"}).out;
    CHECK_THAT(text, Contains("All changes on base.json: review") && Contains("Step 1, add.json: breaking") &&
                         Contains("Step 2, priority.json: review"));
}

TEST_CASE("every order is safe where no state between is worse than both ends of the way") {
    const Figure figure;
    figure.write("a.json", R"({ "customer_gateways": { "cgw-8": { "address": "198.51.100.8" } } })");
    figure.write("b.json", R"({ "customer_gateways": { "cgw-9": { "address": "198.51.100.9" } } })");
    const auto answer = figure.answer({"a.json", "b.json", "--any-order"});
    CHECK(answer["orders"]["any_order_is_safe"] == true);
    CHECK(answer["orders"]["safe_orders"] == 2);
    CHECK(answer["orders"]["unsafe_states"].empty());
    const auto run = figure.whatif({"a.json", "b.json", "--any-order"});
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, Contains("any order is safe (2 of 2)"));
}

TEST_CASE("an order is unsafe where a state between loses traffic, has a new error, or is not valid") {
    Figure figure;
    const auto none = figure.answer({"add.json", "priority.json", "--any-order"})["orders"];
    CHECK(none["safe_orders"] == 0);
    CHECK(none["one_safe_order"].is_null());
    REQUIRE(none["unsafe_states"].size() == 2);
    CHECK(none["unsafe_states"][0]["after"] == json{"add.json"});
    CHECK_THAT(none["unsafe_states"][0]["why"].get<std::string>(), Catch::StartsWith("error policy-route-order: "));
    CHECK_THAT(none["unsafe_states"][1]["why"].get<std::string>(),
               Catch::StartsWith("the file is not valid: priority.json:1:"));

    figure.write("first.json", R"({ "vpn_gateways": { "vgw-1": { "policy_routes": {
        "route-1": { "priority": 5 }, "route-2": { "priority": 5 } } } } })");
    figure.patch["vpn_gateways"]["vgw-1"]["policy_routes"]["route-3"]["priority"] = 5;
    figure.write("add-3.json", figure.patch.dump());
    const auto one = figure.answer({"add-3.json", "first.json", "--any-order"})["orders"];
    CHECK(one["any_order_is_safe"] == false);
    CHECK(one["safe_orders"] == 1);
    CHECK(one["one_safe_order"] == json{"first.json", "add-3.json"});

    // The route of the site that is replaced: without any between, what it carries is lost.
    figure.write("remove.json", R"({ "sites": { "dc-1": { "policy_routes": { "193-to-90": null } } } })");
    figure.write("replace.json", R"({ "sites": { "dc-1": { "policy_routes": { "again": { "priority": 200,
        "source": "10.55.193.0/24", "destination": "10.66.90.0/24", "next_hop": "fw-1" } } } } })");
    const auto run = figure.whatif({"remove.json", "replace.json", "--any-order"});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("* after remove.json only: packets such as 10.66.90.0 -> 10.55.193.0 are lost") &&
                            Contains("A safe order: replace.json, remove.json"));
}

TEST_CASE("changes that write one member each in another way have no order to ask for") {
    const Figure figure;
    figure.write("a.json", R"({ "customer_gateways": { "cgw-1": { "address": "198.51.100.7" } } })");
    figure.write("b.json", "{ \"customer_gateways\":\n  { \"cgw-1\": { \"address\": \"198.51.100.8\" } } }");
    figure.write("gone.json", R"({ "customer_gateways": { "cgw-1": null } })");
    require_refusal(figure.whatif({"a.json", "b.json", "--any-order"}),
                    "b.json:2:16: /customer_gateways/cgw-1/address: the order of the changes decides what is written "
                    "here: a.json:1 writes it too");
    require_refusal(figure.whatif({"b.json", "gone.json", "--any-order"}), "/customer_gateways/cgw-1: the order");
    CHECK(figure.whatif({"a.json", "b.json", "--fail-on", "never"}).exit_code == 0);
    CHECK(figure.whatif({"a.json", "a.json", "--any-order", "--fail-on", "never"}).exit_code == 0);
    require_refusal(figure.whatif({"a.json", "--any-order"}), "--any-order wants 2 to 12 changes");
    std::vector<std::string> many(13, "a.json");
    many.emplace_back("--any-order");
    require_refusal(figure.whatif(many), "--any-order wants 2 to 12 changes");
}

TEST_CASE("a scenario against itself is unchanged, against another one it is what the change says") {
    const Figure figure;
    const auto same = figure.whatif({"--against", "base.json"});
    CHECK(same.exit_code == 0);
    CHECK_THAT(same.out,
               Catch::StartsWith("base.json on base.json: unchanged; no flow, negotiation or finding differs"));
    const auto nothing = figure.answer({"--against", "base.json"});
    CHECK(nothing["verdict"] == "unchanged");
    CHECK(nothing["flows"]["changed"].empty());
    CHECK(nothing["negotiations"]["changed"].empty());
    for (const auto& [ignored, list] : nothing["findings"].items()) CHECK(list.empty());

    auto extended = figure.patch;
    extended["extends"] = "base.json";
    figure.write("after.json", extended.dump(2));
    CHECK(figure.answer({"--against", "after.json"})["flows"] == figure.answer({"add.json"})["flows"]);
    CHECK_THAT(figure.whatif({"--against", "after.json"}).out, Catch::StartsWith("after.json on base.json: breaking"));
    const auto back = vpnsim_run({"whatif", "after.json", "--against", "base.json"}, {.directory = figure.path("")});
    CHECK_THAT(back.out, Catch::StartsWith("base.json on after.json: breaking: 6 kinds of flows lost, 4 kinds of "));
    require_refusal(figure.whatif({}), "either with changes of it (CHANGE...) or with another one (--against)");
    require_refusal(figure.whatif({"add.json", "--against", "base.json"}), "either with changes");
}

TEST_CASE("an invalid change is refused with its place") {
    const Figure figure;
    const auto refused = [&](const std::string& change, const std::string& said) {
        figure.write("bad.json", change);
        require_refusal(figure.whatif({"bad.json"}), said);
        require_refusal(figure.whatif({"bad.json", "--format", "json"}), said);
    };
    refused("[]", "bad.json:1:1: a change is an object (RFC 7396), not a list");
    refused("{ \"extends\": \"base.json\" }", "bad.json:1:3: /extends: a change cannot extend another file");
    refused("{ \"sites\": ", "bad.json:1:");
    refused("{\n \"customer_gateways\": { \"cgw-2\": { \"address\": \"198.51.100.2000\" } } }",
            "bad.json:2:36: /customer_gateways/cgw-2/address: \"198.51.100.2000\" is no IPv4 or IPv6 address");
    refused(R"({ "ipsec_connection": {} })", "did you mean \"ipsec_connections\"?");
    refused(R"({ "customer_gateways": { "cgw-1": null } })", "base.json:");  // what refers to it is in the scenario
    require_refusal(figure.whatif({"no-such-file.json"}), "no-such-file.json: cannot be read: there is no such file");
}

TEST_CASE("a removal of what is not there is told with the name that was probably meant, and changes nothing") {
    const Figure figure;
    figure.write("typo.json", R"({ "ipsec_connections": { "conn1": null, "conn-1": { "dpd": null } } })");
    const auto run = figure.whatif({"typo.json"});
    CHECK(run.exit_code == 0);
    CHECK(run.err ==
          "vpnsim: note: typo.json:1:26: nothing to remove at /ipsec_connections/conn1; did you mean \"conn-1\"?\n"
          "vpnsim: note: typo.json:1:53: nothing to remove at /ipsec_connections/conn-1/dpd\n");
    CHECK(figure.answer({"typo.json"})["verdict"] == "unchanged");

    figure.write("gone.json",
                 R"({ "suppress": null, "sites": { "dc-1": { "policy_routes": { "178-to-90": null } } } })");
    const auto added = figure.whatif({"add.json", "gone.json", "gone.json"});
    CHECK_THAT(added.err, Contains("gone.json:1:3: nothing to remove at /suppress") &&
                              Contains("gone.json:1:61: nothing to remove at /sites/dc-1/policy_routes/178-to-90"));
    CHECK(std::count(added.err.begin(), added.err.end(), '\n') == 3);  // the first gone.json does remove the route

    json many;
    for (int i = 0; i < 30; ++i) many["sites"]["x" + std::to_string(i)] = nullptr;
    const auto all = figure.whatif({"-"}, many.dump()).err;
    CHECK(std::count(all.begin(), all.end(), '\n') == 21);
    CHECK_THAT(all, Contains("there are more such removals"));
}

TEST_CASE("a change may come from standard input") {
    const Figure figure;
    const auto run = figure.whatif({"-"}, figure.patch.dump());
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Catch::StartsWith("<stdin> on base.json: breaking") && Contains("where     <stdin>:1"));
    require_refusal(figure.whatif({"-", "-"}, "{}"), "standard input can be read once only");
}

TEST_CASE("the exit code of whatif follows the verdict and the findings that are added") {
    const Figure figure;
    figure.write("nothing.json", "{}");
    for (const auto* const level : {"error", "warning", "note"}) {
        CHECK(figure.whatif({"add.json", "--fail-on", level}).exit_code == 1);
        CHECK(figure.whatif({"nothing.json", "--fail-on", level}).exit_code == 0);
    }
    CHECK(figure.whatif({"add.json", "--fail-on", "never"}).exit_code == 0);
    CHECK_THAT(figure.whatif({"nothing.json"}).out, Catch::StartsWith("nothing.json on base.json: unchanged"));
}

TEST_CASE("an analysis that reached its limit promises nothing") {
    const Figure figure;
    figure.write("a.json", R"({ "sites": { "dc-1": { "routes": { "to-89": { "metric": 7 } } } } })");
    figure.write("b.json", R"({ "customer_gateways": { "cgw-9": { "address": "198.51.100.9" } } })");
    const auto run = figure.whatif({"a.json", "b.json", "--any-order", "--max-classes", "1"});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("None as far as the analysis came") && !Contains("any order is safe"));
    CHECK(figure.whatif({"a.json", "--max-classes", "1", "--fail-on", "never"}).exit_code == 0);
    CHECK(figure.answer({"a.json", "--max-classes", "1"})["complete"] == false);
}

TEST_CASE("a finding that the scenario suppresses is not added by a change") {
    Figure figure;
    figure.base["suppress"] = json::array();
    for (const auto* const rule : {"selectors-overlap", "policy-route-order", "asymmetric-return-path"}) {
        figure.base["suppress"].push_back({{"rule", rule}, {"reason", "known"}, {"until", "2026-06-30"}});
    }
    figure.write("base.json", figure.base.dump(2));
    CHECK(figure.answer({"add.json", "--today", "2026-06-30"})["findings"]["added"].empty());
    CHECK(figure.answer({"add.json", "--today", "2026-06-30"})["verdict"] == "review");
    CHECK(figure.answer({"add.json", "--today", "2026-07-01"})["verdict"] == "breaking");
    const auto between = figure.answer({"add.json", "priority.json", "--any-order", "--today", "2026-06-30"})["orders"];
    CHECK(between["one_safe_order"] == json{"add.json", "priority.json"});
}

TEST_CASE("a finding that was there before and now concerns more packets is told, and is not safe") {
    const TemporaryFolder folder;
    folder.write("half.json", R"({
         "format": "vpnsim/1",
         "vpcs": {
          "v": {
           "cidrs": [
            "10.66.0.0/16"
           ],
           "vswitches": {
            "s1": {
             "cidr": "10.66.1.0/24"
            },
            "s2": {
             "cidr": "10.66.2.0/24"
            }
           },
           "route_tables": {
            "m": {
             "type": "system",
             "routes": {
              "a": {
               "destination": "10.55.0.0/16",
               "next_hop": "g"
              }
             }
            }
           }
          }
         },
         "vpn_gateways": {
          "g": {
           "vpc": "v",
           "addresses": [
            "203.0.113.10"
           ],
           "destination_routes": {
            "d": {
             "destination": "10.55.1.0/24",
             "next_hop": "c"
            }
           }
          }
         },
         "customer_gateways": {
          "cg": {
           "address": "198.51.100.1"
          }
         },
         "ipsec_connections": {
          "c": {
           "vpn_gateway": "g",
           "customer_gateway": "cg",
           "local_ts": [
            "0.0.0.0/0"
           ],
           "remote_ts": [
            "0.0.0.0/0"
           ]
          }
         },
         "sites": {
          "dc": {
           "networks": {
            "l": "10.55.0.0/16"
           },
           "routes": {
            "r": {
             "destination": "10.66.9.0/24",
             "next_hop": "fw/t"
            }
           },
           "devices": {
            "fw": {
             "address": "198.51.100.1",
             "tunnels": {
              "t": {
               "peer": "203.0.113.10",
               "local_ts": [
                "0.0.0.0/0"
               ],
               "remote_ts": [
                "0.0.0.0/0"
               ]
              }
             }
            }
           }
          }
         }
        })");
    folder.write("more.json", R"({"vpn_gateways": {"g": {"destination_routes":
        {"e": {"destination": "10.55.2.0/24", "next_hop": "c"}}}}})");
    const auto run =
        vpnsim_run({"whatif", "half.json", "more.json", "--format", "json"}, {.directory = folder.path("")});
    CHECK(run.exit_code == 0);
    const auto answer = json::parse(run.out);
    CHECK(answer["verdict"] == "review");
    CHECK(answer["findings"]["added"].empty());
    std::set<std::string> grown;
    for (const auto& finding : answer["findings"]["grown"]) grown.insert(finding["rule"].get<std::string>());
    CHECK(grown.contains("return-path-missing"));
}

TEST_CASE("an analysis that stopped at its limit is never taken for a whole one") {
    const TemporaryFolder folder;
    folder.write("dual.json", example("13-dual-tunnel-cisco-asa.json").dump());
    const auto run = vpnsim_run({"failover", folder.path("dual.json"), "--max-classes", "1"});
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.out, Contains("no single point of failure as far as the analysis came"));
    CHECK_THAT(run.out, !Contains("Failures that no flow notices"));
    auto scenario = example("02-equal-priorities.json");
    scenario["suppress"] = json::array({{{"rule", "analysis-incomplete"}, {"reason", "too long"}}});
    scenario["expect"] = {{"findings", json::array({{{"rule", "policy-route-order"}}, {{"rule", "quota"}}})}};
    folder.write("quiet.json", scenario.dump());
    const auto review = vpnsim_run({"review", folder.path("quiet.json"), "--max-classes", "2"});
    CHECK(review.exit_code == 1);
    CHECK_THAT(review.out, Contains("error analysis-incomplete"));
    const auto update = vpnsim_run({"test", folder.path("quiet.json"), "--max-classes", "1", "--update"});
    CHECK_THAT(update.out, Contains("the analysis stopped at its limit"));
    CHECK(read_file(folder.path("quiet.json")).find("quota") != std::string::npos);
}

}  // namespace vpnsim::whatif_test
