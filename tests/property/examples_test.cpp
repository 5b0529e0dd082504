// What the example scenarios teach, stated once more as assertions.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/expectation_check.hpp"
#include "tests/support/scenario_files.hpp"

namespace vpnsim::examples_test {
namespace {

using Ways = std::vector<std::vector<std::string>>;

/// One scenario under scenarios/, and the questions that the tests below ask.
struct Example : test::SimulatedScenario {
    explicit Example(const std::string& name)
        : SimulatedScenario{test::load_scenario(std::string{VPNSIM_SOURCE_DIR} + "/scenarios/" + name + ".json")} {}
    explicit Example(Scenario scenario) : SimulatedScenario{std::move(scenario)} {}

    [[nodiscard]] Trace trace(std::string_view from, std::string_view to) const {
        const auto source = *Address::parse(from);
        const auto owners = simulation.owners(source);
        REQUIRE(owners.size() == 1);
        return simulation.trace(owners.front(), {source, *Address::parse(to), Protocol::tcp, 40000, 443});
    }
    /// The connections of each delivered path, in the order of the answer.
    [[nodiscard]] Ways delivered(const std::vector<Path>& paths) const {
        Ways ways;
        for (const auto& path : paths) {
            if (path.disposition != Disposition::delivered) continue;
            auto& way = ways.emplace_back();
            for (const auto id : path.connections) way.push_back(simulation.scenario().estate[id].name);
        }
        return ways;
    }
    /// The CHILD_SAs of a connection as the cloud sees them.
    [[nodiscard]] std::vector<std::string> child_sas(std::string_view connection) const {
        std::vector<std::string> sas;
        for (const auto& pair : simulation.negotiations().pairs) {
            if (simulation.scenario().estate[pair.cloud.connection].name != connection) continue;
            for (const auto& offered : pair.child_sas)
                sas.push_back(text(offered.sa.local) + " === " + text(offered.sa.remote) +
                              (offered.certain ? "" : " perhaps"));
        }
        return sas;
    }
    [[nodiscard]] std::vector<Finding> found(std::string_view rule) const {
        std::vector<Finding> some;
        std::copy_if(findings.begin(), findings.end(), std::back_inserter(some),
                     [&](const Finding& f) { return f.rule == rule; });
        return some;
    }
    [[nodiscard]] std::size_t errors() const { return at_least(Severity::error); }
    [[nodiscard]] bool clean() const { return at_least(Severity::warning) == 0; }

  private:
    [[nodiscard]] std::size_t at_least(Severity severity) const {
        return static_cast<std::size_t>(
            std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity <= severity; }));
    }
};

const std::string printed = "examples/04-figure-as-printed";
const std::string needed = "examples/05-figure-as-its-text-needs-it";

/// The finding of a rule that concerns exactly these entities.
Finding only(const Example& example, std::string_view rule, const std::vector<std::string>& entities) {
    std::vector<Finding> some;
    for (auto& finding : example.found(rule)) {
        if (finding.entities == entities) some.push_back(std::move(finding));
    }
    REQUIRE(some.size() == 1);
    return some.front();
}

void check_flows(const Finding& finding, const std::string& from, const std::string& to) {
    REQUIRE(finding.flows.size() == 1);
    CHECK(finding.flows.front().from == std::vector{*Prefix::parse(from)});
    CHECK(finding.flows.front().to == std::vector{*Prefix::parse(to)});
}

/// A flow that one choice of the surviving SA delivers and the other drops.
void check_either_or(const Trace& trace) {
    REQUIRE(trace.forward.size() == 2);
    CHECK(trace.forward[0].disposition == Disposition::delivered);
    CHECK(trace.forward[1].disposition == Disposition::selector_mismatch);
    for (const auto& path : trace.forward) {
        REQUIRE(path.choices.size() == 1);
        CHECK(path.choices.front().reason == ChoiceReason::surviving_sa);
    }
    CHECK(trace.symmetry == Symmetry::possibly_asymmetric);
}

}  // namespace

TEST_CASE("every valid scenario keeps what it expects") {
    for (const auto& path : test::valid_scenario_files()) {
        INFO(path);
        const auto broken = test::broken_expectations(test::SimulatedScenario{test::load_scenario(path)});
        for (const auto& sentence : broken) UNSCOPED_INFO(sentence);
        CHECK(broken.empty());
    }
}

