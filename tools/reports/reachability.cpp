#include "tools/reports/reachability.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "sim/findings/finding_context.hpp"
#include "tools/reports/shown_class.hpp"

namespace vpnsim {
namespace {

double count(const AddressRange& range) { return static_cast<double>(range.last - range.first) + 1; }
double count(const PortRange& range) { return static_cast<double>(range.last - range.first) + 1; }

/// The share of all services that a service is, so that a pair of addresses counts once however it is cut.
double share(const Service& service) {
    return count(service.protocols) / 256 * count(service.source_ports) / 65536 * count(service.destination_ports) /
           65536;
}

/// Looks up the trips of a region; indexes an ingress when it is first asked for.
class Trips {
  public:
    explicit Trips(const FlowPartition& partition) : partition_{partition} {}

    [[nodiscard]] std::vector<Trip> between(const Endpoint& at, const Prefix& source, const Prefix& destination) {
        std::vector<std::uint32_t> behaviours;
        if (const auto* const index = index_of(at)) {
            index->for_each(PacketBox::of(source, destination),
                            [&](const FlowBox& flow, const PacketBox&) { behaviours.push_back(flow.behaviour); });
        }
        std::sort(behaviours.begin(), behaviours.end());
        behaviours.erase(std::unique(behaviours.begin(), behaviours.end()), behaviours.end());
        std::vector<Trip> out;
        for (const auto b : behaviours) {
            for (auto& trip : forward_trips(partition_.behaviours[b])) out.push_back(std::move(trip));
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }

  private:
    [[nodiscard]] const RegionIndex* index_of(const Endpoint& at) {
        const auto known = indexes_.find(at);
        if (known != indexes_.end()) return known->second.get();
        const auto ingress = std::find_if(partition_.ingresses.begin(), partition_.ingresses.end(),
                                          [&](const Ingress& i) { return i.at == at; });
        auto made = ingress == partition_.ingresses.end() ? nullptr : std::make_unique<RegionIndex>(*ingress);
        return indexes_.emplace(at, std::move(made)).first->second.get();
    }

    const FlowPartition& partition_;
    std::map<Endpoint, std::unique_ptr<RegionIndex>> indexes_;
};

}  // namespace

Reachability reachability(const Network& network, const FlowPartition& partition, std::size_t most_cells) {
    Reachability out;
    for (const auto& row : shown_classes(partition)) {
        const auto& behaviour = partition.behaviours[row.behaviour];
        ++out.classes;
        ++out.by_symmetry[static_cast<std::size_t>(symmetry(behaviour))];
        std::array<bool, 9> seen{};
        for (const auto& trip : forward_trips(behaviour)) seen[static_cast<std::size_t>(trip.disposition)] = true;
        for (std::size_t d = 0; d < seen.size(); ++d) out.by_disposition[d] += seen[d] ? 1U : 0U;
    }
    for (const auto& ingress : partition.ingresses) {
        for (const auto& [box, ignored] : ingress.boxes) {
            out.address_pairs += count(box.source) * count(box.destination) * share(box.service);
        }
    }
    const auto& estate = network.estate();
    Trips trips{partition};
    for (std::size_t v = 0; v < estate.vpcs.size(); ++v) {
        for (std::size_t w = 0; w < estate.vpcs[v].vswitches.size(); ++w) {
            const auto& vswitch = estate.vpcs[v].vswitches[w].cidr;
            for (std::size_t s = 0; s < estate.sites.size(); ++s) {
                for (std::size_t n = 0; n < estate.sites[s].networks.size(); ++n) {
                    const auto& cidr = estate.sites[s].networks[n].cidr;
                    if (cidr.family() != vswitch.family()) continue;
                    if (out.matrix.size() == most_cells) {
                        ++out.matrix_left_out;
                        continue;
                    }
                    out.matrix.push_back({VpcId{v}, w, SiteId{s}, n, trips.between(VpcId{v}, vswitch, cidr),
                                          trips.between(SiteId{s}, cidr, vswitch)});
                }
            }
        }
    }
    return out;
}

}  // namespace vpnsim
