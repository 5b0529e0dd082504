#include "tools/importers/unmatched_ends.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "tools/importers/cloud_ends.hpp"
#include "tools/importers/remark_limit.hpp"
#include "tools/importers/scenario_ids.hpp"
#include "tools/importers/scenario_sites.hpp"

namespace vpnsim::importers {
namespace {

/// Candidates that the nearest is sought among.
constexpr std::size_t most_candidates = 2'000;

struct DeviceEnd {
    std::string name;  ///< "dc/fw-1/to-cloud"
    const Device* device = nullptr;
    const DeviceTunnel* tunnel = nullptr;
    Origin origin;
};

bool has_address(const Device& device, const std::optional<Address>& address) {
    if (!address) return false;
    return device.nat_address == address ||
           std::find(device.addresses.begin(), device.addresses.end(), *address) != device.addresses.end();
}
bool same_peer(const DeviceEnd& device, const CloudEnd& cloud) {
    return device.tunnel->peer && device.tunnel->peer == cloud.gateway_address;
}
bool same_device(const DeviceEnd& device, const CloudEnd& cloud) {
    return device.device->dynamic_address || has_address(*device.device, cloud.customer_address);
}
bool same_selectors(const DeviceEnd& device, const CloudEnd& cloud) {
    return mirrored(device.tunnel->local_ts, device.tunnel->remote_ts, *cloud.connection);
}
unsigned agreement(const DeviceEnd& device, const CloudEnd& cloud) {
    return unsigned{same_peer(device, cloud)} + unsigned{same_device(device, cloud)} +
           unsigned{same_selectors(device, cloud)};
}

std::string shown(const std::optional<Address>& address) { return address ? address->text() : "not known"; }

/// "whose customer gateway address (192.0.2.1) and selectors differ"
std::string differences(const DeviceEnd& device, const CloudEnd& cloud, bool from_device) {
    std::vector<std::string> parts;
    if (!same_peer(device, cloud)) {
        parts.push_back(from_device ? "gateway address (" + shown(cloud.gateway_address) + ')'
                                    : "peer (" + shown(device.tunnel->peer) + ')');
    }
    if (!same_device(device, cloud)) {
        const auto& own = device.device->addresses;
        parts.push_back(from_device ? "customer gateway address (" + shown(cloud.customer_address) + ')'
                                    : "own address (" + (own.empty() ? "not known" : own.front().text()) + ')');
    }
    if (!same_selectors(device, cloud)) parts.emplace_back("selectors");
    std::string out = "whose ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? " and " : ", ";
        out += parts[i];
    }
    const bool plural = parts.size() > 1 || (!parts.empty() && parts.back() == "selectors");
    return out + (plural ? " differ." : " differs.");
}

/// Returns the candidate that agrees most, the first of several; nullptr if none agrees in anything.
template <class End, class Agreement>
const End* nearest(const std::vector<End>& ends, const Agreement& agreement_with) {
    const End* best = nullptr;
    unsigned most = 0;
    for (std::size_t i = 0; i < std::min(ends.size(), most_candidates); ++i) {
        if (const auto found = agreement_with(ends[i]); found > most) {
            most = found;
            best = &ends[i];
        }
    }
    return best;
}

std::vector<DeviceEnd> device_ends(const std::vector<Site>& sites, const std::vector<Host>& hosts) {
    std::map<std::string, Origin> origins;
    for (const auto& host : hosts) origins.try_emplace(legal_id(host.name), host.origin);
    std::vector<DeviceEnd> out;
    for (const auto& site : sites) {
        for (const auto& device : site.devices) {
            for (const auto& tunnel : device.tunnels) {
                out.push_back(
                    {site.name + '/' + device.name + '/' + tunnel.name, &device, &tunnel, origins[device.name]});
            }
        }
    }
    return out;
}

class Ties {
  public:
    Ties(std::vector<CloudEnd> clouds, std::vector<DeviceEnd> devices)
        : clouds_{std::move(clouds)}, devices_{std::move(devices)} {
        for (const auto& cloud : clouds_) {
            if (!cloud.gateway_address) continue;
            gateways_.insert(*cloud.gateway_address);
            if (cloud.customer_address) cloud_pairs_.emplace(*cloud.gateway_address, *cloud.customer_address);
        }
        for (const auto& end : devices_) {
            auto own = end.device->addresses;
            if (end.device->nat_address) own.push_back(*end.device->nat_address);
            own_addresses_.insert(own.begin(), own.end());
            if (!end.tunnel->peer) continue;
            if (end.device->dynamic_address) dynamic_peers_.insert(*end.tunnel->peer);
            for (const auto& address : own) device_pairs_.emplace(*end.tunnel->peer, address);
        }
    }

