// What the filters of the slow twin say about single packets.
#include <catch2/catch.hpp>

#include "tests/property/naive_filter_lab.hpp"
#include "tests/reference/naive_filters.hpp"

namespace vpnsim::naive_filter_rules_test {

TEST_CASE("naive: a filter rule matches by protocol, blocks and destination ports") {
    CHECK(matches(accept(), packet(Protocol::gre, 0)));
    CHECK(matches(accept(Protocol::tcp), tcp_443));
    CHECK_FALSE(matches(accept(Protocol::udp), tcp_443));
    SECTION("ports are destination ports, both ends included") {
        const FilterRule web = accept({}, {{80, 80}, {440, 443}});
        for (const std::uint16_t port : std::vector<std::uint16_t>{80, 440, 441, 443})
            CHECK(matches(web, packet(Protocol::tcp, port)));
        for (const std::uint16_t port : std::vector<std::uint16_t>{79, 81, 439, 444, 40000})
            CHECK_FALSE(matches(web, packet(Protocol::tcp, port)));
    }
    SECTION("ports restrict a rule to tcp and udp, the full range does not") {
        CHECK(matches(accept({}, {{0, 1000}}), packet(Protocol::udp, 0)));
        CHECK_FALSE(matches(accept({}, {{0, 1000}}), packet(Protocol::icmp, 0)));
        CHECK_FALSE(matches(accept(Protocol::icmp, {{0, 1000}}), packet(Protocol::icmp, 0)));
        CHECK(matches(accept({}, {https, {0, 65535}}), packet(Protocol::icmp, 0)));
    }
    SECTION("a block matches its own family only") {
        FilterRule from = accept();
        from.source = cidr("10.1.0.0/16");
        CHECK(matches(from, tcp_443));
        from.destination = cidr("10.52.0.0/16");
        CHECK_FALSE(matches(from, tcp_443));
        from.destination = cidr("::/0");
        CHECK_FALSE(matches(from, tcp_443));
    }
}

TEST_CASE("naive: the first rule that matches decides, and none at all drops (N16, N18)") {
    CHECK(accepts({drop(Protocol::udp), accept(), drop()}, tcp_443));
    CHECK_FALSE(accepts({drop(Protocol::tcp), accept()}, tcp_443));
    CHECK_FALSE(accepts({accept(Protocol::udp)}, tcp_443));
    CHECK_FALSE(accepts({}, tcp_443));
    Site site;
    CHECK(access_rules_accept(site, NaiveDirection::inbound, tcp_443));
    site.access_rules.outbound = {accept(Protocol::udp)};
    CHECK(access_rules_accept(site, NaiveDirection::inbound, tcp_443));
    CHECK_FALSE(access_rules_accept(site, NaiveDirection::outbound, tcp_443));
}

TEST_CASE("naive: the rules of all security groups are pooled by priority, drop before accept (N22, N23)") {
    Vpc vpc;
    const Instance web = instance(vpc, "10.1.1.5", {sg_1, sg_2});
    group(vpc, SecurityGroupType::basic);
    group(vpc, SecurityGroupType::basic);
    auto& first = vpc.security_groups[0].rules;
    auto& second = vpc.security_groups[1].rules;
    CHECK(groups_let_out(vpc, web, tcp_443));
    CHECK_FALSE(groups_let_in(vpc, web, nullptr, tcp_443));
    SECTION("the smaller priority decides, in whichever group it is") {
        first.inbound = first.outbound = {with_priority(20, drop())};
        second.inbound = second.outbound = {with_priority(10, accept(Protocol::tcp))};
        CHECK(groups_let_in(vpc, web, nullptr, tcp_443));
        CHECK(groups_let_out(vpc, web, tcp_443));
        CHECK_FALSE(groups_let_out(vpc, web, packet(Protocol::udp, 443)));
    }
    SECTION("at equal priority drop wins, in whichever order they are") {
        first.inbound = {with_priority(10, accept()), with_priority(10, drop())};
        CHECK_FALSE(groups_let_in(vpc, web, nullptr, tcp_443));
    }
    SECTION("one advanced group forbids what no rule allows") {
        vpc.security_groups[1].type = SecurityGroupType::advanced;
        CHECK_FALSE(groups_let_out(vpc, web, tcp_443));
        first.outbound = {accept()};
        CHECK(groups_let_out(vpc, web, tcp_443));
    }
    SECTION("a basic group in common lets in what no rule drops") {
        const Instance db = instance(vpc, "10.1.1.9", {sg_2});
        CHECK(groups_let_in(vpc, web, &db, tcp_443));
        first.inbound = {drop(Protocol::tcp)};
        CHECK_FALSE(groups_let_in(vpc, web, &db, tcp_443));
        CHECK(groups_let_in(vpc, web, &db, packet(Protocol::icmp, 0)));
        vpc.security_groups[1].type = SecurityGroupType::advanced;
        CHECK_FALSE(groups_let_in(vpc, web, &db, packet(Protocol::icmp, 0)));
    }
    SECTION("without a group there is no filter") {
        const Instance open = instance(vpc, "10.1.1.8", {});
        CHECK(groups_let_in(vpc, open, nullptr, tcp_443));
        CHECK(groups_let_out(vpc, open, tcp_443));
    }
}

TEST_CASE("naive: a public address attracts what is neither private nor a user CIDR (N9-N13)") {
    Vpc vpc;
    vpc.cidrs = {cidr("50.1.0.0/16")};
    vpc.vswitches.push_back({"vsw", cidr("60.1.1.0/24"), {}, {}, {}});
    vpc.user_cidrs = {cidr("30.1.0.0/16")};
    Instance& web = instance(vpc, "60.1.1.5", {});
    const auto leaves = [&](std::string_view to) { return leaves_by_public_address(vpc, web, address(to)); };
    CHECK_FALSE(leaves("8.8.8.8"));
    web.public_address = true;
    for (const auto* to :
         {"8.8.8.8", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
          "100.63.255.255", "100.128.0.0", "30.0.255.255", "30.2.0.0", "50.2.0.0", "60.1.2.0"}) {
        CAPTURE(to);
        CHECK(leaves(to));
    }
    for (const auto* to :
         {"10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "100.64.0.0",
          "100.127.255.255", "30.1.0.0", "50.1.255.255", "60.1.1.0", "2001:db8::1"}) {
        CAPTURE(to);
        CHECK_FALSE(leaves(to));
    }
    vpc.ipv4_gateway = true;
    CHECK_FALSE(leaves("8.8.8.8"));
}

}  // namespace vpnsim::naive_filter_rules_test
