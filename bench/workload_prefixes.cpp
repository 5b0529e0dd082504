#include "bench/workload_prefixes.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <string>

namespace vpnsim {
namespace {

struct Share {
    unsigned length;
    unsigned weight;
};
// How many of 100,000 prefixes have each length in the Internet's tables of January 2024, at least one.
constexpr Share ipv4_shares[] = {{8, 2},      {9, 1},      {10, 4},     {11, 11},   {12, 33},   {13, 64},   {14, 133},
                                 {15, 233},   {16, 1496},  {17, 913},   {18, 1530}, {19, 2758}, {20, 4725}, {21, 5627},
                                 {22, 12044}, {23, 10701}, {24, 59618}, {25, 2},    {26, 1},    {27, 1},    {28, 2},
                                 {29, 2},     {30, 1},     {31, 1},     {32, 98}};
constexpr Share ipv6_shares[] = {{16, 1},     {19, 1},    {20, 10},    {21, 2},    {22, 4},    {23, 5},    {24, 19},
                                 {25, 5},     {26, 9},    {27, 12},    {28, 121},  {29, 2729}, {30, 406},  {31, 177},
                                 {32, 14080}, {33, 1827}, {34, 1625},  {35, 651},  {36, 3744}, {37, 549},  {38, 1010},
                                 {39, 860},   {40, 8379}, {41, 564},   {42, 1437}, {43, 625},  {44, 8970}, {45, 970},
                                 {46, 1898},  {47, 1969}, {48, 47137}, {49, 7},    {50, 2},    {52, 1},    {55, 1},
                                 {56, 15},    {58, 12},   {60, 1},     {64, 115},  {112, 1},   {122, 1},   {124, 2},
                                 {125, 6},    {126, 12},  {127, 26},   {128, 4}};

std::span<const Share> shares(Family family) {
    if (family == Family::ipv4) return ipv4_shares;
    return ipv6_shares;
}

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

/// Allocations of the address registries, inside which announcements gather. Order: as drawn.
std::vector<Prefix> allocations(Family family, std::size_t prefixes, std::mt19937_64& engine) {
    const bool ipv4 = family == Family::ipv4;
    std::vector<Prefix> registries;
    for (int i = 0; i < 160; ++i) {
        const AddressBits bits = random_bits(engine, family);
        registries.push_back(ipv4 ? Prefix{Address{family, bits}, 8}
                                  : Prefix{Address{family, bits >> 3 | AddressBits{1} << 125}, 16});
    }
    std::vector<Prefix> blocks;
    for (std::size_t i = 0; i <= prefixes / (ipv4 ? 50 : 40); ++i) {
        const auto length = static_cast<unsigned>(ipv4 ? 13 + engine() % 7 : 29 + engine() % 4);
        blocks.emplace_back(inside(engine, registries[engine() % registries.size()]), length);
    }
    return blocks;
}

}  // namespace

std::vector<Prefix> generated_prefixes(Family family, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    const auto blocks = allocations(family, count, engine);
    std::vector<unsigned> lengths;
    for (const auto& [length, weight] : shares(family)) {
        lengths.insert(lengths.end(), weight, length);
    }
    std::vector<Prefix> prefixes;
    while (prefixes.size() < count) {
        while (prefixes.size() < count + count / 16) {
            // Most lie inside or beside a prefix drawn before, the others anywhere in an allocation.
            const bool beside = !prefixes.empty() && engine() % 16 != 0;
            const Prefix& near = beside ? prefixes[engine() % prefixes.size()] : blocks[engine() % blocks.size()];
            const unsigned length = lengths[engine() % lengths.size()];
            // Networks inside a block are numbered from its start, seldom all over it.
            const unsigned around = near.length() < length ? std::max(near.length(), length - std::min(length, 7U))
                                                           : length - std::min(length, 3U);
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
