#include "sim/network_difference.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sim/table_difference.hpp"

namespace vpnsim {
namespace {

/// One of the two networks, with the way from its numbers to the common ones.
struct ComparedNetwork {
    const Network& network;
    const Correspondence* to_common;                        ///< null: its numbers are the common ones
    std::uint32_t own;                                      ///< stands for whatever the other network has not
    std::vector<bool>& connections;                         ///< that changed
    std::vector<std::vector<bool>> devices{};               ///< that changed, by SiteId
    std::vector<std::vector<std::vector<bool>>> tunnels{};  ///< of devices: that serve other connections

    [[nodiscard]] const Estate& estate() const { return network.estate(); }
    [[nodiscard]] std::uint32_t number(Counterparts Correspondence::*kind, std::size_t index) const {
        return to_common != nullptr ? (to_common->*kind).number(index) : static_cast<std::uint32_t>(index);
    }
    [[nodiscard]] std::uint32_t number(VpcId id) const { return number(&Correspondence::vpcs, id.index()); }
    [[nodiscard]] std::uint32_t number(GatewayId id) const { return number(&Correspondence::vpn_gateways, id.index()); }
    [[nodiscard]] std::uint32_t number(SiteId id) const { return number(&Correspondence::sites, id.index()); }
    [[nodiscard]] std::uint32_t number(ConnectionId id) const {
        return number(&Correspondence::ipsec_connections, id.index());
    }
    [[nodiscard]] std::uint32_t number(SiteId site, DeviceIndex device) const {
        return static_cast<std::uint32_t>(to_common != nullptr ? to_common->devices[site.index()].number(device.index())
                                                               : device.index());
    }
    [[nodiscard]] std::uint32_t number(SiteId site, DeviceIndex device, TunnelIndex tunnel) const {
        return static_cast<std::uint32_t>(
            to_common != nullptr ? to_common->device_tunnels[site.index()][device.index()].number(tunnel.index())
                                 : tunnel.index());
    }
    /// The connection, or what stands for one that the other network has otherwise.
    [[nodiscard]] std::uint32_t unchanged(ConnectionId id) const { return connections[id.index()] ? own : number(id); }
    [[nodiscard]] bool changed(const DeviceTunnelRef& ref) const {
        return devices[ref.site.index()][ref.device.index()];
    }
};

class Differing {
  public:
    Differing(const Network& before, const Network& after)
        : out_{{before.estate(), after.estate()},
               {},
               std::vector<bool>(before.estate().ipsec_connections.size(), true),
               std::vector<bool>(after.estate().ipsec_connections.size(), true)},
          before_{before, nullptr, ~std::uint32_t{0}, out_.changed_before},
          after_{after, &out_.same, ~std::uint32_t{1}, out_.changed_after} {}

    NetworkDifference run() {
        compare_devices();
        compare_connections();
        compare_served();
        compare_gateways();
        compare_vpcs();
        compare_sites();
        compare_expectations();
        std::sort(out_.touched.begin(), out_.touched.end());
        out_.touched.erase(std::unique(out_.touched.begin(), out_.touched.end()), out_.touched.end());
        return std::move(out_);
    }

  private:
    void touch(const PacketBox& box) {
        out_.touched.push_back(box);
        out_.touched.push_back(box.reversed());
    }
    [[nodiscard]] auto touching() {
        return [this](const PacketBox& box) { touch(box); };
    }

    /// A device is another one where it filters or remembers otherwise: whatever crosses it may fare otherwise.
    void compare_devices() {
        for (auto* side : {&before_, &after_}) {
            for (const auto& site : side->estate().sites) side->devices.emplace_back(site.devices.size(), true);
        }
        for (std::size_t a = 0; a < after_.estate().sites.size(); ++a) {
            const auto b = out_.same.sites.before(a);
            if (!b) continue;
            const auto& new_site = after_.estate().sites[a];
            const auto& old_site = before_.estate().sites[*b];
            if (!(new_site.access_rules == old_site.access_rules)) continue;
            for (std::size_t d = 0; d < new_site.devices.size(); ++d) {
                const auto old = out_.same.devices[a].before(d);
                if (!old || old_site.devices[*old].stateful_firewall != new_site.devices[d].stateful_firewall) continue;
                before_.devices[*b][*old] = false;
                after_.devices[a][d] = false;
            }
        }
    }

