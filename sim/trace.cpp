#include "sim/trace.hpp"

#include <algorithm>
#include <tuple>

namespace vpnsim {
namespace {

void add(std::vector<Path>& paths, Path path) {
    const auto key = [](const Path& p) { return std::tie(p.disposition, p.connections, p.choices); };
    const auto at = std::lower_bound(paths.begin(), paths.end(), path,
                                     [&](const Path& a, const Path& b) { return key(a) < key(b); });
    if (at == paths.end() || key(*at) != key(path)) paths.insert(at, std::move(path));
}

}  // namespace

Trace trace(const Network& network, const Endpoint& from, const Flow& flow) {
    const auto box = PacketBox::of(flow);
    const auto reply_box = box.reversed();
    Trace out{flow, {}, {}, Symmetry::not_delivered};
    Behaviour behaviour;
    World world{network};
    Walker walker{network, world, Detail::hops};
    walker.use(Settle::by_record);  // of a single packet all records settle alike
    do {
        auto forward = walker.walk(from, box, Direction::forward, {});
        Outcome outcome{{forward->disposition, forward->connections}, std::nullopt};
        if (forward->disposition == Disposition::delivered) {
            auto reply = walker.walk(*forward->end, reply_box, Direction::reply, {});
            if (reply->disposition == Disposition::delivered && reply->end != from) {
                reply->disposition = Disposition::misdelivered;
            }
            outcome.reply = Trip{reply->disposition, reply->connections};
            add(out.reply, std::move(*reply));
        }
        add(out.forward, std::move(*forward));
        behaviour.push_back(std::move(outcome));
    } while (world.next());
    out.symmetry = symmetry(behaviour);
    return out;
}

std::vector<ProbeOutcome> probe(const Network& network, ConnectionId through, const Flow& flow) {
    const auto box = PacketBox::of(flow);
    const auto reply_box = box.reversed();
    std::vector<ProbeOutcome> out;
    World world{network};
    Walker walker{network, world, Detail::hops};
    walker.use(Settle::by_record);  // of a single packet all records settle alike
    do {
        auto request = walker.probe(through, box, {});
        if (!world.up(through)) continue;
        ProbeOutcome outcome{std::move(*request), std::nullopt};
        if (const auto end = outcome.request.end) outcome.reply = walker.walk(*end, reply_box, Direction::reply, {});
        out.push_back(std::move(outcome));
    } while (world.next());
    return out;
}

std::vector<Endpoint> owners(const Network& network, const Address& address) {
    std::vector<Endpoint> out;
    for (std::size_t i = 0; i < network.estate().vpcs.size(); ++i) {
        if (network[VpcId{i}].owner.at(address) >= first_zone) out.emplace_back(VpcId{i});
    }
    for (std::size_t i = 0; i < network.estate().sites.size(); ++i) {
        if (network[SiteId{i}].owner.at(address) != 0) out.emplace_back(SiteId{i});
    }
    return out;
}

}  // namespace vpnsim
