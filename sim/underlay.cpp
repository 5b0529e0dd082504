#include "sim/underlay.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

using MaybeAddress = std::optional<Address>;

/// What an outer packet is beside its addresses. `port` 0: the protocol has none.
struct OuterPacket {
    std::string name;
    Protocol protocol;
    std::uint16_t port;
};

bool matches(const FilterRule& rule, const OuterPacket& packet, const MaybeAddress& source,
             const MaybeAddress& destination) {
    const auto names = [&](const std::optional<Prefix>& block, const MaybeAddress& address) {
        if (!block) return true;
        return address ? block->contains(*address) : rule.action == FilterAction::accept;
    };
    const auto has_port = [&](const PortRange& range) { return range.contains(packet.port); };
    if (rule.protocol && *rule.protocol != packet.protocol) return false;
    if (has_ports(packet.protocol) && !rule.ports.empty() &&
        std::none_of(rule.ports.begin(), rule.ports.end(), has_port))
        return false;
    return names(rule.source, source) && names(rule.destination, destination);
}

bool passes(const std::vector<FilterRule>& rules, const OuterPacket& packet, const MaybeAddress& source,
            const MaybeAddress& destination) {
    const auto decides = [&](const FilterRule& rule) { return matches(rule, packet, source, destination); };
    const auto first = std::find_if(rules.begin(), rules.end(), decides);
    return first == rules.end() ? rules.empty() : first->action == FilterAction::accept;
}

/// The addresses at which the site's firewall may see the device: the one that the cloud expects if it is one of them.
std::vector<MaybeAddress> device_sides(const CloudEndParameters& cloud, const Device& device) {
    const auto& own = device.addresses;
    if (cloud.customer_address && std::find(own.begin(), own.end(), *cloud.customer_address) != own.end()) {
        return {cloud.customer_address};
    }
    std::vector<MaybeAddress> out{own.begin(), own.end()};
    if (device.nat_address) out.push_back(device.nat_address);
    if (out.empty()) out.emplace_back();
    return out;
}

}  // namespace

bool is_private(const Address& address) {
    static const std::vector<Prefix> blocks{*Prefix::parse("10.0.0.0/8"), *Prefix::parse("172.16.0.0/12"),
                                            *Prefix::parse("192.168.0.0/16"), *Prefix::parse("100.64.0.0/10")};
    return std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& block) { return block.contains(address); });
}

bool behind_nat(const CloudEndParameters& cloud, const Device& device) {
    if (device.nat_address) return true;
    return cloud.gateway_address && !is_private(*cloud.gateway_address) && !device.addresses.empty() &&
           std::all_of(device.addresses.begin(), device.addresses.end(), is_private);
}

BlockedPackets blocked_packets(const CloudEndParameters& cloud, const Device& device, const DeviceTunnel& tunnel) {
    BlockedPackets out;
    const auto& [inbound, outbound] = device.underlay_rules;
    if (inbound.empty() && outbound.empty()) return out;
    const auto gateway = cloud.gateway_address ? cloud.gateway_address : tunnel.peer;
    const auto sides = device_sides(cloud, device);
    const auto check = [&](const OuterPacket& packet, std::vector<std::string>& blocked) {
        const auto in = [&](const MaybeAddress& side) { return passes(inbound, packet, gateway, side); };
        const auto back = [&](const MaybeAddress& side) { return passes(outbound, packet, side, gateway); };
        if (std::none_of(sides.begin(), sides.end(), in)) blocked.push_back("inbound " + packet.name);
        if (std::none_of(sides.begin(), sides.end(), back)) blocked.push_back("outbound " + packet.name);
    };
    check({"UDP 500", Protocol::udp, 500}, out.ike);
    if (behind_nat(cloud, device)) check({"UDP 4500", Protocol::udp, 4500}, out.ike);
    else check({"ESP", Protocol::esp, 0}, out.esp);
    return out;
}

}  // namespace vpnsim
