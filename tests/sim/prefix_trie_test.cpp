#include "sim/prefix_trie.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/reference/linear_prefix_table.hpp"

namespace vpnsim::prefix_trie_test {
namespace {

using Trie4 = PrefixTrie<Family::ipv4, int>;
using Entries = LinearPrefixTable<int>::Entries;

Prefix cidr(const std::string& text) { return Prefix::parse(text).value(); }
Address address(const std::string& text) { return Address::parse(text).value(); }

/// Calls one of the walks and returns what it shows.
template <class V, class Walk>
auto collect(Walk walk) {
    std::vector<std::pair<Prefix, V>> seen;
    walk([&](const Prefix& prefix, const V& value) { seen.emplace_back(prefix, value); });
    return seen;
}
template <class Walk>
std::vector<std::string> texts(Walk walk) {
    std::vector<std::string> seen;
    walk([&](const Prefix& prefix, int) { seen.push_back(prefix.text()); });
    return seen;
}

/// Prefixes that nest often: every second one extends, shortens or neighbours one drawn before, and addresses stick to
/// the ends of the space.
class Draw {
  public:
    Draw(Family family, unsigned seed) : family_{family}, engine_{seed} {}

    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(engine_); }
    Prefix prefix() {
        Prefix drawn = fresh();
        if (!drawn_.empty() && below(4) != 0) {
            const Prefix& old = drawn_[below(drawn_.size())];
            const AddressBits noise = below(2) == 0 ? bits() : 0;
            const AddressBits inside = old.first().bits() | (noise & (old.last().bits() ^ old.first().bits()));
            drawn = Prefix{Address{family_, below(8) == 0 ? flipped(inside) : inside}, length()};
        }
        drawn_.push_back(drawn);
        return drawn;
    }
    Address address() {
        if (drawn_.empty() || below(4) == 0) return Address{family_, bits()};
        const Prefix& near = drawn_[below(drawn_.size())];
        const AddressBits edge = below(2) == 0 ? near.first().bits() : near.last().bits();
        return Address{family_, (edge + below(3) - 1) & last_bits(family_)};
    }

  private:
    unsigned length() {
        const unsigned all = width(family_);
        if (below(6) == 0) return below(2) == 0 ? 0 : all;
        if (below(2) == 0) return std::min<unsigned>(all, static_cast<unsigned>(8 * below(all / 8 + 1) + below(3)));
        return static_cast<unsigned>(below(all + 1));
    }
    AddressBits bits() {
        AddressBits value = 0;
        for (int i = 0; i < 4; ++i) value = value << 32 | std::uniform_int_distribution<std::uint32_t>{}(engine_);
        if (below(8) == 0) value = 0;
        if (below(8) == 0) value = ~AddressBits{0};
        return value & last_bits(family_);
    }
    AddressBits flipped(AddressBits value) {
        return value ^ AddressBits { 1 } << below(width(family_));
    }
    Prefix fresh() { return {Address{family_, bits()}, length()}; }

