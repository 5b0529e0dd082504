#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "vpnsim_program.hpp"

namespace vpnsim::trace_verb_test {
using Catch::Matchers::Contains;

namespace {

const std::string example = "scenarios/examples/02-equal-priorities.json";

ProgramRun trace(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"trace", example});
    return vpnsim_run(arguments);
}
void require_refused(const std::vector<std::string>& arguments, const std::string& expected) {
    const auto run = trace(arguments);
    CAPTURE(arguments, run.err);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Contains(expected));
}

/// Two sites own 10.1.0.0/16, and hosts of both are called db.
const std::string twice = R"({ "format": "vpnsim/1",
    "vpcs": { "vpc-1": { "cidrs": ["10.9.0.0/16"], "vswitches": { "s": { "cidr": "10.9.0.0/24" } },
                         "instances": { "lost": { "address": "10.9.1.1" } } } },
    "sites": { "east": { "networks": { "lan": "10.1.0.0/16" }, "hosts": { "db": { "address": "10.1.0.7" } } },
               "west": { "networks": { "lan": "10.1.0.0/16" }, "hosts": { "db": { "address": "10.1.0.8" } } } } })";

}  // namespace

TEST_CASE("names of instances and hosts stand for their addresses") {
    const auto run = trace({"--from", "web", "--to", "dc-1/db", "--format", "json"});
    CHECK(run.exit_code == 0);
    const auto answer = nlohmann::json::parse(run.out);
    CHECK(answer["flow"] == nlohmann::json{{"source", "10.66.90.10"},
                                           {"destination", "10.55.193.10"},
                                           {"protocol", "tcp"},
                                           {"source_port", 40000},
                                           {"destination_port", 443}});
    CHECK(answer["forward"]["paths"].size() == 2);
    CHECK(answer["symmetry"] == "possibly_asymmetric");
    CHECK(answer["forward"]["paths"][0]["choices"][0]["reason"] == "equal_priority_policy_routes");
}

TEST_CASE("a protocol without ports has none in the answer") {
    const auto run = trace({"--from", "web", "--to", "db", "--protocol", "icmp", "--format", "json"});
    const auto flow = nlohmann::json::parse(run.out)["flow"];
    CHECK(flow["protocol"] == "icmp");
    CHECK(flow["source_port"].is_null());
    require_refused({"--from", "web", "--to", "db", "--protocol", "icmp", "--port", "7"}, "icmp has no ports");
}

TEST_CASE("a question that makes no sense is refused with what was probably meant") {
    require_refused({"--from", "wbe", "--to", "db"}, "did you mean \"web\"?");
    require_refused({"--from", "web", "--to", "db", "--protocol", "tpc"}, "did you mean \"tcp\"?");
    require_refused({"--from", "web", "--to", "db", "--port", "65536"}, "--port wants a number from 0 to 65535");
    require_refused({"--from", "web", "--to", "2001:db8::1"}, "different families");
    require_refused({"--from", "10.55.193.300", "--to", "db"}, "neither an address nor");
    require_refused({"--from", "web", "--to", "db", "--at", "vpc-2"}, "did you mean \"vpc-1\"?");
    require_refused({"--from", "10.66.90.10", "--to", "db", "--at", "dc-1"}, "does not lie in a network of dc-1");
}

TEST_CASE("a source that nobody owns is refused with the nearest network, a destination is not") {
    require_refused({"--from", "10.66.92.1", "--to", "db"},
                    "the nearest declared network is vpc-1/vsw-91, 10.66.91.0/24");
    require_refused({"--from", "2001:db8::1", "--to", "2001:db8::2"}, "no network of this family");
    CHECK(trace({"--from", "web", "--to", "8.8.8.8"}).exit_code == 0);
}

TEST_CASE("an address with several owners needs to be told where") {
    const auto ask = [](std::vector<std::string> more) {
        more.insert(more.begin(), {"trace", "-", "--to", "10.9.0.1"});
        return vpnsim_on(twice, more);
    };
    CHECK_THAT(ask({"--from", "10.1.0.1"}).err, Contains("say where with --at: east, west"));
    CHECK(ask({"--from", "10.1.0.1", "--at", "west"}).exit_code == 0);
    CHECK_THAT(ask({"--from", "db"}).err, Contains("names several hosts: east/db, west/db"));
    CHECK(ask({"--from", "west/db"}).exit_code == 0);
    CHECK_THAT(ask({"--from", "db", "--at", "west"}).out, Contains("10.1.0.8"));
    CHECK_THAT(ask({"--from", "lost"}).err,
               Contains("no vSwitch or site network has the source vpc-1/lost (10.9.1.1)"));
}

}  // namespace vpnsim::trace_verb_test
