#include "sim/sa_alternatives.hpp"

#include <algorithm>
#include <range/v3/algorithm/contains.hpp>
#include <tuple>

namespace vpnsim {
namespace {

SelectorList ascending(SelectorList list) {
    std::sort(list.begin(), list.end());
    return list;
}

std::vector<ChildSa> seen_by_cloud(const std::vector<AgreedChild>& children, Initiator initiator) {
    std::vector<ChildSa> out;
    for (const auto& child : children) {
        auto sa = seen_by_cloud(child, initiator);
        if (!ranges::contains(out, sa)) out.push_back(std::move(sa));
    }
    return out;
}

/// The sets of at most `limit` members that may live, of a list in configured order.
std::vector<std::vector<std::size_t>> survivors(const std::vector<std::size_t>& sas, std::optional<std::uint32_t> limit,
                                                SaSurvivor survivor) {
    if (!limit || sas.size() <= *limit) return {sas};
    const auto count = static_cast<std::ptrdiff_t>(*limit);
    if (survivor == SaSurvivor::first) return {{sas.begin(), sas.begin() + count}};
    if (survivor == SaSurvivor::last) return {{sas.end() - count, sas.end()}};
    std::vector<std::vector<std::size_t>> out;
    for (std::size_t start = 0; start < sas.size(); ++start) {
        std::vector<std::size_t> run;
        for (std::size_t i = 0; i < *limit; ++i) run.push_back(sas[(start + i) % sas.size()]);
        std::sort(run.begin(), run.end());
        out.push_back(std::move(run));
    }
    return out;
}

std::size_t rank(const std::vector<ChildSelectors>& pairs, const ChildSa& sa,
                 bool (*covers)(const ChildSa&, const ChildSelectors&)) {
    const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return covers(sa, pair); });
    return static_cast<std::size_t>(found - pairs.begin());
}

struct SaSets {
    std::vector<std::vector<std::size_t>> sets;
    bool over_limit = false;
};

/// The sets that a cloud end may hold under one initiator, as indices into its SAs. Requires: `pairs` ascend.
SaSets sets_of(const std::vector<CloudEndSa>& sas, const std::vector<PairOfEnd>& pairs,
               std::vector<ChildSa> PairSas::*initiated, std::optional<std::uint32_t> limit, SaSurvivor survivor) {
    std::vector<std::vector<std::size_t>> agreed_of_pair(pairs.size());
    for (std::size_t i = 0; i < sas.size(); ++i) {
        const auto pair = std::lower_bound(pairs.begin(), pairs.end(), sas[i].negotiation,
                                           [](const PairOfEnd& p, std::size_t n) { return p.negotiation < n; });
        const auto& agreed = pair->sas.*initiated;
        if (ranges::contains(agreed, sas[i].sa)) {
            agreed_of_pair[static_cast<std::size_t>(pair - pairs.begin())].push_back(i);
        }
    }
    SaSets out;
    const auto living = [&](const std::vector<std::size_t>& all, std::optional<std::uint32_t> most) {
        out.over_limit = out.over_limit || (most && all.size() > *most);
        return survivors(all, most, survivor);
    };
    std::vector<std::vector<std::vector<std::size_t>>> of_pair;
    std::size_t longest = 1;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
        of_pair.push_back(living(agreed_of_pair[p], pairs[p].device->profile->max_child_sas));
        longest = std::max(longest, of_pair.back().size());
    }
    for (std::size_t turn = 0; turn < longest; ++turn) {
        std::vector<std::size_t> all;
        for (const auto& sets : of_pair) {
            const auto& set = sets[turn % sets.size()];
            all.insert(all.end(), set.begin(), set.end());
        }
        std::sort(all.begin(), all.end());
        for (auto& set : living(all, limit)) {
            if (!ranges::contains(out.sets, set)) out.sets.push_back(std::move(set));
        }
    }
    return out;
}

std::string label_of(const std::vector<std::size_t>& set, const std::vector<CloudEndSa>& sas) {
    std::string out;
    for (const auto i : set)
        out += (out.empty() ? "" : "; ") + text(sas[i].sa.local) + " === " + text(sas[i].sa.remote);
    return out.empty() ? "no SA" : out;
}

}  // namespace

