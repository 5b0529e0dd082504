#include "model/traffic_selector.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <random>

namespace vpnsim::traffic_selector_test {
namespace {

struct Packet {
    Address address;
    Protocol protocol;
    std::uint16_t port;
};

/// Every packet of a space small enough to count: a few addresses, three protocols, ports where selectors change.
const std::vector<Packet>& packets() {
    static const std::vector<Packet> all = [] {
        std::vector<Packet> out;
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            for (unsigned address = 0; address < 10; ++address) {
                for (const Protocol protocol : {Protocol::icmp, Protocol::tcp, Protocol::udp}) {
                    for (const int port : {0, 1, 2, 3, 4, 5, 65534, 65535}) {
                        out.push_back({Address{family, address}, protocol, static_cast<std::uint16_t>(port)});
                    }
                }
            }
        }
        return out;
    }();
    return all;
}

bool selects(const TrafficSelector& selector, const Packet& packet) {
    return selector.first <= packet.address && packet.address <= selector.last &&
           (!selector.protocol || (*selector.protocol == packet.protocol && selector.ports.first <= packet.port &&
                                   packet.port <= selector.ports.last));
}

bool selects(const SelectorList& list, const Packet& packet) {
    return std::any_of(list.begin(), list.end(), [&](const auto& selector) { return selects(selector, packet); });
}

/// A selector of the small space: what it says outside of `packets()` follows from what it says inside.
TrafficSelector random_selector(std::mt19937& random) {
    const Family family = random() % 4 == 0 ? Family::ipv6 : Family::ipv4;
    const auto first = random() % 9;
    TrafficSelector out{Address{family, first}, Address{family, first + random() % (9 - first)}};
    if (random() % 2 == 0) return out;
    constexpr std::array protocols{Protocol::icmp, Protocol::tcp, Protocol::udp};
    out.protocol = protocols[random() % 3];
    constexpr std::array<std::uint16_t, 5> firsts{0, 1, 2, 4, 65534};
    constexpr std::array<std::uint16_t, 5> lasts{1, 3, 4, 65534, 65535};
    if (has_ports(*out.protocol) && random() % 2 == 0) {
        const auto [low, high] = std::minmax({firsts[random() % 5], lasts[random() % 5]});
        out.ports = {low, high};
    }
    return out;
}

SelectorList random_list(std::mt19937& random) {
    SelectorList out;
    for (auto left = random() % 5; left > 0; --left) out.push_back(random_selector(random));
    return out;
}

TEST_CASE("the text of a selector parses to that selector") {
    std::mt19937 random{4};
    for (int i = 0; i < 5000; ++i) {
        const TrafficSelector selector = random_selector(random);
        CAPTURE(selector.text());
        REQUIRE(TrafficSelector::parse(selector.text()) == selector);
    }
    for (const auto* const text : {"10.1.0.0/16", "10.1.0.5-10.1.0.9[udp/1000-2000]", "10.1.0.0/16[icmp]",
                                   "::/0[tcp/443]", "10.1.0.0/16[132]", "10.1.0.7/32", "2001:db8::1-2001:db8::ff"}) {
        CHECK(TrafficSelector::parse(text).value().text() == text);
    }
}

TEST_CASE("what is no selector is refused") {
    for (const auto* const text :
         {"", "[tcp]", "10.1.0.1/16", "10.1.0.9-10.1.0.5", "10.1.0.0-::1", "10.1.0.0/16-10.2.0.0/16", "10.1.0.0/16[",
          "10.1.0.0/16]", "10.1.0.0/16[]", "10.1.0.0/16[tpc]", "10.1.0.0/16[icmp/8]", "10.1.0.0/16[tcp/]",
          "10.1.0.0/16[tcp/9-1]", "10.1.0.0/16[tcp]x", "10.1.0.0/16 [tcp]", "10.1.0.0/16[tcp/443/1]"}) {
        CAPTURE(text);
        CHECK_FALSE(TrafficSelector::parse(text));
    }
}

TEST_CASE("one selector against another agrees with counting packets") {
    std::mt19937 random{5};
    for (int i = 0; i < 4000; ++i) {
        const TrafficSelector a = random_selector(random);
        const TrafficSelector b = random_selector(random);
        const auto common = a.intersection(b);
        bool all = true;
        for (const Packet& packet : packets()) {
            const bool both = selects(a, packet) && selects(b, packet);
            if (both != (common && selects(*common, packet))) FAIL(a.text() << " and " << b.text());
            if (selects(b, packet) && !selects(a, packet)) all = false;
        }
        // Protocols that no packet of the small space has: b with every protocol is not within a with one.
        if (a.protocol && !b.protocol) all = false;
        if (a.contains(b) != all) FAIL(a.text() << " and " << b.text());
        CHECK(a.intersection(b) == b.intersection(a));
    }
}

TEST_CASE("lists of selectors agree with counting packets") {
    std::mt19937 random{6};
    for (int i = 0; i < 1500; ++i) {
        const SelectorList a = random_list(random);
        const SelectorList b = random_list(random);
        const SelectorList common = intersection(a, b);
        const SelectorList less = reduced(a);
        bool all = true;
        bool any = false;
        for (const Packet& packet : packets()) {
            const bool in_a = selects(a, packet);
            const bool in_b = selects(b, packet);
            if (selects(common, packet) != (in_a && in_b)) FAIL(text(a) << " and " << text(b));
            if (selects(less, packet) != in_a) FAIL(text(a) << " reduced");
            any = any || (in_a && in_b);
            all = all && (in_a || !in_b);
        }
        // A protocol of which the space has no packet stands for the 253 others.
        for (const Packet& packet : packets()) {
            const Packet other{packet.address, Protocol::gre, packet.port};
            if (selects(b, other) && !selects(a, other)) all = false;
        }
        if (contains(a, b) != all) FAIL(text(a) << " contains " << text(b));
        if (overlap(a, b) != any) FAIL(text(a) << " overlaps " << text(b));
        CHECK(equivalent(a, less));
        CHECK(equivalent(a, b) == (contains(a, b) && contains(b, a)));
        CHECK(std::is_sorted(common.begin(), common.end()));
        // Narrowing lies within both.
        CHECK(contains(a, common));
        CHECK(contains(b, common));
    }
}

TEST_CASE("two halves contain their whole") {
    const auto list = [](std::initializer_list<const char*> texts) {
        SelectorList out;
        for (const auto* const text : texts) out.push_back(TrafficSelector::parse(text).value());
        return out;
    };
    CHECK(contains(list({"10.0.0.0/9", "10.128.0.0/9"}), list({"10.0.0.0/8"})));
    CHECK_FALSE(contains(list({"10.0.0.0/9", "10.128.0.0/10"}), list({"10.0.0.0/8"})));
    CHECK(contains(list({"10.0.0.0/8[tcp/0-79]", "10.0.0.0/8[tcp/80-65535]"}), list({"10.1.0.0/16[tcp]"})));
    CHECK_FALSE(contains(list({"10.0.0.0/8[tcp]", "10.0.0.0/8[udp]"}), list({"10.1.0.0/16"})));
    CHECK(reduced(list({"10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/8", "10.2.0.0/16"})) == list({"10.0.0.0/8"}));
}

TEST_CASE("a selector is a block only if its addresses are one") {
    CHECK(TrafficSelector::parse("10.0.0.0-10.0.0.255")->prefix() == Prefix::parse("10.0.0.0/24"));
    CHECK_FALSE(TrafficSelector::parse("10.0.0.1-10.0.0.255")->prefix());
    CHECK(TrafficSelector::parse("0.0.0.0/0")->is_everything());
    CHECK_FALSE(TrafficSelector::parse("0.0.0.0/0[tcp]")->is_everything());
}

}  // namespace
}  // namespace vpnsim::traffic_selector_test
