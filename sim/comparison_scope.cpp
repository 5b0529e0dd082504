#include "sim/comparison_scope.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sim/peering.hpp"

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

/// Marks by position; of one side.
struct Marks {
    std::vector<bool> vpcs;
    std::vector<bool> gateways;
    std::vector<bool> connections;
    std::vector<bool> customer_gateways;
    std::vector<bool> sites;
    std::set<DeviceTunnelRef> tunnels;
    explicit Marks(const Estate& estate)
        : vpcs(estate.vpcs.size()),
          gateways(estate.vpn_gateways.size()),
          connections(estate.ipsec_connections.size()),
          customer_gateways(estate.customer_gateways.size()),
          sites(estate.sites.size()) {}
};

template <class Id>
std::vector<Id> marked(const std::vector<bool>& marks) {
    std::vector<Id> out;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (marks[i]) out.emplace_back(i);
    }
    return out;
}

class Scoping {
  public:
    Scoping(const Network& before, const Network& after, const NetworkDifference& difference)
        : before_{before},
          after_{after},
          same_{difference.same},
          old_{before.estate()},
          new_{after.estate()},
          same_ids_{identical(same_.vpcs) && identical(same_.vpn_gateways) && identical(same_.customer_gateways) &&
                    identical(same_.ipsec_connections) && identical(same_.sites)} {
        out_.region = difference.touched;
        std::vector<RankedTable::Record> records;
        for (const auto& box : difference.touched) records.push_back({box, 0, {{}, 0, 0}});
        touched_ = RankedTable{std::move(records)};
    }

    ComparisonScope run() {
        mark_changed_records();
        mark_changed_negotiations();
        mark_touched_vpcs();
        close();
        out_.before = scope(before_, old_);
        out_.after = scope(after_, new_);
        std::sort(out_.region.begin(), out_.region.end());
        out_.region.erase(std::unique(out_.region.begin(), out_.region.end()), out_.region.end());
        return std::move(out_);
    }

  private:
    // --- what differs in the records themselves

    template <class Record>
    void compare(const Counterparts& same, const std::vector<Record>& before, const std::vector<Record>& after,
                 std::vector<bool>& old_marks, std::vector<bool>& new_marks) const {
        for (std::size_t b = 0; b < before.size(); ++b) old_marks[b] = !same.after(b);
        for (std::size_t a = 0; a < after.size(); ++a) {
            const auto b = same.before(a);
            const bool equal = b && (same_ids_ ? before[*b] == after[a] : before[*b] == renumbered(after[a], same_));
            if (equal) continue;
            new_marks[a] = true;
            if (b) old_marks[*b] = true;
        }
    }