    Family family_;
    std::mt19937 engine_;
    std::vector<Prefix> drawn_;
};

template <Family F, class V>
void require_same(const PrefixTrie<F, V>& trie, const LinearPrefixTable<V>& table) {
    REQUIRE(trie.size() == table.all().size());
    REQUIRE(trie.empty() == table.all().empty());
    REQUIRE(collect<V>([&](auto visit) { trie.for_each(visit); }) == table.all());
}

template <Family F, class V>
void require_same_answers(const PrefixTrie<F, V>& trie, const LinearPrefixTable<V>& table, Draw& draw) {
    const Prefix asked = draw.prefix();
    CAPTURE(asked.text());
    const auto exact = table.exact(asked);
    const V* const found = trie.find(asked);
    REQUIRE((found != nullptr) == !exact.empty());
    if (found != nullptr) REQUIRE(*found == exact.front().second);

    const auto covering = table.covering(asked);
    REQUIRE(collect<V>([&](auto visit) { trie.covering(asked, visit); }) == covering);
    const auto match = trie.longest_match(asked);
    REQUIRE(match.has_value() == !covering.empty());
    if (match) REQUIRE(std::pair{match->prefix, *match->value} == covering.front());

    REQUIRE(collect<V>([&](auto visit) { trie.covered(asked, visit); }) == table.covered(asked));
    const auto overlapping = table.overlapping(asked);
    REQUIRE(collect<V>([&](auto visit) { trie.overlapping(asked, visit); }) == overlapping);
    REQUIRE(trie.overlaps(asked) == !overlapping.empty());

    const Address at = draw.address();
    CAPTURE(at.text());
    const auto containing = table.covering(Prefix::host(at));
    REQUIRE(collect<V>([&](auto visit) { trie.covering(at, visit); }) == containing);
    const auto longest = trie.longest_match(at);
    REQUIRE(longest.has_value() == !containing.empty());
    if (longest) REQUIRE(std::pair{longest->prefix, *longest->value} == containing.front());
}

template <Family F, class V>
struct Pair {
    PrefixTrie<F, V> trie;
    LinearPrefixTable<V> table;
};

/// Several tries that fork from, replace and outlive one another while they change; each keeps agreeing with its twin.
template <Family F, class V, class Value>
void change_forks_at_random(unsigned seed, int steps, Value value) {
    CAPTURE(seed);
    Draw draw{F, seed};
    std::vector<Pair<F, V>> forks(1);
    for (int step = 0; step < steps; ++step) {
        auto& chosen = forks[draw.below(forks.size())];
        if (const auto dice = draw.below(16); dice == 0) {
            Pair<F, V> copy = chosen;
            if (forks.size() < 5) {
                forks.push_back(std::move(copy));
            } else {
                forks[draw.below(forks.size())] = std::move(copy);
            }
        } else if (dice == 1 && forks.size() > 1) {
            forks.erase(forks.begin() + static_cast<std::ptrdiff_t>(draw.below(forks.size())));
        } else if (dice < 6 && !chosen.table.all().empty()) {
            const Prefix gone = chosen.table.all()[draw.below(chosen.table.all().size())].first;
            REQUIRE(chosen.trie.erase(gone));
            chosen.table.erase(gone);
        } else {
            const Prefix prefix = draw.prefix();
            REQUIRE(chosen.trie.insert(prefix, value(step)) == chosen.table.exact(prefix).empty());
            chosen.table.insert(prefix, value(step));
        }
        const auto& other = forks[draw.below(forks.size())];
        require_same_answers(other.trie, other.table, draw);
        if (step % 16 == 0) require_same(other.trie, other.table);
    }
    for (auto& fork : forks) {
        while (!fork.table.all().empty()) {
            const Prefix gone = fork.table.all()[draw.below(fork.table.all().size())].first;
            REQUIRE(fork.trie.erase(gone));
            REQUIRE_FALSE(fork.trie.erase(gone));
            fork.table.erase(gone);
            require_same(fork.trie, fork.table);
        }
    }
}

template <Family F>
void build_at_random(unsigned seed, std::size_t size) {
    CAPTURE(seed, size);
    Draw draw{F, seed};
    std::vector<typename PrefixTrie<F, int>::Entry> entries;
    Pair<F, int> twin;
    for (std::size_t i = 0; i < size; ++i) {
        entries.push_back({draw.prefix(), static_cast<int>(i)});
        twin.table.insert(entries.back().prefix, entries.back().value);
    }
    twin.trie = PrefixTrie<F, int>{entries};
    require_same(twin.trie, twin.table);
    for (int i = 0; i < 100; ++i) require_same_answers(twin.trie, twin.table, draw);
    for (int i = 0; i < 100; ++i) {
        const Prefix prefix = draw.prefix();
        if (i % 2 == 0) {
            twin.trie.insert(prefix, i);
            twin.table.insert(prefix, i);
        } else {
            REQUIRE(twin.trie.erase(prefix) == twin.table.erase(prefix));
        }
        require_same(twin.trie, twin.table);
    }
}

}  // namespace

TEST_CASE("a trie answers like a linear scan while it and its forks change") {
    const auto number = [](int step) { return step; };
    for (unsigned seed = 1; seed <= 6; ++seed) {
        change_forks_at_random<Family::ipv4, int>(seed, 1500, number);
        change_forks_at_random<Family::ipv6, int>(seed, 1500, number);
    }
}

TEST_CASE("values that own memory behave like ids") {
    const auto text = [](int step) { return std::string(40, 'v') + std::to_string(step); };
    for (unsigned seed = 1; seed <= 2; ++seed) {
        change_forks_at_random<Family::ipv4, std::string>(seed, 1000, text);
        change_forks_at_random<Family::ipv6, std::string>(seed, 1000, text);
    }
}

TEST_CASE("a trie built at once equals one built by insertion") {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        for (const std::size_t size : {0U, 1U, 2U, 20U, 400U}) {
            build_at_random<Family::ipv4>(seed, size);
            build_at_random<Family::ipv6>(seed, size);
        }
    }
}

