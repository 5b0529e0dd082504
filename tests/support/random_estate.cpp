#include "tests/support/random_estate.hpp"

#include <algorithm>

#include "tests/support/estate_draft.hpp"

namespace vpnsim {

RandomEstate EstateDraft::build() {
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
    return {std::move(estate_),
            {either() ? DestinationVsBgp::table_order : DestinationVsBgp::longest_prefix,
             either() ? LegacyPolicyRoutes::sequential : LegacyPolicyRoutes::longest_prefix, SaSurvivor::any,
             Initiator::any}};
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

RandomEstate random_estate(std::uint64_t seed) { return EstateDraft{seed}.build(); }

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

}  // namespace vpnsim
