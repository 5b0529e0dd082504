#include "sim/negotiation.hpp"

#include <algorithm>
#include <utility>

#include "sim/child_choice.hpp"
#include "sim/pairing.hpp"

namespace vpnsim {
namespace {

SelectorEnd mirror_image_of(const SelectorEnd& end) {
    return {end.configured.mirrored(), &find_profile("generic")->profile};
}

/// Compares an end with a device that states the same, crosswise.
ParameterComparison compare_with_mirror_image(const CloudEndParameters& end) {
    Device device;
    if (end.customer_address) device.addresses.push_back(*end.customer_address);
    return compare(end, device, mirrored_tunnel(end));
}

void sort_unique(std::vector<ChildSa>& sas) {
    std::sort(sas.begin(), sas.end());
    sas.erase(std::unique(sas.begin(), sas.end()), sas.end());
}

/// The SAs of one negotiation in one alternative of its cloud end.
std::vector<ChildSa> sas_of(const CloudEnd& end, const SaAlternative& alternative, std::size_t negotiation) {
    std::vector<ChildSa> out;
    for (const auto s : alternative.sas) {
        if (end.sas[s].negotiation == negotiation) out.push_back(end.sas[s].sa);
    }
    sort_unique(out);
    return out;
}

std::vector<Negotiation::OfferedSa> offered(const CloudEnd& end, std::size_t negotiation) {
    std::vector<ChildSa> all;
    std::vector<ChildSa> certain;
    for (const auto& alternative : end.alternatives) {
        auto own = sas_of(end, alternative, negotiation);
        if (&alternative == &end.alternatives.front()) {
            certain = own;
        } else {
            std::vector<ChildSa> both;
            std::set_intersection(certain.begin(), certain.end(), own.begin(), own.end(), std::back_inserter(both));
            certain = std::move(both);
        }
        all.insert(all.end(), own.begin(), own.end());
    }
    sort_unique(all);
    std::vector<Negotiation::OfferedSa> out;
    for (auto& sa : all) {
        const bool is_certain = std::binary_search(certain.begin(), certain.end(), sa);
        out.push_back({std::move(sa), is_certain});
    }
    return out;
}

/// Returns true iff in every alternative of its cloud end some SA, of one negotiation or of any, fulfils `covers`.
template <class Covers>
bool always(const CloudEnd& end, std::optional<std::size_t> negotiation, Covers covers) {
    return std::all_of(end.alternatives.begin(), end.alternatives.end(), [&](const SaAlternative& alternative) {
        return std::any_of(alternative.sas.begin(), alternative.sas.end(), [&](std::size_t s) {
            return (!negotiation || end.sas[s].negotiation == *negotiation) && covers(end.sas[s].sa);
        });
    });
}

class Negotiator {
  public:
    Negotiator(const Estate& estate, const Assumptions& assumptions)
        : assumptions_{assumptions},
          ends_{estate},
          peering_{estate, ends_.cloud, ends_.device},
          pairing_{paired(ends_, peering_)} {}

    Negotiations run() {
        for (const auto& pair : pairing_.pairs) compare_parameters(pair);
        agree_on_selectors();
        join();
        find_uncovered();
        for (std::size_t n = 0; n < out_.pairs.size(); ++n) conclude(n);
        for (const auto t : pairing_.without_connection) out_.without_connection.push_back(ends_.device[t].ref);
        return std::move(out_);
    }

  private:
    /// What is known of a pair beside its result.
    struct State {
        ParameterComparison compared;
        std::optional<SelectorEnd> mirror_image;
        std::optional<Mismatch> protection_failure;
        bool open = false;  ///< only selectors are left
        PairSas sas;
    };

