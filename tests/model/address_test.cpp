#include "model/address.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

namespace vpnsim::address_test {
namespace {

/// Any address, with long runs of equal bits as people write them.
Address random_address(std::mt19937_64& random) {
    const Family family = random() % 2 == 0 ? Family::ipv4 : Family::ipv6;
    AddressBits bits = AddressBits{random()} << 64 | random();
    if (random() % 2 == 0) bits &= ~AddressBits{0} << random() % 128;
    if (random() % 2 == 0) bits &= ~AddressBits{0} >> random() % 128;
    if (random() % 4 == 0) bits &= ~(AddressBits{0xffffffff} << random() % 100);
    return {family, bits & last_bits(family)};
}

TEST_CASE("the text of an address parses to that address") {
    std::mt19937_64 random{1};
    for (int i = 0; i < 20'000; ++i) {
        const Address address = random_address(random);
        CAPTURE(address.text());
        REQUIRE(Address::parse(address.text()) == address);
    }
}

TEST_CASE("every IPv4 text has exactly one spelling") {
    CHECK(Address::parse("0.0.0.0") == Address{Family::ipv4, 0});
    CHECK(Address::parse("255.255.255.255") == Address{Family::ipv4, 0xffffffff});
    CHECK(Address::parse("10.66.90.5") == Address{Family::ipv4, 0x0a425a05});
    for (const auto* const text : {"", "10", "10.66.90", "10.66.90.5.1", "10.66.90.256", "10.66.090.5", "10.66.90.05",
                                   "10.66.90.", ".10.66.90", "10..66.90", "10.66.90.5 ", " 10.66.90.5", "10.66.90.-5",
                                   "10.66.90.5/32", "0x0a.66.90.5", "10.66.90.5000", "a.b.c.d"}) {
        CAPTURE(text);
        CHECK_FALSE(Address::parse(text));
    }
    CHECK_FALSE(Address::parse(std::string_view{"10.66.90.5\0", 11}));
}

TEST_CASE("IPv6 is read as RFC 4291 and written as RFC 5952") {
    const auto canonical = [](std::string_view text) { return Address::parse(text).value().text(); };
    CHECK(canonical("2001:DB8:0:0:0:0:0:1") == "2001:db8::1");
    CHECK(canonical("2001:db8:0:0:1:0:0:1") == "2001:db8::1:0:0:1");
    CHECK(canonical("::") == "::");
    CHECK(canonical("0001::") == "1::");
    for (const auto* const text : {":", ":::", "1::2::3", "2001:db8::g", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
                                   "fe80::1%eth0", "[::1]", "::1/128", "12345::", " ::1"}) {
        CAPTURE(text);
        CHECK_FALSE(Address::parse(text));
    }
    CHECK_FALSE(Address::parse(std::string_view{"::1\0", 4}));
}

TEST_CASE("addresses sort by family, then by number") {
    std::vector<std::string> texts{"::", "255.255.255.255", "::1", "0.0.0.0", "9.0.0.0", "10.0.0.0"};
    std::sort(texts.begin(), texts.end(),
              [](const auto& a, const auto& b) { return Address::parse(a).value() < Address::parse(b).value(); });
    CHECK(texts == std::vector<std::string>{"0.0.0.0", "9.0.0.0", "10.0.0.0", "255.255.255.255", "::", "::1"});
}

}  // namespace
}  // namespace vpnsim::address_test
