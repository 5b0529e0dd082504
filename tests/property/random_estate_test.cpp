#include "tests/support/random_estate.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "model/scenario_reader.hpp"
#include "model/scenario_writer.hpp"
#include "tests/reference/naive_world.hpp"
#include "tests/support/plain_negotiation.hpp"
#include "tests/support/scenario_files.hpp"

namespace vpnsim::random_estate_test {
namespace {

template <class Records>
bool distinct_names(const Records& records) {
    std::set<std::string> names;
    return std::all_of(records.begin(), records.end(),
                       [&](const auto& record) { return names.insert(record.name).second; });
}

/// The estate without anything that only an estate with filters has, but its instances.
Estate unfiltered(Estate estate) {
    for (Vpc& vpc : estate.vpcs) {
        vpc.ipv4_gateway = false;
        vpc.user_cidrs.clear();
        vpc.network_acls.clear();
        vpc.security_groups.clear();
        for (VSwitch& vswitch : vpc.vswitches) vswitch.network_acl.reset();
        for (Instance& instance : vpc.instances) instance = {instance.name, instance.address, {}, false, {}};
    }
    for (Site& site : estate.sites) {
        site.access_rules = {};
        for (Device& device : site.devices) device.stateful_firewall = false;
    }
    return estate;
}

bool includes(const std::set<NaiveOutcome>& all, const std::set<NaiveOutcome>& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

TEST_CASE("a random estate follows from its seed alone") {
    CHECK(random_estate(7).estate == random_estate(7).estate);
    CHECK_FALSE(random_estate(7).estate == random_estate(9).estate);
}

TEST_CASE("a random estate is one that a scenario file can hold") {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        CAPTURE(seed);
        const Estate estate = random_estate(seed).estate;
        REQUIRE((distinct_names(estate.vpcs) && distinct_names(estate.sites)));
        REQUIRE((distinct_names(estate.customer_gateways) && distinct_names(estate.ipsec_connections)));
        std::set<std::string> instances;
        for (const Vpc& vpc : estate.vpcs) {
            REQUIRE((distinct_names(vpc.vswitches) && distinct_names(vpc.route_tables)));
            for (const Instance& instance : vpc.instances) REQUIRE(instances.insert(instance.name).second);
            for (const RouteTable& table : vpc.route_tables) REQUIRE(distinct_names(table.routes));
        }
        for (const Site& site : estate.sites) {
            REQUIRE((distinct_names(site.routes) && distinct_names(site.policy_routes)));
            REQUIRE((distinct_names(site.devices) && distinct_names(site.networks)));
            for (const Device& device : site.devices) REQUIRE(distinct_names(device.tunnels));
        }
        for (std::size_t g = 0; g < estate.vpn_gateways.size(); ++g) {
            const VpnGateway& gateway = estate.vpn_gateways[g];
            REQUIRE((distinct_names(gateway.destination_routes) && distinct_names(gateway.bgp_routes)));
            const auto table = policy_table(estate, GatewayId{g});
            REQUIRE(distinct_names(table));
            if (!gateway.policy_route_order) continue;
            auto order = *gateway.policy_route_order;
            std::vector<std::string> names;
            for (const PolicyRoute& route : table) names.push_back(route.name);
            std::sort(order.begin(), order.end());
            std::sort(names.begin(), names.end());
            REQUIRE(order == names);
        }
    }
}

TEST_CASE("a random estate with filters survives writing and reading") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        const Estate estate = random_estate(seed, EstateFlavour::filtered).estate;
        for (const Vpc& vpc : estate.vpcs) {
            std::set<Address> addresses;
            for (const Instance& instance : vpc.instances) REQUIRE(addresses.insert(instance.address).second);
        }
        const std::string written = write_scenario({.name = {},
                                                    .description = {},
                                                    .assumptions = {},
                                                    .estate = estate,
                                                    .suppressions = {},
                                                    .expect = {},
                                                    .files = {}});
        const auto again = read_scenario({"written.json", written}, test::no_files());
        REQUIRE(std::holds_alternative<Scenario>(again));
        REQUIRE(std::get<Scenario>(again).estate == estate);
    }
}