    void mark_changed_records() {
        const auto& b = before_.estate();
        const auto& a = after_.estate();
        compare(same_.vpcs, b.vpcs, a.vpcs, old_.vpcs, new_.vpcs);
        compare(same_.vpn_gateways, b.vpn_gateways, a.vpn_gateways, old_.gateways, new_.gateways);
        compare(same_.ipsec_connections, b.ipsec_connections, a.ipsec_connections, old_.connections, new_.connections);
        compare(same_.customer_gateways, b.customer_gateways, a.customer_gateways, old_.customer_gateways,
                new_.customer_gateways);
        // Tunnels with another record or another device; of sites what does not belong to devices.
        const auto all_of = [](const Site& site, SiteId id, std::set<DeviceTunnelRef>& tunnels) {
            for (std::size_t d = 0; d < site.devices.size(); ++d) {
                for (std::size_t t = 0; t < site.devices[d].tunnels.size(); ++t) {
                    tunnels.insert({id, DeviceIndex{d}, TunnelIndex{t}});
                }
            }
        };
        for (std::size_t s = 0; s < b.sites.size(); ++s) {
            const auto now = same_.sites.after(s);
            if (!now) all_of(b.sites[s], SiteId{s}, old_.tunnels);
            if (!now || !same_site(b.sites[s], a.sites[*now])) old_.sites[s] = true;
        }
        for (std::size_t s = 0; s < a.sites.size(); ++s) {
            const auto old = same_.sites.before(s);
            if (!old || !same_site(b.sites[*old], a.sites[s])) new_.sites[s] = true;
            if (!old) all_of(a.sites[s], SiteId{s}, new_.tunnels);
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
                if (!now || !same_.device_tunnels[new_site.index()][*now].after(t)) add(old_.tunnels, old_site, d, t);
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
                add(new_.tunnels, new_site, d, t);
                if (old_tunnel) add(old_.tunnels, old_site, *old, *old_tunnel);
            }
        }
    }

    // --- what differs in what they negotiate

    void mark_changed_negotiations() {
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
                if (!equal) old_.connections[*old] = new_.connections[id.index()] = true;
            }
            a = last;
        }
        // Strays are few.
        const auto& old_strays = before_.negotiations().without_connection;
        const auto& new_strays = after_.negotiations().without_connection;
        old_.tunnels.insert(old_strays.begin(), old_strays.end());
        new_.tunnels.insert(new_strays.begin(), new_strays.end());
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

    // --- what belongs together

    [[nodiscard]] bool is_touched(const PacketBox& box) const {
        const auto found = touched_.find(box, Settle::by_answer);
        const auto* const levels = std::get_if<Levels>(&found);
        return levels == nullptr || !levels->empty();
    }
    void mark_touched_vpcs() {
        const auto mark = [&](const Network& network, Marks& marks) {
            for (std::size_t v = 0; v < marks.vpcs.size(); ++v) {
                for (const auto family : {Family::ipv4, Family::ipv6}) {
                    if (marks.vpcs[v]) break;
                    const auto origins = network.origins(VpcId{v}, family);
                    if (std::any_of(origins.begin(), origins.end(), [&](const auto& b) { return is_touched(b); })) {
                        marks.vpcs[v] = true;
                    }
                }
            }
        };
        if (touched_.empty()) return;
        mark(before_, old_);
        mark(after_, new_);
    }

    /// A finding may speak of everything that belongs to one VPC, and of all that share a device tunnel.
    void close() {
        for (bool grown = true; grown;) {
            grown = false;
            for (const auto& [network, marks] : {std::pair{&before_, &old_}, std::pair{&after_, &new_}}) {
                grown = close(*network, *marks) || grown;
            }
            const auto exchange = [&](const Counterparts& same, std::vector<bool>& old_marks,
                                      std::vector<bool>& new_marks) {
                for (std::size_t a = 0; a < new_marks.size(); ++a) {
                    const auto b = same.before(a);
                    if (!b || old_marks[*b] == new_marks[a]) continue;
                    old_marks[*b] = new_marks[a] = true;
                    grown = true;
                }
            };
            exchange(same_.vpcs, old_.vpcs, new_.vpcs);
            exchange(same_.vpn_gateways, old_.gateways, new_.gateways);
            exchange(same_.ipsec_connections, old_.connections, new_.connections);
        }
        add_peers(before_, old_);
        add_peers(after_, new_);
    }
    /// Returns whether marks were added.
    static bool close(const Network& network, Marks& marks) {
        const auto& estate = network.estate();
        bool grown = false;
        const auto mark = [&](std::vector<bool>& list, std::size_t index) {
            if (list[index]) return;
            list[index] = true;
            grown = true;
        };
        for (const auto& [vpc, site] : network.links()) {
            if (marks.sites[site.index()]) mark(marks.vpcs, vpc.index());
        }
        for (const auto& pair : network.negotiations().pairs) {
            if (pair.peer && marks.tunnels.contains(*pair.peer)) mark(marks.connections, pair.cloud.connection.index());
        }
        const auto changed = [&](const std::optional<CustomerGatewayId>& id) {
            return id && marks.customer_gateways[id->index()];
        };
        for (std::size_t c = 0; c < marks.connections.size(); ++c) {
            const auto& connection = estate.ipsec_connections[c];
            const auto gateway = connection.vpn_gateway;
            const auto vpc = gateway ? estate[*gateway].vpc : std::nullopt;
            if (changed(connection.customer_gateway) ||
                std::any_of(connection.tunnels.begin(), connection.tunnels.end(),
                            [&](const auto& t) { return changed(t.customer_gateway); })) {
                mark(marks.connections, c);
            }
            if (!gateway) continue;
            if (marks.connections[c]) mark(marks.gateways, gateway->index());
            if (vpc && marks.gateways[gateway->index()]) mark(marks.vpcs, vpc->index());
            if (vpc && marks.vpcs[vpc->index()]) mark(marks.gateways, gateway->index());
            if (marks.gateways[gateway->index()]) mark(marks.connections, c);
        }
        for (std::size_t g = 0; g < marks.gateways.size(); ++g) {
            const auto vpc = estate.vpn_gateways[g].vpc;
            if (!vpc) continue;
            if (marks.gateways[g]) mark(marks.vpcs, vpc->index());
            if (marks.vpcs[vpc->index()]) mark(marks.gateways, g);
        }
        return grown;
    }
    static void add_peers(const Network& network, Marks& marks) {
        for (const auto& pair : network.negotiations().pairs) {
            if (pair.peer && marks.connections[pair.cloud.connection.index()]) marks.tunnels.insert(*pair.peer);
        }
    }

    // --- what findings ask of flows

    void look_at(const PacketBox& box) {
        out_.region.push_back(box);
        out_.region.push_back(box.reversed());
    }

    [[nodiscard]] FindingScope scope(const Network& network, const Marks& marks) {
        const auto& estate = network.estate();
        FindingScope out;
        out.vpcs = marked<VpcId>(marks.vpcs);
        out.gateways = marked<GatewayId>(marks.gateways);
        out.connections = marked<ConnectionId>(marks.connections);
        out.customer_gateways = marked<CustomerGatewayId>(marks.customer_gateways);
        out.device_tunnels.assign(marks.tunnels.begin(), marks.tunnels.end());
        auto carried = marks.connections;
        for (const auto& box : touched_.records()) {
            for (const auto* record : network.carried().touching(box.match)) carried[record->entry.answer] = true;
        }
        out.carried = marked<ConnectionId>(carried);
        for (const auto id : out.carried) {
            for (const auto& box : carried_packets(network, id)) look_at(box);
        }
        for (const auto id : out.vpcs) look_at_links(network, id, out);
        const auto& flows = network.scenario().expect.flows;
        for (std::size_t i = 0; i < flows.size(); ++i) {
            if (flows[i].from.family() != flows[i].to.family()) continue;
            const auto box = PacketBox::of(flows[i].from, flows[i].to);
            if (!is_touched(box)) continue;
            out.expected_flows.push_back(i);
            look_at(box);
        }
        for (std::size_t c = 0; c < estate.ipsec_connections.size(); ++c) {
            const auto& check = estate.ipsec_connections[c].health_check;
            if (check && (marks.connections[c] || is_touched(*check))) out.probed.emplace_back(c);
        }
        out.overlaps = overlaps_may_differ() ? FindingScope::everything(network).overlaps : out.vpcs;
        return out;
    }
    [[nodiscard]] bool is_touched(const HealthCheck& check) const {
        if (!check.source || !check.destination || check.source->family() != check.destination->family()) return false;
        return is_touched(PacketBox::of(Prefix::host(*check.source), Prefix::host(*check.destination)));
    }
    /// Everything that findings ask about the flows of one VPC.
    void look_at_links(const Network& network, VpcId id, FindingScope& out) {
        const auto& vpc = network.estate()[id];
        std::vector<Prefix> places;
        for (const auto& vswitch : vpc.vswitches) places.push_back(vswitch.cidr);
        for (const auto& instance : vpc.instances) places.push_back(Prefix::host(instance.address));
        const auto& links = network.links();
        for (auto link = std::lower_bound(links.begin(), links.end(), std::pair{id, SiteId{0}});
             link != links.end() && link->first == id; ++link) {
            out.links.push_back(*link);
            for (const auto& network_of_site : network.estate()[link->second].networks) {
                for (const auto& place : places) {
                    if (place.family() == network_of_site.cidr.family())
                        look_at(PacketBox::of(place, network_of_site.cidr));
                }
            }
        }
        if (!vpc.ipv4_gateway) return;  // which asks where all public destinations go
        for (const auto& place : places) look_at(PacketBox::of(place, Prefix::everything(place.family())));
    }
    /// Blocks of VPCs and sites overlap only where the two can reach one another at all.
    [[nodiscard]] bool overlaps_may_differ() const {
        const auto any = [](const std::vector<bool>& marks) {
            return std::find(marks.begin(), marks.end(), true) != marks.end();
        };
        if (any(old_.sites) || any(new_.sites)) return true;
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

    const Network& before_;
    const Network& after_;
    const Correspondence& same_;
    Marks old_;
    Marks new_;
    bool same_ids_;
    RankedTable touched_;
    ComparisonScope out_;
};

}  // namespace

ComparisonScope comparison_scope(const Network& before, const Network& after, const NetworkDifference& difference) {
    return Scoping{before, after, difference}.run();
}

}  // namespace vpnsim
