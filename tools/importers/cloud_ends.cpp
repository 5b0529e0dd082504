#include "tools/importers/cloud_ends.hpp"

#include <map>

namespace vpnsim::importers {
namespace {

/// Selectors of more entries than this are compared as written.
constexpr std::size_t most_compared = 256;

bool same(const SelectorList& a, const SelectorList& b) {
    if (a.size() > most_compared || b.size() > most_compared) return a == b;
    return equivalent(a, b);
}

}  // namespace

std::vector<CloudEnd> cloud_ends(const Cloud& cloud) {
    std::map<std::string, const CloudVpnGateway*> gateways;
    std::map<std::string, const CloudCustomerGateway*> customers;
    for (const auto& gateway : cloud.vpn_gateways) gateways.try_emplace(gateway.id, &gateway);
    for (const auto& customer : cloud.customer_gateways) customers.try_emplace(customer.id, &customer);
    const auto customer_address = [&](const std::string& id) {
        const auto found = customers.find(id);
        return found == customers.end() ? std::nullopt : found->second->address;
    };
    std::vector<CloudEnd> out;
    for (const auto& connection : cloud.connections) {
        const auto& name = shown_name(connection);
        const auto found = gateways.find(connection.vpn_gateway);
        const auto address = [&](std::size_t index) -> std::optional<Address> {
            if (found == gateways.end() || index >= found->second->addresses.size()) return std::nullopt;
            return found->second->addresses[index];
        };
        if (connection.tunnels.empty()) {
            out.push_back({name, address(0), customer_address(connection.customer_gateway), &connection});
        }
        for (std::size_t i = 0; i < connection.tunnels.size(); ++i) {
            const auto& tunnel = connection.tunnels[i];
            const auto gateway = tunnel.gateway_address ? tunnel.gateway_address : address(i);
            const auto& customer =
                tunnel.customer_gateway.empty() ? connection.customer_gateway : tunnel.customer_gateway;
            out.push_back(
                {name + "/tunnel-" + std::to_string(i + 1), gateway, customer_address(customer), &connection});
        }
    }
    return out;
}

bool mirrored(const SelectorList& local, const SelectorList& remote, const CloudConnection& connection) {
    return same(local, connection.remote) && same(remote, connection.local);
}

}  // namespace vpnsim::importers