TEST_CASE("random flows meet every disposition, and a good part of them is delivered through a tunnel") {
    std::map<std::string, int> forward;
    std::map<std::string, int> reply;
    std::map<std::string, int> symmetry;
    int flows = 0;
    int tunnelled = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        CAPTURE(seed);
        const auto [estate, assumptions] = random_estate(seed);
        const Negotiations negotiations = plain_negotiations(estate);
        std::mt19937_64 random{seed};
        for (int i = 0; i < 20; ++i) {
            const auto [origin, packet] = random_flow(estate, random);
            const NaiveAnswer answer = simulate(estate, assumptions, negotiations, origin, packet);
            ++flows;
            ++symmetry[answer.symmetry];
            const auto through = [](const NaiveOutcome& o) { return o.reply && !o.forward.connections.empty(); };
            tunnelled += std::any_of(answer.outcomes.begin(), answer.outcomes.end(), through) ? 1 : 0;
            for (const NaiveOutcome& outcome : answer.outcomes) {
                REQUIRE((outcome.forward.disposition == "delivered") == outcome.reply.has_value());
                ++forward[outcome.forward.disposition];
                if (outcome.reply) ++reply[outcome.reply->disposition];
            }
        }
    }
    CHECK(forward.size() == 7);  // filters deny and replies are misdelivered, nothing else is missing
    CHECK(reply.size() == 8);
    CHECK(symmetry.size() == 5);
    CHECK(tunnelled > flows / 5);
}

TEST_CASE("naive: filters stop a good part of the packets and change nothing for the others") {
    std::map<std::string, int> forward;
    std::map<std::string, int> reply;
    int flows = 0;
    int stopped = 0;
    int answered = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        CAPTURE(seed);
        const auto [estate, assumptions] = random_estate(seed, EstateFlavour::filtered);
        const Estate open = unfiltered(estate);
        const Negotiations negotiations = plain_negotiations(estate);
        std::mt19937_64 random{seed};
        for (int i = 0; i < 20; ++i) {
            const auto [origin, packet] = random_filter_flow(estate, random);
            const NaiveAnswer answer = simulate(estate, assumptions, negotiations, origin, packet);
            const NaiveAnswer before = simulate(open, assumptions, negotiations, origin, packet);
            ++flows;
            bool free = true;
            for (const NaiveOutcome& outcome : answer.outcomes) {
                ++forward[outcome.forward.disposition];
                if (outcome.reply) ++reply[outcome.reply->disposition];
                for (const auto* trip : {&outcome.forward, outcome.reply ? &*outcome.reply : nullptr}) {
                    if (trip == nullptr) continue;
                    free = free && trip->disposition != "denied" && trip->disposition != "left_to_internet";
                }
            }
            if (free) REQUIRE(answer.outcomes == before.outcomes);
            stopped += answer.outcomes != before.outcomes ? 1 : 0;
            answered += answer.symmetry != "not_delivered" && answer.symmetry != "no_return" ? 1 : 0;
        }
    }
    CHECK(forward.size() == 8);
    CHECK(reply.size() == 9);
    CHECK(stopped > flows / 5);
    CHECK(answered > flows / 10);
}

TEST_CASE("naive: whoever learns a fact keeps some of the worlds and gains none") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        const auto [estate, assumptions] = random_estate(seed);
        const Negotiations negotiations = plain_negotiations(estate);
        Negotiations fewer = negotiations;
        for (CloudEnd& end : fewer.ends) end.alternatives.resize(1);
        Estate ordered = estate;
        for (std::size_t g = 0; g < ordered.vpn_gateways.size(); ++g) {
            if (ordered.vpn_gateways[g].policy_route_order) continue;
            std::vector<std::string>& order = ordered.vpn_gateways[g].policy_route_order.emplace();
            for (const PolicyRoute& route : policy_table(estate, GatewayId{g})) order.push_back(route.name);
        }
        std::mt19937_64 random{seed};
        for (int i = 0; i < 20; ++i) {
            const auto [origin, packet] = random_flow(estate, random);
            const auto all = simulate(estate, assumptions, negotiations, origin, packet).outcomes;
            REQUIRE(includes(all, simulate(estate, assumptions, fewer, origin, packet).outcomes));
            REQUIRE(includes(all, simulate(ordered, assumptions, negotiations, origin, packet).outcomes));
        }
    }
}

}  // namespace vpnsim::random_estate_test