    void compare_connections() {
        for (std::size_t a = 0; a < out_.changed_after.size(); ++a) {
            const auto b = out_.same.ipsec_connections.before(a);
            if (!b || !same(ConnectionId{*b}, ConnectionId{a})) continue;
            out_.changed_before[*b] = false;
            out_.changed_after[a] = false;
        }
    }
    [[nodiscard]] std::optional<std::uint64_t> gateway_and_vpc(const ComparedNetwork& side, ConnectionId id) const {
        const auto gateway = side.estate()[id].vpn_gateway;
        if (!gateway) return std::nullopt;
        const auto vpc = side.estate()[*gateway].vpc;
        return std::uint64_t{side.number(*gateway)} << 32 | (vpc ? side.number(*vpc) + 1 : 0);
    }
    [[nodiscard]] bool same(ConnectionId before, ConnectionId after) const {
        if (gateway_and_vpc(before_, before) != gateway_and_vpc(after_, after)) return false;
        return std::equal(before_.network[before].ends.begin(), before_.network[before].ends.end(),
                          after_.network[after].ends.begin(), after_.network[after].ends.end(),
                          [&](std::uint32_t b, std::uint32_t a) {
                              return same(before_.network.ends()[b], after_.network.ends()[a]);
                          });
    }
    [[nodiscard]] bool same(const CompiledEnd& b, const CompiledEnd& a) const {
        const auto tunnel = [](const ComparedNetwork& side, const CompiledEnd& end) -> const std::string* {
            return end.ref.tunnel ? &side.estate()[end.ref.connection].tunnels[end.ref.tunnel->index()].name : nullptr;
        };
        const auto* const one = tunnel(before_, b);
        const auto* const other = tunnel(after_, a);
        return (one == nullptr) == (other == nullptr) && (one == nullptr || *one == *other) &&
               b.active_end.has_value() == a.active_end.has_value() &&
               std::equal(b.alternatives.begin(), b.alternatives.end(), a.alternatives.begin(), a.alternatives.end(),
                          [](const auto& x, const auto& y) { return x.sas == y.sas; }) &&
               std::equal(b.sas.begin(), b.sas.end(), a.sas.begin(), a.sas.end(),
                          [&](const EndSa& x, const EndSa& y) { return same(x, y); }) &&
               std::equal(b.out.records().begin(), b.out.records().end(), a.out.records().begin(),
                          a.out.records().end(), [](const auto& x, const auto& y) { return x.rank == y.rank; });
    }
    [[nodiscard]] bool same(const EndSa& b, const EndSa& a) const {
        if (b.peer.has_value() != a.peer.has_value()) return false;
        if (a.peer && (out_.same.before(*a.peer) != b.peer || after_.changed(*a.peer))) return false;
        return b.cloud_out == a.cloud_out && b.device_out == a.device_out && b.ends_differ == a.ends_differ &&
               b.device_order == a.device_order;
    }

    /// Of tunnels the connections behind them count where a packet finds no SA.
    void compare_served() {
        for (auto* side : {&before_, &after_}) {
            for (const auto& site : side->estate().sites) {
                auto& devices = side->tunnels.emplace_back();
                for (const auto& device : site.devices) devices.emplace_back(device.tunnels.size(), true);
            }
        }
        for (std::size_t s = 0; s < after_.estate().sites.size(); ++s) {
            const auto& devices = after_.estate().sites[s].devices;
            for (std::size_t d = 0; d < devices.size(); ++d) {
                for (std::size_t t = 0; t < devices[d].tunnels.size(); ++t) {
                    const DeviceTunnelRef ref{SiteId{s}, DeviceIndex{d}, TunnelIndex{t}};
                    const auto old = out_.same.before(ref);
                    if (!old || !same_served(*old, ref)) continue;
                    before_.tunnels[old->site.index()][old->device.index()][old->tunnel.index()] = false;
                    after_.tunnels[s][d][t] = false;
                }
            }
        }
    }
    [[nodiscard]] bool same_served(const DeviceTunnelRef& before, const DeviceTunnelRef& after) const {
        const auto served = [](const ComparedNetwork& side,
                               const DeviceTunnelRef& ref) -> const std::vector<ConnectionId>& {
            return side.network.device(ref.site, ref.device).tunnels[ref.tunnel.index()].connections;
        };
        const auto& one = served(before_, before);
        const auto& other = served(after_, after);
        return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                          [&](ConnectionId b, ConnectionId a) { return before_.unchanged(b) == after_.unchanged(a); });
    }

