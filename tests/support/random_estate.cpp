#include "tests/support/random_estate.hpp"

#include <algorithm>

#include "tests/support/estate_draft.hpp"

namespace vpnsim {

namespace {

/// 30.1.0.0: public space.
constexpr AddressBits public_base{0x1e010000U};

}  // namespace

RandomEstate EstateDraft::build() {
    const bool filtered = flavour_ == EstateFlavour::filtered;
    if (filtered && family_ == Family::ipv4 && dice_.one_in(2)) base_ = public_base;
    const std::size_t vpcs = 1 + dice_.below(2);
    const std::size_t gateways = 1 + dice_.below(2);
    const std::size_t sites = hub_ ? 2 : 1 + dice_.below(2);
    const std::size_t devices = std::max(sites, 1 + dice_.below(3));
    const std::size_t connections = hub_ ? 2 + dice_.below(3) : 1 + dice_.below(4);
    for (std::size_t i = 0; i < vpcs; ++i) add_vpc(i);
    for (std::size_t i = 0; i < gateways; ++i) add_gateway(i);
    for (std::size_t i = 0; i < sites; ++i) add_site(i);
    for (std::size_t i = 0; i < devices; ++i) add_device(i);
    estate_.customer_gateways.push_back({"cgw-unknown", Address{Family::ipv4, 0xc6336463U}, {}, {}});
    for (std::size_t i = 0; i < connections; ++i) add_connection(i);
    for (std::size_t i = 0; i < gateways; ++i) add_rivals(GatewayId{i});
    for (std::size_t i = 0; i < vpcs; ++i) add_vpc_routes(VpcId{i});
    for (std::size_t i = 0; i < sites; ++i) add_site_routes(SiteId{i});
    for (std::size_t i = 0; i < gateways; ++i) settle_gateway(GatewayId{i});
    const auto either = [&] { return dice_.one_in(2); };
    const Assumptions assumptions{either() ? DestinationVsBgp::table_order : DestinationVsBgp::longest_prefix,
                                  either() ? LegacyPolicyRoutes::sequential : LegacyPolicyRoutes::longest_prefix,
                                  SaSurvivor::any, Initiator::any};
    if (filtered) add_filters();
    return {std::move(estate_), assumptions};
}

Prefix EstateDraft::inside(const Prefix& whole) {
    const unsigned length = std::min<unsigned>(width(family_), whole.length() + static_cast<unsigned>(dice_.below(3)));
    return {nth_address(whole, dice_.below(size_of(whole))), length};
}

Prefix EstateDraft::around(const Prefix& part) {
    return {part.first(), std::max(width(family_) - 8, part.length() - 1)};
}

Prefix EstateDraft::stray(const Prefix& wanted) {
    if (!fault_in(3)) return wanted;
    const std::size_t how = dice_.below(3);
    if (how == 0) return inside(wanted);
    if (how == 1) return around(wanted);
    const std::size_t offset = dice_.below(256);
    return block(offset, 1 + static_cast<unsigned>(dice_.below(5)));
}

RandomEstate random_estate(std::uint64_t seed, EstateFlavour flavour) { return EstateDraft{seed, flavour}.build(); }

Scenario random_estate_scenario(std::uint64_t seed) {
    auto [estate, assumptions] = random_estate(seed, seed % 2 == 0 ? EstateFlavour::plain : EstateFlavour::filtered);
    return {.name = {},
            .description = {},
            .assumptions = assumptions,
            .estate = std::move(estate),
            .suppressions = {},
            .expect = {},
            .files = {}};
}

RandomFlow random_flow(const Estate& estate, std::mt19937_64& random) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    std::vector<std::pair<NaiveOrigin, Prefix>> owned;
    for (std::size_t v = 0; v < estate.vpcs.size(); ++v) {
        for (const VSwitch& vswitch : estate.vpcs[v].vswitches) owned.push_back({{VpcId{v}}, vswitch.cidr});
    }
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        for (const SiteNetwork& network : estate.sites[s].networks) owned.push_back({{SiteId{s}}, network.cidr});
    }
    const auto within = [&](const Prefix& block) { return nth_address(block, below(size_of(block))); };
    const auto& [origin, home] = owned[below(owned.size())];
    const Family family = home.family();
    std::size_t aim = below(owned.size());
    for (std::size_t tries = below(4); tries > 0 && owned[aim].first.at == origin.at; --tries)
        aim = below(owned.size());
    Address target = within(owned[aim].second);
    if (below(8) == 0) target = Address{family, base_bits(family) + below(256)};
    if (below(32) == 0) target = Address{family, base_bits(family) + 0x10000};
    const std::vector<NaivePacket> kinds{
        {within(home), target, Protocol::tcp, 40000, 443},
        {within(home), target, Protocol::tcp, 443, 40000},
        {within(home), target, Protocol::udp, 40000, 53},
        {within(home), target, family == Family::ipv4 ? Protocol::icmp : Protocol::icmpv6, 0, 0},
    };
    return {origin, kinds[below(2) == 0 ? 0 : below(kinds.size())]};
}

