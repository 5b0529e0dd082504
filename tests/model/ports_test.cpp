#include "model/ports.hpp"

#include <catch2/catch.hpp>

#include "model/protocol.hpp"

namespace vpnsim::ports_test {
namespace {

TEST_CASE("the text of a port range parses to that range") {
    for (unsigned first = 0; first < 0x10000; first += 257) {
        for (unsigned last = first; last < 0x10000; last += 4369) {
            const PortRange range{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
            if (PortRange::parse(range.text()) != range) FAIL(range.text());
        }
    }
    CHECK(PortRange::parse("all") == PortRange{});
    CHECK(PortRange{}.text() == "all");
    CHECK(PortRange::parse("443") == PortRange{443, 443});
}

TEST_CASE("what is no port range is refused") {
    for (const auto* const text :
         {"", "-", "443-", "-443", "443-80", "65536", "1-65536", "http", "4 43", "443,80", "+1", "1-2-3", "ALL"}) {
        CAPTURE(text);
        CHECK_FALSE(PortRange::parse(text));
    }
}

TEST_CASE("a port range contains what lies between its ends") {
    const PortRange range{1000, 2000};
    CHECK((range.contains(1000) && range.contains(2000) && !range.contains(999) && !range.contains(2001)));
    CHECK((range.contains({1000, 2000}) && !range.contains({999, 1001}) && PortRange{}.contains(range)));
}

TEST_CASE("the text of every protocol parses to that protocol") {
    for (unsigned number = 0; number < 256; ++number) {
        const Protocol protocol{static_cast<std::uint8_t>(number)};
        CHECK(parse_protocol(text(protocol)) == protocol);
        CHECK(parse_protocol(std::to_string(number)) == protocol);
    }
    CHECK(text(Protocol::gre) == "gre");
    for (const auto* const wrong : {"", "256", "-1", "TCP", "tcp ", "all"}) CHECK_FALSE(parse_protocol(wrong));
}

}  // namespace
}  // namespace vpnsim::ports_test
