#include "sim/record_difference.hpp"

#include <algorithm>
#include <map>

namespace vpnsim {
namespace {

template <class Id>
std::optional<Id> renumbered(const std::optional<Id>& id, const Counterparts& same) {
    return id ? std::optional{Id{same.number(id->index())}} : std::nullopt;
}

/// Whether what both have stands at the same positions: ids need no translation then.
bool identical(const Counterparts& same) {
    for (std::size_t a = 0; a < same.after_size(); ++a) {
        const auto b = same.before(a);
        if (b ? *b != a : same.number(a) != a) return false;
    }
    return true;
}

// Copies of records of `after` with the ids that `before` would use.

VpnGateway renumbered(VpnGateway gateway, const Correspondence& same) {
    gateway.vpc = renumbered(gateway.vpc, same.vpcs);
    const auto renumber = [&](auto& routes) {
        for (auto& route : routes) {
            route.next_hop = ConnectionId{same.ipsec_connections.number(route.next_hop.index())};
        }
    };
    renumber(gateway.policy_routes);
    renumber(gateway.destination_routes);
    renumber(gateway.bgp_routes);
    return gateway;
}

IpsecConnection renumbered(IpsecConnection connection, const Correspondence& same) {
    connection.vpn_gateway = renumbered(connection.vpn_gateway, same.vpn_gateways);
    connection.customer_gateway = renumbered(connection.customer_gateway, same.customer_gateways);
    for (auto& tunnel : connection.tunnels) {
        tunnel.customer_gateway = renumbered(tunnel.customer_gateway, same.customer_gateways);
    }
    return connection;
}

Vpc renumbered(Vpc vpc, const Correspondence& same) {
    for (auto& table : vpc.route_tables) {
        for (auto& route : table.routes) {
            if (auto* const gateway = std::get_if<GatewayId>(&route.next_hop)) {
                *gateway = GatewayId{same.vpn_gateways.number(gateway->index())};
            } else if (auto* const peer = std::get_if<VpcId>(&route.next_hop)) {
                *peer = VpcId{same.vpcs.number(peer->index())};
            } else if (auto* const instance = std::get_if<InstanceRef>(&route.next_hop)) {
                instance->vpc = VpcId{same.vpcs.number(instance->vpc.index())};
            }
        }
    }
    return vpc;
}

CustomerGateway renumbered(CustomerGateway gateway, const Correspondence&) { return gateway; }

/// Everything of a device but its tunnels.
bool same_device(const Device& a, const Device& b) {
    return a.addresses == b.addresses && a.dynamic_address == b.dynamic_address && a.nat_address == b.nat_address &&
           a.inside_addresses == b.inside_addresses && a.profile == b.profile &&
           a.stateful_firewall == b.stateful_firewall && a.underlay_rules == b.underlay_rules;
}

/// What findings read of a site beside its tables and devices.
bool same_site(const Site& a, const Site& b) {
    return a.networks == b.networks && a.mtu == b.mtu && a.region == b.region && a.access_rules == b.access_rules;
}

class RecordComparison {
  public:
    RecordComparison(const Network& before, const Network& after, const Correspondence& same)
        : before_{before},
          after_{after},
          same_{same},
          same_ids_{identical(same_.vpcs) && identical(same_.vpn_gateways) && identical(same_.customer_gateways) &&
                    identical(same_.ipsec_connections) && identical(same_.sites)} {}

    RecordDifference run() {
        const auto& b = before_.estate();
        const auto& a = after_.estate();
        compare(same_.vpcs, b.vpcs, a.vpcs, old_.vpcs, new_.vpcs);
        compare(same_.vpn_gateways, b.vpn_gateways, a.vpn_gateways, old_.gateways, new_.gateways);
        compare(same_.ipsec_connections, b.ipsec_connections, a.ipsec_connections, old_.connections, new_.connections);
        compare(same_.customer_gateways, b.customer_gateways, a.customer_gateways, old_.customer_gateways,
                new_.customer_gateways);
        compare_sites();
        compare_negotiations();
        out_.overlaps_may_differ = !old_sites_.empty() || !new_sites_.empty() || reach_differs();
        mark_concerned(before_, old_, old_sites_);
        mark_concerned(after_, new_, new_sites_);
        return std::move(out_);
    }

