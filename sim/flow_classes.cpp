#include "sim/flow_classes.hpp"

#include <algorithm>
#include <map>

#include "model/answer_names.hpp"

namespace vpnsim {

bool Outcome::symmetric() const {
    return reply && reply->disposition == Disposition::delivered &&
           std::equal(forward.connections.begin(), forward.connections.end(), reply->connections.rbegin(),
                      reply->connections.rend());
}

bool Outcome::asymmetric() const { return reply && reply->disposition == Disposition::delivered && !symmetric(); }

std::string_view text(Symmetry symmetry) { return symmetry_names[static_cast<std::size_t>(symmetry)]; }

Symmetry symmetry(const Behaviour& behaviour) {
    const auto delivered = [](const Outcome& o) { return o.forward.disposition == Disposition::delivered; };
    const auto replied = [](const Outcome& o) { return o.reply && o.reply->disposition == Disposition::delivered; };
    const auto symmetric = [](const Outcome& o) { return o.symmetric(); };
    if (std::none_of(behaviour.begin(), behaviour.end(), delivered)) return Symmetry::not_delivered;
    if (std::none_of(behaviour.begin(), behaviour.end(), replied)) return Symmetry::no_return;
    if (std::all_of(behaviour.begin(), behaviour.end(), symmetric)) return Symmetry::symmetric;
    if (std::none_of(behaviour.begin(), behaviour.end(), symmetric)) return Symmetry::asymmetric;
    return Symmetry::possibly_asymmetric;
}

namespace {

std::vector<Trip> each_once(std::vector<Trip> trips) {
    std::sort(trips.begin(), trips.end());
    trips.erase(std::unique(trips.begin(), trips.end()), trips.end());
    return trips;
}

Trip trip(Path&& path) { return {path.disposition, std::move(path.connections)}; }

struct OwnDestination {
    const Network& network;
    const PacketBox& box;
    [[nodiscard]] std::variant<bool, AddressBits> operator()(VpcId id) const {
        return look(network[id].owner, first_zone);
    }
    [[nodiscard]] std::variant<bool, AddressBits> operator()(SiteId id) const { return look(network[id].owner, 1); }
    [[nodiscard]] std::variant<bool, AddressBits> operator()(MirrorImage) const { return false; }
    [[nodiscard]] std::variant<bool, AddressBits> look(const IntervalMap& owner, std::uint32_t least) const {
        const auto found = owner.find(box.family, box.destination);
        if (const auto* border = std::get_if<AddressBits>(&found)) return *border;
        return std::get<std::uint32_t>(found) >= least;
    }
};

}  // namespace

std::variant<bool, AddressBits> owns_destination(const Network& network, const Endpoint& at, const PacketBox& box) {
    return std::visit(OwnDestination{network, box}, at);
}

std::vector<Trip> forward_trips(const Behaviour& behaviour) {
    std::vector<Trip> trips;
    for (const auto& outcome : behaviour) trips.push_back(outcome.forward);
    return each_once(std::move(trips));
}

std::vector<Trip> reply_trips(const Behaviour& behaviour) {
    std::vector<Trip> trips;
    for (const auto& outcome : behaviour) {
        if (outcome.reply) trips.push_back(*outcome.reply);
    }
    return each_once(std::move(trips));
}

Fate explore(const Network& network, const Endpoint& from, const PacketBox& box, Settle settle,
             const std::vector<Hint>& hints, Filtering filtering) {
    std::vector<std::uint32_t> exact;
    const PacketBox reply_box = box.reversed();
    while (true) {
        Behaviour behaviour;
        World world{network};
        Walker walker{network, world, Detail::outcome, filtering};
        walker.use(hints);
        walker.use(settle);
        bool reversed = false;
        do {
            auto forward = walker.walk(from, box, Direction::forward, exact);
            reversed = false;
            if (!forward) break;
            const auto end = forward->end;
            Outcome outcome{trip(std::move(*forward)), std::nullopt};
            if (outcome.forward.disposition == Disposition::delivered) {
                auto reply = walker.walk(*end, reply_box, Direction::reply, exact);
                reversed = true;
                if (!reply) break;
                if (reply->disposition == Disposition::delivered && reply->end != from)
                    reply->disposition = Disposition::misdelivered;
                outcome.reply = trip(std::move(*reply));
            }
            behaviour.push_back(std::move(outcome));
        } while (world.next());
        auto interrupt = walker.take_interrupt();
        if (interrupt.exact_table) {
            exact.push_back(*interrupt.exact_table);
            continue;
        }
        if (interrupt.cut)
            return {std::nullopt, reversed ? vpnsim::reversed(*interrupt.cut) : *interrupt.cut,
                    std::move(interrupt.hint)};
        std::sort(behaviour.begin(), behaviour.end());
        behaviour.erase(std::unique(behaviour.begin(), behaviour.end()), behaviour.end());
        return {std::move(behaviour), std::nullopt, std::nullopt};
    }
}

std::vector<std::pair<PacketBox, Behaviour>> explore_parts(const Network& network, const Endpoint& from,
                                                           const PacketBox& box, Settle settle, Filtering filtering) {
    std::vector<std::pair<PacketBox, Behaviour>> parts;
    std::vector<PacketBox> open{box};
    while (!open.empty()) {
        const auto part = open.back();
        open.pop_back();
        auto fate = explore(network, from, part, settle, {}, filtering);
        if (fate.cut) {
            const auto halves = halve(part, *fate.cut);
            open.push_back(halves.high);
            open.push_back(halves.low);
        } else {
            parts.emplace_back(part, std::move(*fate.behaviour));
        }
    }
    return parts;
}

FlowPartition partition(const Network& network, std::size_t max_boxes) {
    FlowPartition out;
    std::map<Behaviour, std::uint32_t> numbers;
    std::size_t kept = 0;
    const auto analyse = [&](const Endpoint& at, const auto& id) {
        Ingress ingress{at, {}};
        // Boxes are taken depth first: what was found for those that contain the present one is a stack.
        struct Open {
            PacketBox box;
            std::size_t hints;  ///< how many of the stack are about boxes that contain it
        };
        std::vector<Hint> hints;
        std::vector<Open> open;
        for (const auto family : {Family::ipv6, Family::ipv4}) {
            const auto roots = network.origins(id, family);
            for (auto root = roots.rbegin(); root != roots.rend(); ++root) open.push_back({*root, 0});
        }
        while (!open.empty()) {
            const auto [box, known] = open.back();
            open.pop_back();
            hints.erase(hints.begin() + static_cast<std::ptrdiff_t>(known), hints.end());
            const auto split = [&](const Cut& cut) {
                const auto halves = halve(box, cut);
                open.push_back({halves.high, hints.size()});
                open.push_back({halves.low, hints.size()});
            };
            const auto own = owns_destination(network, at, box);
            if (const auto* border = std::get_if<AddressBits>(&own)) {
                split({Dimension::destination, *border});
                continue;
            }
            if (std::get<bool>(own)) continue;
            if (kept == max_boxes) {
                out.left.emplace_back(at, box);
                continue;
            }
            auto fate = explore(network, at, box, Settle::by_answer, hints);
            if (fate.cut) {
                if (fate.hint) hints.push_back(std::move(*fate.hint));
                split(*fate.cut);
                continue;
            }
            const auto [found, added] =
                numbers.try_emplace(*fate.behaviour, static_cast<std::uint32_t>(out.behaviours.size()));
            if (added) out.behaviours.push_back(std::move(*fate.behaviour));
            ingress.boxes.push_back({box, found->second});
            ++kept;
        }
        out.ingresses.push_back(std::move(ingress));
    };
    for (std::size_t i = 0; i < network.estate().vpcs.size(); ++i) analyse(VpcId{i}, VpcId{i});
    for (std::size_t i = 0; i < network.estate().sites.size(); ++i) analyse(SiteId{i}, SiteId{i});
    return out;
}

}  // namespace vpnsim
