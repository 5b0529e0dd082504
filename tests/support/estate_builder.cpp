#include "tests/support/estate_builder.hpp"

#include <stdexcept>

namespace vpnsim::test {
namespace {

std::vector<std::string_view> parts(std::string_view list) {
    std::vector<std::string_view> out;
    while (!list.empty()) {
        const auto comma = list.find(", ");
        out.push_back(list.substr(0, comma));
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 2);
    }
    return out;
}
template <class T>
T valid(std::optional<T> value, std::string_view text) {
    if (!value) throw std::invalid_argument{"bad test value: " + std::string{text}};
    return *std::move(value);
}

}  // namespace

SelectorList selectors(std::string_view list) {
    SelectorList out;
    for (const auto part : parts(list)) out.push_back(valid(TrafficSelector::parse(part), part));
    return out;
}
Address address(std::string_view text) { return valid(Address::parse(text), text); }
Prefix prefix(std::string_view text) { return valid(Prefix::parse(text), text); }
DeviceProfile profile(std::string_view name) {
    const auto* found = find_profile(name);
    if (found == nullptr) throw std::invalid_argument{"no such profile: " + std::string{name}};
    return found->profile;
}

VpnGateway& EstateBuilder::gateway(std::string name, std::string_view addresses, std::string_view profile_name) {
    auto& out = estate_.vpn_gateways.emplace_back();
    out.name = std::move(name);
    for (const auto part : parts(addresses)) out.addresses.push_back(address(part));
    out.profile = profile(profile_name);
    return out;
}

CustomerGateway& EstateBuilder::customer_gateway(std::string name, std::string_view address_text) {
    auto& out = estate_.customer_gateways.emplace_back();
    out.name = std::move(name);
    out.address = address(address_text);
    return out;
}

IpsecConnection& EstateBuilder::connection(std::string name, std::string_view local_ts, std::string_view remote_ts) {
    auto& out = estate_.ipsec_connections.emplace_back();
    out.name = std::move(name);
    if (!estate_.vpn_gateways.empty()) out.vpn_gateway = GatewayId{estate_.vpn_gateways.size() - 1};
    if (!estate_.customer_gateways.empty())
        out.customer_gateway = CustomerGatewayId{estate_.customer_gateways.size() - 1};
    out.local_ts = selectors(local_ts);
    out.remote_ts = selectors(remote_ts);
    return out;
}

ConnectionTunnel& EstateBuilder::connection_tunnel(std::string name, TunnelRole role) {
    auto& out = estate_.ipsec_connections.back().tunnels.emplace_back();
    out.name = std::move(name);
    out.role = role;
    if (!estate_.customer_gateways.empty())
        out.customer_gateway = CustomerGatewayId{estate_.customer_gateways.size() - 1};
    return out;
}

Site& EstateBuilder::site(std::string name) {
    auto& out = estate_.sites.emplace_back();
    out.name = std::move(name);
    return out;
}

Device& EstateBuilder::device(std::string name, std::string_view addresses, std::string_view profile_name) {
    if (estate_.sites.empty()) site("dc-1");
    auto& out = estate_.sites.back().devices.emplace_back();
    out.name = std::move(name);
    for (const auto part : parts(addresses)) out.addresses.push_back(address(part));
    out.profile = profile(profile_name);
    return out;
}

DeviceTunnel& EstateBuilder::tunnel(std::string_view device_name, std::string_view local_ts,
                                    std::string_view remote_ts) {
    for (auto& each_site : estate_.sites) {
        for (auto& each : each_site.devices) {
            if (each.name != device_name) continue;
            auto& out = each.tunnels.emplace_back();
            out.name = "to-" + std::to_string(each.tunnels.size());
            if (!estate_.vpn_gateways.empty() && !estate_.vpn_gateways.back().addresses.empty()) {
                out.peer = estate_.vpn_gateways.back().addresses.front();
            }
            out.local_ts = selectors(local_ts);
            out.remote_ts = selectors(remote_ts);
            return out;
        }
    }
    throw std::invalid_argument{"no such device: " + std::string{device_name}};
}

}  // namespace vpnsim::test
