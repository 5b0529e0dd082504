#include "sim/failover.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "sim/state_dependence.hpp"

namespace vpnsim {
namespace {

using FailureNumbers = std::vector<std::uint32_t>;  // of failures, ascending

using Ends = std::vector<CloudEndRef>;  // ascending

bool within(const Ends& some, const Ends& all) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}
bool has(const FailureNumbers& numbers, std::uint32_t number) {
    return std::binary_search(numbers.begin(), numbers.end(), number);
}
FailureNumbers with(FailureNumbers numbers, std::uint32_t number) {
    numbers.insert(std::lower_bound(numbers.begin(), numbers.end(), number), number);
    return numbers;
}

/// The estate while something fails. Negotiations do not depend on states, so they are shared.
struct FailedEstate {
    Scenario scenario;
    Network network;
    FailedEstate(Scenario s, const Negotiations& negotiations)
        : scenario{std::move(s)}, network{scenario, negotiations} {}
};

/// A part of a flow class, to be looked at under one combination.
struct Part {
    Endpoint at;
    PacketBox box;
    const Behaviour* intact;
    /// Failures that may not join the combination any more: it is reached in another order.
    FailureNumbers barred;
};

/// Follows each flow class from failure to failure. Only failures that may matter to the flow under those before are
/// added (`StateDependence`); any other leaves it as it is, so that there is nothing to tell of the larger combination.
/// Hence every flow that fares otherwise under a combination S than under each smaller one can be reached by adding the
/// members of S one by one, each mattering when it is added. Of these orders the one is taken that always adds the
/// least member that matters; what is passed over there is barred from being added later.
class FailureSearch {
  public:
    FailureSearch(const Simulation& simulation, std::size_t max_failures)
        : simulation_{simulation},
          dependence_{simulation.network()},
          max_failures_{max_failures},
          most_kept_{40'000 / (simulation.scenario().estate.ipsec_connections.size() + 1)} {
        const auto& estate = simulation.scenario().estate;
        out_.failures = possible_failures(estate, simulation.negotiations());
        failures_of_.resize(estate.ipsec_connections.size());
        for (std::uint32_t f = 0; f < out_.failures.size(); ++f) {
            for (const auto& end : out_.failures[f].ends) {
                auto& of_connection = failures_of_[end.connection.index()];
                if (of_connection.empty() || of_connection.back() != f) of_connection.push_back(f);
            }
        }
    }

    Failover run() {
        const auto& flows = simulation_.partition();
        out_.complete = flows.complete();
        for (std::uint32_t f = 0; f < out_.failures.size(); ++f) next_[{f}];  // told even if they do nothing
        for (const auto& ingress : flows.ingresses) {
            for (const auto& flow : ingress.boxes) {
                const auto& behaviour = flows.behaviours[flow.behaviour];
                // Outcomes are sorted, delivered ones first: a flow that no world delivers is left out.
                if (behaviour.front().forward.disposition != Disposition::delivered) continue;
                add_failures({}, {ingress.at, flow.box, &behaviour, {}}, behaviour);
            }
        }
        while (!next_.empty()) {
            const auto level = std::exchange(next_, {});
            for (const auto& [failures, parts] : level) look(failures, parts);
        }
        return std::move(out_);
    }

