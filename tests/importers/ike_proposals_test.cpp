#include "tools/importers/ike_proposals.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tools/importers/ike_secrets.hpp"

namespace vpnsim::importers::ike_proposals_test {
namespace {

struct Read {
    Remarks remarks;
    ProposalList list;
    explicit Read(std::string_view text) : list{proposal_list(text, {remarks, "c", {}})} {}
    [[nodiscard]] bool says(const std::string& kind) const {
        return std::any_of(remarks.begin(), remarks.end(), [&](const auto& r) { return r.kind == kind; });
    }
};
constexpr DhGroup group14{14};

SelectorSide side(std::string_view text) {
    Remarks remarks;
    return selector_side(list_elements(text, ","), {remarks, "c", {}});
}

}  // namespace

TEST_CASE("proposals of strongSwan and Libreswan give the same parameters") {
    for (const auto* const text : {"aes256-sha256-modp2048", "aes256-sha256-modp2048!", "aes256-sha2_256;modp2048",
                                   "aes256-sha2_256;dh14", "aes256-sha256-prfsha256-modp2048-esn"}) {
        INFO(text);
        const Read read{text};
        CHECK(read.list.encryption == std::vector{Encryption::aes256});
        CHECK(read.list.integrity == std::vector{Integrity::sha256});
        CHECK(read.list.dh_group == std::vector{group14});
        CHECK_FALSE(read.list.some_without_group);
        CHECK(read.remarks.empty());
    }
}

TEST_CASE("of several proposals each parameter is listed once") {
    const Read read{"aes256-sha256-modp2048,aes128-sha256-modp1024, aes128-sha1"};
    CHECK(read.list.encryption == std::vector{Encryption::aes256, Encryption::aes128});
    CHECK(read.list.integrity == std::vector{Integrity::sha256, Integrity::sha1});
    CHECK(read.list.dh_group == std::vector{group14, DhGroup{2}});
    CHECK(read.list.some_without_group);
    CHECK(read.says("several-proposals"));
}

TEST_CASE("an algorithm that no scenario can name is left out with a warning") {
    const Read read{"chacha20poly1305-prfsha256-x25519"};
    CHECK(read.list.encryption.empty());
    CHECK(read.list.dh_group.empty());
    CHECK(read.list.some_unknown_group);
    CHECK_FALSE(read.list.some_without_group);
    CHECK(read.says("algorithm-not-simulated"));
}

TEST_CASE("selectors are read with protocol and ports, by name and number") {
    CHECK(text(side("10.55.193.0/24[tcp/1024-65535]").selectors) == "10.55.193.0/24[tcp/1024-65535]");
    CHECK(text(side("10.1.0.0/16[6/https], 10.2.0.1[17]").selectors) == "10.1.0.0/16[tcp/443], 10.2.0.1/32[udp]");
    CHECK(text(side("10.1.0.0/16[0x11/0x35]").selectors) == "10.1.0.0/16[udp/53]");
    CHECK(text(side("10.0.0.5-10.0.0.9").selectors) == "10.0.0.5-10.0.0.9");
    CHECK(text(side("2001:db8::/32[tcp]").selectors) == "2001:db8::/32[tcp]");
    CHECK(text(side("10.1.0.0/16[/53]").selectors) == "10.1.0.0/16[tcp/53], 10.1.0.0/16[udp/53]");
    CHECK(side("dynamic").dynamic);
}

TEST_CASE("a selector that cannot be read is said and left out") {
    for (const auto* const bad : {"10.0.0.0/33", "host.example", "10.0.0.0/8[", "10.0.0.9-10.0.0.5",
                                  "10.0.0.0/8[tcp/x]", "10.0.0.0/8[what]", "10.0.0.1-2001:db8::1", "-", "[tcp]"}) {
        INFO(bad);
        Remarks remarks;
        CHECK(selector_side({bad}, {remarks, "c", {}}).selectors.empty());
        REQUIRE(remarks.size() == 1);
        CHECK(remarks.front().gravity == Gravity::incomplete);
    }
}

TEST_CASE("host bits are cleared with a warning") {
    Remarks remarks;
    CHECK(text(selector_side({"10.1.2.3/16"}, {remarks, "c", {}}).selectors) == "10.1.0.0/16");
    REQUIRE(remarks.size() == 1);
    CHECK(remarks.front().kind == "host-bits");
}

TEST_CASE("times have units") {
    CHECK(seconds("3600") == 3600U);
    CHECK(seconds("60m") == 3600U);
    CHECK(seconds("24h") == 86400U);
    CHECK(seconds("1d") == 86400U);
    CHECK_FALSE(seconds("1x"));
    CHECK_FALSE(seconds(""));
    CHECK_FALSE(seconds("99999999999d"));
}

TEST_CASE("a keyword may be shown, what could be a key may not") {
    CHECK(shown_keyword("remote_addr") == "\"remote_addr\"");
    for (const auto* const word : {"INVENTED-key", "abc=def", "a b", "", "0sAAAA", "abcdefghijklmnopqrstuvwxyz"})
        CHECK(shown_keyword(word) == "a statement");
}

TEST_CASE("the secret of both identities goes before all others, and everybody's is the peer's as well") {
    const std::vector<IkeSecret> secrets{{{}, "everybody's", {}},
                                         {{"203.0.113.20"}, "the peer's", {}},
                                         {{"198.51.100.11"}, "ours", {}},
                                         {{"198.51.100.11", "203.0.113.20"}, "both", {}}};
    for (const auto order : {SecretOrder::peer_first, SecretOrder::own_first}) {
        CHECK(secret_between(secrets, {"198.51.100.11"}, {"203.0.113.20"}, order)->written == "both");
        const auto* const own = order == SecretOrder::own_first ? "ours" : "everybody's";
        CHECK(secret_between(secrets, {"198.51.100.11"}, {"203.0.113.99"}, order)->written == own);
        CHECK(secret_between(secrets, {"192.0.2.1"}, {"192.0.2.2"}, order)->written == "everybody's");
        CHECK(secret_between({secrets[1]}, {"192.0.2.1"}, {"203.0.113.20"}, order)->written == "the peer's");
        CHECK(secret_between({secrets[1]}, {"192.0.2.1"}, {"192.0.2.2"}, order) == nullptr);
    }
}

TEST_CASE(
    "where one secret is for the peer and another for the own end, strongSwan takes the peer's and Libreswan its own") {
    const std::vector<IkeSecret> secrets{{{"198.51.100.11"}, "ours", {}}, {{"203.0.113.20"}, "the peer's", {}}};
    const auto taken = [&](SecretOrder order) {
        return secret_between(secrets, {"198.51.100.11"}, {"203.0.113.20"}, order)->written;
    };
    CHECK(taken(SecretOrder::peer_first) == "the peer's");
    CHECK(taken(SecretOrder::own_first) == "ours");
}

TEST_CASE("a key is the same however it is written") {
    KeyFingerprints keys{"salt"};
    const auto plain = key_fingerprint("INVENTED-key", keys);
    CHECK(key_fingerprint("0x494e56454e5445442d6b6579", keys) == plain);
    CHECK(key_fingerprint("0sSU5WRU5URUQta2V5", keys) == plain);
    for (const auto* const none : {"*****", "", "<the key of conn-1>"}) CHECK_FALSE(key_fingerprint(none, keys));
}

}  // namespace vpnsim::importers::ike_proposals_test