    void compare_parameters(const EndPair& pair) {
        Negotiation negotiation{.cloud = ends_.cloud[pair.end].ref,
                                .peer = {},
                                .mismatches = {},
                                .error = {},
                                .fails_later = {},
                                .child_sas = {},
                                .assumptions = {}};
        State state;
        switch (pair.kind) {
            case PairKind::meet:
            case PairKind::address_differs:
                negotiation.peer = ends_.device[*pair.tunnel].ref;
                state.compared = ends_.compared(pair.end, *pair.tunnel);
                break;
            case PairKind::no_tunnel: state.compared.ike.push_back(no_response(ends_.cloud[pair.end])); break;
            case PairKind::mirror_image:
                negotiation.mirror_image = true;
                state.mirror_image = mirror_image_of(ends_.cloud_selectors[pair.end]);
                state.compared = compare_with_mirror_image(ends_.cloud[pair.end]);
                negotiation.assumptions.push_back(mirror_image_sentence(ends_.cloud[pair.end]));
                break;
        }
        negotiation.error = first_failure(state.compared.ike);
        negotiation.esp_blocked = state.compared.esp_blocked;
        negotiation.phase1 = negotiation.error ? PhaseResult::failed : PhaseResult::established;
        state.protection_failure = first_failure(state.compared.protection);
        state.open = !negotiation.error && !state.protection_failure && !first_failure(state.compared.esp);
        for (auto& sentence : state.compared.assumptions) negotiation.assumptions.push_back(std::move(sentence));
        if (!state.compared.unverified.empty()) {
            negotiation.assumptions.push_back(unverified_sentence(state.compared.unverified));
        }
        out_.pairs.push_back(std::move(negotiation));
        states_.push_back(std::move(state));
    }

    static ParameterDifference no_response(const CloudEndParameters& end) {
        const std::string gateway = end.gateway_address ? end.gateway_address->text() : "the gateway";
        return {{ErrorCode::no_response, "peer", gateway, "",
                 "the device at " + end.customer_address->text() + " has no tunnel to " + gateway},
                Consequence::fails};
    }
    static std::string mirror_image_sentence(const CloudEndParameters& end) {
        const std::string who = end.customer_address
                                    ? "no device has the customer gateway address " + end.customer_address->text()
                                    : std::string{"no customer gateway address is stated"};
        return who + ": the peer is taken as a mirror image";
    }

    void agree_on_selectors() {
        std::vector<OpenPair> open;
        std::vector<std::size_t> numbers;
        for (std::size_t n = 0; n < states_.size(); ++n) {
            State& state = states_[n];
            if (!state.open) continue;
            const auto& pair = pairing_.pairs[n];
            const auto& cloud = ends_.cloud_selectors[pair.end];
            if (state.mirror_image) {
                state.sas = pair_sas(cloud, *state.mirror_image, state.compared.version, PossibleInitiator::cloud);
            } else if (assumptions_.initiator == Initiator::any) {
                state.sas = pair_sas(cloud, ends_.device_selectors[*pair.tunnel], state.compared.version,
                                     ends_.possible_initiator(pair.end, *pair.tunnel));
            } else {
                open.push_back({pair.end, *pair.tunnel, state.compared.version});
                numbers.push_back(n);
            }
        }
        auto chosen = chosen_children(ends_, peering_, open, assumptions_.initiator);
        for (std::size_t i = 0; i < open.size(); ++i) states_[numbers[i]].sas = std::move(chosen[i]);
    }

    const SelectorEnd& device_end(std::size_t negotiation) const {
        const auto& state = states_[negotiation];
        return state.mirror_image ? *state.mirror_image : ends_.device_selectors[*pairing_.pairs[negotiation].tunnel];
    }

    void join() {
        std::size_t n = 0;
        for (std::size_t e = 0; e < ends_.cloud.size(); ++e) {
            std::vector<PairOfEnd> pairs;
            for (; n < pairing_.pairs.size() && pairing_.pairs[n].end == e; ++n) {
                if (states_[n].open) pairs.push_back({n, states_[n].sas, &device_end(n)});
            }
            out_.ends.push_back(joined(ends_.cloud[e].ref, ends_.cloud_selectors[e], pairs, assumptions_.sa_survivor));
        }
    }