  private:
    template <class Id, class Record>
    void compare(const Counterparts& same, const std::vector<Record>& before, const std::vector<Record>& after,
                 std::set<Id>& old_marks, std::set<Id>& new_marks) const {
        for (std::size_t b = 0; b < before.size(); ++b) {
            if (!same.after(b)) old_marks.emplace(b);
        }
        for (std::size_t a = 0; a < after.size(); ++a) {
            const auto b = same.before(a);
            const bool equal = b && (same_ids_ ? before[*b] == after[a] : before[*b] == renumbered(after[a], same_));
            if (equal) continue;
            new_marks.emplace(a);
            if (b) old_marks.emplace(*b);
        }
    }

    /// Tunnels with another record or at another device; of sites what does not belong to devices.
    void compare_sites() {
        const auto& b = before_.estate().sites;
        const auto& a = after_.estate().sites;
        const auto all_of = [](const Site& site, SiteId id, std::set<DeviceTunnelRef>& tunnels) {
            for (std::size_t d = 0; d < site.devices.size(); ++d) {
                for (std::size_t t = 0; t < site.devices[d].tunnels.size(); ++t) {
                    tunnels.insert({id, DeviceIndex{d}, TunnelIndex{t}});
                }
            }
        };
        for (std::size_t s = 0; s < b.size(); ++s) {
            const auto now = same_.sites.after(s);
            if (!now) all_of(b[s], SiteId{s}, old_.device_tunnels);
            if (!now || !same_site(b[s], a[*now])) old_sites_.emplace(s);
        }
        for (std::size_t s = 0; s < a.size(); ++s) {
            const auto old = same_.sites.before(s);
            if (!old || !same_site(b[*old], a[s])) new_sites_.emplace(s);
            if (!old) all_of(a[s], SiteId{s}, new_.device_tunnels);
            else compare_devices(SiteId{*old}, SiteId{s});
        }
    }
    void compare_devices(SiteId old_site, SiteId new_site) {
        const auto& old_devices = before_.estate()[old_site].devices;
        const auto& new_devices = after_.estate()[new_site].devices;
        const auto& same = same_.devices[new_site.index()];
        const auto add = [](std::set<DeviceTunnelRef>& tunnels, SiteId site, std::size_t device, std::size_t tunnel) {
            tunnels.insert({site, DeviceIndex{device}, TunnelIndex{tunnel}});
        };
        for (std::size_t d = 0; d < old_devices.size(); ++d) {
            const auto now = same.after(d);
            for (std::size_t t = 0; t < old_devices[d].tunnels.size(); ++t) {
                if (!now || !same_.device_tunnels[new_site.index()][*now].after(t))
                    add(old_.device_tunnels, old_site, d, t);
            }
        }
        for (std::size_t d = 0; d < new_devices.size(); ++d) {
            const auto old = same.before(d);
            const bool same_header = old && same_device(old_devices[*old], new_devices[d]);
            const auto& same_tunnels = same_.device_tunnels[new_site.index()][d];
            for (std::size_t t = 0; t < new_devices[d].tunnels.size(); ++t) {
                const auto old_tunnel = same_tunnels.before(t);
                if (same_header && old_tunnel && old_devices[*old].tunnels[*old_tunnel] == new_devices[d].tunnels[t]) {
                    continue;
                }
                add(new_.device_tunnels, new_site, d, t);
                if (old_tunnel) add(old_.device_tunnels, old_site, *old, *old_tunnel);
            }
        }
    }

