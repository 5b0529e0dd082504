#include "sim/network.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <range/v3/algorithm/contains.hpp>

#include "sim/address_owners.hpp"

namespace vpnsim {
namespace {

/// Every local × remote selector as the packets that leave by it. Selectors of different families or protocols have
/// none in common.
std::vector<PacketBox> packets(const SelectorList& local, const SelectorList& remote) {
    std::vector<PacketBox> boxes;
    for (const auto& from : local) {
        for (const auto& to : remote) {
            if (const auto box = PacketBox::of(from, to)) boxes.push_back(*box);
        }
    }
    return boxes;
}

bool mirrored(const ChildSa& sa) { return sa.device_local == sa.remote && sa.device_remote == sa.local; }

EndSa end_sa(const ChildSa& sa, std::optional<DeviceTunnelRef> peer, std::size_t device_order) {
    return {peer,
            packets(sa.local, sa.remote),
            packets(sa.device_local, sa.device_remote),
            !mirrored(sa),
            device_order,
            text(sa.local) + " === " + text(sa.remote)};
}

/// How many leading bits all addresses of the range share, at most as many as a block of its size has.
unsigned prefix_length(Family family, const AddressRange& range) {
    const AddressBits size = range.last - range.first;
    const auto high = static_cast<std::uint64_t>(size >> 64);
    const auto bits = high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(size));
    return width(family) - static_cast<unsigned>(bits);
}
unsigned port_bits(const PortRange& range) {
    return 16 - static_cast<unsigned>(std::bit_width(static_cast<unsigned>(range.last - range.first)));
}

template <class T>
std::uint32_t interned(std::vector<T>& values, T value) {
    const auto found = std::find(values.begin(), values.end(), value);
    if (found != values.end()) return static_cast<std::uint32_t>(found - values.begin());
    values.push_back(std::move(value));
    return static_cast<std::uint32_t>(values.size() - 1);
}

template <class Hop>
SiteTarget site_target(const std::vector<Hop>& hops) {
    SiteTarget target;
    for (const auto& hop : hops) {
        std::visit(
            [&](const auto& h) {
                if (!ranges::contains(target, SiteTarget::value_type{h})) target.emplace_back(h);
            },
            hop);
    }
    return target;
}

}  // namespace

std::uint64_t sa_rank(SaChoice choice, const PacketBox& match, std::uint64_t configured) {
    const std::uint64_t local = prefix_length(match.family, match.source);
    const std::uint64_t remote = prefix_length(match.family, match.destination);
    const std::uint64_t ports = port_bits(match.service.source_ports) + port_bits(match.service.destination_ports);
    const std::uint64_t protocol = match.service.protocols.first == match.service.protocols.last ? 1 : 0;
    constexpr std::uint64_t none = 1U << 30;
    switch (choice) {
        case SaChoice::most_specific_sum: return none - 512 * (local + remote) - 256 * protocol - 4 * ports;
        case SaChoice::local_then_remote: return none - (((ports * 2 + protocol) * 129 + local) * 129 + remote);
        case SaChoice::configured_order: return configured;
    }
    return configured;
}

Network::Network(const Scenario& scenario, const Negotiations& negotiations)
    : scenario_{scenario}, negotiations_{negotiations} {
    const Estate& estate = scenario.estate;
    gateways_of_vpc_.resize(estate.vpcs.size());
    for (std::size_t i = 0; i < estate.vpn_gateways.size(); ++i) {
        if (const auto vpc = estate.vpn_gateways[i].vpc) gateways_of_vpc_[vpc->index()].emplace_back(i);
    }
    compile_ends();
    for (std::size_t i = 0; i < estate.vpn_gateways.size(); ++i) compile_gateway(GatewayId{i});
    for (std::size_t i = 0; i < estate.vpcs.size(); ++i) compile_vpc(VpcId{i});
    for (std::size_t i = 0; i < estate.sites.size(); ++i) compile_site(SiteId{i});
    compile_links();
}

