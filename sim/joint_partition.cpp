#include "sim/joint_partition.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <type_traits>

namespace vpnsim {
namespace {

/// In the numbers that both networks share.
Behaviour common(Behaviour behaviour, const Counterparts& connections) {
    const auto renumber = [&](Trip& trip) {
        for (auto& id : trip.connections) id = ConnectionId{connections.number(id.index())};
    };
    for (auto& outcome : behaviour) {
        renumber(outcome.forward);
        if (outcome.reply) renumber(*outcome.reply);
    }
    std::sort(behaviour.begin(), behaviour.end());
    return behaviour;
}

/// One network's part of the work.
class JointSide {
  public:
    explicit JointSide(const Network& network) : network_{network} {
        for (std::size_t v = 0; v < network.estate().vpcs.size(); ++v) partition.ingresses.push_back({VpcId{v}, {}});
        for (std::size_t s = 0; s < network.estate().sites.size(); ++s) partition.ingresses.push_back({SiteId{s}, {}});
    }
    [[nodiscard]] std::size_t position(const Endpoint& at) const {
        const auto* const vpc = std::get_if<VpcId>(&at);
        return vpc != nullptr ? vpc->index() : network_.estate().vpcs.size() + std::get<SiteId>(at).index();
    }
    /// The VPCs or sites that send packets of a region.
    template <class EndpointId>
    [[nodiscard]] std::set<std::uint32_t> senders(const RankedTable& region) const {
        const auto vpcs = static_cast<std::uint32_t>(network_.estate().vpcs.size());
        std::set<std::uint32_t> out;
        for (const auto& part : region.records()) {
            for (const auto* sender : network_.senders().touching(part.match.reversed())) {
                const auto number = sender->entry.answer;
                if (std::is_same_v<EndpointId, VpcId> && number < vpcs) out.insert(number);
                if (std::is_same_v<EndpointId, SiteId> && number >= vpcs) out.insert(number - vpcs);
            }
        }
        return out;
    }
    [[nodiscard]] std::vector<PacketBox> origins(const Endpoint& at, Family family) const {
        const auto* const vpc = std::get_if<VpcId>(&at);
        return vpc != nullptr ? network_.origins(*vpc, family) : network_.origins(std::get<SiteId>(at), family);
    }
    /// The number of the behaviour, absent where the box is no flow of this network; or where to cut the box.
    [[nodiscard]] std::variant<std::optional<std::uint32_t>, Cut> behaviour(const Endpoint& at, const PacketBox& box) {
        const auto own = owns_destination(network_, at, box);
        if (const auto* const border = std::get_if<AddressBits>(&own)) return Cut{Dimension::destination, *border};
        if (std::get<bool>(own)) return std::optional<std::uint32_t>{};
        auto fate = explore(network_, at, box, Settle::by_answer, hints);
        if (fate.cut) {
            if (fate.hint) hints.push_back(std::move(*fate.hint));
            return *fate.cut;
        }
        const auto [found, added] =
            numbers_.try_emplace(*fate.behaviour, static_cast<std::uint32_t>(partition.behaviours.size()));
        if (added) partition.behaviours.push_back(std::move(*fate.behaviour));
        return std::optional{found->second};
    }
    void keep(const Endpoint& at, const PacketBox& box, std::uint32_t behaviour) {
        partition.ingresses[position(at)].boxes.push_back({box, behaviour});
    }

    FlowPartition partition;
    std::vector<Hint> hints;  ///< of the boxes that contain the present one

  private:
    const Network& network_;
    std::map<Behaviour, std::uint32_t> numbers_;
};

/// Sources with the networks that have them at one ingress.
struct Root {
    PacketBox box;
    bool in_before;
    bool in_after;
};

std::vector<Root> roots(const std::vector<PacketBox>& before, const std::vector<PacketBox>& after) {
    std::vector<AddressBits> borders;
    for (const auto* boxes : {&before, &after}) {
        for (const auto& box : *boxes) {
            borders.push_back(box.source.first);
            if (box.source.last != last_bits(box.family)) borders.push_back(box.source.last + 1);
        }
    }
    std::sort(borders.begin(), borders.end());
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    std::vector<Root> out;
    for (std::size_t i = 0; i < borders.size(); ++i) {
        auto box = before.empty() ? after.front() : before.front();
        box.source = {borders[i], i + 1 < borders.size() ? borders[i + 1] - 1 : last_bits(box.family)};
        const auto has = [&](const std::vector<PacketBox>& boxes) {
            return std::any_of(boxes.begin(), boxes.end(), [&](const auto& b) { return b.contains(box); });
        };
        const Root root{box, has(before), has(after)};
        if (root.in_before || root.in_after) out.push_back(root);
    }
    return out;
}

RankedTable region_table(const std::vector<PacketBox>& region) {
    std::vector<RankedTable::Record> records;
    for (const auto& box : region) records.push_back({box, 0, {{}, 0, 0}});
    return RankedTable{std::move(records)};
}

class JointPartitioner {
  public:
    JointPartitioner(const Network& before, const Network& after, const Correspondence& same,
                     const std::vector<PacketBox>& region, std::size_t max_boxes)
        : before_{before}, after_{after}, same_{same}, region_{region_table(region)}, max_boxes_{max_boxes} {}