    void compare_negotiations() {
        const auto& old_pairs = before_.negotiations().pairs;
        const auto& new_pairs = after_.negotiations().pairs;
        std::size_t b = 0;
        for (std::size_t a = 0; a < new_pairs.size();) {
            const auto id = new_pairs[a].cloud.connection;
            auto last = a;
            while (last < new_pairs.size() && new_pairs[last].cloud.connection == id) ++last;
            const auto old = same_.ipsec_connections.before(id.index());
            if (old) {
                // Mostly they come in the same order.
                const auto is_old = [&](const Negotiation& x) { return x.cloud.connection.index() == *old; };
                if (b >= old_pairs.size() || !is_old(old_pairs[b])) {
                    b = static_cast<std::size_t>(std::find_if(old_pairs.begin(), old_pairs.end(), is_old) -
                                                 old_pairs.begin());
                }
                const auto first = b;
                while (b < old_pairs.size() && is_old(old_pairs[b])) ++b;
                const bool equal = b - first == last - a &&
                                   std::equal(new_pairs.begin() + static_cast<std::ptrdiff_t>(a),
                                              new_pairs.begin() + static_cast<std::ptrdiff_t>(last),
                                              old_pairs.begin() + static_cast<std::ptrdiff_t>(first),
                                              [&](const auto& x, const auto& y) { return same_result(y, x); });
                if (!equal) {
                    old_.connections.emplace(*old);
                    new_.connections.insert(id);
                }
            }
            a = last;
        }
        // Strays are few.
        const auto& old_strays = before_.negotiations().without_connection;
        const auto& new_strays = after_.negotiations().without_connection;
        old_.device_tunnels.insert(old_strays.begin(), old_strays.end());
        new_.device_tunnels.insert(new_strays.begin(), new_strays.end());
    }
    [[nodiscard]] bool same_result(const Negotiation& before, const Negotiation& after) const {
        const auto same_peer = after.peer ? before.peer && same_.before(*after.peer) == before.peer : !before.peer;
        return same_peer && before.cloud.tunnel == after.cloud.tunnel && before.mirror_image == after.mirror_image &&
               before.phase1 == after.phase1 && before.phase2 == after.phase2 &&
               before.mismatches == after.mismatches && before.error == after.error &&
               before.fails_later == after.fails_later && before.child_sas == after.child_sas &&
               before.sa_count_mismatch == after.sa_count_mismatch && before.esp_blocked == after.esp_blocked &&
               before.assumptions == after.assumptions;
    }

    /// Blocks of VPCs and sites overlap only where the two can reach one another at all.
    [[nodiscard]] bool reach_differs() const {
        std::map<std::size_t, std::size_t> there;
        std::map<std::size_t, std::size_t> back;
        const auto agree = [&](const Counterparts& same, const std::vector<std::size_t>& old_numbers,
                               const std::vector<std::size_t>& new_numbers) {
            for (std::size_t a = 0; a < new_numbers.size(); ++a) {
                const auto b = same.before(a);
                if (!b) continue;
                const auto one = old_numbers[*b];
                const auto other = new_numbers[a];
                if (there.emplace(one, other).first->second != other || back.emplace(other, one).first->second != one)
                    return false;
            }
            return true;
        };
        return !agree(same_.vpcs, before_.reach().vpcs, after_.reach().vpcs) ||
               !agree(same_.sites, before_.reach().sites, after_.reach().sites);
    }

    /// Records that say something about what differs.
    static void mark_concerned(const Network& network, RecordMarks& marks, const std::set<SiteId>& sites) {
        if (!sites.empty()) {
            for (const auto& [vpc, site] : network.links()) {
                if (sites.contains(site)) marks.vpcs.insert(vpc);
            }
        }
        if (!marks.device_tunnels.empty()) {
            for (const auto& pair : network.negotiations().pairs) {
                if (pair.peer && marks.device_tunnels.contains(*pair.peer))
                    marks.connections.insert(pair.cloud.connection);
            }
        }
        if (marks.customer_gateways.empty()) return;
        const auto marked = [&](const std::optional<CustomerGatewayId>& id) {
            return id && marks.customer_gateways.contains(*id);
        };
        const auto& connections = network.estate().ipsec_connections;
        for (std::size_t c = 0; c < connections.size(); ++c) {
            if (marked(connections[c].customer_gateway) ||
                std::any_of(connections[c].tunnels.begin(), connections[c].tunnels.end(),
                            [&](const auto& t) { return marked(t.customer_gateway); })) {
                marks.connections.emplace(c);
            }
        }
    }

    const Network& before_;
    const Network& after_;
    const Correspondence& same_;
    bool same_ids_;
    RecordDifference out_;
    RecordMarks& old_ = out_.before;
    RecordMarks& new_ = out_.after;
    std::set<SiteId> old_sites_;
    std::set<SiteId> new_sites_;
};

}  // namespace

RecordDifference record_difference(const Network& before, const Network& after, const Correspondence& same) {
    return RecordComparison{before, after, same}.run();
}

}  // namespace vpnsim
