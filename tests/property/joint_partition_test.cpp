#include "sim/joint_partition.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "tests/property/changed_estates.hpp"

namespace vpnsim::joint_partition_test {

TEST_CASE("flows that change lie among the packets that a difference of the networks touches") {
    std::size_t changed = 0;
    for_each_change(1500, [&](std::uint64_t, const Simulation& before, const Simulation& after) {
        const auto found = difference(before.network(), after.network());
        const auto fast = joint_partition(before.network(), after.network(), found.same, found.touched, 1'000'000);
        const auto slow = joint_partition(before.network(), after.network(), found.same, all_packets(), 1'000'000);
        REQUIRE(same_changes(fast.changes, slow.changes));
        if (!slow.changes.empty()) ++changed;
    });
    CHECK(changed > 100);
}

TEST_CASE("a scenario compared with itself changes no flow and touches none") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        const Simulation one{random_estate_scenario(seed)};
        const Simulation other{random_estate_scenario(seed)};
        REQUIRE(difference(one.network(), other.network()).touched.empty());
        REQUIRE(changed_flows(one.network(), other.network()).empty());
    }
}

TEST_CASE("the changed flows of an inverse change are the mirror image") {
    for_each_change(400, [&](std::uint64_t, const Simulation& before, const Simulation& after) {
        auto back = changed_flows(after.network(), before.network());
        for (auto& change : back) {
            std::swap(change.before, change.after);
            std::swap(change.behaviour_before, change.behaviour_after);
        }
        REQUIRE(same_changes(changed_flows(before.network(), after.network()), back));
    });
}

TEST_CASE("a packet is among the changed flows exactly if walking it gives another answer") {
    for_each_change(600, [&](std::uint64_t seed, const Simulation& before, const Simulation& after) {
        const Correspondence same{before.scenario().estate, after.scenario().estate};
        const auto changes = changed_flows(before.network(), after.network());
        std::mt19937_64 random{seed};
        const auto walked =
            [](const Simulation& simulation, const std::string& name,
               const Flow& flow) -> std::optional<std::set<std::pair<Disposition, std::vector<std::string>>>> {
            for (const auto& at : simulation.owners(flow.source)) {
                const auto* const vpc = std::get_if<VpcId>(&at);
                const auto& estate = simulation.scenario().estate;
                if ((vpc != nullptr ? estate[*vpc].name : estate[std::get<SiteId>(at)].name) != name) continue;
                std::set<std::pair<Disposition, std::vector<std::string>>> paths;
                for (const auto& path : simulation.trace(at, flow).forward) {
                    std::vector<std::string> connections;
                    for (const auto c : path.connections) connections.push_back(estate[c].name);
                    paths.emplace(path.disposition, std::move(connections));
                }
                return paths;
            }
            return std::nullopt;
        };
        const auto& estate = before.scenario().estate;
        for (int i = 0; i < 20; ++i) {
            const auto [origin, packet] = random_flow(estate, random);
            const Flow flow{packet.source, packet.destination, Protocol::tcp, 40000, 443};
            for (const auto& at : before.owners(flow.source)) {
                const auto* const vpc = std::get_if<VpcId>(&at);
                const auto& name = vpc != nullptr ? estate[*vpc].name : estate[std::get<SiteId>(at)].name;
                if (walked(before, name, flow) == walked(after, name, flow)) continue;
                const bool own = std::get<bool>(owns_destination(before.network(), at, PacketBox::of(flow)));
                if (own) continue;  // such packets are in no class
                REQUIRE(std::any_of(changes.begin(), changes.end(), [&](const FlowChange& c) {
                    return c.before == at && c.box.contains(PacketBox::of(flow));
                }));
            }
        }
    });
}

}  // namespace vpnsim::joint_partition_test