TEST_CASE("every expectation that does not hold is noticed") {
    for (const auto& path : test::valid_scenario_files()) {
        INFO(path);
        auto scenario = test::load_scenario(path);
        auto& expect = scenario.expect;
        for (auto& negotiation : expect.negotiations) negotiation.child_sas = negotiation.child_sas.value_or(0) + 100;
        for (auto& flow : expect.flows) flow.outcome = flow.outcome == "loop" ? "blackhole" : "loop";
        for (auto& finding : expect.findings) finding.entities.emplace_back("nobody");
        expect.no_other_findings.reset();
        const auto wrong = expect.negotiations.size() + expect.flows.size() + expect.findings.size();
        CHECK(test::broken_expectations(test::SimulatedScenario{std::move(scenario)}).size() >= wrong);
    }
}

TEST_CASE("every example says what it teaches") {
    for (const auto& path : test::valid_scenario_files()) {
        if (path.find("/scenarios/examples/") == std::string::npos) continue;
        INFO(path);
        const auto text = test::read_file(path);
        CHECK((text.rfind("//", 0) == 0 || !test::load_scenario(path).description.empty()));
    }
}

TEST_CASE("the clean examples have no error and no warning") {
    CHECK(Example{"examples/01-one-connection"}.clean());
    CHECK(Example{"examples/11-several-cidrs-split"}.clean());
    CHECK(Example{"examples/14-hub-three-sites"}.clean());
}

TEST_CASE("the automatic routes of the figure are those of the guide's table, and the named ones replace them") {
    for (const auto& name : {printed, needed}) {
        const Example figure{name};
        const std::string fourth = name == printed ? "10.66.88.0/24" : "10.66.88.0/22";
        std::vector<std::string> table;
        for (const auto& route : figure.simulation.network()[GatewayId{0}].policy_routes) {
            table.push_back(route.name + ' ' + route.source.text() + ' ' + route.destination.text() + ' ' +
                            figure.simulation.scenario().estate[route.next_hop].name + ' ' +
                            std::to_string(route.weight) + ' ' + std::to_string(route.priority));
        }
        CHECK(table == std::vector<std::string>{"route-1 10.66.90.0/24 10.55.193.0/24 conn-1 100 10",
                                                "route-2 10.66.89.0/24 10.55.0.0/16 conn-2 100 10",
                                                "route-3 10.66.90.0/24 10.55.178.0/24 conn-3 100 10",
                                                "route-4 " + fourth + " 10.55.0.0/16 conn-4 100 10"});
    }
}

TEST_CASE("with 10.66.88.0/22 replies to a request of connection 1 leave by connection 1 or 4") {
    const Example figure{needed};
    const auto trace = figure.trace("10.55.193.7", "10.66.90.5");
    CHECK(figure.delivered(trace.forward) == Ways{{"conn-1"}});
    CHECK(figure.delivered(trace.reply) == Ways{{"conn-1"}, {"conn-4"}});
    CHECK((trace.forward.size() == 1 && trace.reply.size() == 2));
    CHECK(trace.symmetry == Symmetry::possibly_asymmetric);
    for (const auto& path : trace.reply) {
        REQUIRE(path.choices.size() == 1);
        CHECK(path.choices.front().reason == ChoiceReason::equal_priority_policy_routes);
    }
    check_flows(only(figure, "asymmetric-return-path", {"conn-1", "conn-4"}), "10.66.90.0/24", "10.55.193.0/24");
    check_flows(only(figure, "policy-route-order", {"vgw-1/route-1", "vgw-1/route-4", "conn-1", "conn-4"}),
                "10.66.90.0/24", "10.55.193.0/24");
}

TEST_CASE("with 10.66.88.0/24, as printed, the routes are disjoint and nothing is open") {
    const Example figure{printed};
    const auto trace = figure.trace("10.55.193.7", "10.66.90.5");
    CHECK(figure.delivered(trace.forward) == Ways{{"conn-1"}});
    CHECK(figure.delivered(trace.reply) == Ways{{"conn-1"}});
    CHECK(trace.symmetry == Symmetry::symmetric);
    CHECK(figure.found("asymmetric-return-path").empty());
    CHECK(figure.found("policy-route-order").empty());
    CHECK(figure.errors() == 0);
}