ChildSa seen_by_cloud(const AgreedChild& child, Initiator initiator) {
    const bool cloud = initiator == Initiator::cloud;
    const auto& own = cloud ? child.initiator : child.responder;
    const auto& other = cloud ? child.responder : child.initiator;
    return {ascending(own.local), ascending(own.remote), ascending(other.local), ascending(other.remote)};
}

PairSas pair_sas(const SelectorEnd& cloud, const SelectorEnd& device, IkeVersion version, PossibleInitiator initiator) {
    const auto from_cloud = [&] { return seen_by_cloud(negotiate_children(cloud, device, version), Initiator::cloud); };
    const auto from_device = [&] {
        return seen_by_cloud(negotiate_children(device, cloud, version), Initiator::device);
    };
    if (only_one_survives(cloud, device, version)) {
        const auto all = negotiates_pairs(cloud, version) ? from_cloud() : from_device();
        return {all, all};
    }
    PairSas out;
    if (initiator != PossibleInitiator::device) out.cloud_initiates = from_cloud();
    if (initiator != PossibleInitiator::cloud) out.device_initiates = from_device();
    if (initiator == PossibleInitiator::cloud) out.device_initiates = out.cloud_initiates;
    if (initiator == PossibleInitiator::device) out.cloud_initiates = out.device_initiates;
    return out;
}

CloudEnd joined(CloudEndRef ref, const SelectorEnd& cloud, const std::vector<PairOfEnd>& pairs, SaSurvivor survivor) {
    CloudEnd out{.ref = ref, .sas = {}, .alternatives = {}, .over_limit = false};
    const auto cloud_pairs = pairs_of(cloud.configured);
    for (const auto& pair : pairs) {
        const auto device_pairs = pairs_of(pair.device->configured);
        const auto own = static_cast<std::ptrdiff_t>(out.sas.size());
        for (const auto* list : {&pair.sas.cloud_initiates, &pair.sas.device_initiates}) {
            for (const auto& sa : *list) {
                CloudEndSa entry{pair.negotiation, sa, rank(device_pairs, sa, covers_device_pair)};
                if (std::find(out.sas.begin() + own, out.sas.end(), entry) == out.sas.end())
                    out.sas.push_back(std::move(entry));
            }
        }
    }
    std::stable_sort(out.sas.begin(), out.sas.end(), [&](const auto& a, const auto& b) {
        const auto key = [&](const CloudEndSa& s) {
            return std::tuple{rank(cloud_pairs, s.sa, covers_cloud_pair), s.negotiation, s.device_order};
        };
        return key(a) < key(b);
    });

    const auto limit = cloud.profile->max_child_sas;
    const auto by_cloud = sets_of(out.sas, pairs, &PairSas::cloud_initiates, limit, survivor);
    const auto by_device = sets_of(out.sas, pairs, &PairSas::device_initiates, limit, survivor);
    out.over_limit = by_cloud.over_limit || by_device.over_limit;
    const bool initiator_matters = by_cloud.sets != by_device.sets;
    const auto add = [&](const auto& sets, const char* initiator) {
        for (const auto& set : sets) {
            const auto known = [&](const auto& a) { return a.sas == set; };
            if (std::any_of(out.alternatives.begin(), out.alternatives.end(), known)) continue;
            const bool one_of_several = sets.size() > 1;
            std::string label = initiator_matters ? initiator : "";
            if (one_of_several) label += (label.empty() ? "" : ": ") + label_of(set, out.sas);
            out.alternatives.push_back({set,
                                        one_of_several ? AlternativeReason::surviving_sa : AlternativeReason::initiator,
                                        std::move(label)});
        }
    };
    add(by_cloud.sets, "cloud initiates");
    add(by_device.sets, "device initiates");
    if (out.alternatives.size() == 1) {
        out.alternatives.front().reason = AlternativeReason::certain;
        out.alternatives.front().label.clear();
    }
    return out;
}

bool covers_cloud_pair(const ChildSa& sa, const ChildSelectors& pair) {
    return overlap(sa.local, pair.local) && overlap(sa.remote, pair.remote);
}
bool covers_device_pair(const ChildSa& sa, const ChildSelectors& pair) {
    return overlap(sa.device_local, pair.local) && overlap(sa.device_remote, pair.remote);
}

}  // namespace vpnsim