    JointPartition run() {
        each<VpcId>(same_.vpcs);
        each<SiteId>(same_.sites);
        return {std::move(before_.partition), std::move(after_.partition), std::move(changes_)};
    }

  private:
    /// Those that send something of the region in one of the networks.
    template <class EndpointId>
    void each(const Counterparts& same) {
        std::set<std::uint32_t> numbers;
        for (const auto b : before_.template senders<EndpointId>(region_)) numbers.insert(b);
        for (const auto a : after_.template senders<EndpointId>(region_)) numbers.insert(same.number(a));
        for (const auto number : numbers) {
            const bool is_old = number < same.before_size();
            const auto before = is_old ? std::optional<Endpoint>{EndpointId{number}} : std::nullopt;
            const auto a = is_old ? same.after(number) : std::optional{number - same.before_size()};
            analyse(before, a ? std::optional<Endpoint>{EndpointId{*a}} : std::nullopt);
        }
    }
    void analyse(const std::optional<Endpoint>& before, const std::optional<Endpoint>& after) {
        for (const auto family : {Family::ipv4, Family::ipv6}) {
            const auto old = before ? before_.origins(*before, family) : std::vector<PacketBox>{};
            const auto now = after ? after_.origins(*after, family) : std::vector<PacketBox>{};
            for (const auto& root : roots(old, now)) {
                analyse(root.box, root.in_before ? before : std::nullopt, root.in_after ? after : std::nullopt);
            }
        }
    }
    void analyse(const PacketBox& root, const std::optional<Endpoint>& before, const std::optional<Endpoint>& after) {
        struct Open {
            PacketBox box;
            std::size_t hints_before;  ///< how many are about boxes that contain this one
            std::size_t hints_after;
        };
        before_.hints.clear();
        after_.hints.clear();
        std::vector<Open> open{{root, 0, 0}};
        while (!open.empty()) {
            const auto [box, known_before, known_after] = open.back();
            open.pop_back();
            before_.hints.erase(before_.hints.begin() + static_cast<std::ptrdiff_t>(known_before), before_.hints.end());
            after_.hints.erase(after_.hints.begin() + static_cast<std::ptrdiff_t>(known_after), after_.hints.end());
            const auto split = [&](const Cut& cut) {
                const auto halves = halve(box, cut);
                open.push_back({halves.high, before_.hints.size(), after_.hints.size()});
                open.push_back({halves.low, before_.hints.size(), after_.hints.size()});
            };
            const auto inside = region_.find(box, Settle::by_answer);
            if (const auto* const unsettled = std::get_if<RankedTable::Unsettled>(&inside)) {
                split(unsettled->cut);
                continue;
            }
            if (std::get<Levels>(inside).empty()) continue;
            if (kept_ == max_boxes_) {
                if (before) before_.partition.left.emplace_back(*before, box);
                if (after) after_.partition.left.emplace_back(*after, box);
                continue;
            }
            std::optional<std::uint32_t> old;
            std::optional<std::uint32_t> now;
            const auto look = [&](JointSide& side, const std::optional<Endpoint>& at,
                                  std::optional<std::uint32_t>& behaviour) {
                if (!at) return true;
                const auto found = side.behaviour(*at, box);
                if (const auto* const cut = std::get_if<Cut>(&found)) {
                    split(*cut);
                    return false;
                }
                behaviour = std::get<std::optional<std::uint32_t>>(found);
                return true;
            };
            if (!look(before_, before, old) || !look(after_, after, now)) continue;
            if (old) before_.keep(*before, box, *old);
            if (now) after_.keep(*after, box, *now);
            if (old || now) ++kept_;
            if (differ(old, now)) {
                changes_.push_back({before, after, box, old ? before_.partition.behaviours[*old] : Behaviour{},
                                    now ? after_.partition.behaviours[*now] : Behaviour{},
                                    old && now && same_requests(*old, *now)});
            }
        }
    }
    [[nodiscard]] bool differ(std::optional<std::uint32_t> before, std::optional<std::uint32_t> after) {
        if (!before || !after) return before.has_value() != after.has_value();
        const auto [known, added] = differ_.try_emplace({*before, *after}, false);
        if (added) {
            known->second = before_.partition.behaviours[*before] !=
                            common(after_.partition.behaviours[*after], same_.ipsec_connections);
        }
        return known->second;
    }

    [[nodiscard]] bool same_requests(std::uint32_t before, std::uint32_t after) const {
        return forward_trips(before_.partition.behaviours[before]) ==
               forward_trips(common(after_.partition.behaviours[after], same_.ipsec_connections));
    }

    JointSide before_;
    JointSide after_;
    const Correspondence& same_;
    RankedTable region_;
    std::size_t max_boxes_;
    std::size_t kept_ = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, bool> differ_;
    std::vector<FlowChange> changes_;
};

}  // namespace

JointPartition joint_partition(const Network& before, const Network& after, const Correspondence& same,
                               const std::vector<PacketBox>& region, std::size_t max_boxes) {
    return JointPartitioner{before, after, same, region, max_boxes}.run();
}

std::vector<FlowChange> changed_flows(const Network& before, const Network& after, std::size_t max_boxes) {
    const auto found = difference(before, after);
    return joint_partition(before, after, found.same, found.touched, max_boxes).changes;
}

}  // namespace vpnsim
