#include "sim/selector_negotiation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/reference/naive_selector_negotiation.hpp"
#include "tests/support/estate_builder.hpp"

namespace vpnsim::test::selector_negotiation_test {
namespace {

constexpr auto v1 = IkeVersion::ikev1;
constexpr auto v2 = IkeVersion::ikev2;
using Texts = std::vector<std::string>;

SelectorEnd end_of(const DeviceProfile& profile, std::string_view local, std::string_view remote) {
    return {{reduced(selectors(local)), reduced(selectors(remote))}, &profile};
}
Texts sas(const SelectorEnd& initiator, const SelectorEnd& responder, IkeVersion version) {
    Texts out;
    for (const auto& sa : negotiate_children(initiator, responder, version)) {
        out.push_back(text(sa.initiator.local) + " === " + text(sa.initiator.remote));
        if (sa.responder != sa.initiator.mirrored()) {
            out.back() += " (responder " + text(sa.responder.local) + " === " + text(sa.responder.remote) + ")";
        }
    }
    return out;
}

const DeviceProfile strongswan = profile("strongswan");
const DeviceProfile libreswan = profile("libreswan");

/// libreswan with narrowing=yes, which exists for IKEv2 only.
DeviceProfile libreswan_narrowing() {
    auto out = libreswan;
    out.ikev2_selectors = SelectorMatch::narrowing;
    return out;
}

}  // namespace

TEST_CASE("one block a side: what the measured responders make of each relation") {
    struct Row {
        const char* relation;
        const char* initiator_local;
        const char* initiator_remote;
        const char* responder_local;
        const char* responder_remote;
        const char* narrowed;  ///< by a responder that narrows; "" = refused
        const char* exact;     ///< by one that wants equal selectors
    };
    // The responder sees the initiator's local block as its remote one.
    static constexpr Row rows[]{
        {"equal", "10.1.0.0/16", "10.2.0.0/16", "10.2.0.0/16", "10.1.0.0/16", "10.1.0.0/16 === 10.2.0.0/16",
         "10.1.0.0/16 === 10.2.0.0/16"},
        {"responder wider", "10.1.1.0/24", "10.2.1.0/24", "10.2.0.0/16", "10.1.0.0/16", "10.1.1.0/24 === 10.2.1.0/24",
         ""},
        {"responder narrower", "10.1.0.0/16", "10.2.0.0/16", "10.2.1.0/24", "10.1.1.0/24",
         "10.1.1.0/24 === 10.2.1.0/24", ""},
        {"wider in one direction, narrower in the other", "10.1.1.0/24", "10.2.0.0/16", "10.2.1.0/24", "10.1.0.0/16",
         "10.1.1.0/24 === 10.2.1.0/24", ""},
        {"disjoint in one direction", "10.1.0.0/16", "10.2.0.0/16", "10.2.0.0/16", "10.9.0.0/16", "", ""},
        {"everything against a network", "0.0.0.0/0", "0.0.0.0/0", "10.2.0.0/16", "10.1.0.0/16",
         "10.1.0.0/16 === 10.2.0.0/16", ""},
        {"everything against everything", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0 === 0.0.0.0/0",
         "0.0.0.0/0 === 0.0.0.0/0"},
        {"different families", "fd00:1::/32", "fd00:2::/32", "10.2.0.0/16", "10.1.0.0/16", "", ""},
        {"any protocol against tcp", "10.1.0.0/16", "10.2.0.0/16", "10.2.0.0/16[tcp]", "10.1.0.0/16[tcp]",
         "10.1.0.0/16[tcp] === 10.2.0.0/16[tcp]", ""},
        {"different ports", "10.1.0.0/16", "10.2.0.0/16[tcp/80]", "10.2.0.0/16[tcp/443]", "10.1.0.0/16", "", ""},
    };
    for (const auto& row : rows) {
        INFO(row.relation);
        const auto expected = [](const char* text) { return *text == '\0' ? Texts{} : Texts{text}; };
        const auto initiator = end_of(strongswan, row.initiator_local, row.initiator_remote);
        for (const auto version : {v1, v2}) {
            CHECK(sas(initiator, end_of(strongswan, row.responder_local, row.responder_remote), version) ==
                  expected(row.narrowed));
            CHECK(sas(initiator, end_of(libreswan, row.responder_local, row.responder_remote), version) ==
                  expected(row.exact));
        }
    }
    SECTION("port ranges intersect in IKEv2, IKEv1 sends the first port of one") {
        const auto a = end_of(strongswan, "10.1.0.0/16", "10.2.0.0/16[udp/1000-2000]");
        const auto b = end_of(strongswan, "10.2.0.0/16[udp/1500-3000]", "10.1.0.0/16");
        CHECK(sas(a, b, v2) == Texts{"10.1.0.0/16 === 10.2.0.0/16[udp/1500-2000]"});
        CHECK(sas(a, b, v1).empty());
        CHECK(sas(b, a, v1) == Texts{"10.2.0.0/16[udp/1500] === 10.1.0.0/16"});
    }
    SECTION("with narrowing=yes libreswan answers like strongSwan in IKEv2 only") {
        const auto narrowing = libreswan_narrowing();
        const auto a = end_of(strongswan, "10.1.1.0/24", "10.2.1.0/24");
        CHECK(sas(a, end_of(narrowing, "10.2.0.0/16", "10.1.0.0/16"), v2) == Texts{"10.1.1.0/24 === 10.2.1.0/24"});
        CHECK(sas(a, end_of(narrowing, "10.2.0.0/16", "10.1.0.0/16"), v1).empty());
    }
}

TEST_CASE("a libreswan initiator drops a narrower answer in IKEv2 and installs its own selectors in IKEv1") {
    const auto wide = end_of(libreswan, "10.55.0.0/16", "10.66.88.0/22");
    const auto narrow = end_of(strongswan, "10.66.90.0/24", "10.55.193.0/24");
    CHECK(sas(wide, narrow, v2).empty());
    CHECK(sas(wide, narrow, v1) ==
          Texts{"10.55.0.0/16 === 10.66.88.0/22 (responder 10.66.90.0/24 === 10.55.193.0/24)"});
    // It sees nothing but the answer, so a wider peer that narrows goes unnoticed.
    const auto exact = end_of(libreswan, "10.55.193.0/24", "10.66.90.0/24");
    const auto wider = end_of(strongswan, "10.66.88.0/22", "10.55.0.0/16");
    CHECK(sas(exact, wider, v2) == Texts{"10.55.193.0/24 === 10.66.90.0/24"});
    CHECK(sas(exact, wider, v1) == Texts{"10.55.193.0/24 === 10.66.90.0/24"});
}

TEST_CASE("lists in one IKEv2 CHILD_SA: all common blocks, never merged, sorted") {
    const auto answer = [](std::string_view offered, std::string_view configured) {
        const auto out = negotiate_children(end_of(strongswan, offered, "10.9.0.0/16"),
                                            end_of(strongswan, "10.9.0.0/16", configured), v2);
        return out.size() == 1 ? text(out[0].initiator.local) : std::to_string(out.size()) + " SAs";
    };
    CHECK(answer("10.1.0.0/16, 10.2.0.0/16", "10.2.0.0/16, 10.3.0.0/16") == "10.2.0.0/16");
    CHECK(answer("10.1.0.0/16, 10.2.0.0/16", "10.3.0.0/16") == "0 SAs");
    CHECK(answer("10.1.0.0/16", "10.1.2.0/24, 10.1.1.0/24") == "10.1.1.0/24, 10.1.2.0/24");
    CHECK(answer("10.0.0.0/9, 10.128.0.0/9", "10.0.0.0/8") == "10.0.0.0/9, 10.128.0.0/9");
    CHECK(answer("10.0.0.0/8, 10.1.0.0/16", "10.0.0.0/8") == "10.0.0.0/8");
    CHECK(offers(end_of(strongswan, "10.0.0.0/8, 10.1.0.0/16", "10.9.0.0/16"), v2) ==
          std::vector<ChildSelectors>{{selectors("10.0.0.0/8"), selectors("10.9.0.0/16")}});
}

TEST_CASE("lists in IKEv1: a strongSwan end uses its first blocks, without an error") {
    const auto lists = end_of(strongswan, "10.1.0.0/16, 10.2.0.0/16", "10.8.0.0/16, 10.9.0.0/16");
    CHECK(sas(lists, end_of(strongswan, "10.8.0.0/16, 10.9.0.0/16", "10.1.0.0/16, 10.2.0.0/16"), v1) ==
          Texts{"10.1.0.0/16 === 10.8.0.0/16"});
    CHECK(sas(lists, end_of(strongswan, "10.9.0.0/16", "10.2.0.0/16"), v1).empty());
    // As responder it answers with the first of its own blocks that has something in common.
    CHECK(sas(end_of(strongswan, "10.9.0.0/16", "10.2.0.0/16"), lists, v1) == Texts{"10.9.0.0/16 === 10.2.0.0/16"});
    CHECK(sas(end_of(strongswan, "10.9.0.0/16", "10.0.0.0/8"), lists, v1) == Texts{"10.9.0.0/16 === 10.1.0.0/16"});
}

TEST_CASE("pairs against lists: the number of SAs depends on who initiates") {
    const char* near = "172.30.96.0/19";
    const char* far = "10.0.0.0/8, 172.30.128.0/17";
    const Texts both{"172.30.96.0/19 === 10.0.0.0/8", "172.30.96.0/19 === 172.30.128.0/17"};
    for (const auto version : {v1, v2}) {
        CHECK(sas(end_of(libreswan, near, far), end_of(strongswan, far, near), version) == both);
        CHECK(sas(end_of(libreswan, near, far), end_of(libreswan, far, near), version) == both);
    }
    CHECK(sas(end_of(strongswan, near, far), end_of(strongswan, far, near), v2) ==
          Texts{"172.30.96.0/19 === 10.0.0.0/8, 172.30.128.0/17"});
    CHECK(sas(end_of(strongswan, near, far), end_of(strongswan, far, near), v1) ==
          Texts{"172.30.96.0/19 === 10.0.0.0/8"});
    CHECK(sas(end_of(strongswan, near, "172.30.128.0/17, 10.0.0.0/8"), end_of(strongswan, far, near), v1) ==
          Texts{"172.30.96.0/19 === 172.30.128.0/17"});
    SECTION("libreswan answers a list with its one equal pair, of several the one added last") {
        CHECK(sas(end_of(strongswan, near, far), end_of(libreswan, far, near), v2) ==
              Texts{"172.30.96.0/19 === 172.30.128.0/17"});
        CHECK(sas(end_of(strongswan, near, far), end_of(libreswan, "10.0.0.0/8", near), v2) ==
              Texts{"172.30.96.0/19 === 10.0.0.0/8"});
        CHECK(sas(end_of(strongswan, near, far), end_of(libreswan, far, near), v1) ==
              Texts{"172.30.96.0/19 === 10.0.0.0/8"});
    }
    SECTION("other ends with pairs answer with the best score, of equals the first") {
        const auto palo_alto = profile("palo-alto");
        CHECK(sas(end_of(strongswan, near, far), end_of(palo_alto, far, near), v2) ==
              Texts{"172.30.96.0/19 === 10.0.0.0/8"});
    }
    SECTION("of pairs the known ones come up") {
        CHECK(sas(end_of(libreswan, near, far), end_of(strongswan, "10.0.0.0/8, 192.168.0.0/16", near), v2) ==
              Texts{"172.30.96.0/19 === 10.0.0.0/8"});
    }
}

TEST_CASE("the score of a child weighs earlier blocks more, five for equal and one for overlapping") {
    const auto score_of = [](std::string_view offered, std::string_view configured) {
        return score(ChildSelectors{selectors(offered), selectors("10.9.0.0/16")},
                     ChildSelectors{selectors("10.9.0.0/16"), selectors(configured)}) -
               5;
    };
    CHECK(score_of("10.1.0.0/16", "10.1.0.0/16") == 5);
    CHECK(score_of("10.1.0.0/16", "10.0.0.0/8") == 1);
    CHECK(score_of("10.1.0.0/16", "10.1.1.0/24") == 1);
    CHECK(score_of("10.1.0.0/16, 10.2.0.0/16", "10.1.0.0/16") == 10);
    CHECK(score_of("10.1.0.0/16, 10.2.0.0/16", "10.2.0.0/16") == 5);
    // Six fragments beat the exact block.
    CHECK(score_of("10.1.0.0/16", "10.1.1.0/24, 10.1.2.0/24, 10.1.3.0/24, 10.1.4.0/24, 10.1.5.0/24, 10.1.6.0/24") == 6);
    CHECK(score(ChildSelectors{selectors("10.1.0.0/16"), selectors("10.9.0.0/16")},
                ChildSelectors{selectors("10.9.0.0/16"), selectors("10.2.0.0/16")}) == 0);
}

TEST_CASE("documented rules: identical, inclusive, a wider initiator refused, any") {
    const auto alibaba = profile("alibaba");
    const auto asa = profile("cisco-asa");
    const auto azure = profile("azure-route-based");
    const auto usg = profile("huawei-usg");
    const auto narrow = end_of(alibaba, "10.66.90.0/24", "10.55.193.0/24");
    SECTION("identical is asked of the configurations, whoever initiates (C4)") {
        const auto wide = end_of(strongswan, "10.55.0.0/16", "10.66.88.0/22");
        CHECK(sas(narrow, wide, v1).empty());
        CHECK(sas(wide, narrow, v1).empty());
        CHECK(sas(narrow, wide, v2) == Texts{"10.66.90.0/24 === 10.55.193.0/24"});
        CHECK(sas(wide, narrow, v2) == Texts{"10.55.193.0/24 === 10.66.90.0/24"});
    }
    SECTION("inclusive takes each side on its own but no partial overlap") {
        const auto mixed = end_of(strongswan, "10.55.0.0/16", "10.66.90.0/25");
        CHECK(sas(narrow, mixed, v2) == Texts{"10.66.90.0/25 === 10.55.193.0/24"});
        const auto partial = end_of(strongswan, "10.55.193.0-10.55.200.255", "10.66.90.128-10.66.91.5");
        CHECK(sas(narrow, partial, v2).empty());
        CHECK(sas(partial, narrow, v2).empty());
    }
    SECTION("the narrower side must initiate") {
        const auto wide_cloud = end_of(alibaba, "10.66.88.0/22", "10.55.0.0/16");
        const auto device = end_of(asa, "10.55.193.0/24", "10.66.90.0/24");
        CHECK(sas(wide_cloud, device, v2).empty());
        CHECK(sas(device, wide_cloud, v2) == Texts{"10.55.193.0/24 === 10.66.90.0/24"});
        const auto equal = end_of(alibaba, "10.66.90.0/24", "10.55.193.0/24");
        CHECK(sas(equal, device, v2).size() == 1);
    }
    SECTION("any leaves the initiator's selectors unchanged") {
        const auto responder = end_of(azure, "10.1.0.0/16", "10.2.0.0/16");
        CHECK(sas(narrow, responder, v2) == Texts{"10.66.90.0/24 === 10.55.193.0/24"});
        CHECK(sas(end_of(usg, "10.3.0.0/16", "10.4.0.0/16"), responder, v2) == Texts{"10.3.0.0/16 === 10.4.0.0/16"});
    }
    SECTION("several blocks in IKEv1 are refused by an end that rejects them (C2)") {
        const auto lists = end_of(alibaba, "10.66.90.0/24", "10.55.1.0/24, 10.55.2.0/24");
        const auto device = end_of(strongswan, "10.55.1.0/24, 10.55.2.0/24", "10.66.90.0/24");
        CHECK(refuses_own_lists(lists, v1));
        CHECK_FALSE(refuses_own_lists(lists, v2));
        CHECK(sas(lists, device, v1).empty());
        CHECK(sas(device, lists, v1).empty());
        CHECK(disagreeing_side(lists, device, v1) == SelectorSide::remote);
        CHECK(sas(lists, device, v2).size() == 1);
    }
    SECTION("a device with a list whose first block is the cloud's only one satisfies an identical gateway") {
        CHECK(sas(end_of(strongswan, "10.55.193.0/24, 10.55.1.0/24", "10.66.90.0/24"), narrow, v1).size() == 1);
        CHECK(sas(narrow, end_of(strongswan, "10.55.193.0/24, 10.55.1.0/24", "10.66.90.0/24"), v1).size() == 1);
    }
}

TEST_CASE("only one pair survives where one end wants one SA, the other several, and one keeps a single one (C3)") {
    const auto alibaba = profile("alibaba");
    const auto h3c = profile("h3c");
    const auto lists = end_of(alibaba, "10.1.0.0/16", "10.8.0.0/16, 10.9.0.0/16");
    CHECK(only_one_survives(lists, end_of(h3c, "10.8.0.0/16, 10.9.0.0/16", "10.1.0.0/16"), v2));
    CHECK_FALSE(only_one_survives(lists, end_of(h3c, "10.8.0.0/16", "10.1.0.0/16"), v2));
    CHECK_FALSE(only_one_survives(lists, end_of(strongswan, "10.8.0.0/16, 10.9.0.0/16", "10.1.0.0/16"), v2));
    CHECK_FALSE(only_one_survives(end_of(strongswan, "10.1.0.0/16", "10.8.0.0/16, 10.9.0.0/16"),
                                  end_of(h3c, "10.8.0.0/16, 10.9.0.0/16", "10.1.0.0/16"), v2));
}

namespace {

/// Random selectors inside 16 addresses, biased to nested blocks.
class RandomSelectors {
  public:
    explicit RandomSelectors(unsigned seed) : random_{seed} {}
    unsigned below(unsigned limit) { return std::uniform_int_distribution<unsigned>{0, limit - 1}(random_); }
    SelectorList list() {
        SelectorList out;
        for (unsigned n = 1 + below(3); n > 0; --n) out.push_back(block());
        return out;
    }

