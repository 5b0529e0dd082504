#include "sim/peering.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace vpnsim {
namespace {

struct AddressPair {
    std::optional<Address> device;   ///< absent = any
    std::optional<Address> gateway;  ///< absent = any
    friend bool operator==(const AddressPair&, const AddressPair&) = default;
};
struct Hash {
    std::size_t operator()(const Address& address) const {
        const auto bits = address.bits();
        return std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(bits ^ (bits >> 64)) * 0x9e3779b97f4a7c15U) ^
               static_cast<std::size_t>(address.family());
    }
    std::size_t operator()(const AddressPair& pair) const {
        const auto part = [this](const auto& address) { return address ? (*this)(*address) : 0x5bd1e995U; };
        return part(pair.device) * 31 + part(pair.gateway);
    }
};

using Addresses = std::unordered_set<Address, Hash>;

void sort_unique(std::vector<std::size_t>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// Tunnels by what they state of their two outer addresses. An unstated address is an absent member of the key.
class TunnelsByAddress {
  public:
    explicit TunnelsByAddress(const std::vector<DeviceTunnelView>& tunnels) {
        for (std::size_t t = 0; t < tunnels.size(); ++t) {
            const Device& device = *tunnels[t].device;
            std::vector<std::optional<Address>> own{device.addresses.begin(), device.addresses.end()};
            if (device.nat_address) own.emplace_back(device.nat_address);
            if (own.empty() && !device.dynamic_address) own.emplace_back();
            // A dynamic address equals no stated one.
            if (own.empty() && tunnels[t].tunnel->peer) by_gateway_[*tunnels[t].tunnel->peer].push_back(t);
            for (const auto& address : own) add(address, tunnels[t].tunnel->peer, t);
        }
    }
    [[nodiscard]] std::vector<std::size_t> matching(const AddressPair& key, const Addresses& owned) const {
        std::vector<std::size_t> out;
        const auto take = [&](const auto& map, const auto& wanted) {
            if (const auto found = map.find(wanted); found != map.end()) {
                out.insert(out.end(), found->second.begin(), found->second.end());
            }
        };
        if (key.device && key.gateway) {
            take(exact_, key);
            take(exact_, AddressPair{key.device, {}});
            if (!owned.contains(*key.device)) take(exact_, AddressPair{{}, key.gateway});
        } else if (key.device) {
            take(by_device_, *key.device);
        } else if (key.gateway) {
            take(by_gateway_, *key.gateway);
        }
        sort_unique(out);
        return out;
    }

  private:
    void add(const std::optional<Address>& device, const std::optional<Address>& gateway, std::size_t tunnel) {
        exact_[{device, gateway}].push_back(tunnel);
        if (device) by_device_[*device].push_back(tunnel);
        if (gateway) by_gateway_[*gateway].push_back(tunnel);
    }
    std::unordered_map<AddressPair, std::vector<std::size_t>, Hash> exact_;
    std::unordered_map<Address, std::vector<std::size_t>, Hash> by_device_;
    std::unordered_map<Address, std::vector<std::size_t>, Hash> by_gateway_;
};

Addresses device_addresses(const Estate& estate) {
    Addresses out;
    for (const auto& site : estate.sites) {
        for (const auto& device : site.devices) {
            out.insert(device.addresses.begin(), device.addresses.end());
            if (device.nat_address) out.insert(*device.nat_address);
        }
    }
    return out;
}

}  // namespace

std::vector<DeviceTunnelView> device_tunnels(const Estate& estate) {
    std::vector<DeviceTunnelView> out;
    for (std::size_t s = 0; s < estate.sites.size(); ++s) {
        const auto& devices = estate.sites[s].devices;
        for (std::size_t d = 0; d < devices.size(); ++d) {
            for (std::size_t t = 0; t < devices[d].tunnels.size(); ++t) {
                out.push_back({{SiteId{s}, DeviceIndex{d}, TunnelIndex{t}}, &devices[d], &devices[d].tunnels[t]});
            }
        }
    }
    return out;
}

Peering::Peering(const Estate& estate, const std::vector<CloudEndParameters>& ends,
                 const std::vector<DeviceTunnelView>& tunnels)
    : meeting_of_end_(ends.size()), meetings_of_tunnel_(tunnels.size()) {
    const TunnelsByAddress index{tunnels};
    const auto owned = device_addresses(estate);
    std::unordered_map<AddressPair, std::size_t, Hash> numbers;
    std::unordered_map<Address, std::vector<std::size_t>, Hash> meetings_at;
    Addresses gateway_addresses;
    for (const auto& gateway : estate.vpn_gateways) {
        gateway_addresses.insert(gateway.addresses.begin(), gateway.addresses.end());
    }
    for (std::size_t e = 0; e < ends.size(); ++e) {
        const AddressPair key{ends[e].customer_address, ends[e].gateway_address};
        const auto [entry, is_new] = numbers.emplace(key, meetings_.size());
        meeting_of_end_[e] = entry->second;
        if (is_new) {
            Meeting meeting;
            meeting.device_known = key.device && owned.contains(*key.device);
            meeting.tunnels = index.matching(key, owned);
            for (const auto t : meeting.tunnels) meetings_of_tunnel_[t].push_back(meetings_.size());
            if (key.gateway) {
                gateway_addresses.insert(*key.gateway);
                meetings_at[*key.gateway].push_back(meetings_.size());
            }
            meetings_.push_back(std::move(meeting));
        }
        meetings_[entry->second].ends.push_back(e);
    }
    for (std::size_t t = 0; t < tunnels.size(); ++t) {
        const auto& peer = tunnels[t].tunnel->peer;
        if (!meetings_of_tunnel_[t].empty() || !peer || !gateway_addresses.contains(*peer)) continue;
        strays_.push_back(t);
        if (const auto found = meetings_at.find(*peer); found != meetings_at.end()) {
            for (const auto m : found->second) meetings_[m].strays.push_back(t);
        }
    }
}

std::vector<std::size_t> Peering::ends_of(std::size_t tunnel) const {
    std::vector<std::size_t> out;
    for (const auto m : meetings_of_tunnel_[tunnel]) {
        out.insert(out.end(), meetings_[m].ends.begin(), meetings_[m].ends.end());
    }
    sort_unique(out);
    return out;
}

}  // namespace vpnsim