    /// Looks for configured pairs that some alternative leaves without an SA; SAs with other peers count as well.
    void find_uncovered() {
        cloud_uncovered_.resize(ends_.cloud.size());
        for (std::size_t e = 0; e < ends_.cloud.size(); ++e) {
            const auto pairs = pairs_of(ends_.cloud_selectors[e].configured);
            cloud_uncovered_[e] = std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
                return !always(out_.ends[e], {}, [&](const ChildSa& sa) { return covers_cloud_pair(sa, pair); });
            });
        }
        std::vector<std::vector<std::size_t>> negotiations_of(ends_.device.size());
        for (std::size_t n = 0; n < pairing_.pairs.size(); ++n) {
            if (pairing_.pairs[n].tunnel) negotiations_of[*pairing_.pairs[n].tunnel].push_back(n);
        }
        device_uncovered_.resize(ends_.device.size());
        for (std::size_t t = 0; t < ends_.device.size(); ++t) {
            const auto pairs = pairs_of(ends_.device_selectors[t].configured);
            device_uncovered_[t] = std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
                return std::none_of(negotiations_of[t].begin(), negotiations_of[t].end(), [&](std::size_t n) {
                    return always(out_.ends[pairing_.pairs[n].end], n,
                                  [&](const ChildSa& sa) { return covers_device_pair(sa, pair); });
                });
            });
        }
    }

    void conclude(std::size_t n) {
        Negotiation& out = out_.pairs[n];
        State& state = states_[n];
        const auto& pair = pairing_.pairs[n];
        const CloudEnd& end = out_.ends[pair.end];
        out.child_sas = offered(end, n);
        if (out.phase1 == PhaseResult::failed) {
            out.phase2 = PhaseResult::not_attempted;
        } else if (out.child_sas.empty()) {
            out.phase2 = PhaseResult::failed;
            // Selectors are checked before the ESP proposal: where both are wrong the selectors are the answer.
            out.error = state.protection_failure        ? state.protection_failure
                        : !state.open && agree_alone(n) ? first_failure(state.compared.esp)
                                                        : selector_failure(n);
        } else {
            const bool uncovered = cloud_uncovered_[pair.end] || (pair.tunnel && device_uncovered_[*pair.tunnel]);
            out.phase2 = uncovered ? PhaseResult::partial : PhaseResult::established;
            out.sa_count_mismatch = uncovered && end.over_limit;
            find_later_failure(n);
        }
        const auto append = [&](const std::vector<ParameterDifference>& differences) {
            for (const auto& difference : differences) out.mismatches.push_back(difference.mismatch);
        };
        append(state.compared.ike);
        append(state.compared.protection);
        if (!pair.tunnel) return;
        for (const auto side : {SelectorSide::local, SelectorSide::remote}) {
            auto difference = selector_difference(n, side);
            if (difference.local != difference.remote) out.mismatches.push_back(std::move(difference));
        }
        append(state.compared.esp);
    }

    Mismatch selector_difference(std::size_t n, SelectorSide side) const {
        const auto& cloud = ends_.cloud_selectors[pairing_.pairs[n].end].configured;
        const auto& device = device_end(n).configured;
        const bool local = side == SelectorSide::local;
        const auto sorted_text = [](SelectorList list) {
            std::sort(list.begin(), list.end());
            return text(list);
        };
        Mismatch out{ErrorCode::traffic_selector_mismatch, local ? "local_ts" : "remote_ts",
                     sorted_text(local ? cloud.local : cloud.remote), sorted_text(local ? device.remote : device.local),
                     ""};
        out.message = std::string{local ? "the cloud's networks are " : "the on-premises networks are "} + out.local +
                      " at the cloud end and " + out.remote + " at the device";
        return out;
    }

    /// Returns true iff the selectors of the pair lead to an SA when no other pair is in its way.
    bool agree_alone(std::size_t n) const {
        const auto& pair = pairing_.pairs[n];
        const auto initiator =
            pair.tunnel ? ends_.possible_initiator(pair.end, *pair.tunnel) : PossibleInitiator::cloud;
        return !pair_sas(ends_.cloud_selectors[pair.end], device_end(n), states_[n].compared.version, initiator).none();
    }

    std::optional<Mismatch> selector_failure(std::size_t n) const {
        const auto& cloud = ends_.cloud_selectors[pairing_.pairs[n].end];
        const auto& device = device_end(n);
        const auto version = states_[n].compared.version;
        auto out = selector_difference(n, disagreeing_side(cloud, device, version));
        if (refuses_own_lists(cloud, version)) {
            out.message = "IKEv1 carries one block on each side, the cloud end has several: " + out.local;
        } else if (refuses_own_lists(device, version)) {
            out.message = "IKEv1 carries one block on each side, the device has several: " + out.remote;
        } else if (agree_alone(n)) {
            out.message = "the responder answers the initiator with another of its children";
        }
        return out;
    }

    void find_later_failure(std::size_t n) {
        const auto& compared = states_[n].compared;
        for (const auto* list : {&compared.esp, &compared.ike}) {
            for (const auto& difference : *list) {
                if (difference.consequence != Consequence::fails_later || out_.pairs[n].fails_later) continue;
                const bool pfs = difference.mismatch.code == ErrorCode::pfs_mismatch;
                out_.pairs[n].fails_later =
                    Negotiation::Later{difference.mismatch, !pfs                        ? "first DPD exchange"
                                                            : children_of_ike_sa(n) > 1 ? "second child"
                                                                                        : "first rekey"};
            }
        }
    }

    /// How many CHILD_SAs one IKE_SA may carry at once: those of all cloud ends at these addresses with its parameters.
    std::size_t children_of_ike_sa(std::size_t n) const {
        const std::size_t end = pairing_.pairs[n].end;
        std::size_t count = 0;
        for (const auto e : peering_.ends_beside(end)) {
            if (ends_.cloud[e].ike != ends_.cloud[end].ike || ends_.cloud[e].psk != ends_.cloud[end].psk) continue;
            std::size_t most = 0;
            for (const auto& alternative : out_.ends[e].alternatives) most = std::max(most, alternative.sas.size());
            count += most;
        }
        return count;
    }

    const Assumptions& assumptions_;
    NegotiatingEnds ends_;
    Peering peering_;
    Pairing pairing_;
    std::vector<State> states_;
    std::vector<bool> cloud_uncovered_;
    std::vector<bool> device_uncovered_;
    Negotiations out_;
};

}  // namespace

