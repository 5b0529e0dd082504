#include "sim/child_choice.hpp"

#include <algorithm>
#include <map>

namespace vpnsim {
namespace {

/// One initiating end with the pairs (positions) it is in, in the responder's file order.
struct Initiating {
    InitiatingEnd side;
    std::vector<std::size_t> pairs;
};

/// Returns true iff the responder takes this end for the initiator's: IKEv2 goes on when the proposal differs, IKEv1 is
/// bound to the first that fits by identity.
bool fits_by_identity(const ParameterComparison& compared) {
    return std::none_of(compared.ike.begin(), compared.ike.end(), [&](const ParameterDifference& d) {
        using enum ErrorCode;
        const auto code = d.mismatch.code;
        return code == ike_version_mismatch || code == negotiation_mode_mismatch || code == peer_id_mismatch ||
               (compared.version != IkeVersion::ikev1 && d.consequence == Consequence::fails_proposal);
    });
}

class ChildChoice {
  public:
    ChildChoice(const NegotiatingEnds& ends, const Peering& peering, const std::vector<OpenPair>& pairs)
        : ends_{ends}, peering_{peering}, pairs_{pairs}, out_(pairs.size()) {}

    std::vector<PairSas> run(Initiator initiator) {
        // A tunnel that may not initiate leaves it to the cloud end.
        std::map<std::pair<InitiatingEnd, std::size_t>, Initiating> initiating;
        for (std::size_t p = 0; p < pairs_.size(); ++p) {
            const bool device = initiator == Initiator::device &&
                                ends_.possible_initiator(pairs_[p].end, pairs_[p].tunnel) != PossibleInitiator::cloud;
            const auto side = device ? InitiatingEnd::device : InitiatingEnd::cloud;
            auto& entry = initiating[{side, device ? pairs_[p].tunnel : pairs_[p].end}];
            entry.side = side;
            entry.pairs.push_back(p);
        }
        for (auto& [key, entry] : initiating) negotiate(entry);
        return std::move(out_);
    }

  private:
    void negotiate(const Initiating& entry) {
        const bool cloud = entry.side == InitiatingEnd::cloud;
        const auto own = [&](const OpenPair& pair) -> const SelectorEnd& {
            return cloud ? ends_.cloud_selectors[pair.end] : ends_.device_selectors[pair.tunnel];
        };
        const auto other = [&](const OpenPair& pair) -> const SelectorEnd& {
            return cloud ? ends_.device_selectors[pair.tunnel] : ends_.cloud_selectors[pair.end];
        };
        const auto searched = searched_pairs(entry);
        if (searched.empty()) return;
        const OpenPair& first = pairs_[searched.front()];
        std::vector<ChildSelectors> children;
        std::vector<std::size_t> pair_of_child;
        for (const auto p : searched) {
            for (auto& child : responder_children(other(pairs_[p]), pairs_[p].version)) {
                children.push_back(std::move(child));
                pair_of_child.push_back(p);
            }
        }
        const DeviceProfile& responder = *other(first).profile;
        for (const auto& offer : offers(own(first), first.version)) {
            const auto chosen = chosen_child(offer, children, responder, first.version);
            if (!chosen) continue;
            const std::size_t p = pair_of_child[*chosen];
            const auto& cloud_end = ends_.cloud_selectors[pairs_[p].end];
            const auto& device_end = ends_.device_selectors[pairs_[p].tunnel];
            const bool lists_against_pairs = !negotiates_pairs(own(first), first.version);
            if (lists_against_pairs && only_one_survives(cloud_end, device_end, first.version)) {
                out_[p] = pair_sas(cloud_end, device_end, first.version, PossibleInitiator::either);
                continue;
            }
            const auto sa = agree(*own(first).profile, offer, responder, children[*chosen], first.version);
            if (!sa) continue;
            const auto seen = seen_by_cloud(*sa, cloud ? Initiator::cloud : Initiator::device);
            out_[p].cloud_initiates.push_back(seen);
            out_[p].device_initiates.push_back(seen);
        }
    }

    std::vector<std::size_t> searched_pairs(const Initiating& entry) const {
        const bool cloud = entry.side == InitiatingEnd::cloud;
        const OpenPair& any = pairs_[entry.pairs.front()];
        const auto& responder =
            cloud ? *ends_.device_selectors[any.tunnel].profile : *ends_.cloud_selectors[any.end].profile;
        if (responder.connection_search == ConnectionSearch::all_of_peer) return entry.pairs;
        const auto candidates = cloud ? peering_.tunnels_of(any.end) : peering_.ends_of(any.tunnel);
        const auto found = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t other) {
            return fits_by_identity(cloud ? ends_.compared(any.end, other) : ends_.compared(other, any.tunnel));
        });
        std::vector<std::size_t> out;
        if (found == candidates.end()) return out;
        std::copy_if(entry.pairs.begin(), entry.pairs.end(), std::back_inserter(out), [&](std::size_t p) {
            return cloud ? same_connection(*ends_.device[pairs_[p].tunnel].tunnel, *ends_.device[*found].tunnel)
                         : same_connection(ends_.cloud[pairs_[p].end], ends_.cloud[*found]);
        });
        return out;
    }
    /// Ends with equal phase 1 parameters towards one peer are children of one IKE connection.
    template <class End>
    static bool same_connection(const End& a, const End& b) {
        return a.ike == b.ike && a.psk == b.psk;
    }

    const NegotiatingEnds& ends_;
    const Peering& peering_;
    const std::vector<OpenPair>& pairs_;
    std::vector<PairSas> out_;
};

}  // namespace

std::vector<PairSas> chosen_children(const NegotiatingEnds& ends, const Peering& peering,
                                     const std::vector<OpenPair>& pairs, Initiator initiator) {
    return ChildChoice{ends, peering, pairs}.run(initiator);
}

}  // namespace vpnsim
