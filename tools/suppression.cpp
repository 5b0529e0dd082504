#include "tools/suppression.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <range/v3/algorithm/contains.hpp>

namespace vpnsim {
namespace {

std::string day_text(std::chrono::year_month_day day) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return out.data();
}

bool matches(const Suppression& suppression, const Finding& finding) {
    return suppression.rule == finding.rule &&
           (!suppression.entity || ranges::contains(finding.entities, *suppression.entity));
}

}  // namespace

SuppressionResult suppress(const Scenario& scenario, std::vector<Finding> findings, std::chrono::year_month_day today) {
    SuppressionResult out;
    const auto& all = scenario.suppressions;
    std::vector<bool> used(all.size());
    for (auto& finding : findings) {
        bool taken = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!matches(all[i], finding)) continue;
            used[i] = true;
            taken = taken || !all[i].until || today <= *all[i].until;
        }
        if (taken) ++out.suppressed;
        else out.findings.push_back(std::move(finding));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto what = "suppression of " + all[i].rule + (all[i].entity ? " for " + *all[i].entity : "");
        if (!used[i]) out.not_in_force.push_back(what + " matches no finding");
        else if (all[i].until && *all[i].until < today) {
            out.not_in_force.push_back(what + " expired after " + day_text(*all[i].until));
        }
    }
    return out;
}

}  // namespace vpnsim
