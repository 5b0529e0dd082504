#include "sim/fix_plan.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "model/scenario_patch.hpp"
#include "sim/remedies/verification.hpp"

namespace vpnsim {
namespace {

using Reviewed = std::shared_ptr<const ReviewedScenario>;
using Wanted = std::function<bool(const Finding&)>;

/// How deep and how long remedies of remedies are searched for one finding.
constexpr std::size_t most_repairs = 2;
constexpr std::size_t most_trials = 80;

struct Reached {
    std::vector<std::string> titles;
    std::vector<std::string> trade_offs;
    Reviewed state;
};

std::string sentences(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& sentence : all) {
        if (!sentence.empty() && out.find(sentence) == std::string::npos) out += (out.empty() ? "" : " ") + sentence;
    }
    return out;
}

/// Whether a finding is there less often.
bool fewer(const ReviewedScenario& now, const ReviewedScenario& before, const Finding& finding) {
    const auto fingerprint = finding.fingerprint();
    return now.count(fingerprint) < before.count(fingerprint);
}

/// The search for one finding.
class Search {
  public:
    Search(Reviewed start, const Finding& target, SimulationLimits limits)
        : start_{std::move(start)}, target_{target}, limits_{limits} {}

    std::optional<Reached> run() { return improve({{}, {}, start_}, target_, most_repairs); }

    /// Why nothing was found.
    [[nodiscard]] std::string reason() const {
        if (candidates_ == 0) return "No change can be computed for it.";
        if (obstacle_.empty()) return "None of the changes tried clears it.";
        return obstacle_;
    }

  private:
    /// Clears `finding` at `from`, and with further changes whatever that adds.
    std::optional<Reached> improve(const Reached& from, const Finding& finding, std::size_t repairs) {
        std::vector<Reached> unfinished;
        for (auto& candidate : candidate_remedies(from.state->simulation(), finding)) {
            if (trials_++ >= most_trials) return std::nullopt;
            ++candidates_;
            auto next = from;
            next.titles.push_back(candidate.title);
            next.trade_offs.push_back(candidate.trade_off);
            next.state = std::make_shared<const ReviewedScenario>(std::move(candidate.changed), limits_);
            if (!next.state->complete() || !fewer(*next.state, *from.state, finding)) continue;
            if (!keeps_deliveries(start_->partition(), next.state->partition())) {
                if (obstacle_.empty())
                    obstacle_ = "Tried: " + candidate.title + " Flows that are delivered would be lost.";
                continue;
            }
            const auto added = next.state->beyond(*start_);
            if (added.empty() && fewer(*next.state, *start_, target_)) return next;
            if (added.empty()) continue;
            if (obstacle_.empty()) note(candidate.title, added.front());
            unfinished.push_back(std::move(next));
        }
        if (repairs == 0) return std::nullopt;
        for (const auto& reached : unfinished) {
            if (auto done = improve(reached, reached.state->beyond(*start_).front(), repairs - 1)) return done;
        }
        return std::nullopt;
    }
    void note(const std::string& title, const Finding& added) {
        std::string entities;
        for (const auto& entity : added.entities) entities += (entities.empty() ? "" : ", ") + entity;
        obstacle_ = "Tried: " + title + " That would lead to " + added.rule + " (" + entities + ").";
    }

    Reviewed start_;
    const Finding& target_;
    SimulationLimits limits_;
    std::size_t trials_ = 0;
    std::size_t candidates_ = 0;
    std::string obstacle_;
};

/// The scenario with some patches applied, or nothing where they do not fit.
Reviewed with_patches(const Scenario& scenario, const std::vector<FixStep>& steps, std::size_t left_out,
                      SimulationLimits limits) {
    std::vector<std::string> patches;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i != left_out) patches.push_back(steps[i].patch);
    }
    auto result = patched(scenario, patches);
    if (!std::holds_alternative<Scenario>(result)) return nullptr;
    return std::make_shared<const ReviewedScenario>(std::get<Scenario>(std::move(result)), limits);
}

/// Leaves out steps that later ones have made superfluous. Returns whether there were any.
bool drop_superfluous(const ReviewedScenario& start, const ReviewedScenario& end, const Wanted& wanted,
                      std::vector<FixStep>& steps, SimulationLimits limits) {
    bool dropped = false;
    for (std::size_t i = 0; i < steps.size() && steps.size() > 1;) {
        const auto rest = with_patches(start.scenario(), steps, i, limits);
        const auto is_back = [&](const Finding& f) { return wanted(f) && fewer(end, *rest, f); };
        const bool needed = rest == nullptr || !rest->complete() || !rest->beyond(start).empty() ||
                            !keeps_deliveries(start.partition(), rest->partition()) ||
                            std::any_of(start.findings().begin(), start.findings().end(), is_back);
        if (needed) {
            ++i;
            continue;
        }
        steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
        dropped = true;
    }
    return dropped;
}

void describe(FixStep& step, const ReviewedScenario& before, const ReviewedScenario& after) {
    step.patch = scenario_patch(before.scenario(), after.scenario());
    step.interrupts = interruptions(before.scenario().estate, after.scenario().estate);
    step.clears = before.beyond(after);
}

}  // namespace

FixPlan plan_fix(const Scenario& scenario, const Wanted& wanted, SimulationLimits limits) {
    const auto start = std::make_shared<const ReviewedScenario>(scenario, limits);
    FixPlan plan;
    plan.before = start->findings();
    std::map<std::string, std::string> given_up;  // fingerprint -> reason
    Reviewed current = start;
    while (true) {
        const auto& all = current->findings();
        const auto target = std::find_if(
            all.begin(), all.end(), [&](const Finding& f) { return wanted(f) && !given_up.contains(f.fingerprint()); });
        if (target == all.end()) break;
        Search search{current, *target, limits};
        const auto reached = current->complete() ? search.run() : std::nullopt;
        if (!reached) {
            given_up[target->fingerprint()] =
                current->complete() ? search.reason() : "The analysis is incomplete: no change could be verified.";
            continue;
        }
        FixStep step{sentences(reached->titles), sentences(reached->trade_offs), {}, {}, {}};
        describe(step, *current, *reached->state);
        plan.steps.push_back(std::move(step));
        current = reached->state;
        given_up.clear();  // what failed may be possible now
    }
    if (drop_superfluous(*start, *current, wanted, plan.steps, limits)) {
        current = start;
        for (auto& step : plan.steps) {
            auto next = std::get<Scenario>(patched(current->scenario(), {step.patch}));
            const auto after = std::make_shared<const ReviewedScenario>(std::move(next), limits);
            describe(step, *current, *after);
            current = after;
        }
    }
    plan.fixed = current->scenario();
    plan.after = current->findings();
    plan.patch = scenario_patch(scenario, plan.fixed);
    plan.interrupts = interruptions(scenario.estate, plan.fixed.estate);
    for (const auto& finding : plan.after) {
        if (wanted(finding)) plan.left.push_back({finding, given_up[finding.fingerprint()]});
    }
    return plan;
}

}  // namespace vpnsim