    [[nodiscard]] Remarks remarks() const {
        Remarks out;
        for (const auto& end : devices_) {
            if (!meets(end) && out.size() < remarks_of_a_kind) out.push_back(remark(end));
        }
        const auto tunnels = out.size();
        for (const auto& end : clouds_) {
            if (!meets(end) && out.size() < tunnels + remarks_of_a_kind) out.push_back(remark(end));
        }
        return out;
    }

  private:
    [[nodiscard]] bool meets(const DeviceEnd& end) const {
        if (!end.tunnel->peer) return false;
        const auto& peer = *end.tunnel->peer;
        const auto tied = [&](const Address& own) { return cloud_pairs_.contains({peer, own}); };
        if (end.device->dynamic_address) return gateways_.contains(peer);
        return std::any_of(end.device->addresses.begin(), end.device->addresses.end(), tied) ||
               (end.device->nat_address && tied(*end.device->nat_address));
    }
    [[nodiscard]] bool meets(const CloudEnd& end) const {
        if (end.gateway_address && dynamic_peers_.contains(*end.gateway_address)) return true;
        return end.gateway_address && end.customer_address &&
               device_pairs_.contains({*end.gateway_address, *end.customer_address});
    }

    /// The address of the device is a gateway's, and its peer's is the customer gateway's of the same connection.
    [[nodiscard]] bool swapped(const DeviceEnd& end) const {
        const auto& own = end.device->addresses;
        return end.tunnel->peer && std::any_of(own.begin(), own.end(), [&](const Address& address) {
                   return cloud_pairs_.contains({address, *end.tunnel->peer});
               });
    }

    [[nodiscard]] Remark remark(const DeviceEnd& end) const {
        if (swapped(end)) {
            return {Gravity::warning, "ends-swapped", end.name,
                    "The ends of this tunnel are swapped: its own address is the cloud gateway's, and its peer " +
                        shown(end.tunnel->peer) +
                        " is the customer gateway of the same connection. Where both sides are written alike (left and "
                        "right), write the device's own side as left and import again.",
                    end.origin};
        }
        const auto* near = nearest(clouds_, [&](const CloudEnd& cloud) { return agreement(end, cloud); });
        return {Gravity::warning, "tunnel-without-connection", end.name,
                "No connection of the input is the other end of this tunnel, whose peer is " + shown(end.tunnel->peer) +
                    (near == nullptr ? "; none is near."
                                     : "; the nearest is " + near->name + ", " + differences(end, *near, true)),
                end.origin};
    }
    [[nodiscard]] Remark remark(const CloudEnd& end) const {
        const auto* near = nearest(devices_, [&](const DeviceEnd& device) { return agreement(device, end); });
        const bool known = end.customer_address && own_addresses_.contains(*end.customer_address);
        const std::string what = known ? "A device of the input has the customer gateway's address "
                                       : "No device of the input has the customer gateway's address ";
        return {Gravity::warning, "connection-without-device", end.name,
                what + shown(end.customer_address) + (known ? " and no tunnel to this connection's gateway" : "") +
                    (near == nullptr ? "; no tunnel is near."
                                     : "; the nearest tunnel is " + near->name + ", " + differences(*near, end, false)),
                end.connection->origin};
    }

    std::vector<CloudEnd> clouds_;
    std::vector<DeviceEnd> devices_;
    std::set<Address> gateways_;
    std::set<Address> own_addresses_;
    std::set<Address> dynamic_peers_;
    std::set<std::pair<Address, Address>> cloud_pairs_;   ///< gateway, customer gateway
    std::set<std::pair<Address, Address>> device_pairs_;  ///< peer, own address
};

}  // namespace

void tie_remarks(const Cloud& cloud, const std::vector<Host>& hosts, Remarks& remarks) {
    Remarks said_before;  // by whoever makes the sites
    const auto sites = sites_of(hosts, cloud, said_before);
    auto clouds = cloud_ends(cloud);
    auto devices = device_ends(sites, hosts);
    // One side alone has nothing to be tied to.
    if (clouds.empty() || devices.empty()) return;
    auto found = Ties{std::move(clouds), std::move(devices)}.remarks();
    std::move(found.begin(), found.end(), std::back_inserter(remarks));
}

}  // namespace vpnsim::importers