TEST_CASE("the longest match is the most specific prefix that contains the address") {
    const std::vector<Trie4::Entry> routes{
        {cidr("0.0.0.0/0"), 1}, {cidr("10.0.0.0/8"), 2}, {cidr("10.55.193.0/24"), 3}};
    const Trie4 trie{routes};
    CHECK(*trie.longest_match(address("10.55.193.7"))->value == 3);
    CHECK(trie.longest_match(address("10.55.194.7"))->prefix == cidr("10.0.0.0/8"));
    CHECK(*trie.longest_match(address("192.0.2.1"))->value == 1);
    CHECK(trie.longest_match(cidr("10.55.0.0/16"))->prefix == cidr("10.0.0.0/8"));
    CHECK(trie.longest_match(cidr("10.0.0.0/7"))->prefix == cidr("0.0.0.0/0"));
}

TEST_CASE("of equal prefixes in a list the last counts") {
    const std::vector<Trie4::Entry> routes{{cidr("10.0.0.0/8"), 1}, {cidr("10.0.0.0/8"), 2}};
    const Trie4 trie{routes};
    CHECK(trie.size() == 1);
    CHECK(*trie.find(cidr("10.0.0.0/8")) == 2);
}

TEST_CASE("each walk keeps its documented order") {
    Trie4 trie;
    for (const char* text :
         {"10.0.0.0/8", "10.64.0.0/10", "10.64.0.0/16", "10.64.1.0/24", "10.0.0.0/16", "0.0.0.0/0", "11.0.0.0/8"}) {
        trie.insert(cidr(text), 0);
    }
    using Texts = std::vector<std::string>;
    CHECK(texts([&](auto visit) { trie.covering(address("10.64.1.1"), visit); }) ==
          Texts{"10.64.1.0/24", "10.64.0.0/16", "10.64.0.0/10", "10.0.0.0/8", "0.0.0.0/0"});
    CHECK(texts([&](auto visit) { trie.covered(cidr("10.0.0.0/8"), visit); }) ==
          Texts{"10.0.0.0/8", "10.0.0.0/16", "10.64.0.0/10", "10.64.0.0/16", "10.64.1.0/24"});
    CHECK(texts([&](auto visit) { trie.overlapping(cidr("10.64.0.0/12"), visit); }) ==
          Texts{"0.0.0.0/0", "10.0.0.0/8", "10.64.0.0/10", "10.64.0.0/16", "10.64.1.0/24"});
}

TEST_CASE("a visitor may stop a walk") {
    Trie4 trie;
    for (const char* text : {"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16"}) trie.insert(cidr(text), 0);
    int seen = 0;
    const auto two = [&](const Prefix&, int) { return ++seen % 2 == 0 ? Visit::stop : Visit::proceed; };
    trie.for_each(two);
    CHECK(seen == 2);
    trie.covering(address("10.2.0.1"), two);
    CHECK(seen == 4);
    trie.overlapping(cidr("10.0.0.0/9"), two);
    CHECK(seen == 6);
}

TEST_CASE("a fork and its original do not see each other's changes") {
    Trie4 original;
    original.insert(cidr("10.0.0.0/8"), 1);
    Trie4 what_if = original;
    what_if.insert(cidr("10.1.0.0/16"), 2);
    original.insert(cidr("10.0.0.0/8"), 3);
    CHECK(*what_if.longest_match(address("10.1.0.1"))->value == 2);
    CHECK(*what_if.find(cidr("10.0.0.0/8")) == 1);
    CHECK(*original.longest_match(address("10.1.0.1"))->value == 3);
    CHECK(original.size() == 1);
}

TEST_CASE("values replaced by any fork are destroyed once nobody can see them") {
    using Shared = std::shared_ptr<int>;
    const auto value = std::make_shared<int>(1);
    {
        PrefixTrie<Family::ipv4, Shared> trie;
        for (int i = 0; i < 100; ++i) {
            const auto before = trie;
            trie.insert(cidr("10.0.0.0/8"), value);
            trie.insert(cidr("10.1.0.0/16"), value);
            trie.erase(cidr("10.1.0.0/16"));
        }
        // Each change freed what the forks dropped before it had held: what remains does not grow with their number.
        CHECK(value.use_count() < 10);
    }
    CHECK(value.use_count() == 1);
}

TEST_CASE("a long line of forks, each made from the one before, is dropped without harm") {
    std::vector<Trie4> versions(1);
    for (int i = 0; i < 100'000; ++i) {
        versions.push_back(versions.back());
        versions.back().insert(cidr("10.0.0.0/8"), i);
    }
    while (versions.size() > 1)
        versions.erase(versions.begin(), versions.begin() + static_cast<std::ptrdiff_t>((versions.size() + 1) / 2));
    CHECK(*versions.back().find(cidr("10.0.0.0/8")) == 99'999);
}

}  // namespace vpnsim::prefix_trie_test