  private:
    TrafficSelector block() {
        const unsigned length = 28 + below(5);
        TrafficSelector out =
            TrafficSelector::of(Prefix{Address{Family::ipv4, AddressBits{0x0a000000U} + below(16)}, length});
        if (below(5) == 0)
            out.last = Address{Family::ipv4, std::min<AddressBits>(out.last.bits() + below(4), 0x0a00000fU)};
        if (below(4) == 0) {
            out.protocol = below(2) == 0 ? Protocol::tcp : Protocol::udp;
            const auto port = static_cast<std::uint16_t>(below(3));
            if (below(2) == 0) out.ports = {port, static_cast<std::uint16_t>(port + below(2))};
        }
        return out;
    }
    std::mt19937 random_;
};

constexpr SelectorMatch rules[]{SelectorMatch::identical, SelectorMatch::inclusive, SelectorMatch::narrowing};

}  // namespace

TEST_CASE("negotiation of lists agrees with packets asked one by one") {
    unsigned agreed = 0;
    for (unsigned seed = 1; seed <= 1500; ++seed) {
        RandomSelectors random{seed};
        INFO("seed " << seed);
        auto profile_a = strongswan;
        auto profile_b = strongswan;
        profile_a.ikev2_selectors = rules[random.below(3)];
        profile_b.ikev2_selectors = rules[random.below(3)];
        const auto local = random.list();
        const auto remote = random.list();
        const bool mirrored = random.below(3) == 0;
        const SelectorEnd a{{reduced(local), reduced(remote)}, &profile_a};
        const SelectorEnd b{{reduced(mirrored ? remote : random.list()), reduced(mirrored ? local : random.list())},
                            &profile_b};
        const auto expected = reference::naive_agreement(a, b);
        const auto got = negotiate_children(a, b, v2);
        REQUIRE(got.size() == (expected ? 1U : 0U));
        if (!expected) continue;
        ++agreed;
        REQUIRE(reference::tiny_packets(got[0].initiator.local) == expected->local);
        REQUIRE(reference::tiny_packets(got[0].initiator.remote) == expected->remote);
        // With one CHILD_SA on both ends it does not matter who initiates.
        const auto reverse = negotiate_children(b, a, v2);
        REQUIRE(reverse.size() == 1);
        REQUIRE(reverse[0].initiator == got[0].responder);
    }
    CHECK(agreed > 300);
}

TEST_CASE("laws of what is agreed: inside both ends, unchanged for mirror images, whatever the order of lists") {
    for (unsigned seed = 1; seed <= 1000; ++seed) {
        RandomSelectors random{seed};
        INFO("seed " << seed);
        const auto& profiles = built_in_profiles();
        const auto& pa = profiles[random.below(static_cast<unsigned>(profiles.size()))].profile;
        const auto& pb = profiles[random.below(static_cast<unsigned>(profiles.size()))].profile;
        const SelectorEnd a{{reduced(random.list()), reduced(random.list())}, &pa};
        const SelectorEnd b{{reduced(random.list()), reduced(random.list())}, &pb};
        for (const auto version : {v1, v2}) {
            const bool any = pa.ikev2_selectors == SelectorMatch::any || pb.ikev2_selectors == SelectorMatch::any;
            for (const auto& sa : negotiate_children(a, b, version)) {
                REQUIRE(contains(a.configured.local, sa.initiator.local));
                REQUIRE(contains(a.configured.remote, sa.initiator.remote));
                if (any) continue;
                REQUIRE(contains(b.configured.local, sa.responder.local));
                REQUIRE(contains(b.configured.remote, sa.responder.remote));
            }
            const SelectorEnd mirror{a.configured.mirrored(), &pa};
            const auto offered = offers(a, version);
            const auto came_up = negotiate_children(a, mirror, version);
            REQUIRE(came_up.size() == offered.size());
        }
        SelectorEnd shuffled = a;
        std::reverse(shuffled.configured.local.begin(), shuffled.configured.local.end());
        const auto in_order = negotiate_children(a, b, v2);
        const auto reordered = negotiate_children(shuffled, b, v2);
        if (pb.child_sa_per == ChildSaPer::selector_pair) continue;  // which pair answers depends on the order offered
        const auto as_set = [](const std::vector<AgreedChild>& list) {
            std::set<std::string> out;
            for (const auto& sa : list) {
                auto local = sa.initiator.local;
                std::sort(local.begin(), local.end());
                out.insert(text(local) + " === " + text(sa.initiator.remote));
            }
            return out;
        };
        REQUIRE(as_set(in_order) == as_set(reordered));
    }
}

}  // namespace vpnsim::test::selector_negotiation_test