namespace {

/// Every rule of the estate that may drop a packet.
std::vector<FilterRule> filter_rules(const Estate& estate) {
    std::vector<FilterRule> result;
    const auto add = [&](const FilterRules& rules) {
        result.insert(result.end(), rules.inbound.begin(), rules.inbound.end());
        result.insert(result.end(), rules.outbound.begin(), rules.outbound.end());
    };
    for (const Vpc& vpc : estate.vpcs) {
        for (const NetworkAcl& acl : vpc.network_acls) add(acl.rules);
        for (const SecurityGroup& group : vpc.security_groups) add(group.rules);
    }
    for (const Site& site : estate.sites) add(site.access_rules);
    return result;
}

/// The ports at both sides of every border of a rule, and a few others.
std::vector<std::uint16_t> border_ports(const Estate& estate) {
    std::vector<std::uint16_t> result{0, 443, 40000, 65535};
    for (const FilterRule& rule : filter_rules(estate)) {
        for (const PortRange& range : rule.ports) {
            for (const int port : {range.first - 1, range.first + 0, range.last + 0, range.last + 1}) {
                if (port >= 0 && port <= 0xffff) result.push_back(static_cast<std::uint16_t>(port));
            }
        }
    }
    return result;
}

}  // namespace

RandomFlow random_filter_flow(const Estate& estate, std::mt19937_64& random) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto pick = [&](const auto& values) { return values[below(values.size())]; };
    RandomFlow flow = random_flow(estate, random);
    NaivePacket& packet = flow.packet;
    const auto* const home = std::get_if<VpcId>(&flow.origin.at);
    if (home != nullptr && below(2) == 0) packet.source = pick(estate[*home].instances).address;
    if (below(3) == 0) packet.destination = pick(pick(estate.vpcs).instances).address;
    const bool ipv4 = packet.source.family() == Family::ipv4;
    if (ipv4 && below(16) == 0) {
        static const std::vector<const char*> edges{
            "9.255.255.255",  "10.0.0.0",        "11.0.0.0",        "172.15.255.255",  "172.16.0.0",
            "172.31.255.255", "172.32.0.0",      "192.167.255.255", "192.168.255.255", "100.63.255.255",
            "100.64.0.0",     "100.127.255.255", "100.128.0.0",     "30.1.1.0",        "30.0.255.255"};
        packet.destination = *Address::parse(pick(edges));
    }
    const Protocol icmp = ipv4 ? Protocol::icmp : Protocol::icmpv6;
    packet.protocol = pick(std::vector<Protocol>{Protocol::tcp, Protocol::tcp, Protocol::udp, icmp, Protocol::gre,
                                                 Protocol{132}, Protocol{static_cast<std::uint8_t>(below(256))}});
    const auto ports = border_ports(estate);
    const bool ported = has_ports(packet.protocol);
    packet.source_port = ported ? (below(2) == 0 ? std::uint16_t{40000} : pick(ports)) : std::uint16_t{0};
    packet.destination_port = ported ? pick(ports) : std::uint16_t{0};
    return flow;
}

}  // namespace vpnsim