void Network::compile_ends() {
    std::map<CloudEndRef, std::optional<DeviceTunnelRef>> first_peer;
    for (const auto& pair : negotiations_.pairs) first_peer.try_emplace(pair.cloud, pair.peer);
    connections_.resize(estate().ipsec_connections.size());
    for (const auto& end : negotiations_.ends) {
        const auto& connection = estate()[end.ref.connection];
        const auto* tunnel = end.ref.tunnel ? &connection.tunnels[end.ref.tunnel->index()] : nullptr;
        const auto state = tunnel != nullptr && tunnel->state ? tunnel->state : connection.state;
        CompiledEnd compiled{end.ref, {}, carrying(negotiations_, end), {}, std::nullopt};
        for (const auto& sa : end.sas) {
            compiled.sas.push_back(end_sa(sa.sa, negotiations_.pairs[sa.negotiation].peer, sa.device_order));
        }
        if (state == LinkState::down) {
            compiled.alternatives = {{{}, AlternativeReason::certain, "down"}};
        } else if (state == LinkState::up) {
            for (auto& alternative : compiled.alternatives) {
                if (!alternative.sas.empty()) continue;
                // Declared up although nothing was negotiated: its own selectors carry traffic.
                const ChildSa own{connection.local_ts, connection.remote_ts, connection.remote_ts, connection.local_ts};
                const auto peer = first_peer.find(end.ref);
                alternative.sas = {compiled.sas.size()};
                compiled.sas.push_back(end_sa(own, peer == first_peer.end() ? std::nullopt : peer->second, 0));
            }
        }
        auto& ends = connections_[end.ref.connection.index()].ends;
        const auto index = static_cast<std::uint32_t>(ends_.size());
        const bool active = tunnel == nullptr || tunnel->role == TunnelRole::active;
        ends.insert(active ? ends.begin() : ends.end(), index);
        ends_.push_back(std::move(compiled));
    }
    for (auto& connection : connections_) {
        for (const auto e : connection.ends) {
            if (e != connection.ends.front()) ends_[e].active_end = connection.ends.front();
            const auto& all = ends_[e].alternatives;
            const auto with_sa = std::count_if(all.begin(), all.end(), [](const auto& a) { return !a.sas.empty(); });
            const auto up = with_sa == 0                                         ? Certainty::never
                            : with_sa == static_cast<std::ptrdiff_t>(all.size()) ? Certainty::always
                                                                                 : Certainty::depends;
            connection.up = std::max(connection.up, up);
        }
    }
    for (std::uint32_t e = 0; e < ends_.size(); ++e) {
        const auto& connection = estate()[ends_[e].ref.connection];
        const auto choice =
            connection.vpn_gateway ? estate()[*connection.vpn_gateway].profile.sa_choice : SaChoice::most_specific_sum;
        std::vector<RankedTable::Record> records;
        for (std::uint32_t s = 0; s < ends_[e].sas.size(); ++s) {
            const Gate gate{Gate::Kind::sa_present, e, s};
            const auto certain = certainty(gate);
            if (certain == Certainty::never) continue;
            for (const auto& match : ends_[e].sas[s].cloud_out) {
                records.push_back(
                    {match, sa_rank(choice, match, s), {certain == Certainty::always ? Gate{} : gate, s, s}});
            }
        }
        ends_[e].out = RankedTable{std::move(records)};
    }
}

Certainty Network::certainty(const Gate& gate) const {
    switch (gate.kind) {
        case Gate::Kind::always: return Certainty::always;
        case Gate::Kind::connection_up: return connections_[gate.subject].up;
        case Gate::Kind::effective: {
            const auto& group = groups_[gate.subject];
            if (group.kind == ActiveStandbyGroup::Kind::conflict) return Certainty::depends;
            // R7: the active route, unless its connection is down and the standby's is up.
            const auto active = (*this)[group.connections[0]].up;
            const auto standby = (*this)[group.connections[1]].up;
            const bool is_active = group.routes[0] == gate.member;
            if (active == Certainty::always || standby == Certainty::never) {
                return is_active ? Certainty::always : Certainty::never;
            }
            if (active == Certainty::never && standby == Certainty::always) {
                return is_active ? Certainty::never : Certainty::always;
            }
            return Certainty::depends;
        }
        case Gate::Kind::sa_present: {
            const auto& end = ends_[gate.subject];
            const auto& all = end.alternatives;
            const auto active = end.active_end ? [&] {
                const auto& alternatives = ends_[*end.active_end].alternatives;
                const auto up = std::count_if(alternatives.begin(), alternatives.end(), [](const auto& a) { return !a.sas.empty(); });
                return up == 0 ? Certainty::never
                       : up == static_cast<std::ptrdiff_t>(alternatives.size()) ? Certainty::always
                                                                                : Certainty::depends;
            }() : Certainty::never;
            const auto with = std::count_if(all.begin(), all.end(), [&](const auto& a) {
                return std::binary_search(a.sas.begin(), a.sas.end(), std::size_t{gate.member});
            });
            if (with == 0 || active == Certainty::always) return Certainty::never;
            return with == static_cast<std::ptrdiff_t>(all.size()) && active == Certainty::never ? Certainty::always
                                                                                                 : Certainty::depends;
        }
    }
    return Certainty::depends;
}

