#include "tools/change_orders.hpp"

#include <algorithm>
#include <bit>
#include <ranges>

namespace vpnsim {

ChangeOrders change_orders(std::size_t changes,
                           const std::function<std::optional<std::string>(const ChangeSet&)>& fault) {
    const std::uint32_t all = (1U << changes) - 1;
    ChangeOrders out{changes, 1, 0, std::nullopt, {}};
    for (std::uint64_t n = 2; n <= changes; ++n) out.orders *= n;
    std::vector<std::uint32_t> states(all + 1);
    for (std::uint32_t s = 0; s <= all; ++s) states[s] = s;
    std::stable_sort(states.begin(), states.end(),
                     [](std::uint32_t a, std::uint32_t b) { return std::popcount(a) < std::popcount(b); });
    // How many ways lead to a state through safe ones only, and the first change of such a way onwards to the end.
    std::vector<std::uint64_t> ways(all + 1);
    std::vector<bool> safe(all + 1, true);
    ways[0] = 1;
    for (const auto state : states) {
        if (state == 0) continue;
        ChangeSet applied;
        for (std::size_t c = 0; c < changes; ++c) {
            if ((state >> c & 1U) == 0) continue;
            applied.push_back(c);
            ways[state] += ways[state & ~(1U << c)];
        }
        if (state == all) break;
        if (auto why = fault(applied)) {
            out.unsafe.push_back({std::move(applied), *std::move(why)});
            safe[state] = false;
            ways[state] = 0;
        }
    }
    out.safe_orders = ways[all];
    if (out.safe_orders == 0) return out;
    // Which states lead on to the end: backwards.
    std::vector<bool> leads(all + 1);
    leads[all] = true;
    for (const auto state : std::views::reverse(states)) {
        for (std::size_t c = 0; c < changes && !leads[state]; ++c) {
            if ((state >> c & 1U) == 0) leads[state] = safe[state] && leads[state | 1U << c];
        }
    }
    std::vector<std::size_t> order;
    for (std::uint32_t state = 0; state != all;) {
        std::size_t c = 0;
        while ((state >> c & 1U) != 0 || !leads[state | 1U << c]) ++c;
        order.push_back(c);
        state |= 1U << c;
    }
    out.one_safe = std::move(order);
    return out;
}

}  // namespace vpnsim