    [[nodiscard]] Gate common(const ComparedNetwork& side, const Gate& gate) {
        const Gate unlike{gate.kind, side.own, 0};
        switch (gate.kind) {
            case Gate::Kind::always: return gate;
            case Gate::Kind::connection_up: return {gate.kind, side.unchanged(ConnectionId{gate.subject}), 0};
            case Gate::Kind::sa_present: {
                const auto id = side.network.ends()[gate.subject].ref.connection;
                if (side.connections[id.index()]) return unlike;
                const auto& ends = side.network[id].ends;
                const auto end =
                    static_cast<std::uint64_t>(std::find(ends.begin(), ends.end(), gate.subject) - ends.begin());
                return {gate.kind, numbers_.of(std::vector<std::uint64_t>{side.number(id), end}), gate.member};
            }
            case Gate::Kind::effective: {
                const auto& group = side.network.groups()[gate.subject];
                std::vector<std::uint64_t> members{static_cast<std::uint64_t>(group.kind)};
                for (const auto c : group.connections) {
                    if (side.connections[c.index()]) return unlike;
                    members.push_back(side.number(c));
                }
                const auto at = std::find(group.routes.begin(), group.routes.end(), gate.member) - group.routes.begin();
                return {gate.kind, numbers_.of(members), static_cast<std::uint32_t>(at)};
            }
        }
        return unlike;
    }
    template <class Answer>
    [[nodiscard]] auto ranked_key(const ComparedNetwork& side, const Answer& answer) {
        return [this, &side, answer](const RankedTable::Record& r) {
            return RecordKey{r.match, r.rank, common(side, r.entry.gate), answer(r.entry.answer)};
        };
    }
    template <class Answer>
    [[nodiscard]] auto route_key(const ComparedNetwork& side, const Answer& answer) {
        return [this, &side, answer](const ForwardingTable::Route& r) {
            return RecordKey{PacketBox::to(r.destination), r.preference, common(side, r.entry.gate),
                             answer(r.entry.answer)};
        };
    }
    /// Of tables whose answers the two functions turn into common numbers.
    template <class AnswerBefore, class AnswerAfter>
    void compare(const RankedTable& before, const RankedTable& after, const AnswerBefore& answer_before,
                 const AnswerAfter& answer_after) {
        compare_tables(before.records(), after.records(), ranked_key(before_, answer_before),
                       ranked_key(after_, answer_after), touching());
    }
    template <class AnswerBefore, class AnswerAfter>
    void compare(const ForwardingTable& before, const ForwardingTable& after, const AnswerBefore& answer_before,
                 const AnswerAfter& answer_after) {
        compare_tables(before.routes(), after.routes(), route_key(before_, answer_before),
                       route_key(after_, answer_after), touching());
    }
    /// Calls back with the positions of counterparts; what stands alone has no position on the other side.
    template <class Visit>
    static void for_each_pair(const Counterparts& same, const Visit& visit) {
        using Position = std::optional<std::size_t>;
        for (std::size_t b = 0; b < same.before_size(); ++b) visit(Position{b}, same.after(b));
        for (std::size_t a = 0; a < same.after_size(); ++a) {
            if (!same.before(a)) visit(Position{}, Position{a});
        }
    }

