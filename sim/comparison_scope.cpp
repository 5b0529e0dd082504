#include "sim/comparison_scope.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

template <class Id>
std::vector<Id> listed(const std::set<Id>& ids) {
    return {ids.begin(), ids.end()};
}

class Scoping {
  public:
    Scoping(const Network& before, const Network& after, const Correspondence& same, RecordDifference records,
            const std::vector<PacketBox>& touched)
        : before_{before}, after_{after}, same_{same}, records_{std::move(records)} {
        out_.region = touched;
        std::vector<RankedTable::Record> boxes;
        for (const auto& box : touched) boxes.push_back({box, 0, {{}, 0, 0}});
        touched_ = RankedTable{std::move(boxes)};
    }

    ComparisonScope run() {
        mark_senders(before_, records_.before);
        mark_senders(after_, records_.after);
        close();
        out_.before = scope(before_, records_.before);
        out_.after = scope(after_, records_.after);
        std::sort(out_.region.begin(), out_.region.end());
        out_.region.erase(std::unique(out_.region.begin(), out_.region.end()), out_.region.end());
        return std::move(out_);
    }

  private:
    [[nodiscard]] bool is_touched(const PacketBox& box) const {
        const auto found = touched_.find(box, Settle::by_answer);
        const auto* const levels = std::get_if<Levels>(&found);
        return levels == nullptr || !levels->empty();
    }
    void mark_senders(const Network& network, RecordMarks& marks) const {
        const auto vpcs = network.estate().vpcs.size();
        for (const auto& touched : touched_.records()) {
            for (const auto* sender : network.senders().touching(touched.match.reversed())) {
                if (sender->entry.answer < vpcs) marks.vpcs.emplace(sender->entry.answer);
            }
        }
    }

    /// A finding may speak of everything that belongs to one VPC: what one side has in scope the other has as well.
    void close() {
        for (bool grown = true; grown;) {
            grow(before_, records_.before);
            grow(after_, records_.after);
            grown = exchange(same_.vpcs, records_.before.vpcs, records_.after.vpcs);
            grown = exchange(same_.vpn_gateways, records_.before.gateways, records_.after.gateways) || grown;
            grown = exchange(same_.ipsec_connections, records_.before.connections, records_.after.connections) || grown;
        }
        add_peers(before_, records_.before);
        add_peers(after_, records_.after);
    }
    static void grow(const Network& network, RecordMarks& marks) {
        const auto& estate = network.estate();
        for (const auto id : marks.connections) {
            if (const auto gateway = estate[id].vpn_gateway) marks.gateways.insert(*gateway);
        }
        for (const auto id : marks.gateways) {
            if (const auto vpc = estate[id].vpc) marks.vpcs.insert(*vpc);
        }
        for (const auto id : marks.vpcs) {
            marks.gateways.insert(network.gateways_of(id).begin(), network.gateways_of(id).end());
        }
        for (const auto id : marks.gateways) {
            marks.connections.insert(network.connections_of(id).begin(), network.connections_of(id).end());
        }
    }
    /// Returns whether marks were added.
    template <class Id>
    static bool exchange(const Counterparts& same, std::set<Id>& before, std::set<Id>& after) {
        const auto sizes = std::pair{before.size(), after.size()};
        for (const auto id : before) {
            if (const auto other = same.after(id.index())) after.emplace(*other);
        }
        for (const auto id : after) {
            if (const auto other = same.before(id.index())) before.emplace(*other);
        }
        return sizes != std::pair{before.size(), after.size()};
    }
    static void add_peers(const Network& network, RecordMarks& marks) {
        const auto& pairs = network.negotiations().pairs;
        for (const auto id : marks.connections) {
            const auto first = std::partition_point(pairs.begin(), pairs.end(),
                                                    [&](const Negotiation& n) { return n.cloud.connection < id; });
            for (auto pair = first; pair != pairs.end() && pair->cloud.connection == id; ++pair) {
                if (pair->peer) marks.device_tunnels.insert(*pair->peer);
            }
        }
    }

    // --- what findings ask of flows

    void look_at(const PacketBox& box) {
        out_.region.push_back(box);
        out_.region.push_back(box.reversed());
    }

    [[nodiscard]] FindingScope scope(const Network& network, const RecordMarks& marks) {
        FindingScope out;
        out.vpcs = listed(marks.vpcs);
        out.gateways = listed(marks.gateways);
        out.connections = listed(marks.connections);
        out.customer_gateways = listed(marks.customer_gateways);
        out.device_tunnels = listed(marks.device_tunnels);
        auto carried = marks.connections;
        for (const auto& box : touched_.records()) {
            for (const auto* record : network.carried().touching(box.match)) carried.emplace(record->entry.answer);
        }
        out.carried = listed(carried);
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
        for (const auto id : network.probed()) {
            if (marks.connections.contains(id) || is_touched(*network.estate()[id].health_check)) {
                out.probed.push_back(id);
            }
        }
        out.overlaps = records_.overlaps_may_differ ? FindingScope::everything(network).overlaps : out.vpcs;
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

    const Network& before_;
    const Network& after_;
    const Correspondence& same_;
    RecordDifference records_;
    RankedTable touched_;
    ComparisonScope out_;
};

}  // namespace

ComparisonScope comparison_scope(const Network& before, const Network& after, const Correspondence& same,
                                 const RecordDifference& records, const std::vector<PacketBox>& touched) {
    return Scoping{before, after, same, records, touched}.run();
}

}  // namespace vpnsim
