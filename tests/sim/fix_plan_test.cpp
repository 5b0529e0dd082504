#include "sim/fix_plan.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "../support/random_estate.hpp"
#include "../support/scenario_files.hpp"
#include "model/scenario_patch.hpp"
#include "sim/remedies/verification.hpp"

namespace vpnsim::fix_plan_test {
namespace {

bool is_error(const Finding& finding) { return finding.severity == Severity::error; }

std::multiset<std::string> fingerprints(const std::vector<Finding>& findings) {
    std::multiset<std::string> out;
    for (const auto& finding : findings) out.insert(finding.fingerprint());
    return out;
}

Scenario with_patch(const Scenario& scenario, const std::string& patch) {
    auto result = patched(scenario, {patch});
    REQUIRE(std::holds_alternative<Scenario>(result));
    return std::get<Scenario>(std::move(result));
}

/// What must hold for any plan.
void check_plan(const Scenario& scenario, const FixPlan& plan) {
    CHECK(with_patch(scenario, plan.patch) == plan.fixed);
    const auto before = fingerprints(plan.before);
    const auto after = fingerprints(plan.after);
    CHECK(std::includes(before.begin(), before.end(), after.begin(), after.end()));
    CHECK(fingerprints(ReviewedScenario{plan.fixed, {}}.findings()) == after);
    for (const auto& left : plan.left) {
        CHECK(after.contains(left.finding.fingerprint()));
        CHECK_FALSE(left.reason.empty());
    }
    CHECK(plan.left.size() == static_cast<std::size_t>(std::count_if(plan.after.begin(), plan.after.end(), is_error)));
    // Without any one of the steps an error is back, or another finding comes, or packets are lost.
    for (std::size_t out = 0; out < plan.steps.size(); ++out) {
        CAPTURE(plan.steps[out].title);
        std::optional<Scenario> rest{scenario};
        for (std::size_t i = 0; i < plan.steps.size() && rest; ++i) {
            if (i == out) continue;
            auto next = patched(*rest, {plan.steps[i].patch});
            if (std::holds_alternative<Scenario>(next)) rest = std::get<Scenario>(std::move(next));
            else rest.reset();
        }
        if (!rest) continue;
        const ReviewedScenario start{scenario, {}};
        const ReviewedScenario reviewed{*rest, {}};
        const auto errors = [](const auto& findings) {
            return std::count_if(findings.begin(), findings.end(), is_error);
        };
        CHECK((errors(reviewed.findings()) > errors(plan.after) || !reviewed.beyond(start).empty() ||
               !keeps_deliveries(start.partition(), reviewed.partition())));
    }
}

TEST_CASE("plans for the figure and for several blocks a side clear every error") {
    for (const std::string name :
         {"05-figure-as-its-text-needs-it", "10-several-cidrs-sa-per-pair", "12-several-cidrs-ikev1"}) {
        CAPTURE(name);
        const auto scenario = test::load_scenario("scenarios/examples/" + name + ".json");
        const auto plan = plan_fix(scenario, is_error);
        CHECK(plan.left.empty());
        CHECK(plan.steps.size() == 1);
        CHECK(std::none_of(plan.after.begin(), plan.after.end(), is_error));
        check_plan(scenario, plan);
    }
}

TEST_CASE("what one change would add, further changes of the same step take away") {
    // The device has another DH group and other selectors: the second fault shows only when the first is gone.
    auto scenario = test::load_scenario("scenarios/examples/01-one-connection.json");
    auto& tunnel = scenario.estate.sites.front().devices.front().tunnels.front();
    scenario.estate.ipsec_connections.front().ike.dh_group = {DhGroup{14}};
    tunnel.ike.dh_group = {DhGroup{5}};
    tunnel.local_ts = {*TrafficSelector::parse("192.168.0.0/24")};
    const auto plan = plan_fix(scenario, is_error);
    CHECK(plan.left.empty());
    check_plan(scenario, plan);
}

TEST_CASE("every plan for a random estate is sound, and no step of it can be left out") {
    std::size_t steps = 0;
    for (std::uint64_t seed = 1; seed <= 14; ++seed) {
        CAPTURE(seed);
        Scenario scenario;
        const auto random = random_estate(seed);
        scenario.estate = random.estate;
        scenario.assumptions = random.assumptions;
        const auto plan = plan_fix(scenario, is_error);
        check_plan(scenario, plan);
        steps += plan.steps.size();
    }
    CHECK(steps > 0);
}

TEST_CASE("equal scenarios get equal plans") {
    const auto scenario = test::load_scenario("scenarios/examples/05-figure-as-its-text-needs-it.json");
    const auto all = [](const Finding&) { return true; };
    const auto plan = plan_fix(scenario, all);
    const auto again = plan_fix(scenario, all);
    CHECK(plan.patch == again.patch);
    CHECK(plan.interrupts == again.interrupts);
    CHECK(plan.steps.size() == again.steps.size());
}

}  // namespace
}  // namespace vpnsim::fix_plan_test