    void compare_gateways() {
        static const CompiledGateway none;
        const auto next_hop = [](const ComparedNetwork& side) {
            return [&side](std::uint32_t answer) { return side.unchanged(ConnectionId{answer}); };
        };
        for_each_pair(out_.same.vpn_gateways, [&](auto b, auto a) {
            const auto& before = b ? before_.network[GatewayId{*b}] : none;
            const auto& after = a ? after_.network[GatewayId{*a}] : none;
            compare(before.policy, after.policy, next_hop(before_), next_hop(after_));
            compare(before.destination, after.destination, next_hop(before_), next_hop(after_));
            compare(before.bgp, after.bgp, next_hop(before_), next_hop(after_));
        });
    }

    // --- VPCs

    static constexpr std::uint64_t system = ~std::uint64_t{0};
    /// A table of a VPC by name; its system table is the same one whatever it is called.
    [[nodiscard]] std::uint64_t table_number(const ComparedNetwork& side, VpcId vpc, std::size_t table) {
        if (table == side.network[vpc].system_table.index()) return system;
        return numbers_.of(side.estate()[vpc].route_tables[table].name);
    }
    /// What lies behind the targets of a VPC's tables.
    [[nodiscard]] std::vector<std::uint64_t> targets(const ComparedNetwork& side, VpcId id) {
        std::vector<std::uint64_t> out;
        struct Target {
            Differing& differing;
            const ComparedNetwork& side;
            using Value = std::vector<std::uint64_t>;
            Value operator()(Connected) const { return {0}; }
            Value operator()(Local) const { return {1}; }
            Value operator()(Internet) const { return {2}; }
            Value operator()(Blackhole) const { return {3}; }
            Value operator()(GatewayId gateway) const { return {4, side.number(gateway)}; }
            Value operator()(VpcId peer) const { return {5, side.number(peer)}; }
            Value operator()(const InstanceRef& ref) const {
                const auto& vpc = side.network[ref.vpc];
                const auto& instance = side.estate()[ref.vpc].instances[ref.instance.index()];
                const auto zone = vpc.owner.at(instance.address);
                return {6, side.number(ref.vpc), differing.numbers_.of(instance.name),
                        zone < first_zone
                            ? system - 1
                            : differing.table_number(side, ref.vpc, vpc.zones[zone - first_zone].route_table.index())};
            }
        };
        for (const auto& target : side.network[id].targets) {
            out.push_back(numbers_.of(std::visit(Target{*this, side}, target)));
        }
        return out;
    }
    /// What the zones of a VPC do to their packets, by the values of its owner map.
    [[nodiscard]] std::vector<std::uint64_t> zone_numbers(const ComparedNetwork& side, VpcId id,
                                                          const std::vector<bool>& changed_acls,
                                                          const std::vector<bool>& changed_groups) {
        const auto& vpc = side.network[id];
        const auto& configured = side.estate()[id];
        std::vector<std::uint64_t> out{0, 1};
        for (const auto& zone : vpc.zones) {
            std::vector<std::uint64_t> value{table_number(side, id, zone.route_table.index()),
                                             zone.public_address ? 1U : 0U, 0};
            if (zone.network_acl) {
                const auto acl = zone.network_acl->index();
                value.back() = changed_acls[acl] ? side.own : numbers_.of(configured.network_acls[acl].name) + 1;
            }
            if (zone.groups) {
                for (const auto group : vpc.groups[*zone.groups].groups) {
                    value.push_back(changed_groups[group.index()]
                                        ? side.own
                                        : numbers_.of(configured.security_groups[group.index()].name));
                }
                value.push_back(system);  // no groups and none that filters are not the same
            }
            out.push_back(first_zone + std::uint64_t{numbers_.of(value)});
        }
        return out;
    }
    /// Which of the records of one list are not the same in the other.
    template <class Record>
    [[nodiscard]] static std::vector<bool> changed(const std::vector<Record>& list, const std::vector<Record>& other) {
        std::vector<bool> out;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto& record = list[i];
            const bool in_place = i < other.size() && other[i].name == record.name;
            const auto found = in_place ? other.begin() + static_cast<std::ptrdiff_t>(i)
                                        : std::find_if(other.begin(), other.end(),
                                                       [&](const Record& o) { return o.name == record.name; });
            out.push_back(found == other.end() || !(*found == record));
        }
        return out;
    }
    [[nodiscard]] static bool has_public(const CompiledVpc& vpc) {
        return std::any_of(vpc.zones.begin(), vpc.zones.end(), [](const VpcZone& z) { return z.public_address; });
    }