void Network::compile_gateway(GatewayId id) {
    const auto& gateway = estate()[id];
    CompiledGateway compiled;
    compiled.policy_routes = policy_routes(estate(), id);
    const auto gates = [&](const auto& routes) {
        std::vector<Gate> out(routes.size());
        for (auto& group : active_standby_groups(routes)) {
            const auto number = static_cast<std::uint32_t>(groups_.size());
            Group compiled_group{group.kind, id, std::move(group.routes), {}, {}};
            for (const auto r : compiled_group.routes) {
                out[r] = {Gate::Kind::effective, number, r};
                compiled_group.connections.push_back(routes[r].next_hop);
                compiled_group.names.push_back(routes[r].name);
            }
            groups_.push_back(std::move(compiled_group));
        }
        return out;
    };
    const auto answer = [](ConnectionId c) { return static_cast<std::uint32_t>(c.index()); };
    // A gate that is the same in every world is no gate.
    const auto entry = [&](Gate gate, std::uint32_t leads_to, std::size_t record) -> std::optional<TableEntry> {
        const auto certain = certainty(gate);
        if (certain == Certainty::never) return std::nullopt;
        return TableEntry{certain == Certainty::always ? Gate{} : gate, leads_to, static_cast<std::uint32_t>(record)};
    };

    const auto policy_gates = gates(compiled.policy_routes);
    const auto ranks = policy_ranks(gateway, compiled.policy_routes, scenario_.assumptions.legacy_policy_routes);
    std::vector<RankedTable::Record> records;
    for (std::size_t i = 0; i < compiled.policy_routes.size(); ++i) {
        const auto& route = compiled.policy_routes[i];
        if (route.source.family() != route.destination.family()) continue;
        if (const auto e = entry(policy_gates[i], answer(route.next_hop), i)) {
            records.push_back({PacketBox::of(route.source, route.destination), ranks[i], *e});
        }
    }
    compiled.policy = RankedTable{std::move(records)};

    const bool one_table = scenario_.assumptions.destination_vs_bgp == DestinationVsBgp::longest_prefix;  // R1
    const auto destination_gates = gates(gateway.destination_routes);
    std::vector<ForwardingTable::Route> destination;
    std::vector<ForwardingTable::Route> bgp;
    for (std::size_t i = 0; i < gateway.destination_routes.size(); ++i) {
        const auto& route = gateway.destination_routes[i];
        if (const auto e = entry(destination_gates[i], answer(route.next_hop), i)) {
            destination.push_back({route.destination, 0, *e});
        }
    }
    for (std::size_t i = 0; i < gateway.bgp_routes.size(); ++i) {
        const auto& route = gateway.bgp_routes[i];
        const Gate up{Gate::Kind::connection_up, answer(route.next_hop), 0};
        if (const auto e = entry(up, answer(route.next_hop), gateway.destination_routes.size() + i)) {
            // Static before dynamic between equal prefixes; the shortest path among dynamic ones.
            (one_table ? destination : bgp)
                .push_back({route.destination, 1 + static_cast<std::uint32_t>(route.as_path.size()), *e});
        }
    }
    compiled.destination = ForwardingTable{std::move(destination)};
    compiled.bgp = ForwardingTable{std::move(bgp)};
    gateways_.push_back(std::move(compiled));
}