  private:
    /// Which failures may matter to the flow as it behaves.
    [[nodiscard]] FailureNumbers mattering(const Part& part, const Behaviour& behaviour) const {
        FailureNumbers out;
        for (const auto connection : dependence_.connections(part.at, part.box, behaviour)) {
            const auto& failures = failures_of_[connection.index()];
            out.insert(out.end(), failures.begin(), failures.end());
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }
    void add_failures(const FailureNumbers& failures, const Part& part, const Behaviour& behaviour) {
        auto barred = part.barred;
        for (const auto f : mattering(part, behaviour)) {
            if (has(failures, f) || has(part.barred, f)) continue;
            auto larger = with(failures, f);
            if (!is_smaller_one(larger)) next_[std::move(larger)].push_back({part.at, part.box, part.intact, barred});
            barred = with(std::move(barred), f);
        }
    }
    [[nodiscard]] Ends down(const FailureNumbers& failures) const {
        Ends out;
        for (const auto f : failures) out.insert(out.end(), out_.failures[f].ends.begin(), out_.failures[f].ends.end());
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }
    /// Fewer failures take the same ends down. So they do with whatever joins the combination.
    [[nodiscard]] bool is_smaller_one(const FailureNumbers& failures) const {
        const auto all = down(failures);
        return coverable(all, all, failures.size() - 1);
    }
    /// At most `most` failures, each within `all`, take down what is left of it.
    [[nodiscard]] bool coverable(const Ends& left, const Ends& all, std::size_t most) const {
        if (left.empty()) return true;
        if (most == 0) return false;
        const auto& candidates = failures_of_[left.front().connection.index()];
        return std::any_of(candidates.begin(), candidates.end(), [&](std::uint32_t f) {
            const auto& ends = out_.failures[f].ends;
            if (!std::binary_search(ends.begin(), ends.end(), left.front()) || !within(ends, all)) return false;
            Ends rest;
            std::set_difference(left.begin(), left.end(), ends.begin(), ends.end(), std::back_inserter(rest));
            return coverable(rest, all, most - 1);
        });
    }
    [[nodiscard]] std::unique_ptr<const FailedEstate> fail(const FailureNumbers& failures) const {
        return std::make_unique<const FailedEstate>(with_failed(simulation_.scenario(), down(failures)),
                                                    simulation_.negotiations());
    }

    void look(const FailureNumbers& failures, const std::vector<Part>& parts) {
        FailureCombination told{failures, {}};
        const auto failed = fail(failures);
        for (const auto& part : parts) {
            for (auto& [box, behaviour] : explore_parts(failed->network, part.at, part.box, Settle::by_answer)) {
                const Part piece{part.at, box, part.intact, part.barred};
                const bool same_requests = forward_trips(*part.intact) == forward_trips(behaviour);
                const FlowChange change{part.at, part.at, box, *part.intact, behaviour, same_requests};
                const bool changed = behaviour != *part.intact;
                if (changed) tell(failures, change, told.flows);
                // Of what dies here larger combinations do not tell.
                const bool dead = changed && failover_effect(change) == FailoverEffect::dies;
                if (failures.size() < max_failures_ && !dead) add_failures(failures, piece, behaviour);
            }
        }
        if (failures.size() == 1 || !told.flows.empty()) out_.combinations.push_back(std::move(told));
    }
    /// Adds what of the change no smaller combination makes.
    void tell(const FailureNumbers& failures, const FlowChange& change, std::vector<FlowChange>& told) {
        const auto effect = failover_effect(change);
        std::vector<PacketBox> left{change.box};
        for (std::uint32_t members = 1; members + 1 < std::uint32_t{1} << failures.size() && !left.empty(); ++members) {
            FailureNumbers some;
            for (std::size_t i = 0; i < failures.size(); ++i) {
                if ((members >> i & 1) != 0) some.push_back(failures[i]);
            }
            std::vector<PacketBox> rest;
            for (const auto& box : left) {
                for (auto& [piece, behaviour] : explore_parts(smaller(some), *change.before, box, Settle::by_answer)) {
                    if (behaviour != change.behaviour_before) {
                        const auto known = failover_effect(change.behaviour_before, behaviour);
                        if (known == FailoverEffect::dies || known > effect || behaviour == change.behaviour_after)
                            continue;
                    }
                    rest.push_back(piece);
                }
            }
            left = std::move(rest);
        }
        for (const auto& box : left) {
            told.push_back(change);
            told.back().box = box;
        }
    }
    [[nodiscard]] const Network& smaller(const FailureNumbers& failures) {
        if (smaller_.size() > most_kept_) smaller_.clear();
        auto& known = smaller_[failures];
        if (!known) known = fail(failures);
        return known->network;
    }

    const Simulation& simulation_;
    const StateDependence dependence_;
    const std::size_t max_failures_;
    const std::size_t most_kept_;  ///< in `smaller_`: an estate takes memory in proportion to its connections
    std::vector<FailureNumbers> failures_of_;  ///< by ConnectionId
    Failover out_;
    std::map<FailureNumbers, std::vector<Part>> next_;  ///< combinations of the next size
    std::map<FailureNumbers, std::unique_ptr<const FailedEstate>> smaller_;
};

}  // namespace

std::string_view text(FailoverEffect effect) {
    constexpr std::array<std::string_view, 5> names{"moves", "may_become_asymmetric", "becomes_asymmetric", "may_die",
                                                    "dies"};
    return names[static_cast<std::size_t>(effect)];
}

FailoverEffect failover_effect(const Behaviour& before, const Behaviour& after) {
    switch (effect({{}, {}, PacketBox::everything(Family::ipv4), before, after, false})) {
        case FlowEffect::lost: return FailoverEffect::dies;
        case FlowEffect::may_be_lost: return FailoverEffect::may_die;
        default: break;
    }
    const auto was = symmetry(before);
    const auto is = symmetry(after);
    if (is == Symmetry::asymmetric && was != is) return FailoverEffect::becomes_asymmetric;
    if (is == Symmetry::possibly_asymmetric && was == Symmetry::symmetric) return FailoverEffect::may_become_asymmetric;
    return FailoverEffect::moves;
}

std::optional<FailoverEffect> FailureCombination::worst() const {
    std::optional<FailoverEffect> out;
    for (const auto& change : flows) out = std::max(out, std::optional{failover_effect(change)});
    return out;
}

Failover failover(const Simulation& simulation, std::size_t max_failures) {
    return FailureSearch{simulation, max_failures}.run();
}

}  // namespace vpnsim