    void compare_vpcs() {
        for_each_pair(out_.same.vpcs, [&](auto b, auto a) {
            static const CompiledVpc none{};
            static const Vpc nothing{};
            const auto& before = b ? before_.network[VpcId{*b}] : none;
            const auto& after = a ? after_.network[VpcId{*a}] : none;
            const auto& old_vpc = b ? before_.estate().vpcs[*b] : nothing;
            const auto& new_vpc = a ? after_.estate().vpcs[*a] : nothing;
            const auto old_zones =
                b ? zone_numbers(before_, VpcId{*b}, changed(old_vpc.network_acls, new_vpc.network_acls),
                                 changed(old_vpc.security_groups, new_vpc.security_groups))
                  : std::vector<std::uint64_t>{0, 1};
            const auto new_zones =
                a ? zone_numbers(after_, VpcId{*a}, changed(new_vpc.network_acls, old_vpc.network_acls),
                                 changed(new_vpc.security_groups, old_vpc.security_groups))
                  : std::vector<std::uint64_t>{0, 1};
            for (const auto family : {Family::ipv4, Family::ipv6}) {
                const auto with = [&](AddressRange PacketBox::*side) {
                    return [this, family, side](const AddressRange& range) {
                        auto box = PacketBox::everything(family);
                        box.*side = range;
                        touch(box);
                    };
                };
                compare_maps(
                    before.owner, after.owner, family, [&](std::uint32_t v) { return old_zones[v]; },
                    [&](std::uint32_t v) { return new_zones[v]; }, with(&PacketBox::source));
                const auto own = [](std::uint32_t v) { return v; };
                if (has_public(before) || has_public(after)) {
                    compare_maps(before.by_route_table, after.by_route_table, family, own, own,
                                 with(&PacketBox::destination));
                }
            }
            std::map<std::uint64_t, std::array<const ForwardingTable*, 2>> tables;
            if (b) {
                for (std::size_t t = 0; t < before.tables.size(); ++t)
                    tables[table_number(before_, VpcId{*b}, t)][0] = &before.tables[t];
            }
            if (a) {
                for (std::size_t t = 0; t < after.tables.size(); ++t)
                    tables[table_number(after_, VpcId{*a}, t)][1] = &after.tables[t];
            }
            const auto old_targets = b ? targets(before_, VpcId{*b}) : std::vector<std::uint64_t>{};
            const auto new_targets = a ? targets(after_, VpcId{*a}) : std::vector<std::uint64_t>{};
            static const ForwardingTable empty{{}};
            for (const auto& [number, both] : tables) {
                compare(
                    both[0] != nullptr ? *both[0] : empty, both[1] != nullptr ? *both[1] : empty,
                    [&](std::uint32_t answer) { return old_targets[answer]; },
                    [&](std::uint32_t answer) { return new_targets[answer]; });
            }
        });
    }

    // --- sites

    [[nodiscard]] std::vector<std::uint64_t> targets(const ComparedNetwork& side, SiteId id) {
        std::vector<std::uint64_t> out;
        struct Target {
            const ComparedNetwork& side;
            SiteId site;
            using Value = std::array<std::uint64_t, 3>;
            Value operator()(Connected) const { return {0, 0, 0}; }
            Value operator()(Local) const { return {1, 0, 0}; }
            Value operator()(Internet) const { return {2, 0, 0}; }
            Value operator()(Blackhole) const { return {3, 0, 0}; }
            Value operator()(DeviceHop hop) const {
                const bool other = side.devices[site.index()][hop.device.index()];
                return {4, other ? side.own : side.number(site, hop.device), 0};
            }
            Value operator()(TunnelHop hop) const {
                const bool other = side.devices[site.index()][hop.device.index()] ||
                                   side.tunnels[site.index()][hop.device.index()][hop.tunnel.index()];
                return {5, side.number(site, hop.device), other ? side.own : side.number(site, hop.device, hop.tunnel)};
            }
        };
        for (const auto& target : side.network[id].targets) {
            std::vector<std::uint64_t> value;
            for (const auto& hop : target) {
                for (const auto part : std::visit(Target{side, id}, hop)) value.push_back(part);
            }
            out.push_back(numbers_.of(value));
        }
        return out;
    }

