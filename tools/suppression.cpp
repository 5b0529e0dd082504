#include "tools/suppression.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <range/v3/algorithm/contains.hpp>

#include "model/input_error.hpp"

namespace vpnsim {
namespace {

bool matches(const Suppression& suppression, const Finding& finding) {
    // An answer that is not whole must say so.
    return suppression.rule == finding.rule && finding.rule != "analysis-incomplete" &&
           (!suppression.entity || ranges::contains(finding.entities, *suppression.entity));
}

/// The entity that was probably meant by a suppression that matches nothing.
std::string hint(const Suppression& suppression, const SuppressionResult& result) {
    if (!suppression.entity) return {};
    std::vector<std::string_view> entities;
    const auto add = [&](const Finding& finding) {
        if (finding.rule == suppression.rule) {
            entities.insert(entities.end(), finding.entities.begin(), finding.entities.end());
        }
    };
    for (const auto& finding : result.findings) add(finding);
    for (const auto& it : result.suppressed) add(it.finding);
    return suggestion(*suppression.entity, entities);
}

}  // namespace

std::string text(std::chrono::year_month_day day) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return out.data();
}

std::chrono::year_month_day today(const Arguments& arguments) {
    using namespace std::chrono;
    const auto given = arguments.value(option::today.name);
    if (!given) return floor<days>(system_clock::now());
    std::array<int, 3> parts{};
    const auto* at = given->data();
    const auto* const end = at + given->size();
    bool good = given->size() == 10 && (*given)[4] == '-' && (*given)[7] == '-';
    for (std::size_t i = 0; i < 3 && good; ++i) {
        const auto* const stop = at + (i == 0 ? 4 : 2);
        const auto read = std::from_chars(at, stop, parts[i]);
        good = *at != '-' && read.ec == std::errc{} && read.ptr == stop;
        at = stop == end ? end : stop + 1;
    }
    const year_month_day day{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                             std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!good || !day.ok()) throw UsageError{"--today wants a day such as 2026-12-31, not " + in_quotes(*given)};
    return day;
}

SuppressionResult suppress(const Scenario& scenario, std::vector<Finding> findings, std::chrono::year_month_day today) {
    SuppressionResult out;
    const auto& all = scenario.suppressions;
    std::vector<bool> used(all.size());
    for (auto& finding : findings) {
        std::optional<std::size_t> taker;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!matches(all[i], finding)) continue;
            used[i] = true;
            if (!taker && (!all[i].until || today <= *all[i].until)) taker = i;
        }
        if (taker) out.suppressed.push_back({std::move(finding), *taker});
        else out.findings.push_back(std::move(finding));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto what = "suppression of " + all[i].rule + (all[i].entity ? " for " + *all[i].entity : "");
        using enum IdleSuppression::Why;
        if (!used[i]) out.not_in_force.push_back({i, unused, what + " matches no finding", hint(all[i], out)});
        else if (all[i].until && *all[i].until < today) {
            out.not_in_force.push_back({i, expired, what + " expired after " + text(*all[i].until)});
        }
    }
    return out;
}

}  // namespace vpnsim
