#include "sim/failure.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "sim/cloud_end.hpp"

namespace vpnsim {
namespace {

/// Gathers elements; those with equal ends become one failure.
class Failures {
  public:
    explicit Failures(const Estate& estate) {
        for (const auto& ref : cloud_ends(estate)) {
            auto end = cloud_end_parameters(estate, ref);
            if (end.state != LinkState::down) ends_.push_back(std::move(end));
        }
    }
    [[nodiscard]] const std::vector<CloudEndParameters>& ends() const { return ends_; }
    /// Adds the element with the ends that `falls` says it takes down.
    template <class Falls>
    void add(FailureKind kind, std::string name, const Falls& falls) {
        std::vector<CloudEndRef> down;
        for (const auto& end : ends_) {
            if (falls(end)) down.push_back(end.ref);
        }
        if (down.empty()) return;
        auto known = std::find_if(all_.begin(), all_.end(), [&](const Failure& f) { return f.ends == down; });
        if (known == all_.end()) known = all_.insert(all_.end(), {{}, std::move(down)});
        known->elements.push_back({kind, std::move(name)});
    }
    [[nodiscard]] std::vector<Failure> take() { return std::move(all_); }

  private:
    std::vector<CloudEndParameters> ends_;  ///< that are not down
    std::vector<Failure> all_;
};

void add_addresses(Failures& failures, const Estate& estate, std::size_t g) {
    std::vector<Address> addresses;  // in the order of their ends
    for (const auto& end : failures.ends()) {
        if (end.gateway != GatewayId{g} || !end.gateway_address) continue;
        if (std::find(addresses.begin(), addresses.end(), *end.gateway_address) == addresses.end())
            addresses.push_back(*end.gateway_address);
    }
    if (addresses.size() < 2) return;
    for (const auto& address : addresses) {
        failures.add(FailureKind::gateway_address, estate.vpn_gateways[g].name + '/' + address.text(),
                     [&](const auto& end) { return end.gateway == GatewayId{g} && end.gateway_address == address; });
    }
}

}  // namespace

std::string_view text(FailureKind kind) {
    constexpr std::array<std::string_view, 6> names{"vpn_gateway", "gateway_address",  "connection",
                                                    "tunnel",      "customer_gateway", "device"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<Failure> possible_failures(const Estate& estate, const Negotiations& negotiations) {
    Failures failures{estate};
    for (std::size_t g = 0; g < estate.vpn_gateways.size(); ++g) {
        failures.add(FailureKind::vpn_gateway, estate.vpn_gateways[g].name,
                     [&](const auto& end) { return end.gateway == GatewayId{g}; });
    }
    for (std::size_t g = 0; g < estate.vpn_gateways.size(); ++g) add_addresses(failures, estate, g);
    for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
        failures.add(FailureKind::connection, estate.ipsec_connections[c].name,
                     [&](const auto& end) { return end.ref.connection == ConnectionId{c}; });
    }
    for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
        const auto& connection = estate.ipsec_connections[c];
        for (std::size_t t = 0; t < connection.tunnels.size(); ++t) {
            const CloudEndRef tunnel{ConnectionId{c}, TunnelIndex{t}};
            failures.add(FailureKind::tunnel, connection.name + '/' + connection.tunnels[t].name,
                         [&](const auto& end) { return end.ref == tunnel; });
        }
    }
    // Whom each end meets: a device that shares its address with another one does not take the end down alone.
    using DevicePlace = std::pair<SiteId, DeviceIndex>;
    std::map<CloudEndRef, std::set<DevicePlace>> met;
    std::set<CloudEndRef> mirrored;
    for (const auto& pair : negotiations.pairs) {
        if (pair.peer) met[pair.cloud].emplace(pair.peer->site, pair.peer->device);
        if (pair.mirror_image) mirrored.insert(pair.cloud);
    }
    for (std::size_t c = 0; c < estate.customer_gateways.size(); ++c) {
        failures.add(FailureKind::customer_gateway, estate.customer_gateways[c].name, [&](const auto& end) {
            return end.customer_gateway == CustomerGatewayId{c} && mirrored.contains(end.ref);
        });
    }
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        for (std::size_t d = 0; d < estate.sites[s].devices.size(); ++d) {
            const std::set<DevicePlace> alone{{SiteId{s}, DeviceIndex{d}}};
            failures.add(FailureKind::device, estate.sites[s].name + '/' + estate.sites[s].devices[d].name,
                         [&](const auto& end) {
                             const auto found = met.find(end.ref);
                             return found != met.end() && found->second == alone;
                         });
        }
    }
    return failures.take();
}

Scenario with_failed(Scenario scenario, const std::vector<CloudEndRef>& ends) {
    for (const auto& end : ends) {
        auto& connection = scenario.estate.ipsec_connections[end.connection.index()];
        (end.tunnel ? connection.tunnels[end.tunnel->index()].state : connection.state) = LinkState::down;
    }
    return scenario;
}

}  // namespace vpnsim