    void compare_sites() {
        for_each_pair(out_.same.sites, [&](auto b, auto a) {
            static const CompiledSite none;
            const auto& before = b ? before_.network[SiteId{*b}] : none;
            const auto& after = a ? after_.network[SiteId{*a}] : none;
            const auto old_targets = b ? targets(before_, SiteId{*b}) : std::vector<std::uint64_t>{};
            const auto new_targets = a ? targets(after_, SiteId{*a}) : std::vector<std::uint64_t>{};
            const auto old_answer = [&](std::uint32_t answer) { return old_targets[answer]; };
            const auto new_answer = [&](std::uint32_t answer) { return new_targets[answer]; };
            compare(before.policy, after.policy, old_answer, new_answer);
            compare(before.routes, after.routes, old_answer, new_answer);
            static const Counterparts no_devices;
            const auto& devices = a ? out_.same.devices[*a] : no_devices;
            const auto one_device = [&](auto old, auto now) { compare_devices(b, old, a, now); };
            if (a) for_each_pair(devices, one_device);
            else
                for (std::size_t d = 0; d < before_.estate().sites[*b].devices.size(); ++d)
                    one_device(std::optional{d}, std::optional<std::size_t>{});
        });
    }

    void compare_devices(std::optional<std::size_t> old_site, std::optional<std::size_t> old_device,
                         std::optional<std::size_t> new_site, std::optional<std::size_t> new_device) {
        static const CompiledDevice none;
        const auto device = [](const ComparedNetwork& side, auto s, auto d) -> const CompiledDevice& {
            return s && d ? side.network.device(SiteId{*s}, DeviceIndex{*d}) : none;
        };
        const auto& before = device(before_, old_site, old_device);
        const auto& after = device(after_, new_site, new_device);
        const auto sa = [this](const ComparedNetwork& side) {
            return [this, &side](std::uint32_t answer) -> std::uint64_t {
                const auto& ref = side.network.device_sas()[answer];
                const auto& end = side.network.ends()[ref.end];
                const auto& peer = *end.sas[ref.sa].peer;
                if (side.connections[end.ref.connection.index()]) return side.own;
                const auto& ends = side.network[end.ref.connection].ends;
                const auto at = static_cast<std::uint64_t>(std::find(ends.begin(), ends.end(), ref.end) - ends.begin());
                return numbers_.of(std::vector<std::uint64_t>{side.number(end.ref.connection), at, ref.sa,
                                                              side.number(peer.site, peer.device, peer.tunnel)});
            };
        };
        compare(before.sas, after.sas, sa(before_), sa(after_));
        const auto configured = [](const ComparedNetwork& side, auto s, auto d) {
            return [&side, s, d](std::uint32_t answer) -> std::uint64_t {
                const bool other = side.tunnels[*s][*d][answer];
                return other ? side.own : side.number(SiteId{*s}, DeviceIndex{*d}, TunnelIndex{answer});
            };
        };
        compare(before.configured, after.configured, configured(before_, old_site, old_device),
                configured(after_, new_site, new_device));
    }

    /// Expected flows are no look-ups, but findings look at them.
    void compare_expectations() {
        const auto& before = before_.network.scenario().expect.flows;
        const auto& after = after_.network.scenario().expect.flows;
        if (before == after) return;
        for (const auto* flows : {&before, &after}) {
            for (const auto& flow : *flows) {
                if (flow.from.family() == flow.to.family()) touch(PacketBox::of(flow.from, flow.to));
            }
        }
    }

    NetworkDifference out_;
    ComparedNetwork before_;
    ComparedNetwork after_;
    Numbers numbers_;
};

}  // namespace

NetworkDifference difference(const Network& before, const Network& after) { return Differing{before, after}.run(); }

}  // namespace vpnsim
