// Failures against a twin that simulates every combination anew, negotiations and all.
#include "sim/failover.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/property/boxes_by_kind.hpp"
#include "tests/support/random_estate.hpp"

namespace vpnsim::failover_test {
namespace {

using Kind = std::tuple<Endpoint, Behaviour, Behaviour>;
using Boxes = BoxesByKind<Kind>;

Boxes told(const FailureCombination& combination) {
    Boxes out;
    for (std::size_t i = 0; i < combination.flows.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {  // no packet is told twice
            REQUIRE((combination.flows[i].before != combination.flows[j].before ||
                     !combination.flows[i].box.overlaps(combination.flows[j].box)));
        }
    }
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
        const std::vector<std::uint32_t> all(failed.begin(), failed.end());
        std::vector<const FlowPartition*> smaller;
        for (std::size_t members = 1; members + 1 < std::size_t{1} << all.size(); ++members) {
            std::set<std::uint32_t> some;
            for (std::size_t i = 0; i < all.size(); ++i) {
                if ((members >> i & 1) != 0) some.insert(all[i]);
            }
            smaller.push_back(&partition(some));
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

std::set<CloudEndRef> down(const std::vector<Failure>& failures, const std::set<std::uint32_t>& failed) {
    std::set<CloudEndRef> out;
    for (const auto f : failed) out.insert(failures[f].ends.begin(), failures[f].ends.end());
    return out;
}

/// Calls back with every combination of up to `most` of the failures, smaller ones first.
template <class Visit>
void each_combination(std::size_t failures, std::size_t most, const Visit& visit) {
    std::vector<std::set<std::uint32_t>> level{{}};
    for (std::size_t size = 1; size <= most; ++size) {
        std::vector<std::set<std::uint32_t>> next;
        for (const auto& one : level) {
            for (std::uint32_t f = one.empty() ? 0 : *one.rbegin() + 1; f < failures; ++f) {
                auto larger = one;
                larger.insert(f);
                visit(larger);
                next.push_back(std::move(larger));
            }
        }
        level = std::move(next);
    }
}

/// How many combinations of each size change something, over estates of these seeds.
std::vector<std::size_t> compare_with_twin(std::uint64_t seeds, std::size_t most) {
    std::vector<std::size_t> changed(most + 1);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        CAPTURE(seed);
        const Simulation simulation{random_estate_scenario(seed)};
        const auto result = failover(simulation, most);
        REQUIRE(result.complete);
        std::map<std::set<std::uint32_t>, Boxes> found;
        for (const auto& combination : result.combinations) {
            found[{combination.failures.begin(), combination.failures.end()}] = told(combination);
        }
        Twin twin{simulation, result.failures};
        std::map<std::set<CloudEndRef>, std::size_t> fewest;  // failures that take these ends down
        each_combination(result.failures.size(), most, [&](const std::set<std::uint32_t>& failed) {
            const auto least = fewest.try_emplace(down(result.failures, failed), failed.size()).first->second;
            const auto expected = least < failed.size() ? Boxes{} : twin.expected(failed);
            CAPTURE(failed.size(), result.failures[*failed.begin()].elements.front().name,
                    result.failures[*failed.rbegin()].elements.front().name);
            REQUIRE(same_boxes(found[failed], expected));
            if (!expected.empty()) ++changed[failed.size()];
        });
    }
    return changed;
}

}  // namespace

TEST_CASE("every combination of one or two failures does what simulating it anew says, flow by flow") {
    const auto changed = compare_with_twin(400, 2);
    CHECK(changed[1] > 100);
    CHECK(changed[2] > 20);
}

TEST_CASE("so does every combination of three") {
    const auto changed = compare_with_twin(100, 3);
    CHECK(changed[3] > 0);
}

}  // namespace vpnsim::failover_test
