#include "model/prefix.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace vpnsim::prefix_test {
namespace {

/// A small corner of each family, at both ends and in the middle of the space: everything in it can be counted.
constexpr unsigned corner_bits = 6;

std::vector<Address> corners() {
    std::vector<Address> bases;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        const AddressBits last = last_bits(family);
        const AddressBits size = AddressBits{1} << corner_bits;
        for (const AddressBits base : {AddressBits{0}, (last / 2 + 1) - size, last / 2 + 1, last - (size - 1)}) {
            bases.emplace_back(family, base);
        }
    }
    return bases;
}

Address offset(const Address& base, unsigned by) { return {base.family(), base.bits() + by}; }

TEST_CASE("the text of a block parses to that block") {
    std::mt19937_64 random{2};
    for (int i = 0; i < 20'000; ++i) {
        const Family family = random() % 2 == 0 ? Family::ipv4 : Family::ipv6;
        const AddressBits bits = (AddressBits{random()} << 64 | random()) & last_bits(family);
        const Prefix prefix{Address{family, bits}, static_cast<unsigned>(random() % (width(family) + 1))};
        CAPTURE(prefix.text());
        REQUIRE(Prefix::parse(prefix.text()) == prefix);
        REQUIRE(Prefix::nearest(Address{family, bits}.text() + '/' + std::to_string(prefix.length())) == prefix);
    }
}

TEST_CASE("an address alone is its host block") {
    CHECK(Prefix::parse("10.66.90.5")->text() == "10.66.90.5/32");
    CHECK(Prefix::parse("2001:db8::1")->text() == "2001:db8::1/128");
}

TEST_CASE("what is no block says why") {
    const auto fault = [](std::string_view text) {
        REQUIRE_FALSE(Prefix::parse(text));
        return Prefix::fault(text);
    };
    for (const auto* const text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0/8",
                                   "10.0.0.0 /8", "10.0.0.0/-1", "10.0.0.0/0008"}) {
        CAPTURE(text);
        CHECK(fault(text) == PrefixFault::syntax);
    }
    CHECK(fault("10.0.0.0/33") == PrefixFault::length);
    CHECK(fault("::/129") == PrefixFault::length);
    CHECK(fault("10.66.90.1/24") == PrefixFault::host_bits);
    CHECK(Prefix::nearest("10.66.90.1/24")->text() == "10.66.90.0/24");
}

TEST_CASE("containing and overlapping agree with counting addresses") {
    for (const Address& base : corners()) {
        std::vector<Prefix> blocks;
        for (unsigned length = 0; length <= corner_bits; ++length) {
            for (unsigned at = 0; at < 1U << corner_bits; at += 1U << (corner_bits - length)) {
                blocks.emplace_back(offset(base, at), width(base.family()) - corner_bits + length);
            }
        }
        for (const auto& a : blocks) {
            for (const auto& b : blocks) {
                bool all = true;
                bool any = false;
                for (unsigned i = 0; i < 1U << corner_bits; ++i) {
                    const Address address = offset(base, i);
                    const bool in_b = b.first() <= address && address <= b.last();
                    const bool in_a = a.first() <= address && address <= a.last();
                    if (in_b && !in_a) all = false;
                    if (in_b && in_a) any = true;
                    if (in_a != a.contains(address)) FAIL(a.text() << " and " << address.text());
                }
                if (a.contains(b) != all || a.overlaps(b) != any) FAIL(a.text() << " and " << b.text());
            }
        }
    }
}

TEST_CASE("families never overlap") {
    CHECK_FALSE(Prefix::everything(Family::ipv4).overlaps(Prefix::everything(Family::ipv6)));
    CHECK_FALSE(Prefix::everything(Family::ipv6).contains(Address{Family::ipv4, 1}));
}

TEST_CASE("a block sorts directly before what it contains") {
    std::mt19937_64 random{3};
    std::vector<Prefix> blocks;
    for (int i = 0; i < 300; ++i) {
        blocks.emplace_back(Address{Family::ipv4, random() & 0xff00ffffU}, static_cast<unsigned>(random() % 33));
    }
    std::sort(blocks.begin(), blocks.end());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        bool inside = true;  // what a block contains follows it without gap
        for (std::size_t j = i + 1; j < blocks.size(); ++j) {
            if (blocks[i].contains(blocks[j]) && !inside) FAIL(blocks[i].text() << " ... " << blocks[j].text());
            inside = inside && blocks[i].contains(blocks[j]);
        }
    }
}

/// The least number of aligned blocks that are exactly first..last, by trying every first block.
unsigned fewest(unsigned first, unsigned end, std::vector<unsigned>& known) {
    if (first == end) return 0;
    unsigned& best = known[first];
    if (best != 0) return best;
    best = ~0U;
    for (unsigned size = 1; first % size == 0 && first + size <= end && size <= 1U << corner_bits; size *= 2) {
        best = std::min(best, 1 + fewest(first + size, end, known));
    }
    return best;
}

TEST_CASE("a cover is exact, ascending and as small as can be") {
    for (const Address& base : corners()) {
        for (unsigned first = 0; first < 1U << corner_bits; ++first) {
            for (unsigned last = first; last < 1U << corner_bits; ++last) {
                const auto blocks = cover(offset(base, first), offset(base, last));
                AddressBits next = offset(base, first).bits();
                for (const auto& block : blocks) {
                    if (block.first().bits() != next) FAIL("gap or overlap at " << block.text());
                    next = block.last().bits() + 1;
                }
                REQUIRE(blocks.back().last() == offset(base, last));
                std::vector<unsigned> known(std::size_t{1} << corner_bits, 0);
                REQUIRE(blocks.size() == fewest(first, last + 1, known));
            }
        }
    }
}

TEST_CASE("the cover of a whole family is its default route") {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        const auto blocks = cover(Address{family, 0}, Address{family, last_bits(family)});
        CHECK(blocks == std::vector{Prefix::everything(family)});
    }
    CHECK(cover(Address{Family::ipv6, 1}, Address{Family::ipv6, last_bits(Family::ipv6)}).size() == 128);
}

}  // namespace
}  // namespace vpnsim::prefix_test
