#include "sim/path.hpp"

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>

namespace vpnsim {

std::string_view text(Disposition disposition) {
    constexpr std::array<std::string_view, 9> names{"delivered",         "no_route",    "denied",
                                                    "selector_mismatch", "tunnel_down", "loop",
                                                    "left_to_internet",  "blackhole",   "misdelivered"};
    return names[static_cast<std::size_t>(disposition)];
}

std::string_view text(NodeKind kind) {
    constexpr std::array<std::string_view, 7> names{"instance", "vswitch", "vpc",     "vpn_gateway",
                                                    "device",   "site",    "internet"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view text(Step step) {
    constexpr std::array<std::string_view, 12> names{"security_group", "network_acl",       "user_cidr",   "vpc_route",
                                                     "policy_route",   "destination_route", "bgp_route",   "sa",
                                                     "site_route",     "device_selectors",  "access_rule", "delivery"};
    return names[static_cast<std::size_t>(step)];
}

namespace {

/// Where a packet stands.
struct AtVpc {
    VpcId vpc;
    RouteTableIndex table;
};
struct AtGateway {
    GatewayId gateway;
    bool from_tunnel;
};
struct AtSite {
    SiteId site;
};
using Node = std::variant<AtVpc, AtGateway, AtSite>;

/// Nodes that a packet may meet once only.
struct Visit {
    enum class Kind : std::uint8_t { gateway, site, instance } kind;
    std::size_t index;
    std::size_t inner = 0;
    friend bool operator==(const Visit&, const Visit&) = default;
};

/// What may decide: as `World::resolve` returns it.
using Entries = std::span<const TableEntry>;

}  // namespace

/// The state of one walk. Every look-up either answers for the whole box or stops the walk through `stop`.
struct Walker::Run {
    const Network& network;
    const Estate& estate;
    World& world;
    const PacketBox& box;
    Direction direction;
    const std::vector<std::uint32_t>& exact;
    bool detailed;
    const std::vector<Hint>* hints;
    Flow flow;  ///< the packet, when detailed
    Path path{};
    boost::container::small_vector<Visit, 4> visited{};
    Levels found{};  ///< by the last look-up in a ranked table
    Interrupt interrupt{};
    bool finished = false;
    bool stopped = false;

    // --- ends of a walk

    void finish(Disposition disposition, std::optional<Endpoint> end = std::nullopt) {
        path.disposition = disposition;
        path.end = end;
        finished = true;
    }
    void stop(Interrupt why) {
        interrupt = std::move(why);
        stopped = true;
    }
    [[nodiscard]] bool done() const { return finished || stopped; }

    // --- notes for people

    /// `within` is what the name of the record needs beside its node: the table of a VPC, the collection of a site, the
    /// owner of a vSwitch, instance or device.
    void hop(std::string node, NodeKind kind, Step step, std::string matched, std::string detail, Place place = {},
             std::vector<Beaten> beaten = {}, const std::string& within = {}) {
        const auto member = [&](const std::string& collection) {
            return matched.empty() ? "" : '/' + collection + '/' + matched;
        };
        const std::string own = matched.empty() ? "" : '/' + matched;
        std::string entity = node + own;
        std::string pointer;
        if (step == Step::policy_route || step == Step::destination_route || step == Step::bgp_route) {
            pointer = "/vpn_gateways/" + node + member(std::string{text(step)} + 's');
            if (matched.starts_with("auto/"))
                pointer = "/ipsec_connections/" + matched.substr(5, matched.rfind('/') - 5);
        } else if (step == Step::sa) {
            entity = node;
            pointer = "/ipsec_connections/" + node;
        } else if (step == Step::device_selectors) {
            entity = within + '/' + entity;
            pointer = "/sites/" + within + "/devices/" + node + member("tunnels");
        } else if (kind == NodeKind::vswitch || kind == NodeKind::instance) {
            entity = within + '/' + node;
            pointer = "/vpcs/" + within + (kind == NodeKind::vswitch ? "/vswitches/" : "/instances/") + node;
        } else if (kind == NodeKind::vpc) {
            entity = node + (within.empty() ? "" : '/' + within) + own;
            pointer = "/vpcs/" + node + (within.empty() ? "" : "/route_tables/" + within) + member("routes");
        } else if (kind == NodeKind::site) {
            pointer = "/sites/" + node + member(within);
        } else if (kind == NodeKind::vpn_gateway) {
            pointer = "/vpn_gateways/" + node;
        }
        path.hops.push_back({std::move(node), kind, step, std::move(matched), std::move(detail), std::move(beaten),
                             place, std::move(entity), std::move(pointer)});
    }
    [[nodiscard]] std::string arrow() const { return flow.source.text() + " -> " + flow.destination.text(); }

    // --- look-ups that may stop the walk

    [[nodiscard]] std::optional<std::uint32_t> owner(const IntervalMap& map, Dimension dimension) {
        const auto& range = dimension == Dimension::source ? box.source : box.destination;
        const auto answered = map.find(box.family, range);
        if (const auto* border = std::get_if<AddressBits>(&answered)) {
            stop({Cut{dimension, *border}, {}, {}});
            return std::nullopt;
        }
        return std::get<std::uint32_t>(answered);
    }
    /// The entries that may decide, or nothing when stopped.
    [[nodiscard]] std::optional<Entries> find(const ForwardingTable& table) {
        const auto answered = table.find(box.family, box.destination);
        if (const auto* border = std::get_if<AddressBits>(&answered)) {
            stop({Cut{Dimension::destination, *border}, {}, {}});
            return std::nullopt;
        }
        return world.resolve(*std::get<const Levels*>(answered));
    }
    [[nodiscard]] std::optional<Entries> find(const RankedTable& table, Settle settle) {
        if (table.empty()) return Entries{};
        if (detailed) {
            table.deciding(flow, found);
            return world.resolve(found);
        }
        auto answered = table.find(box, settle, hint(table));
        if (auto* unsettled = std::get_if<RankedTable::Unsettled>(&answered)) {
            stop({unsettled->cut, {}, Hint{&table, direction, std::move(unsettled->candidates)}});
            return std::nullopt;
        }
        found = std::move(std::get<Levels>(answered));
        return world.resolve(found);
    }
    /// The candidates of the smallest box around this one that is known, or null.
    [[nodiscard]] const RankedTable::Candidates* hint(const RankedTable& table) const {
        if (hints == nullptr) return nullptr;
        const auto last = std::find_if(hints->rbegin(), hints->rend(),
                                       [&](const Hint& h) { return h.table == &table && h.direction == direction; });
        return last == hints->rend() ? nullptr : &last->candidates;
    }

    [[nodiscard]] static bool agree(Entries entries) {
        return std::all_of(entries.begin(), entries.end(),
                           [&](const TableEntry& e) { return e.answer == entries.front().answer; });
    }
    [[nodiscard]] static std::vector<std::uint32_t> answers(Entries entries) {
        std::vector<std::uint32_t> out;
        for (const auto& e : entries) {
            if (std::find(out.begin(), out.end(), e.answer) == out.end()) out.push_back(e.answer);
        }
        return out;
    }
    /// Of the entries with an answer the first as configured.
    [[nodiscard]] static const TableEntry& first_with(Entries entries, std::uint32_t answer) {
        const TableEntry* first = nullptr;
        for (const auto& e : entries) {
            if (e.answer == answer && (first == nullptr || e.record < first->record)) first = &e;
        }
        return *first;
    }
    template <class Name>
    void note_choice(const std::string& at, ChoiceReason reason, Entries entries, std::uint32_t chosen,
                     const Name& name) {
        if (!world.logs()) return;
        Choice choice{at, reason, name(first_with(entries, chosen)), {}};
        for (const auto answer : answers(entries)) {
            if (answer != chosen) choice.alternatives.push_back(name(first_with(entries, answer)));
        }
        world.note(std::move(choice));
    }
    /// Picks between answers that tie without an order of records behind it.
    template <class Name>
    [[nodiscard]] std::uint32_t pick(std::uint64_t kind, std::size_t subject, const std::string& at,
                                     ChoiceReason reason, Entries entries, const Name& name) {
        if (agree(entries)) return entries.front().answer;
        const auto all = answers(entries);
        const auto key = kind << 56 | static_cast<std::uint64_t>(direction) << 48 | subject;
        const auto chosen = all[world.pick(key, all.size())];
        note_choice(at, reason, entries, chosen, name);
        return chosen;
    }
    /// Picks between tied records of a table whose order is a fact of the world (R5). Nothing when stopped.
    template <class Name>
    [[nodiscard]] std::optional<std::uint32_t> first(std::uint32_t table, const std::string& at, Entries entries,
                                                     const Name& name) {
        if (agree(entries)) return entries.front().answer;
        if (world.has_tie(table) && settle(table) == Settle::by_answer) {
            stop({{}, table, {}});
            return std::nullopt;
        }
        const auto chosen = world.first_of(table, entries);
        note_choice(at, ChoiceReason::equal_priority_policy_routes, entries, chosen, name);
        return chosen;
    }
    [[nodiscard]] Settle settle(std::uint32_t table) const {
        return std::find(exact.begin(), exact.end(), table) != exact.end() ? Settle::by_record : Settle::by_answer;
    }
    /// Returns true and ends the walk iff the node was met before.
    [[nodiscard]] bool met(const Visit& visit, const std::string& name, NodeKind kind) {
        if (std::find(visited.begin(), visited.end(), visit) != visited.end()) {
            if (detailed) hop(name, kind, Step::delivery, "", "met for the second time: the packet circulates");
            finish(Disposition::loop);
            return true;
        }
        visited.push_back(visit);
        return false;
    }

    // --- inside a VPC

    void deliver(VpcId id) {
        if (detailed) {
            const VSwitch* longest = nullptr;
            for (const auto& v : estate[id].vswitches) {
                if (v.cidr.contains(flow.destination) && (!longest || v.cidr.length() > longest->cidr.length()))
                    longest = &v;
            }
            hop(longest->name, NodeKind::vswitch, Step::delivery, longest->name,
                flow.destination.text() + " is in vSwitch " + longest->name + " (" + longest->cidr.text() + ") of " +
                    estate[id].name,
                longest->place, {}, estate[id].name);
        }
        finish(Disposition::delivered, id);
    }
    void unowned(VpcId id, const std::string& node, NodeKind kind) {
        if (detailed) {
            hop(node, kind, Step::delivery, "",
                flow.destination.text() + " belongs to " + estate[id].name + " but to no vSwitch of it");
        }
        finish(Disposition::no_route);
    }

    [[nodiscard]] std::optional<Node> leave(const AtVpc& at) {
        const auto& vpc = network[at.vpc];
        const auto& name = estate[at.vpc].name;
        const auto destination = owner(vpc.owner, Dimension::destination);
        if (!destination) return std::nullopt;
        if (*destination == static_cast<std::uint32_t>(VpcOwner::unowned)) {
            unowned(at.vpc, name, NodeKind::vpc);
            return std::nullopt;
        }
        const auto& table = vpc.tables[at.table.index()];
        const auto entries = find(table);
        if (!entries) return std::nullopt;
        const auto& tables = estate[at.vpc].route_tables;
        const auto table_name = [&] {
            return at.table.index() < tables.size() ? tables[at.table.index()].name : "system";
        };
        if (entries->empty()) {
            if (detailed) {
                hop(name, NodeKind::vpc, Step::vpc_route, "",
                    "route table " + table_name() + " has no route to " + flow.destination.text(),
                    at.table.index() < tables.size() ? tables[at.table.index()].place : estate[at.vpc].place, {},
                    table_name());
            }
            finish(Disposition::no_route);
            return std::nullopt;
        }
        const auto record_name = [&](const TableEntry& e) { return vpc.records[e.record].name; };
        const auto chosen =
            pick(3, at.vpc.index() << 16 | at.table.index(), name, ChoiceReason::equal_routes, *entries, record_name);
        if (detailed) {
            const auto& winner = first_with(*entries, chosen);
            const auto& record = vpc.records[winner.record];
            std::vector<Beaten> beaten;
            for (const auto* route : table.covering(flow.destination)) {
                if (route->entry.record == winner.record) continue;
                const auto& other = vpc.records[route->entry.record];
                beaten.push_back({other.name, route->destination.text() + ' ' + other.why});
            }
            hop(name, NodeKind::vpc, Step::vpc_route, record.name,
                "route table " + table_name() + ": " + record.why + ' ' + record.name, record.place, std::move(beaten),
                table_name());
        }
        return std::visit([&](const auto& target) { return follow(at, *destination, target); }, vpc.targets[chosen]);
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc& at, std::uint32_t, Connected) {
        deliver(at.vpc);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, GatewayId gateway) {
        return AtGateway{gateway, false};
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, const InstanceRef& ref) {
        const auto& instance = estate[ref.vpc].instances[ref.instance.index()];
        if (met({Visit::Kind::instance, ref.vpc.index(), ref.instance.index()}, instance.name, NodeKind::instance)) {
            return std::nullopt;
        }
        const auto zone = network[ref.vpc].owner.at(instance.address);
        if (zone < first_zone) {
            if (detailed)
                hop(instance.name, NodeKind::instance, Step::vpc_route, "", "the instance is in no vSwitch",
                    instance.place, {}, estate[ref.vpc].name);
            finish(Disposition::no_route);
            return std::nullopt;
        }
        return AtVpc{ref.vpc, network[ref.vpc].zones[zone - first_zone].route_table};
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, VpcId peer) {
        const auto destination = owner(network[peer].owner, Dimension::destination);
        if (!destination) return std::nullopt;
        if (*destination >= first_zone) {
            deliver(peer);
        } else {
            if (detailed) {
                hop(estate[peer].name, NodeKind::vpc, Step::vpc_route, "",
                    "peering delivers into " + estate[peer].name + " only, and no vSwitch of it has " +
                        flow.destination.text());
            }
            finish(Disposition::no_route);
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc& at, std::uint32_t destination, Local) {
        if (destination >= first_zone) {
            deliver(at.vpc);
        } else {
            if (detailed) {
                hop(estate[at.vpc].name, NodeKind::vpc, Step::delivery, "",
                    "no vSwitch has " + flow.destination.text());
            }
            finish(Disposition::no_route);
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, Internet) {
        if (detailed) hop("internet", NodeKind::internet, Step::delivery, "", "the packet leaves to the Internet");
        finish(Disposition::left_to_internet);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtVpc&, std::uint32_t, Blackhole) {
        finish(Disposition::blackhole);
        return std::nullopt;
    }

    // --- the VPN gateway

    [[nodiscard]] std::optional<Node> leave(const AtGateway& at) {
        const auto& gateway = estate[at.gateway];
        if (met({Visit::Kind::gateway, at.gateway.index()}, gateway.name, NodeKind::vpn_gateway)) return std::nullopt;
        if (at.from_tunnel && gateway.vpc) {
            const auto destination = owner(network[*gateway.vpc].owner, Dimension::destination);
            if (!destination) return std::nullopt;
            if (*destination >= first_zone) {
                deliver(*gateway.vpc);
                return std::nullopt;
            }
            if (*destination == static_cast<std::uint32_t>(VpcOwner::unowned)) {
                unowned(*gateway.vpc, gateway.name, NodeKind::vpn_gateway);
                return std::nullopt;
            }
        }
        const auto chosen = gateway_route(at.gateway);
        if (!chosen) return std::nullopt;
        return cross(ConnectionId{*chosen});
    }

    /// R1: the three tables in turn. Nothing when the walk ended or stopped.
    [[nodiscard]] std::optional<std::uint32_t> gateway_route(GatewayId id) {
        const auto& compiled = network[id];
        const auto& gateway = estate[id];
        const auto table = static_cast<std::uint32_t>(id.index());
        const auto policy = find(compiled.policy, settle(table));
        if (!policy) return std::nullopt;
        if (!policy->empty()) {
            const auto name = [&](const TableEntry& e) { return compiled.policy_routes[e.record].name; };
            const auto chosen = first(table, gateway.name, *policy, name);
            if (chosen && detailed) policy_hop(id, first_with(*policy, *chosen).record);
            return chosen;
        }
        for (const auto* routes : {&compiled.destination, &compiled.bgp}) {
            const auto entries = find(*routes);
            if (!entries) return std::nullopt;
            if (entries->empty()) continue;
            const auto name = [&](const TableEntry& e) { return route_name(id, e.record); };
            const auto chosen = pick(2, table, gateway.name, ChoiceReason::equal_bgp_routes, *entries, name);
            if (detailed) route_hop(id, *routes, first_with(*entries, chosen).record);
            return chosen;
        }
        if (detailed) {
            hop(gateway.name, NodeKind::vpn_gateway, Step::policy_route, "",
                "no policy, destination or BGP route for " + arrow() + " (R2)", gateway.place);
        }
        finish(Disposition::no_route);
        return std::nullopt;
    }
    [[nodiscard]] std::string route_name(GatewayId id, std::uint32_t record) const {
        const auto& gateway = estate[id];
        const auto listed = gateway.destination_routes.size();
        return record < listed ? gateway.destination_routes[record].name : gateway.bgp_routes[record - listed].name;
    }
    void policy_hop(GatewayId id, std::uint32_t matched) {
        const auto& gateway = estate[id];
        const auto& routes = network[id].policy_routes;
        const auto ranks = policy_ranks(gateway, routes, network.scenario().assumptions.legacy_policy_routes);
        const auto& winner = routes[matched];
        std::vector<Beaten> beaten;
        for (std::size_t i = 0; i < routes.size(); ++i) {
            const auto& other = routes[i];
            if (i == matched || !other.source.contains(flow.source) || !other.destination.contains(flow.destination))
                continue;
            std::string why;
            if (other.source == winner.source && other.destination == winner.destination &&
                other.next_hop != winner.next_hop) {
                why = "same source and destination: not the effective one of the two (R7, R9)";
            } else if (ranks[i] < ranks[matched]) {
                why = "not effective: the other route of its active/standby pair is (R7)";
            } else if (other.next_hop == winner.next_hop && ranks[i] == ranks[matched]) {
                why = "same next hop";
            } else if (ranks[i] == ranks[matched]) {
                why = "equal priority " + std::to_string(other.priority) +
                      ": matches only if it was delivered earlier (R5)";
            } else if (ranks[i] >> 32 == ranks[matched] >> 32) {
                why = "equal priority, delivered later (R5)";
            } else {
                why = "priority " + std::to_string(other.priority) + " is asked after " +
                      std::to_string(winner.priority) + " (R4)";
            }
            beaten.push_back({other.name, std::move(why)});
        }
        for (const auto* table : {&network[id].destination, &network[id].bgp}) {
            for (const auto* route : table->covering(flow.destination)) {
                beaten.push_back({route_name(id, route->entry.record), "policy routes are asked first (R1)"});
            }
        }
        hop(gateway.name, NodeKind::vpn_gateway, Step::policy_route, winner.name,
            winner.source.text() + " -> " + winner.destination.text() + ", priority " +
                std::to_string(winner.priority) + " -> " + estate[winner.next_hop].name,
            winner.place, std::move(beaten));
    }
    void route_hop(GatewayId id, const ForwardingTable& table, std::uint32_t matched) {
        const auto& gateway = estate[id];
        const auto listed = gateway.destination_routes.size();
        const bool is_static = matched < listed;
        std::vector<Beaten> beaten;
        std::string detail;
        for (const auto* route : table.covering(flow.destination)) {
            const auto& next = estate[ConnectionId{route->entry.answer}].name;
            if (route->entry.record == matched) {
                detail = route->destination.text() + " -> " + next;
            } else {
                beaten.push_back({route_name(id, route->entry.record),
                                  route->destination.text() + " -> " + next + ": " +
                                      (is_static ? "not the longest prefix (R15)" : "a worse or equal BGP path")});
            }
        }
        if (is_static) {
            for (const auto* route : network[id].bgp.covering(flow.destination)) {
                beaten.push_back(
                    {route_name(id, route->entry.record), "destination routes are asked before BGP routes (R1)"});
            }
        }
        hop(gateway.name, NodeKind::vpn_gateway, is_static ? Step::destination_route : Step::bgp_route,
            route_name(id, matched), std::move(detail),
            is_static ? gateway.destination_routes[matched].place : gateway.bgp_routes[matched - listed].place,
            std::move(beaten));
    }

    // --- crossing a connection, either way

    /// From the cloud to the device.
    [[nodiscard]] std::optional<Node> cross(ConnectionId id) {
        path.connections.push_back(id);
        const auto& connection = estate[id];
        const auto& ends = network[id].ends;
        const auto carrier = std::find_if(ends.begin(), ends.end(), [&](std::uint32_t e) { return world.end_up(e); });
        if (carrier == ends.end()) {
            if (detailed) {
                hop(connection.name, NodeKind::vpn_gateway, Step::sa, "", connection.name + " has no SA",
                    connection.place);
            }
            finish(Disposition::tunnel_down);
            return std::nullopt;
        }
        const auto& end = network.ends()[*carrier];
        const auto entries = find(end.out, Settle::by_answer);
        if (!entries) return std::nullopt;
        if (entries->empty()) {
            if (detailed) {
                hop(connection.name, NodeKind::vpn_gateway, Step::sa, "",
                    "no SA of " + connection.name + " covers " + arrow(), connection.place);
            }
            finish(Disposition::selector_mismatch);
            return std::nullopt;
        }
        const auto chosen = pick(6, id.index(), connection.name, ChoiceReason::equal_sa, one_per_peer(end, *entries),
                                 [&](const TableEntry& e) { return end.sas[e.answer].text; });
        const auto& sa = end.sas[chosen];
        if (detailed) {
            hop(connection.name, NodeKind::vpn_gateway, Step::sa, sa.text, "SA " + sa.text + " of " + end_name(end),
                connection.place);
        }
        if (!sa.peer) {
            if (detailed) {
                hop(connection.name, NodeKind::site, Step::delivery, "",
                    "the device of " + connection.name + " is not in the file: its mirror image is assumed to own " +
                        flow.destination.text(),
                    connection.place);
                path.hops.back().pointer = "/ipsec_connections/" + connection.name;
            }
            finish(Disposition::delivered, MirrorImage{*carrier});
            return std::nullopt;
        }
        if (sa.ends_differ && !covered(sa.device_out, box.reversed())) return std::nullopt;
        return AtSite{sa.peer->site};
    }
    [[nodiscard]] std::string end_name(const CompiledEnd& end) const {
        const auto& connection = estate[end.ref.connection];
        return end.ref.tunnel ? connection.name + '/' + connection.tunnels[end.ref.tunnel->index()].name
                              : connection.name;
    }
    /// SAs that lead to the same device tunnel make no difference.
    [[nodiscard]] static std::vector<TableEntry> one_per_peer(const CompiledEnd& end, Entries entries) {
        std::vector<TableEntry> out;
        for (const auto& e : entries) {
            if (std::none_of(out.begin(), out.end(),
                             [&](const auto& o) { return end.sas[o.answer].peer == end.sas[e.answer].peer; })) {
                out.push_back(e);
            }
        }
        return out;
    }
    /// Where the two ends of an SA installed different selectors: whether the receiving one takes the packets.
    [[nodiscard]] bool covered(const std::vector<PacketBox>& outbound, const PacketBox& reply) {
        std::vector<const PacketBox*> partly;
        for (const auto& match : outbound) {
            if (match.contains(reply)) return true;
            if (match.overlaps(reply)) partly.push_back(&match);
        }
        if (partly.empty()) {
            if (detailed) {
                hop(estate[path.connections.back()].name, NodeKind::device, Step::sa, "",
                    "the receiving end installed other selectors, which do not cover " + arrow());
            }
            finish(Disposition::selector_mismatch);
        } else {
            stop({reversed(choose_cut(reply, partly)), {}, {}});
        }
        return false;
    }
    /// From a device, or a mirror image, to the cloud.
    [[nodiscard]] std::optional<Node> arrive(std::uint32_t end_number, const EndSa& sa) {
        const auto& end = network.ends()[end_number];
        path.connections.push_back(end.ref.connection);
        if (sa.ends_differ && !covered(sa.cloud_out, box.reversed())) return std::nullopt;
        const auto gateway = estate[end.ref.connection].vpn_gateway;
        if (gateway) return AtGateway{*gateway, true};
        if (detailed)
            hop(end_name(end), NodeKind::vpn_gateway, Step::sa, "", "the connection belongs to no VPN gateway");
        finish(Disposition::no_route);
        return std::nullopt;
    }

    // --- on premises

    [[nodiscard]] std::optional<Node> leave(const AtSite& at) {
        const auto& site = estate[at.site];
        const auto& compiled = network[at.site];
        if (met({Visit::Kind::site, at.site.index()}, site.name, NodeKind::site)) return std::nullopt;
        const auto table = static_cast<std::uint32_t>(estate.vpn_gateways.size() + at.site.index());
        auto entries = find(compiled.policy, settle(table));
        if (!entries) return std::nullopt;
        std::uint32_t chosen = 0;
        if (!entries->empty()) {
            const auto first_one = first(table, site.name, *entries,
                                         [&](const TableEntry& e) { return site.policy_routes[e.record].name; });
            if (!first_one) return std::nullopt;
            chosen = *first_one;
            if (detailed) {
                const auto& route = site.policy_routes[first_with(*entries, chosen).record];
                hop(site.name, NodeKind::site, Step::site_route, route.name,
                    "policy route " + route.name + ", priority " + std::to_string(route.priority), route.place,
                    beaten_site_policies(at.site, first_with(*entries, chosen).record), "policy_routes");
            }
        } else {
            entries = find(compiled.routes);
            if (!entries) return std::nullopt;
            if (entries->empty()) {
                if (detailed) {
                    hop(site.name, NodeKind::site, Step::site_route, "", "no route to " + flow.destination.text(),
                        site.place, {}, "routes");
                }
                finish(Disposition::no_route);
                return std::nullopt;
            }
            chosen = pick(4, at.site.index() << 1, site.name, ChoiceReason::ecmp, *entries,
                          [&](const TableEntry& e) { return site_route_name(at.site, e.record); });
            if (detailed) site_hop(at.site, first_with(*entries, chosen).record);
        }
        return std::visit([&](const auto& hop_) { return follow(at, hop_); }, ecmp(at.site, compiled.targets[chosen]));
    }
    [[nodiscard]] SiteTarget::value_type ecmp(SiteId id, const SiteTarget& target) {
        if (target.size() == 1) return target.front();
        const auto key = std::uint64_t{5} << 56 | static_cast<std::uint64_t>(direction) << 48 | id.index();
        const auto chosen = world.pick(key, target.size());
        if (world.logs()) {
            Choice choice{estate[id].name, ChoiceReason::ecmp, target_name(id, target[chosen]), {}};
            for (std::size_t i = 0; i < target.size(); ++i) {
                if (i != chosen) choice.alternatives.push_back(target_name(id, target[i]));
            }
            world.note(std::move(choice));
        }
        return target[chosen];
    }
    [[nodiscard]] std::string target_name(SiteId id, const SiteTarget::value_type& target) const {
        const auto& devices = estate[id].devices;
        struct Name {
            const std::vector<Device>& devices;
            std::string operator()(Connected) const { return "connected"; }
            std::string operator()(Local) const { return "local"; }
            std::string operator()(Internet) const { return "internet"; }
            std::string operator()(Blackhole) const { return "blackhole"; }
            std::string operator()(DeviceHop h) const { return devices[h.device.index()].name; }
            std::string operator()(TunnelHop h) const {
                const auto& device = devices[h.device.index()];
                return device.name + '/' + device.tunnels[h.tunnel.index()].name;
            }
        };
        return std::visit(Name{devices}, target);
    }
    [[nodiscard]] std::string site_route_name(SiteId id, std::uint32_t record) const {
        const auto& site = estate[id];
        return record < site.networks.size() ? site.networks[record].name
                                             : site.routes[record - site.networks.size()].name;
    }
    [[nodiscard]] std::vector<Beaten> beaten_site_policies(SiteId id, std::uint32_t matched) const {
        std::vector<Beaten> beaten;
        const auto& routes = estate[id].policy_routes;
        std::vector<std::uint32_t> seen{matched};
        for (const auto* record : network[id].policy.touching(box)) {
            const auto other = record->entry.record;
            if (std::find(seen.begin(), seen.end(), other) != seen.end()) continue;
            seen.push_back(other);
            const bool equal = routes[other].priority == routes[matched].priority;
            beaten.push_back(
                {routes[other].name, equal ? "equal priority: matches only if it comes first"
                                           : "priority " + std::to_string(routes[other].priority) + " is asked later"});
        }
        return beaten;
    }
    void site_hop(SiteId id, std::uint32_t matched) {
        const auto& site = estate[id];
        std::vector<Beaten> beaten;
        std::string detail;
        for (const auto* route : network[id].routes.covering(flow.destination)) {
            if (route->entry.record == matched) {
                detail = route->destination.text() + " -> ";
                const auto& target = network[id].targets[route->entry.answer];
                for (std::size_t i = 0; i < target.size(); ++i)
                    detail += (i > 0 ? " or " : "") + target_name(id, target[i]);
            } else {
                beaten.push_back({site_route_name(id, route->entry.record),
                                  route->destination.text() + " is less specific or has a higher metric"});
            }
        }
        const auto networks = site.networks.size();
        hop(site.name, NodeKind::site, Step::site_route, site_route_name(id, matched), std::move(detail),
            matched < networks ? site.networks[matched].place : site.routes[matched - networks].place,
            std::move(beaten), matched < networks ? "networks" : "routes");
    }

    [[nodiscard]] std::optional<Node> follow(const AtSite& at, Connected) {
        if (detailed) {
            hop(estate[at.site].name, NodeKind::site, Step::delivery, "",
                flow.destination.text() + " is a network of " + estate[at.site].name);
        }
        finish(Disposition::delivered, at.site);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, Local) {
        const auto owned = owner(network[at.site].owner, Dimension::destination);
        if (!owned) return std::nullopt;
        if (*owned != 0) return follow(at, Connected{});
        if (detailed) {
            hop(estate[at.site].name, NodeKind::site, Step::delivery, "",
                "no network of " + estate[at.site].name + " has " + flow.destination.text());
        }
        finish(Disposition::no_route);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, Internet) {
        if (detailed)
            hop("internet", NodeKind::internet, Step::delivery, "",
                "the packet leaves " + estate[at.site].name + " to the Internet");
        finish(Disposition::left_to_internet);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtSite&, Blackhole) {
        finish(Disposition::blackhole);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, DeviceHop to) {
        const auto& device = network.device(at.site, to.device);
        return leave_device(at.site, to.device, device.sas, std::nullopt);
    }
    [[nodiscard]] std::optional<Node> follow(const AtSite& at, TunnelHop to) {
        const auto& device = network.device(at.site, to.device);
        return leave_device(at.site, to.device, device.tunnels[to.tunnel.index()].sas, to.tunnel);
    }

    /// The device sends by the SAs it has; `tunnel` where the route names one.
    [[nodiscard]] std::optional<Node> leave_device(SiteId site, DeviceIndex device, const RankedTable& sas,
                                                   std::optional<TunnelIndex> tunnel) {
        const auto& configured = estate[site].devices[device.index()];
        const auto entries = find(sas, Settle::by_answer);
        if (!entries) return std::nullopt;
        if (entries->empty()) {
            without_sa(site, device, tunnel);
            return std::nullopt;
        }
        const auto text_of = [&](const TableEntry& e) {
            const auto& ref = network.device_sas()[e.answer];
            const auto& end = network.ends()[ref.end];
            return end_name(end) + ": " + end.sas[ref.sa].text;
        };
        const auto chosen = pick(7, site.index() << 16 | device.index(), estate[site].name + '/' + configured.name,
                                 ChoiceReason::equal_sa, *entries, text_of);
        const auto& ref = network.device_sas()[chosen];
        const auto& sa = network.ends()[ref.end].sas[ref.sa];
        if (detailed) {
            const auto& through = configured.tunnels[sa.peer->tunnel.index()];
            std::vector<Beaten> beaten;
            for (const auto* record : sas.touching(box)) {
                if (record->entry.answer == chosen || network.certainty(record->entry.gate) == Certainty::never)
                    continue;
                beaten.push_back({text_of(record->entry), "less specific, or later in the configuration"});
            }
            hop(configured.name, NodeKind::device, Step::device_selectors, through.name,
                "SA " + sa.text + " of " + end_name(network.ends()[ref.end]), through.place, std::move(beaten),
                estate[site].name);
        }
        return arrive(ref.end, sa);
    }

    void without_sa(SiteId site, DeviceIndex device, std::optional<TunnelIndex> named) {
        const auto& compiled = network.device(site, device);
        const auto& configured = estate[site].devices[device.index()];
        // Inside the configured selectors of tunnels whose connections are all down?
        std::vector<const PacketBox*> partly;
        std::vector<std::uint32_t> inside;
        for (const auto* record : compiled.configured.touching(box)) {
            if (named && record->entry.answer != named->index()) continue;
            if (record->match.contains(box)) inside.push_back(record->entry.answer);
            else partly.push_back(&record->match);
        }
        if (!partly.empty()) {
            stop({choose_cut(box, partly), {}, {}});
            return;
        }
        std::sort(inside.begin(), inside.end());
        for (const auto t : inside) {
            const auto& serves = compiled.tunnels[t].connections;
            if (serves.empty() ||
                std::any_of(serves.begin(), serves.end(), [&](ConnectionId c) { return world.up(c); }))
                continue;
            path.connections.push_back(serves.front());
            if (detailed) {
                hop(configured.name, NodeKind::device, Step::device_selectors, configured.tunnels[t].name,
                    estate[serves.front()].name + " has no SA", configured.tunnels[t].place, {}, estate[site].name);
            }
            finish(Disposition::tunnel_down);
            return;
        }
        if (named && compiled.tunnels[named->index()].connections.size() == 1) {
            path.connections.push_back(compiled.tunnels[named->index()].connections.front());
        }
        if (detailed) {
            const auto& through = named ? configured.tunnels[named->index()].name : configured.name;
            hop(configured.name, NodeKind::device, Step::device_selectors, "",
                "no SA of " + through + " covers " + arrow(),
                named ? configured.tunnels[named->index()].place : configured.place, {}, estate[site].name);
        }
        finish(Disposition::selector_mismatch);
    }

    // --- the walk

    [[nodiscard]] std::optional<Node> start(VpcId id) {
        const auto zone = owner(network[id].owner, Dimension::source);
        if (!zone) return std::nullopt;
        return AtVpc{id, network[id].zones[*zone - first_zone].route_table};
    }
    [[nodiscard]] std::optional<Node> start(SiteId id) { return AtSite{id}; }
    [[nodiscard]] std::optional<Node> start(const MirrorImage& image) {
        // It replies through the connection that the request came by.
        const auto& end = network.ends()[image.end];
        for (std::uint32_t s = 0; s < end.sas.size(); ++s) {
            const auto& sa = end.sas[s];
            const bool carries =
                std::any_of(sa.device_out.begin(), sa.device_out.end(), [&](const auto& m) { return m.contains(box); });
            if (carries && world.holds({Gate::Kind::sa_present, image.end, s})) return arrive(image.end, sa);
        }
        path.connections.push_back(end.ref.connection);
        finish(Disposition::selector_mismatch);
        return std::nullopt;
    }
};

std::optional<Path> Walker::walk(const Endpoint& from, const PacketBox& box, Direction direction,
                                 const std::vector<std::uint32_t>& exact) {
    Run run{network_, network_.estate(), world_, box, direction, exact, detail_ == Detail::hops, hints_, box.witness()};
    world_.log_to(run.detailed ? &run.path.choices : nullptr);
    auto node = std::visit([&](const auto& at) { return run.start(at); }, from);
    while (!run.done()) node = std::visit([&](const auto& at) { return run.leave(at); }, *node);
    world_.log_to(nullptr);
    interrupt_ = std::move(run.interrupt);
    if (run.stopped) return std::nullopt;
    // A choice that several look-ups asked for is listed once.
    auto& choices = run.path.choices;
    for (auto it = choices.begin(); it != choices.end();) {
        it = std::find(choices.begin(), it, *it) == it ? std::next(it) : choices.erase(it);
    }
    return std::move(run.path);
}

}  // namespace vpnsim
