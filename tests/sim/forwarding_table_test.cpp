#include "sim/forwarding_table.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace vpnsim::forwarding_table_test {
namespace {

using Route = ForwardingTable::Route;

/// The slow twin: walks all routes that contain the address, longest first, until a level has one that always counts.
std::vector<std::vector<std::pair<Gate, std::uint32_t>>> linear_levels(std::vector<Route> routes,
                                                                       const Address& address) {
    std::erase_if(routes, [&](const Route& r) { return !r.destination.contains(address); });
    std::stable_sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
        return std::pair{b.destination.length(), a.preference} < std::pair{a.destination.length(), b.preference};
    });
    std::vector<std::vector<std::pair<Gate, std::uint32_t>>> levels;
    bool decided = false;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const bool next = i == 0 || routes[i].destination != routes[i - 1].destination ||
                          routes[i].preference != routes[i - 1].preference;
        if (next && decided) break;
        if (next) levels.emplace_back();
        levels.back().emplace_back(routes[i].entry.gate, routes[i].entry.answer);
        decided = decided || routes[i].entry.gate.kind == Gate::Kind::always;
    }
    return levels;
}

std::vector<std::vector<std::pair<Gate, std::uint32_t>>> grouped(const Levels& levels) {
    std::vector<std::vector<std::pair<Gate, std::uint32_t>>> out;
    for (const auto& e : levels) {
        out.resize(e.level + 1);
        out.back().emplace_back(e.gate, e.answer);
    }
    return out;
}

}  // namespace

TEST_CASE("a range of addresses is answered as a scan of all routes answers each of them", "[forwarding_table]") {
    std::mt19937_64 random{103};
    constexpr std::uint32_t base = 10U << 24;
    for (int round = 0; round < 40; ++round) {
        std::vector<Route> routes;
        for (std::uint32_t i = 0; i < 30; ++i) {
            const Address address{Family::ipv4, base + random() % 256};
            const auto answer = static_cast<std::uint32_t>(random() % 4);
            Gate gate;
            if (random() % 3 == 0) gate = {Gate::Kind::connection_up, answer, 0};
            routes.push_back({Prefix{address, 24 + static_cast<unsigned>(random() % 9)},
                              static_cast<std::uint32_t>(random() % 3),
                              {gate, answer, i}});
        }
        const ForwardingTable table{routes};
        for (AddressBits at = base; at < base + 256; ++at) {
            const auto found = table.find(Family::ipv4, {at, at});
            REQUIRE(grouped(*std::get<const Levels*>(found)) == linear_levels(routes, Address{Family::ipv4, at}));
            // For one address the very records: those of the first level contain it with the longest prefix.
            Levels deciding;
            table.deciding(Address{Family::ipv4, at}, deciding);
            auto levels = grouped(deciding);
            levels.resize(std::min(levels.size(), linear_levels(routes, Address{Family::ipv4, at}).size()));
            REQUIRE(levels == linear_levels(routes, Address{Family::ipv4, at}));
            for (const auto& entry : deciding) {
                REQUIRE(routes[entry.record].destination.contains(Address{Family::ipv4, at}));
            }
        }
        for (int i = 0; i < 100; ++i) {
            const AddressBits first = base + random() % 256;
            const AddressBits last = first + random() % (base + 256 - static_cast<std::uint64_t>(first));
            const auto found = table.find(Family::ipv4, {first, last});
            if (const auto* border = std::get_if<AddressBits>(&found)) {
                REQUIRE(first < *border);
                REQUIRE(*border <= last);
                continue;
            }
            for (AddressBits at = first; at <= last; ++at) {
                REQUIRE(grouped(*std::get<const Levels*>(found)) == linear_levels(routes, Address{Family::ipv4, at}));
            }
        }
    }
}

TEST_CASE("a range has no border exactly if all of its addresses are in the same routes", "[forwarding_table]") {
    std::mt19937_64 random{104};
    constexpr std::uint32_t base = 10U << 24;
    std::size_t without = 0;
    for (int round = 0; round < 100; ++round) {
        std::vector<Route> routes;
        for (std::uint32_t i = 0; i < 1 + random() % 12; ++i) {
            const bool other = random() % 8 == 0;
            routes.push_back({Prefix{Address{other ? Family::ipv6 : Family::ipv4, base + random() % 256},
                                     (other ? 120U : 24U) + static_cast<unsigned>(random() % 9)},
                              0,
                              {{}, 0, i}});
        }
        const ForwardingTable table{routes};
        const auto containing = [&](AddressBits at) {
            std::vector<std::uint32_t> out;
            for (const auto& r : routes) {
                if (r.destination.contains(Address{Family::ipv4, at})) out.push_back(r.entry.record);
            }
            return out;
        };
        for (int i = 0; i < 60; ++i) {
            const AddressBits first = base - 2 + random() % 256;
            const AddressBits last = first + random() % 64;
            const auto border = table.border_in(Family::ipv4, {first, last});
            if (border) {
                REQUIRE((first < *border && *border <= last));
                REQUIRE(containing(*border - 1) != containing(*border));
                continue;
            }
            ++without;
            for (AddressBits at = first; at <= last; ++at) REQUIRE(containing(at) == containing(first));
        }
    }
    CHECK(without > 500);
}

}  // namespace vpnsim::forwarding_table_test