TEST_CASE("a known delivery order leaves one path each way") {
    const auto one_each_way = [](const std::string& name, const Ways& reply) {
        INFO(name);
        const Example figure{"regressions/figure/" + name};
        const auto trace = figure.trace("10.55.193.7", "10.66.90.5");
        CHECK((trace.forward.size() == 1 && trace.reply.size() == 1));
        CHECK(figure.delivered(trace.forward) == Ways{{"conn-1"}});
        CHECK(figure.delivered(trace.reply) == reply);
        CHECK(figure.found("policy-route-order").empty());
        return trace.symmetry;
    };
    CHECK(one_each_way("printed-order-known", {{"conn-1"}}) == Symmetry::symmetric);
    CHECK(one_each_way("text-order-as-configured", {{"conn-1"}}) == Symmetry::symmetric);
    CHECK(one_each_way("text-order-route-4-first", {{"conn-4"}}) == Symmetry::asymmetric);
}

TEST_CASE("a certainly asymmetric flow is reported once") {
    const Example figure{"regressions/figure/text-order-route-4-first"};
    CHECK(figure.found("asymmetric-return-path").size() == 3);
    for (const auto* const other : {"conn-1", "conn-2", "conn-3"})
        only(figure, "asymmetric-return-path", {other, "conn-4"});
}

TEST_CASE("another priority of route 4 makes the replies certain") {
    const Example figure{"regressions/figure/text-priority-20"};
    const auto trace = figure.trace("10.55.193.7", "10.66.90.5");
    CHECK(figure.delivered(trace.reply) == Ways{{"conn-1"}});
    CHECK(trace.symmetry == Symmetry::symmetric);
    CHECK(figure.found("policy-route-order").empty());
    CHECK(figure.errors() == 0);
}

TEST_CASE("IKEv2 narrows one wide device tunnel to the selectors of each connection") {
    const Example inclusion{"examples/06-inclusion-ikev2"};
    CHECK(inclusion.simulation.negotiations().pairs.size() == 2);
    CHECK(inclusion.child_sas("conn-1") == std::vector<std::string>{"10.66.90.0/24 === 10.55.193.0/24"});
    CHECK(inclusion.child_sas("conn-2") == std::vector<std::string>{"10.66.89.0/24 === 10.55.0.0/16"});
    only(inclusion, "selectors-inclusive", {"conn-1"});
    only(inclusion, "selectors-inclusive", {"conn-2"});
    CHECK(inclusion.errors() == 0);
}

TEST_CASE("a device that alone begins gets one SA out of one tunnel") {
    auto scenario = Example{"examples/06-inclusion-ikev2"}.simulation.scenario();
    scenario.assumptions.initiator = Initiator::device;
    const Example inclusion{std::move(scenario)};
    CHECK(inclusion.child_sas("conn-1").empty());
    CHECK(inclusion.child_sas("conn-2") == std::vector<std::string>{"10.66.89.0/24 === 10.55.0.0/16"});
}

TEST_CASE("inclusion fails where one end demands equal selectors, and always in IKEv1") {
    for (const std::string name : {"07-inclusion-refused", "08-inclusion-ikev1"}) {
        INFO(name);
        const Example inclusion{"examples/" + name};
        REQUIRE(inclusion.simulation.negotiations().pairs.size() == 2);
        for (const auto& pair : inclusion.simulation.negotiations().pairs) {
            CHECK(pair.phase1 == PhaseResult::established);
            CHECK(pair.phase2 == PhaseResult::failed);
            REQUIRE(pair.error);
            CHECK(pair.error->code == ErrorCode::traffic_selector_mismatch);
            CHECK(pair.child_sas.empty());
        }
        CHECK(inclusion.found("selectors-mismatch").size() == 2);
        CHECK(inclusion.found("selectors-inclusive").empty());
        CHECK(inclusion.delivered(inclusion.trace("10.55.193.7", "10.66.90.5").forward).empty());
    }
}

