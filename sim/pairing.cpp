#include "sim/pairing.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace vpnsim {
namespace {

ChildSelectors ascending(ChildSelectors lists) {
    std::sort(lists.local.begin(), lists.local.end());
    std::sort(lists.remote.begin(), lists.remote.end());
    return lists;
}

std::size_t hash_of(const ChildSelectors& lists) {
    std::size_t hash = lists.local.size();
    const auto mix = [&hash](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15U + (hash >> 29); };
    for (const auto* list : {&lists.local, &lists.remote}) {
        for (const auto& block : *list) {
            for (const auto& address : {block.first, block.last}) {
                mix(static_cast<std::uint64_t>(address.bits()));
                mix(static_cast<std::uint64_t>(address.bits() >> 64));
            }
        }
    }
    return hash;
}

/// How many addresses two lists share; a measure of nearness only, so rounding does no harm.
double shared(const SelectorList& a, const SelectorList& b) {
    double sum = 0;
    for (const auto& block : intersection(a, b)) {
        sum += static_cast<double>(block.last.bits() - block.first.bits()) + 1;
    }
    return sum;
}

class Matchmaker {
  public:
    Matchmaker(const NegotiatingEnds& ends, const Peering& peering) : ends_{ends}, peering_{peering} {
        for (const auto& end : ends.cloud_selectors) {
            mirrors_.push_back(ascending(end.configured.mirrored()));
            mirror_hashes_.push_back(hash_of(mirrors_.back()));
        }
        for (const auto& tunnel : ends.device_selectors) {
            lists_.push_back(ascending(tunnel.configured));
            list_hashes_.push_back(hash_of(lists_.back()));
        }
    }

    Pairing run() {
        Pairing out;
        std::vector<bool> met(ends_.device.size());
        std::vector<bool> taken(ends_.device.size());
        const auto add = [&](std::size_t end, std::size_t tunnel, PairKind kind) {
            out.pairs.push_back({end, tunnel, kind});
            (kind == PairKind::meet ? met : taken)[tunnel] = true;
        };
        for (std::size_t e = 0; e < ends_.cloud.size(); ++e) {
            if (const auto& tunnels = peering_.tunnels_of(e); !tunnels.empty()) {
                for (const auto t : partners(e, tunnels)) add(e, t, PairKind::meet);
            } else if (peering_.device_known(e)) {
                out.pairs.push_back({e, std::nullopt, PairKind::no_tunnel});
            } else if (const auto& strays = peering_.stray_tunnels_of(e); !strays.empty()) {
                add(e, nearest_tunnel(e, strays), PairKind::address_differs);
            } else {
                out.pairs.push_back({e, std::nullopt, PairKind::mirror_image});
            }
        }
        for (std::size_t t = 0; t < ends_.device.size(); ++t) {
            if (met[t]) continue;
            const auto candidates = peering_.ends_of(t);
            const auto agreeing = [&](std::size_t e) { return agree(e, t); };
            // One that could agree, but whose partners all have exact mirror images elsewhere, stays without.
            if (candidates.empty() || std::any_of(candidates.begin(), candidates.end(), agreeing)) continue;
            out.pairs.push_back({nearest_end(t, candidates), t, PairKind::meet});
        }
        std::sort(out.pairs.begin(), out.pairs.end(), [](const EndPair& a, const EndPair& b) {
            return std::pair{a.end, a.tunnel} < std::pair{b.end, b.tunnel};
        });
        std::copy_if(peering_.stray_tunnels().begin(), peering_.stray_tunnels().end(),
                     std::back_inserter(out.without_connection), [&](std::size_t t) { return !taken[t]; });
        return out;
    }

  private:
    /// Requires: `tunnels` is not empty.
    std::vector<std::size_t> partners(std::size_t end, const std::vector<std::size_t>& tunnels) const {
        std::vector<std::size_t> exact;
        for (const auto t : tunnels) {
            if (list_hashes_[t] == mirror_hashes_[end] && lists_[t] == mirrors_[end]) exact.push_back(t);
        }
        const auto& wanted = exact.empty() ? tunnels : exact;
        std::vector<std::size_t> out;
        std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(out), [&](auto t) { return agree(end, t); });
        if (out.empty()) out.push_back(nearest_tunnel(end, wanted));
        return out;
    }

