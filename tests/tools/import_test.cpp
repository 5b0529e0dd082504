#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "vpnsim_program.hpp"

namespace vpnsim::import_test {
namespace {

using Words = std::vector<std::string>;

const std::string imports = "scenarios/imports/";

/// The review of a scenario that `import` makes of inputs below scenarios/imports.
nlohmann::json review_of(const Words& inputs) {
    Words words{"import"};
    for (const auto& word : inputs) words.push_back(word.find('/') == std::string::npos ? word : imports + word);
    const auto imported = vpnsim_run(words);
    INFO(imported.err);
    REQUIRE(imported.exit_code == 0);
    return nlohmann::json::parse(vpnsim_on(imported.out, {"review", "-", "--format", "json"}).out);
}

std::string connections_of(const nlohmann::json& finding) {
    std::set<std::string> names;
    for (const auto& entity : finding.at("entities")) {
        if (entity.get<std::string>().starts_with("conn-")) names.insert(entity);
    }
    std::string out;
    for (const auto& name : names) out += ' ' + name;
    return out;
}

/// "rule conn-1 conn-2"
std::set<std::string> rules_and_connections(const nlohmann::json& review) {
    std::set<std::string> out;
    for (const auto& finding : review.at("findings")) {
        out.insert(finding.at("rule").get<std::string>() + connections_of(finding));
    }
    return out;
}

}  // namespace

TEST_CASE("one estate has the same findings whatever its configuration is written in") {
    const auto one = rules_and_connections(review_of({"aliyun", "seed/aliyun", "swanctl", "seed/device1.swanctl.conf",
                                                      "cisco-asa", "seed/device2.asa.txt", "linux", "seed/core"}));
    const auto other = rules_and_connections(
        review_of({"terraform", "seed/terraform/state.json", "ipsec-conf", "seed/device1.ipsec.conf", "cisco-ios",
                   "seed/device2.ios.txt", "frr", "seed/dc-core.frr.conf"}));
    CHECK(one == other);
    CHECK(one == std::set<std::string>{"ike-version-behaviour conn-1", "ike-version-behaviour conn-2",
                                       "selectors-inclusive conn-1", "selectors-inclusive conn-2"});
}

TEST_CASE("formats that are not named are guessed, said, and lead to the same scenario") {
    const auto named = vpnsim_run({"import", "aliyun", imports + "seed/aliyun", "swanctl",
                                   imports + "seed/device1.swanctl.conf", "--name", "estate", "--salt", "s"});
    const auto guessed = vpnsim_run(
        {"import", imports + "seed/aliyun", imports + "seed/device1.swanctl.conf", "--name", "estate", "--salt", "s"});
    CHECK(guessed.out == named.out);
    CHECK(guessed.err.find("device1.swanctl.conf: taken for swanctl") != std::string::npos);
}

TEST_CASE("a wide connection of equal priority shows its asymmetry") {
    const auto found = rules_and_connections(review_of({"aliyun", "wide/aliyun", "swanctl", "seed/device1.swanctl.conf",
                                                        "cisco-asa", "seed/device2.asa.txt", "linux", "seed/core"}));
    CHECK(found.contains("asymmetric-return-path conn-3 conn-4"));
    CHECK(found.contains("policy-route-order conn-1 conn-4"));
}

TEST_CASE("the repaired estate has nothing to find") {
    const auto review =
        review_of({"aliyun", "remedied/aliyun", "swanctl", "remedied/device1.swanctl.conf", "swanctl",
                   "remedied/device2.swanctl.conf", "linux", "remedied/device1.ip-route.txt", "remedied/core"});
    CHECK(review.at("findings").empty());
}

TEST_CASE("a plan that adds two connections names the flows that change") {
    const auto run =
        vpnsim_run({"whatif", "--terraform-plan", imports + "seed/terraform/plan.json", "--format", "json"});
    const auto answer = nlohmann::json::parse(run.out);
    std::set<std::string> flows;
    for (const auto& flow : answer.at("flows").at("changed")) {
        flows.insert(flow.at("effect").get<std::string>() + ' ' + flow.at("from").dump() + ' ' + flow.at("to").dump());
    }
    CHECK(answer.at("verdict") == "review");
    CHECK(flows.contains(R"(rerouted ["10.66.90.0/24"] ["10.55.193.0/24"])"));
    CHECK(flows.contains(R"(gained ["10.66.88.0/24"] ["10.55.0.0/16"])"));
    CHECK(flows.contains(R"(gained ["10.66.90.0/24"] ["10.55.178.0/24"])"));
}

TEST_CASE("no key of any input is in the scenario, the facts or the messages") {
    const Words inputs{"aliyun",    imports + "seed/aliyun",
                       "terraform", imports + "seed/terraform/state.json",
                       "swanctl",   imports + "seed/device1.swanctl.conf",
                       "cisco-asa", imports + "seed/device2.asa.txt",
                       "cisco-ios", imports + "seed/device2.ios.txt"};
    for (const auto* last : {"--verbose", "--facts"}) {
        Words words{"import"};
        words.insert(words.end(), inputs.begin(), inputs.end());
        words.emplace_back(last);
        const auto run = vpnsim_run(words);
        CHECK(run.exit_code == 0);
        CHECK((run.out + run.err).find("INVENTED") == std::string::npos);
    }
}

TEST_CASE("fingerprints show that both ends have one key, and that they do not") {
    const TemporaryFolder folder;
    const auto conf = [&](const std::string& key) {
        return folder.write("device1.swanctl.conf",
                            "connections { c { version = 2\nlocal_addrs = 198.51.100.11\nremote_addrs = 203.0.113.20\n"
                            "local { auth = psk }\nremote { auth = psk }\n"
                            "children { k { local_ts = 10.55.0.0/16\nremote_ts = 10.66.88.0/22 } } } }\n"
                            "secrets { ike-c { secret = \"" +
                                key + "\" } }\n");
    };
    for (const auto& [key, agrees] : {std::pair{"INVENTED-key-of-device-1", true}, std::pair{"another key", false}}) {
        const auto run = vpnsim_run({"import", "aliyun", imports + "seed/aliyun", "swanctl", conf(key)});
        const auto review = nlohmann::json::parse(vpnsim_on(run.out, {"review", "-", "--format", "json"}).out);
        CHECK(rules_and_connections(review).contains("negotiation-failure conn-1") != agrees);
    }
}

TEST_CASE("an input that cannot be understood ends the import with exit code 2, and nothing is written") {
    const TemporaryFolder folder;
    const auto target = folder.path("estate.json");
    for (const std::string broken : {"{\"VpnConnections\": ", "PK\x03\x04", "\x01\x02\x03 nothing that is known"}) {
        const auto input = folder.write("input.txt", broken);
        const auto run = vpnsim_run({"import", "aliyun", input, "-o", target});
        CHECK(run.exit_code == 2);
        CHECK(run.out.empty());
        CHECK(run.err.find("input.txt") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(target));
    }
    CHECK(vpnsim_run({"import", "cisco-asa"}).exit_code == 2);
    CHECK(vpnsim_run({"import", "cisco-asa", "cisco-ios"}).err.find("no input after \"cisco-asa\"") !=
          std::string::npos);
    CHECK(vpnsim_run({"import", "cisco-asa", std::string(5000, 'x')}).exit_code == 2);
    CHECK(vpnsim_run({"import", "cisco-iso", "x"}).err.find("did you mean \"cisco-ios\"") != std::string::npos);
}

TEST_CASE("UTF-16 as PowerShell writes it is read like UTF-8") {
    const TemporaryFolder folder;
    const auto plain = read_file(imports + "seed/device1.swanctl.conf");
    std::string wide = "\xff\xfe";
    for (const char c : plain) wide += {c, '\0'};
    const auto from_utf8 =
        vpnsim_run({"import", "swanctl", folder.write("a.conf", plain), "--salt", "s", "--name", "n"});
    const auto from_utf16 =
        vpnsim_run({"import", "swanctl", folder.write("a.conf", wide), "--salt", "s", "--name", "n"});
    CHECK(from_utf8.exit_code == 0);
    CHECK(from_utf16.out == from_utf8.out);
}

TEST_CASE("a site is named for the inputs that follow") {
    const auto run = vpnsim_run({"import", "--site", "hangzhou", "swanctl", imports + "seed/device1.swanctl.conf",
                                 "--site", "branch", "cisco-asa", imports + "seed/device2.asa.txt"});
    const auto scenario = nlohmann::json::parse(run.out);
    CHECK(scenario.at("sites").at("hangzhou").at("devices").contains("device1"));
    CHECK(scenario.at("sites").at("branch").at("devices").contains("dc-device-2"));
}

TEST_CASE("a key that an input repeats as a name, an id or a comment of another input is not shown") {
    const TemporaryFolder folder;
    const auto conf = [](const std::string& name, const std::string& key) {
        return "connections { " + name + " { version = 2\nlocal_addrs = 198.51.100.11\nremote_addrs = 203.0.113.20\n" +
               "local { auth = psk\nid = " + name + " }\nremote { auth = psk }\n" + "children { " + name +
               " { local_ts = 10.55.0.0/16\nremote_ts = 10.66.88.0/22 } } } }\n" + "secrets { ike-c { secret = \"" +
               key + "\" } }\n";
    };
    for (const auto* arguments : {"--verbose", "--facts"}) {
        const auto run =
            vpnsim_run({"import", "swanctl", folder.write("a.swanctl.conf", conf("Mark3r-of-b", "Mark3r-of-a")),
                        "swanctl", folder.write("b.swanctl.conf", conf("Mark3r-of-a", "Mark3r-of-b")), arguments});
        INFO(run.out << run.err);
        CHECK(run.exit_code == 0);
        CHECK((run.out + run.err).find("Mark3r") == std::string::npos);
    }
}

TEST_CASE("a key that is also a word of the format leaves the format alone") {
    const TemporaryFolder folder;
    for (const std::string key : {"sha256", "aes256", "encryption", "10.66.88.0/22", "203.0.113.20", "destination"}) {
        CAPTURE(key);
        const auto input = folder.write(
            "a.swanctl.conf",
            "connections { c { version = 2\nproposals = aes256-sha256-modp2048\nlocal_addrs = 198.51.100.11\n"
            "remote_addrs = 203.0.113.20\nlocal { auth = psk }\nremote { auth = psk }\n"
            "children { k { local_ts = 10.55.0.0/16\nremote_ts = 10.66.88.0/22 } } } }\n"
            "secrets { ike-c { secret = \"" +
                key + "\" } }\n");
        const auto run = vpnsim_run({"import", "swanctl", input});
        INFO(run.err);
        CHECK(run.exit_code == 0);
    }
}

TEST_CASE("options of an import that would do nothing are refused") {
    const TemporaryFolder folder;
    const auto plan = imports + "seed/terraform/plan.json";
    const auto refused = [](const std::vector<std::string>& words, const std::string& reason) {
        const auto run = vpnsim_run(words);
        INFO(run.err);
        CHECK(run.exit_code == 2);
        CHECK(run.err.find(reason) != std::string::npos);
    };
    refused({"import", plan, "--facts", "--changes", folder.path("c.json")}, "--facts makes no scenario");
    refused({"import", plan, "-o", folder.path("c.json"), "--changes", folder.path("c.json")}, "name one file");
    refused({"import", "terraform", "-", "terraform", "-"}, "standard input can be read once only");
    refused({"import", plan, "--site", "a/b"}, "--site wants a name");
    refused({"whatif", "--terraform-plan", plan, "--site", "a"}, "belong to further inputs");
    const auto target = folder.path("b.json");
    refused({"import", plan, "-o", target, "--changes", "/nonexistent/c.json"}, "/nonexistent/c.json");
    CHECK_FALSE(std::filesystem::exists(target));
}

}  // namespace vpnsim::import_test