void Network::compile_vpc(VpcId id) {
    const auto& vpc = estate()[id];
    CompiledVpc compiled;
    const auto system = std::find_if(vpc.route_tables.begin(), vpc.route_tables.end(),
                                     [](const auto& t) { return t.type == RouteTableType::system; });
    compiled.system_table = RouteTableIndex{static_cast<std::size_t>(system - vpc.route_tables.begin())};

    static_cast<VpcZones&>(compiled) = vpc_zones(vpc, compiled.system_table);

    std::vector<ForwardingTable::Route> common;
    const auto add = [&](std::vector<ForwardingTable::Route>& routes, const Prefix& destination,
                         std::uint32_t preference, VpcTarget target, const Gate& gate, CompiledVpc::Record record) {
        const auto certain = certainty(gate);
        if (certain == Certainty::never) return;
        routes.push_back({destination,
                          preference,
                          {certain == Certainty::always ? Gate{} : gate, interned(compiled.targets, target),
                           static_cast<std::uint32_t>(compiled.records.size())}});
        compiled.records.push_back(std::move(record));
    };
    // N5 and contract: connected, listed, published, BGP.
    for (const auto& vswitch : vpc.vswitches) {
        add(common, vswitch.cidr, 0, Connected{}, {}, {vswitch.name, "vSwitch", vswitch.place});
    }
    for (std::size_t t = 0; t <= vpc.route_tables.size(); ++t) {
        if (t == vpc.route_tables.size() && t != compiled.system_table.index()) break;
        auto routes = common;
        if (t < vpc.route_tables.size()) {
            for (const auto& route : vpc.route_tables[t].routes) {
                const auto target = std::visit([](const auto& hop) { return VpcTarget{hop}; }, route.next_hop);
                add(routes, route.destination, 1, target, {}, {route.name, "listed", route.place});
            }
        }
        if (t == compiled.system_table.index()) {  // R16, R25: published and propagated routes reach this table only
            for (const auto g : gateways_of_vpc_[id.index()]) {
                const auto& gateway = estate()[g];
                const auto publish = [&](const Prefix& destination, const std::string& name, Place place) {
                    add(routes, destination, 2, g, {}, {name, "published by " + gateway.name, place});
                };
                for (const auto& r : (*this)[g].policy_routes) {
                    if (r.published) publish(r.destination, r.name, r.place);
                }
                for (const auto& r : gateway.destination_routes) {
                    if (r.published) publish(r.destination, r.name, r.place);
                }
                if (!gateway.auto_propagate) continue;
                for (const auto& r : gateway.bgp_routes) {
                    add(routes, r.destination, 3, g,
                        {Gate::Kind::connection_up, static_cast<std::uint32_t>(r.next_hop.index()), 0},
                        {r.name, "BGP route of " + gateway.name, r.place});
                }
            }
        }
        compiled.tables.emplace_back(std::move(routes));
    }
    vpcs_.push_back(std::move(compiled));
}

void Network::compile_site(SiteId id) {
    const auto& site = estate()[id];
    CompiledSite compiled;
    AddressLayer networks;
    std::vector<ForwardingTable::Route> routes;
    const auto target = [&](SiteTarget t) { return interned(compiled.targets, std::move(t)); };
    for (std::size_t i = 0; i < site.networks.size(); ++i) {
        networks.emplace_back(site.networks[i].cidr, 1);
        routes.push_back({site.networks[i].cidr, 0, {{}, target({Connected{}}), static_cast<std::uint32_t>(i)}});
    }
    compiled.owner = address_owners({std::move(networks)});
    for (std::size_t i = 0; i < site.routes.size(); ++i) {
        const auto& route = site.routes[i];
        const auto preference = route.metric == ~std::uint32_t{0} ? route.metric : route.metric + 1;
        routes.push_back(
            {route.destination,
             preference,
             {{}, target(site_target(route.next_hops)), static_cast<std::uint32_t>(site.networks.size() + i)}});
    }
    compiled.routes = ForwardingTable{std::move(routes)};
    std::vector<RankedTable::Record> policy;
    for (std::size_t i = 0; i < site.policy_routes.size(); ++i) {
        const auto& route = site.policy_routes[i];
        const auto leads_to = target(site_target(route.next_hops));
        for (const auto& match : selected_packets(route.source, route.destination, route.protocol, route.ports)) {
            policy.push_back({match, route.priority, {{}, leads_to, static_cast<std::uint32_t>(i)}});
        }
    }
    compiled.policy = RankedTable{std::move(policy)};
    const auto& access = site.access_rules;  // an empty direction allows
    if (!access.inbound.empty()) compiled.access.inbound = first_match_filter(access.inbound);
    if (!access.outbound.empty()) compiled.access.outbound = first_match_filter(access.outbound);
    sites_.push_back(std::move(compiled));

    std::vector<CompiledDevice> devices(site.devices.size());
    for (std::size_t d = 0; d < site.devices.size(); ++d) devices[d].tunnels.resize(site.devices[d].tunnels.size());
    for (const auto& pair : negotiations_.pairs) {
        if (!pair.peer || pair.peer->site != id) continue;
        auto& connections = devices[pair.peer->device.index()].tunnels[pair.peer->tunnel.index()].connections;
        if (!ranges::contains(connections, pair.cloud.connection)) {
            connections.push_back(pair.cloud.connection);
        }
    }
    std::vector<std::vector<std::vector<RankedTable::Record>>> records(devices.size());
    for (std::size_t d = 0; d < devices.size(); ++d) records[d].resize(devices[d].tunnels.size());
    for (std::uint32_t e = 0; e < ends_.size(); ++e) {
        for (std::uint32_t s = 0; s < ends_[e].sas.size(); ++s) {
            const auto& sa = ends_[e].sas[s];
            if (!sa.peer || sa.peer->site != id) continue;
            const Gate gate{Gate::Kind::sa_present, e, s};
            const auto certain = certainty(gate);
            if (certain == Certainty::never) continue;
            const auto d = sa.peer->device.index();
            const auto t = sa.peer->tunnel.index();
            const auto number = static_cast<std::uint32_t>(device_sas_.size());
            device_sas_.push_back({e, s});
            for (const auto& match : sa.device_out) {
                const auto rank =
                    sa_rank(site.devices[d].profile.sa_choice, match, (std::uint64_t{t} << 32) + sa.device_order);
                records[d][t].push_back({match, rank, {certain == Certainty::always ? Gate{} : gate, number, s}});
            }
        }
    }
    for (std::size_t d = 0; d < devices.size(); ++d) {
        std::vector<RankedTable::Record> all;
        std::vector<RankedTable::Record> configured;
        for (std::uint32_t t = 0; t < devices[d].tunnels.size(); ++t) {
            const auto& tunnel = site.devices[d].tunnels[t];
            all.insert(all.end(), records[d][t].begin(), records[d][t].end());
            devices[d].tunnels[t].sas = RankedTable{std::move(records[d][t])};
            for (const auto& match : packets(tunnel.local_ts, tunnel.remote_ts))
                configured.push_back({match, t, {{}, t, t}});
        }
        devices[d].sas = RankedTable{std::move(all)};
        devices[d].configured = RankedTable{std::move(configured)};
    }
    devices_.push_back(std::move(devices));
}

