#include "sim/comparison.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/property/changed_estates.hpp"
#include "tests/reference/whole_comparison.hpp"

namespace vpnsim::comparison_test {
namespace {

std::set<std::string> fingerprints(const std::vector<Finding>& findings) {
    std::set<std::string> out;
    for (const auto& finding : findings) out.insert(finding.fingerprint());
    return out;
}

std::string listed(const Simulation& simulation, const std::set<std::string>& some) {
    std::string out;
    for (const auto& finding : simulation.findings()) {
        if (!some.contains(finding.fingerprint())) continue;
        out += finding.rule;
        for (const auto& entity : finding.entities) out += ' ' + entity;
        out += '\n';
    }
    return out;
}

}  // namespace

TEST_CASE("a comparison that looks at what changed finds what comparing everything finds") {
    std::size_t differing = 0;
    for_each_change(1500, [&](std::uint64_t, const Simulation& before, const Simulation& after) {
        const auto fast = compare(before, after);
        const auto slow = compare_whole(before, after);
        REQUIRE(same_changes(fast.flows, slow.flows));
        REQUIRE(listed(after, fingerprints(fast.added)) == listed(after, slow.added));
        REQUIRE(listed(before, fingerprints(fast.removed)) == listed(before, slow.removed));
        if (!slow.added.empty() && !slow.removed.empty()) ++differing;
    });
    CHECK(differing > 100);
}

TEST_CASE("a scenario compared with itself is unchanged") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        const auto comparison =
            compare(Simulation{random_estate_scenario(seed)}, Simulation{random_estate_scenario(seed)});
        REQUIRE(comparison.flows.empty());
        REQUIRE(comparison.negotiations.empty());
        REQUIRE((comparison.added.empty() && comparison.removed.empty()));
        REQUIRE(verdict(comparison) == Verdict::unchanged);
    }
}

TEST_CASE("a change and its inverse give mirrored comparisons") {
    for_each_change(500, [&](std::uint64_t, const Simulation& before, const Simulation& after) {
        const auto there = compare(before, after);
        auto back = compare(after, before);
        REQUIRE(fingerprints(there.added) == fingerprints(back.removed));
        REQUIRE(fingerprints(there.removed) == fingerprints(back.added));
        const auto pairs = [](const std::vector<NegotiationChange>& changes, auto first, auto second) {
            std::set<std::pair<std::optional<std::size_t>, std::optional<std::size_t>>> out;
            for (const auto& change : changes) out.emplace(change.*first, change.*second);
            return out;
        };
        REQUIRE(pairs(there.negotiations, &NegotiationChange::before, &NegotiationChange::after) ==
                pairs(back.negotiations, &NegotiationChange::after, &NegotiationChange::before));
        for (auto& change : back.flows) {
            std::swap(change.before, change.after);
            std::swap(change.behaviour_before, change.behaviour_after);
        }
        REQUIRE(same_changes(there.flows, back.flows));
    });
}

}  // namespace vpnsim::comparison_test
