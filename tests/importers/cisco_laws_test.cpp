// Laws and hostile inputs of the two Cisco importers.
#include <chrono>

#include "tests/importers/cisco_fixtures.hpp"
#include "tools/importers/cisco_lines.hpp"
#include "tools/importers/cisco_masks.hpp"
#include "tools/importers/selector_box.hpp"

namespace vpnsim::importers::cisco_laws_test {
namespace {

const std::string asa_list = "access-list A extended permit ip 10.55.0.0 255.255.0.0 10.66.88.0 255.255.255.0\n";
const std::string ios_list = "access-list A permit ip 10.55.0.0 0.0.255.255 10.66.88.0 0.0.0.255\n";

}  // namespace

TEST_CASE("line ends of Windows mean the same to the Cisco importers") {
    CHECK(selectors(asa(with_crlf(asa_with(asa_list)))) == selectors(asa(asa_with(asa_list))));
    CHECK(all_remarks(ios(with_crlf(ios_with(ios_list)))) == all_remarks(ios(ios_with(ios_list))));
}

TEST_CASE("a configuration cut anywhere never fails and never shows its key") {
    const auto whole = asa_with(asa_list);
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        CHECK(all_remarks(asa(whole.substr(0, length))).find("planted") == std::string::npos);
    }
    const auto router = ios_with(ios_list);
    for (std::size_t length = 0; length < router.size(); length += 7) {
        CHECK(all_remarks(ios(router.substr(0, length))).find("planted") == std::string::npos);
    }
}

TEST_CASE("access lists that stand for too much are cut with a remark") {
    std::string groups = "object-group network S\n";
    for (int i = 0; i < 250; ++i) groups += " network-object host 10.1.0." + std::to_string(i) + '\n';
    const auto imported = asa(asa_with(groups + "access-list A extended permit ip object-group S object-group S\n"));
    CHECK(said(imported, Gravity::incomplete, "too-many-selectors") == 1);
    CHECK(only_protection(imported).sas <= 4096);
}

TEST_CASE("deep and doubled nesting of groups takes no time") {
    std::string groups;
    for (int i = 0; i < 500; ++i) {
        groups += "object-group network G" + std::to_string(i) + "\n group-object G" + std::to_string(i + 1) +
                  "\n group-object G" + std::to_string(i + 2) + "\n network-object host 10.0.0.1\n";
    }
    const auto imported = asa(asa_with(groups + "access-list A extended permit ip object-group G0 host 10.66.0.1\n"));
    CHECK(said(imported, Gravity::incomplete, "group-too-deep") >= 1);
}

TEST_CASE("wildcard masks with holes give exactly the addresses they select") {
    const auto blocks = wildcard_blocks("10.0.0.0", "0.0.5.3");
    REQUIRE(blocks.size() == 4);
    for (const std::uint32_t last : {0U, 3U, 0x100U, 0x103U, 0x400U, 0x500U, 0x503U, 0x200U, 4U, 0x104U}) {
        const Address address{Family::ipv4, 0x0a000000U + last};
        const bool inside = std::ranges::any_of(blocks, [&](const Prefix& b) { return b.contains(address); });
        CHECK(inside == ((last & ~0x503U) == 0));
    }
    CHECK(wildcard_blocks("10.0.0.0", "255.255.255.255").size() == 1);
    CHECK(wildcard_blocks("10.0.0.0", "85.85.85.85").empty());
    CHECK(wildcard_blocks("x", "0.0.0.0").empty());
}

TEST_CASE("what is cut out of a box and the rest are the box") {
    const auto box = SelectorBox{*TrafficSelector::parse("10.0.0.0/24"), *TrafficSelector::parse("10.1.0.0/24")};
    const auto taken = SelectorBox{*TrafficSelector::parse("10.0.0.64/26"), *TrafficSelector::parse("10.1.0.0/25")};
    const auto rest = without(box, taken);
    CHECK(rest.size() == 3);
    for (const auto& part : rest) CHECK_FALSE(overlap(part, taken));
    std::size_t addresses = 0;
    for (const auto& part : rest) {
        addresses += static_cast<std::size_t>((part.local.last.bits() - part.local.first.bits() + 1) *
                                              (part.remote.last.bits() - part.remote.first.bits() + 1));
    }
    CHECK(addresses == 256 * 256 - 64 * 128);
}

TEST_CASE("a no line drops the statements that begin with its words, whole words only") {
    const auto lines = cisco_lines("crypto map M 1 set pfs\ncrypto map M 10 set pfs\nno crypto map M 1\n");
    REQUIRE(lines.blocks.size() == 1);
    CHECK(lines.blocks[0].head.text == "crypto map M 10 set pfs");
}

}  // namespace vpnsim::importers::cisco_laws_test
