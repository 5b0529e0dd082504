#include "sim/expected_packets.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

std::vector<PacketBox> boxes_of(const ExpectedFlow& flow) {
    if (flow.from.family() != flow.to.family()) return {};
    std::vector<PacketBox> boxes;
    const auto add = [&](PortRange protocols) {
        auto& box = boxes.emplace_back(PacketBox::of(flow.from, flow.to));
        box.service.protocols = protocols;
        if (flow.port) box.service.destination_ports = {*flow.port, *flow.port};
    };
    const auto one = [](Protocol protocol) {
        const auto number = static_cast<std::uint16_t>(protocol);
        return PortRange{number, number};
    };
    if (flow.protocol) {
        add(one(*flow.protocol));
    } else if (flow.port) {
        add(one(Protocol::tcp));
        add(one(Protocol::udp));
    } else {
        add({0, 255});
    }
    return boxes;
}

/// Ranges of addresses, disjoint and ascending, that `taken` leaves of a block.
std::vector<Prefix> rest_of(const Prefix& block, std::vector<AddressRange> taken) {
    std::sort(taken.begin(), taken.end());
    std::vector<Prefix> out;
    const auto family = block.family();
    auto next = block.first().bits();
    for (const auto& range : taken) {
        if (next < range.first) cover({family, next}, {family, range.first - 1}, out);
        if (range.last >= block.last().bits()) return out;
        next = std::max(next, range.last + 1);
    }
    cover({family, next}, block.last(), out);
    return out;
}

class PartWalk {
  public:
    PartWalk(const Network& network, std::size_t max_parts, const PartVisitor& visit)
        : network_{network}, left_{max_parts}, visit_{visit} {}

    [[nodiscard]] bool complete() const { return complete_; }

    /// Takes boxes depth first: what was found for those that contain the present one is a stack.
    AfterPart walk(const Endpoint& from, const PacketBox& whole) {
        struct Open {
            PacketBox box;
            std::size_t hints;
        };
        std::vector<Hint> hints;
        std::vector<Open> open{{whole, 0}};
        while (!open.empty()) {
            const auto [box, known] = open.back();
            open.pop_back();
            if (!box.contains(PacketBox::of(box.witness()))) continue;  // ports of protocols without ports
            if (left_ == 0) {
                complete_ = false;
                return AfterPart::stop;
            }
            hints.erase(hints.begin() + static_cast<std::ptrdiff_t>(known), hints.end());
            auto fate = explore(network_, from, box, Settle::by_answer, hints);
            if (fate.cut) {
                if (fate.hint) hints.push_back(std::move(*fate.hint));
                const auto halves = halve(box, *fate.cut);
                open.push_back({halves.high, hints.size()});
                open.push_back({halves.low, hints.size()});
                continue;
            }
            --left_;
            if (visit_(from, box, *fate.behaviour) == AfterPart::stop) return AfterPart::stop;
        }
        return AfterPart::go_on;
    }

  private:
    const Network& network_;
    std::size_t left_;
    const PartVisitor& visit_;
    bool complete_ = true;
};

}  // namespace

ExpectedPackets visit_expected_packets(const Network& network, const ExpectedFlow& flow, std::size_t max_parts,
                                       const PartVisitor& visit) {
    ExpectedPackets out;
    const auto asked = boxes_of(flow);
    std::vector<AddressRange> sent;
    PartWalk parts{network, max_parts, visit};
    auto next = AfterPart::go_on;
    const auto leave = [&](const auto& id) {
        for (const auto& origin : network.origins(id, flow.from.family())) {
            if (asked.empty() || !origin.source.overlaps(asked.front().source)) continue;
            out.any = true;
            sent.push_back(origin.source);
            for (const auto& box : asked) {
                if (next == AfterPart::go_on) next = parts.walk(id, origin.intersection(box));
            }
        }
    };
    for (std::size_t i = 0; i < network.estate().vpcs.size(); ++i) leave(VpcId{i});
    for (std::size_t i = 0; i < network.estate().sites.size(); ++i) leave(SiteId{i});
    out.complete = parts.complete();
    out.not_sent = rest_of(flow.from, std::move(sent));
    return out;
}

}  // namespace vpnsim