namespace {
template <class List>
void sort_unique(List& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}
}  // namespace

std::vector<PacketBox> carried_packets(const Network& network, ConnectionId id) {
    const auto& connection = network.estate()[id];
    auto boxes = packets(connection.local_ts, connection.remote_ts);
    for (const auto e : network[id].ends) {
        for (const auto& sa : network.ends()[e].sas) {
            boxes.insert(boxes.end(), sa.cloud_out.begin(), sa.cloud_out.end());
            for (const auto& box : sa.device_out) boxes.push_back(box.reversed());
        }
    }
    sort_unique(boxes);
    return boxes;
}

void Network::compile_links() {
    for (const auto& pair : negotiations_.pairs) {
        if (pair.peer) connections_[pair.cloud.connection.index()].peer_sites.push_back(pair.peer->site);
    }
    connections_of_gateway_.resize(estate().vpn_gateways.size());
    std::vector<RankedTable::Record> carried;
    for (std::size_t c = 0; c < connections_.size(); ++c) {
        const auto& connection = estate().ipsec_connections[c];
        if (connection.vpn_gateway) connections_of_gateway_[connection.vpn_gateway->index()].emplace_back(c);
        if (connection.health_check) probed_.emplace_back(c);
        auto& sites = connections_[c].peer_sites;
        sort_unique(sites);
        const auto vpc = connection.vpn_gateway ? estate()[*connection.vpn_gateway].vpc : std::nullopt;
        for (const auto site : sites) {
            if (vpc) links_.emplace_back(*vpc, site);
        }
        const auto number = static_cast<std::uint32_t>(c);
        for (const auto& box : carried_packets(*this, ConnectionId{c}))
            carried.push_back({box, 0, {{}, number, number}});
    }
    sort_unique(links_);
    carried_ = RankedTable{std::move(carried)};
    std::vector<RankedTable::Record> senders;
    const auto add = [&](const std::vector<PacketBox>& boxes, std::size_t number) {
        const auto answer = static_cast<std::uint32_t>(number);
        for (const auto& box : boxes) senders.push_back({box.reversed(), 0, {{}, answer, answer}});
    };
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        for (std::size_t v = 0; v < vpcs_.size(); ++v) add(origins(VpcId{v}, family), v);
        for (std::size_t s = 0; s < sites_.size(); ++s) add(origins(SiteId{s}, family), vpcs_.size() + s);
    }
    senders_ = RankedTable{std::move(senders)};
    reach_ = components(estate(), negotiations_);
}

namespace {
std::vector<PacketBox> runs(const IntervalMap& owner, Family family, std::uint32_t least) {
    std::vector<PacketBox> boxes;
    const auto& all = owner.intervals(family);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].value < least) continue;
        auto box = PacketBox::everything(family);
        box.source = {all[i].first, i + 1 < all.size() ? all[i + 1].first - 1 : last_bits(family)};
        boxes.push_back(box);
    }
    return boxes;
}
}  // namespace

std::vector<PacketBox> Network::origins(VpcId id, Family family) const {
    return runs((*this)[id].owner, family, first_zone);
}
std::vector<PacketBox> Network::origins(SiteId id, Family family) const { return runs((*this)[id].owner, family, 1); }

}  // namespace vpnsim
