#include "bench/workload_prefixes.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace vpnsim {
namespace {

struct Share {
    unsigned length;
    unsigned weight;
};
// How many prefixes of each length the Internet's tables hold, in tenths of a percent.
constexpr Share ipv4_shares[] = {{24, 594}, {23, 95}, {22, 106}, {21, 50}, {20, 45}, {19, 25}, {18, 14}, {17, 8},
                                 {16, 14},  {25, 2},  {26, 2},   {15, 2},  {14, 1},  {13, 1},  {12, 1},  {32, 1}};
constexpr Share ipv6_shares[] = {{48, 460}, {44, 94}, {40, 80}, {32, 118}, {36, 38}, {29, 26}, {46, 40}, {47, 28},
                                 {45, 24},  {42, 34}, {33, 16}, {34, 10},  {28, 6},  {64, 5},  {56, 3},  {128, 2}};

template <class Engine>
AddressBits random_bits(Engine& engine, Family family) {
    const auto high = AddressBits{engine()} << 64;
    return (high | engine()) & last_bits(family);
}
/// A random address inside the block.
template <class Engine>
Address inside(Engine& engine, const Prefix& block) {
    const AddressBits host = block.last().bits() ^ block.first().bits();
    return {block.family(), block.first().bits() | (random_bits(engine, block.family()) & host)};
}

void sort_unique(std::vector<Prefix>& prefixes) {
    std::sort(prefixes.begin(), prefixes.end());
    prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
}

/// Allocations of an address registry, inside which announcements gather.
std::vector<Prefix> allocations(Family family, std::size_t count, std::mt19937_64& engine) {
    const bool ipv4 = family == Family::ipv4;
    const Prefix space = ipv4 ? Prefix{Address{family, 0}, 0} : Prefix{Address{family, AddressBits{1} << 125}, 3};
    std::vector<Prefix> blocks;
    for (std::size_t i = 0; i < count; ++i) {
        Address address = inside(engine, space);
        // Most of IPv6 lies in few large registry blocks.
        if (!ipv4 && !blocks.empty() && engine() % 8 != 0) {
            const auto& near = blocks[engine() % blocks.size()];
            address = inside(engine, Prefix{near.first(), 16});
        }
        const auto length = static_cast<unsigned>(ipv4 ? 10 + engine() % 8 : 24 + engine() % 9);
        blocks.emplace_back(address, length);
    }
    return blocks;
}

}  // namespace

std::vector<Prefix> generated_prefixes(Family family, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    const auto blocks = allocations(family, std::max<std::size_t>(count / 40, 1), engine);
    std::vector<unsigned> lengths;
    for (const auto& [length, weight] : family == Family::ipv4 ? ipv4_shares : ipv6_shares) {
        lengths.insert(lengths.end(), weight, length);
    }
    std::vector<Prefix> prefixes;
    while (prefixes.size() < count) {
        while (prefixes.size() < count + count / 16) {
            // Half lie inside an allocation, the others close to or inside a prefix drawn before.
            const bool nested = !prefixes.empty() && engine() % 2 == 0;
            const Prefix& near = nested ? prefixes[engine() % prefixes.size()] : blocks[engine() % blocks.size()];
            const unsigned length = lengths[engine() % lengths.size()];
            const unsigned around = nested && near.length() > 4 ? near.length() - 4 : near.length();
            prefixes.emplace_back(inside(engine, Prefix{near.first(), around}), length);
        }
        sort_unique(prefixes);
    }
    prefixes = shuffled(std::move(prefixes), seed);
    prefixes.erase(prefixes.begin() + static_cast<std::ptrdiff_t>(count), prefixes.end());
    std::sort(prefixes.begin(), prefixes.end());
    return prefixes;
}

std::vector<Prefix> listed_prefixes(Family family, std::string_view text) {
    std::vector<Prefix> prefixes;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto prefix = Prefix::parse(line);
        if (prefix && prefix->family() == family) prefixes.push_back(*prefix);
    }
    sort_unique(prefixes);
    return prefixes;
}

const std::vector<Prefix>& bench_prefixes(Family family) {
    const auto load = [](Family wanted) {
        const char* const file = std::getenv("VPNSIM_BENCH_PREFIXES");
        if (file == nullptr) return generated_prefixes(wanted, wanted == Family::ipv4 ? 1'000'000 : 200'000, 1);
        std::ifstream stream{file};
        return listed_prefixes(wanted, std::string{std::istreambuf_iterator<char>{stream}, {}});
    };
    static const std::vector<Prefix> ipv4 = load(Family::ipv4);
    static const std::vector<Prefix> ipv6 = load(Family::ipv6);
    return family == Family::ipv4 ? ipv4 : ipv6;
}

std::vector<Prefix> shuffled(std::vector<Prefix> prefixes, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    for (std::size_t i = prefixes.size(); i > 1; --i) std::swap(prefixes[i - 1], prefixes[engine() % i]);
    return prefixes;
}

std::vector<Address> random_addresses(Family family, std::size_t count, std::uint64_t seed) {
    return addresses_inside({Prefix::everything(family)}, count, seed);
}

std::vector<Address> addresses_inside(const std::vector<Prefix>& prefixes, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    std::vector<Address> addresses;
    addresses.reserve(count);
    while (addresses.size() < count) addresses.push_back(inside(engine, prefixes[engine() % prefixes.size()]));
    return addresses;
}

}  // namespace vpnsim