TEST_CASE("several CIDR blocks share one SA with a peer that puts lists into one SA") {
    const Example one{"examples/09-several-cidrs-one-sa"};
    CHECK(one.child_sas("conn-1") == std::vector<std::string>{"172.30.96.0/19 === 10.0.0.0/8, 172.30.128.0/17"});
    for (const auto* const to : {"10.1.2.3", "172.30.200.1"}) {
        const auto trace = one.trace("172.30.97.1", to);
        CHECK((trace.forward.size() == 1 && one.delivered(trace.forward) == Ways{{"conn-1"}}));
        CHECK(trace.symmetry == Symmetry::symmetric);
    }
    CHECK(one.errors() == 0);
}

TEST_CASE("against a peer with one SA for each pair one of two networks is reached, and nobody knows which") {
    const Example pairs{"examples/10-several-cidrs-sa-per-pair"};
    CHECK(pairs.child_sas("conn-1") == std::vector<std::string>{"172.30.96.0/19 === 10.0.0.0/8 perhaps",
                                                                "172.30.96.0/19 === 172.30.128.0/17 perhaps"});
    only(pairs, "sa-count-mismatch", {"conn-1"});
    for (const auto* const to : {"10.1.2.3", "172.30.200.1"}) check_either_or(pairs.trace("172.30.97.1", to));
    CHECK(pairs.found("asymmetric-return-path").empty());
}

TEST_CASE("split into one connection for each pair, both networks are reached") {
    const Example split{"examples/11-several-cidrs-split"};
    CHECK(split.child_sas("conn-a") == std::vector<std::string>{"172.30.96.0/19 === 10.0.0.0/8"});
    CHECK(split.child_sas("conn-b") == std::vector<std::string>{"172.30.96.0/19 === 172.30.128.0/17"});
    CHECK(split.delivered(split.trace("172.30.97.1", "10.1.2.3").forward) == Ways{{"conn-a"}});
    CHECK(split.delivered(split.trace("172.30.97.1", "172.30.200.1").forward) == Ways{{"conn-b"}});
    CHECK(split.findings.empty());
}

TEST_CASE("the split is clean whoever negotiates first") {
    for (const auto initiator : {Initiator::cloud, Initiator::device}) {
        auto scenario = Example{"examples/11-several-cidrs-split"}.simulation.scenario();
        scenario.assumptions.initiator = initiator;
        const Example split{std::move(scenario)};
        CHECK(split.clean());
        CHECK(test::broken_expectations(split).empty());
    }
}

TEST_CASE("IKEv1 refuses several CIDR blocks on a side") {
    const Example ikev1{"examples/12-several-cidrs-ikev1"};
    CHECK(ikev1.child_sas("conn-1").empty());
    only(ikev1, "ikev1-multiple-cidrs", {"conn-1"});
    CHECK(ikev1.found("selectors-mismatch").empty());
}

TEST_CASE("both tunnels towards a Cisco ASA agree, and the ASA cannot hold both") {
    const Example dual{"examples/13-dual-tunnel-cisco-asa"};
    REQUIRE(dual.simulation.negotiations().pairs.size() == 2);
    for (const auto& pair : dual.simulation.negotiations().pairs) CHECK(pair.phase2 == PhaseResult::established);
    only(dual, "same-selectors-two-peers", {"conn-1"});
    CHECK(dual.errors() == 1);
    const Example in_order{"regressions/rules/C12-peers-in-order"};
    only(in_order, "same-selectors-two-peers", {"conn-1"});
    CHECK(in_order.errors() == 0);
}

TEST_CASE("spoke to spoke crosses the hub's connections of both sites, and back") {
    const Example hub{"examples/14-hub-three-sites"};
    const auto trace = hub.trace("10.1.0.1", "10.3.0.1");
    CHECK((trace.forward.size() == 1 && hub.delivered(trace.forward) == Ways{{"to-factory", "to-warehouse"}}));
    CHECK((trace.reply.size() == 1 && hub.delivered(trace.reply) == Ways{{"to-warehouse", "to-factory"}}));
    CHECK(trace.symmetry == Symmetry::symmetric);
}

}  // namespace vpnsim::examples_test