Negotiations negotiate(const Estate& estate, const Assumptions& assumptions) {
    return Negotiator{estate, assumptions}.run();
}

std::vector<SaAlternative> carrying(const Negotiations& negotiations, const CloudEnd& end) {
    auto out = end.alternatives;
    for (auto& alternative : out) {
        std::erase_if(alternative.sas,
                      [&](std::size_t s) { return negotiations.pairs[end.sas[s].negotiation].esp_blocked; });
    }
    return out;
}

PhaseResult selectors_under(const Estate& estate, const Assumptions& assumptions, CloudEndRef cloud,
                            std::optional<DeviceTunnelRef> device, IkeVersion version) {
    const auto cloud_end = selector_end(estate, cloud.connection);
    const auto device_end = device ? selector_end(estate, *device) : mirror_image_of(cloud_end);
    auto initiator = PossibleInitiator::cloud;
    if (device && device_tunnel(estate, *device).initiates != false && assumptions.initiator != Initiator::cloud) {
        initiator = assumptions.initiator == Initiator::any ? PossibleInitiator::either : PossibleInitiator::device;
    }
    const std::vector<PairOfEnd> pair{{0, pair_sas(cloud_end, device_end, version, initiator), &device_end}};
    const auto end = joined(cloud, cloud_end, pair, assumptions.sa_survivor);
    if (end.sas.empty()) return PhaseResult::failed;
    const auto all_covered = [&](const SelectorEnd& side, auto covers) {
        const auto pairs = pairs_of(side.configured);
        return std::all_of(pairs.begin(), pairs.end(), [&](const auto& configured) {
            return always(end, {}, [&](const ChildSa& sa) { return covers(sa, configured); });
        });
    };
    return all_covered(cloud_end, covers_cloud_pair) && all_covered(device_end, covers_device_pair)
               ? PhaseResult::established
               : PhaseResult::partial;
}

}  // namespace vpnsim
