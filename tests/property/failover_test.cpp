// Failures against a twin that simulates every combination anew, negotiations and all.
#include "sim/failover.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/support/random_estate.hpp"

namespace vpnsim {
namespace {

Scenario random_scenario(std::uint64_t seed) {
    auto [estate, assumptions] = random_estate(seed, seed % 2 == 0 ? EstateFlavour::plain : EstateFlavour::filtered);
    return {.name = {},
            .description = {},
            .assumptions = assumptions,
            .estate = std::move(estate),
            .suppressions = {},
            .expect = {},
            .files = {}};
}

using Kind = std::tuple<Endpoint, Behaviour, Behaviour>;
using Boxes = std::map<Kind, std::vector<PacketBox>>;

bool within(const std::vector<PacketBox>& some, const std::vector<PacketBox>& all) {
    std::vector<PacketBox> left = some;
    for (const auto& part : all) {
        std::vector<PacketBox> rest;
        for (const auto& box : left) subtract(box, part, rest);
        left = std::move(rest);
    }
    return left.empty();
}
/// However the boxes are cut.
bool same(const Boxes& a, const Boxes& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.first == y.first && within(x.second, y.second) && within(y.second, x.second);
    });
}
Boxes told(const FailureCombination& combination) {
    Boxes out;
    for (const auto& c : combination.flows) out[{*c.before, c.behaviour_before, c.behaviour_after}].push_back(c.box);
    return out;
}

class Twin {
  public:
    Twin(const Simulation& intact, const std::vector<Failure>& failures) : intact_{intact}, failures_{failures} {}

    [[nodiscard]] const FlowPartition& partition(const std::set<std::uint32_t>& failed) {
        const auto known = partitions_.find(failed);
        if (known != partitions_.end()) return known->second;
        std::vector<CloudEndRef> down;
        for (const auto f : failed) down.insert(down.end(), failures_[f].ends.begin(), failures_[f].ends.end());
        return partitions_.emplace(failed, Simulation{with_failed(intact_.scenario(), down)}.partition()).first->second;
    }
    /// What the combination does beyond what some of its members do.
    [[nodiscard]] Boxes expected(const std::set<std::uint32_t>& failed) {
        std::vector<const FlowPartition*> smaller;
        for (const auto f : failed) {
            if (failed.size() > 1) smaller.push_back(&partition({f}));
        }
        Boxes out;
        const auto& after = partition(failed);
        for (std::size_t i = 0; i < after.ingresses.size(); ++i) {
            for (const auto& before : intact_.partition().ingresses[i].boxes) {
                const auto& was = intact_.partition().behaviours[before.behaviour];
                if (std::none_of(was.begin(), was.end(),
                                 [](const Outcome& o) { return o.forward.disposition == Disposition::delivered; }))
                    continue;
                each_part(after, i, before.box, [&](const PacketBox& box, const Behaviour& now) {
                    if (now != was) beyond(smaller, 0, i, box, {{}, {}, box, was, now, false}, out);
                });
            }
        }
        return out;
    }

  private:
    template <class Visit>
    static void each_part(const FlowPartition& flows, std::size_t ingress, const PacketBox& box, const Visit& visit) {
        for (const auto& flow : flows.ingresses[ingress].boxes) {
            if (flow.box.overlaps(box)) visit(flow.box.intersection(box), flows.behaviours[flow.behaviour]);
        }
    }
    void beyond(const std::vector<const FlowPartition*>& smaller, std::size_t next, std::size_t ingress,
                const PacketBox& box, const FlowChange& change, Boxes& out) const {
        if (next == smaller.size()) {
            out[{intact_.partition().ingresses[ingress].at, change.behaviour_before, change.behaviour_after}].push_back(
                box);
            return;
        }
        each_part(*smaller[next], ingress, box, [&](const PacketBox& part, const Behaviour& behaviour) {
            if (behaviour == change.behaviour_after) return;
            if (behaviour != change.behaviour_before) {
                const auto alone = failover_effect(change.behaviour_before, behaviour);
                if (alone == FailoverEffect::dies || alone > failover_effect(change)) return;
            }
            beyond(smaller, next + 1, ingress, part, change, out);
        });
    }

    const Simulation& intact_;
    const std::vector<Failure>& failures_;
    std::map<std::set<std::uint32_t>, FlowPartition> partitions_;
};

/// Whether fewer failures take the same ends down.
bool is_repetition(const std::vector<Failure>& failures, std::uint32_t a, std::uint32_t b) {
    const std::set<CloudEndRef> one(failures[a].ends.begin(), failures[a].ends.end());
    const std::set<CloudEndRef> other(failures[b].ends.begin(), failures[b].ends.end());
    std::set<CloudEndRef> both = one;
    both.insert(other.begin(), other.end());
    return std::any_of(failures.begin(), failures.end(),
                       [&](const Failure& f) { return both == std::set<CloudEndRef>(f.ends.begin(), f.ends.end()); });
}

}  // namespace

TEST_CASE("every combination of one or two failures does what simulating it anew says, flow by flow") {
    std::size_t changed_by_one = 0;
    std::size_t changed_by_two = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        CAPTURE(seed);
        const Simulation simulation{random_scenario(seed)};
        const auto result = failover(simulation, 2);
        REQUIRE(result.complete);
        std::map<std::vector<std::uint32_t>, Boxes> found;
        for (const auto& combination : result.combinations) found[combination.failures] = told(combination);
        Twin twin{simulation, result.failures};
        for (std::uint32_t a = 0; a < result.failures.size(); ++a) {
            CAPTURE(result.failures[a].elements.front().name);
            const auto alone = twin.expected({a});
            REQUIRE(same(found[{a}], alone));
            if (!alone.empty()) ++changed_by_one;
            for (std::uint32_t b = a + 1; b < result.failures.size(); ++b) {
                if (is_repetition(result.failures, a, b)) {
                    REQUIRE(found[{a, b}].empty());
                    continue;
                }
                CAPTURE(result.failures[b].elements.front().name);
                const auto together = twin.expected({a, b});
                REQUIRE(same(found[{a, b}], together));
                if (!together.empty()) ++changed_by_two;
            }
        }
    }
    CHECK(changed_by_one > 100);
    CHECK(changed_by_two > 20);
}

}  // namespace vpnsim