    /// Returns true iff some initiator gets some SA. The selectors come first: they are cheap to tell apart.
    bool agree(std::size_t end, std::size_t tunnel) const {
        const auto& cloud = ends_.cloud_selectors[end];
        const auto& device = ends_.device_selectors[tunnel];
        const auto takes_any = [](const DeviceProfile& p) {
            return p.ikev1_selectors == SelectorMatch::any || p.ikev2_selectors == SelectorMatch::any;
        };
        if (!takes_any(*cloud.profile) && !takes_any(*device.profile) &&
            !(overlap(cloud.configured.local, device.configured.remote) &&
              overlap(cloud.configured.remote, device.configured.local))) {
            return false;
        }
        const auto compared = ends_.compared(end, tunnel);
        return !first_failure(compared.ike) && !first_failure(compared.protection) && !first_failure(compared.esp) &&
               !pair_sas(cloud, device, compared.version, ends_.possible_initiator(end, tunnel)).none();
    }

    std::pair<std::size_t, double> nearness(std::size_t end, std::size_t tunnel) const {
        const auto& cloud = ends_.cloud_selectors[end].configured;
        const auto& device = ends_.device_selectors[tunnel].configured;
        return {ends_.compared(end, tunnel).equal,
                shared(cloud.local, device.remote) + shared(cloud.remote, device.local)};
    }
    std::size_t nearest_tunnel(std::size_t end, const std::vector<std::size_t>& tunnels) const {
        return nearest(tunnels, [&](std::size_t t) { return nearness(end, t); });
    }
    std::size_t nearest_end(std::size_t tunnel, const std::vector<std::size_t>& ends) const {
        return nearest(ends, [&](std::size_t e) { return nearness(e, tunnel); });
    }
    template <class Nearness>
    static std::size_t nearest(const std::vector<std::size_t>& candidates, Nearness nearness) {
        std::size_t best = candidates.front();
        auto best_nearness = nearness(best);
        for (const auto candidate : candidates) {
            if (const auto other = nearness(candidate); other > best_nearness) {
                best = candidate;
                best_nearness = other;
            }
        }
        return best;
    }

    const NegotiatingEnds& ends_;
    const Peering& peering_;
    std::vector<ChildSelectors> mirrors_;
    std::vector<ChildSelectors> lists_;
    std::vector<std::size_t> mirror_hashes_;
    std::vector<std::size_t> list_hashes_;
};

}  // namespace

SelectorEnd selector_end(const Estate& estate, ConnectionId connection) {
    return {{reduced(estate[connection].local_ts), reduced(estate[connection].remote_ts)},
            &cloud_profile(estate, connection)};
}
SelectorEnd selector_end(const Estate& estate, DeviceTunnelRef tunnel) {
    const auto& configured = device_tunnel(estate, tunnel);
    return {{reduced(configured.local_ts), reduced(configured.remote_ts)},
            &estate[tunnel.site].devices[tunnel.device.index()].profile};
}

NegotiatingEnds::NegotiatingEnds(const Estate& estate) : device{device_tunnels(estate)} {
    for (const auto ref : cloud_ends(estate)) {
        cloud.push_back(cloud_end_parameters(estate, ref));
        cloud_selectors.push_back(selector_end(estate, ref.connection));
    }
    for (const auto& view : device) device_selectors.push_back(selector_end(estate, view.ref));
}

PossibleInitiator NegotiatingEnds::possible_initiator(std::size_t end, std::size_t tunnel) const {
    const auto& view = *device[tunnel].tunnel;
    const bool device_may = view.initiates != false && may_initiate(InitiatingEnd::device, cloud[end], view);
    return device_may ? PossibleInitiator::either : PossibleInitiator::cloud;
}

Pairing paired(const NegotiatingEnds& ends, const Peering& peering) { return Matchmaker{ends, peering}.run(); }

}  // namespace vpnsim
