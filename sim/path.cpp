#include "sim/path.hpp"

#include <algorithm>
#include <array>
#include <range/v3/algorithm/contains.hpp>

#include "model/answer_names.hpp"
#include "sim/walk.hpp"

namespace vpnsim {

std::string_view text(Disposition disposition) { return disposition_names[static_cast<std::size_t>(disposition)]; }

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

void Walker::Run::finish(Disposition disposition, std::optional<Endpoint> end) {
    path.disposition = disposition;
    path.end = end;
    finished = true;
}

void Walker::Run::stop(Interrupt why) {
    interrupt = std::move(why);
    stopped = true;
}

void Walker::Run::hop(std::string node, NodeKind kind, Step step, std::string matched, std::string detail, Place place,
                      std::vector<Beaten> beaten, const std::string& within) {
    const auto member = [&](const std::string& collection) {
        return matched.empty() ? "" : '/' + collection + '/' + matched;
    };
    const std::string own = matched.empty() ? "" : '/' + matched;
    std::string entity = node + own;
    std::string pointer;
    if (step == Step::policy_route || step == Step::destination_route || step == Step::bgp_route) {
        pointer = "/vpn_gateways/" + node + member(std::string{text(step)} + 's');
        if (matched.starts_with("auto/")) pointer = "/ipsec_connections/" + matched.substr(5, matched.rfind('/') - 5);
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
    path.hops.push_back({std::move(node), kind, step, std::move(matched), std::move(detail), std::move(beaten), place,
                         std::move(entity), std::move(pointer)});
}

std::optional<std::uint32_t> Walker::Run::owner(const IntervalMap& map, Dimension dimension) {
    const auto& range = dimension == Dimension::source ? box.source : box.destination;
    const auto answered = map.find(box.family, range);
    if (const auto* border = std::get_if<AddressBits>(&answered)) {
        stop({Cut{dimension, *border}, {}, {}});
        return std::nullopt;
    }
    return std::get<std::uint32_t>(answered);
}

std::optional<Entries> Walker::Run::find(const ForwardingTable& table) {
    if (detailed) {
        table.deciding(flow.destination, found);
        return world.resolve(found);
    }
    const auto answered = table.find(box.family, box.destination);
    if (const auto* border = std::get_if<AddressBits>(&answered)) {
        stop({Cut{Dimension::destination, *border}, {}, {}});
        return std::nullopt;
    }
    if (const auto border =
            settling == Settle::by_record ? table.border_in(box.family, box.destination) : std::nullopt) {
        stop({Cut{Dimension::destination, *border}, {}, {}});
        return std::nullopt;
    }
    return world.resolve(*std::get<const Levels*>(answered));
}

std::optional<Entries> Walker::Run::find(const RankedTable& table, Settle settle) {
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

const RankedTable::Candidates* Walker::Run::hint(const RankedTable& table) const {
    if (hints == nullptr) return nullptr;
    const auto last = std::find_if(hints->rbegin(), hints->rend(),
                                   [&](const Hint& h) { return h.table == &table && h.direction == direction; });
    return last == hints->rend() ? nullptr : &last->candidates;
}

bool Walker::Run::agree(Entries entries) {
    return std::all_of(entries.begin(), entries.end(),
                       [&](const TableEntry& e) { return e.answer == entries.front().answer; });
}

std::vector<std::uint32_t> Walker::Run::answers(Entries entries) {
    std::vector<std::uint32_t> out;
    for (const auto& e : entries) {
        if (!ranges::contains(out, e.answer)) out.push_back(e.answer);
    }
    return out;
}

const TableEntry& Walker::Run::first_with(Entries entries, std::uint32_t answer) {
    const TableEntry* first = nullptr;
    for (const auto& e : entries) {
        if (e.answer == answer && (first == nullptr || e.record < first->record)) first = &e;
    }
    return *first;
}

Settle Walker::Run::settle(std::uint32_t table) const {
    return ranges::contains(exact, table) ? Settle::by_record : settling;
}

bool Walker::Run::met(const MetNode& visit, const std::string& name, NodeKind kind) {
    if (ranges::contains(visited, visit)) {
        if (detailed) hop(name, kind, Step::delivery, "", "met for the second time: the packet circulates");
        finish(Disposition::loop);
        return true;
    }
    visited.push_back(visit);
    return false;
}

std::optional<Node> Walker::Run::start(VpcId id) {
    const auto zone = owner(network[id].owner, Dimension::source);
    if (!zone) return std::nullopt;
    origin_zone = *zone - first_zone;
    if (!leaves_zone(id, network[id].zones[*origin_zone])) return std::nullopt;
    return AtVpc{id, network[id].zones[*origin_zone].route_table};
}

std::optional<Node> Walker::Run::start(const MirrorImage& image) {
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

std::optional<Path> Walker::Run::go(std::optional<Node> node) {
    while (!done()) node = std::visit([&](const auto& at) { return leave(at); }, *node);
    world.log_to(nullptr);
    if (stopped) return std::nullopt;
    // A choice that several look-ups asked for is listed once.
    auto& choices = path.choices;
    for (auto it = choices.begin(); it != choices.end();) {
        it = std::find(choices.begin(), it, *it) == it ? std::next(it) : choices.erase(it);
    }
    return std::move(path);
}

std::optional<Path> Walker::walk(const Endpoint& from, const PacketBox& box, Direction direction,
                                 const std::vector<std::uint32_t>& exact) {
    if (direction == Direction::forward) session_ = {from, {}};
    Run run{network_, network_.estate(), world_,     box,       direction, exact, detail_ == Detail::hops,
            hints_,   box.witness(),     filtering_, settling_, session_,  from};
    world_.log_to(run.detailed ? &run.path.choices : nullptr);
    auto path = run.go(std::visit([&](const auto& at) { return run.start(at); }, from));
    interrupt_ = std::move(run.interrupt);
    return path;
}

std::optional<Path> Walker::probe(ConnectionId through, const PacketBox& box, const std::vector<std::uint32_t>& exact) {
    const auto gateway = network_.estate()[through].vpn_gateway;
    const auto vpc = gateway ? network_.estate()[*gateway].vpc : std::nullopt;
    session_ = {vpc ? std::optional<Endpoint>{*vpc} : std::nullopt, {}};
    Run run{
        network_, network_.estate(), world_,     box,       Direction::forward, exact,       detail_ == Detail::hops,
        hints_,   box.witness(),     filtering_, settling_, session_,           std::nullopt};
    world_.log_to(run.detailed ? &run.path.choices : nullptr);
    auto path = run.go(run.cross(through));
    interrupt_ = std::move(run.interrupt);
    return path;
}

}  // namespace vpnsim
