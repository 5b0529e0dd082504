#include "model/nearest_name.hpp"

#include <algorithm>
#include <vector>

#include "model/ascii.hpp"

namespace vpnsim {
namespace {

/// Twice the optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b) {
    const auto replace = [](char x, char y) -> std::size_t {
        return x == y ? 0 : in_lower_case(x) == in_lower_case(y) ? 1 : 2;
    };
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::vector<std::size_t> next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = 2 * j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = 2 * i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 2, next[j - 1] + 2, row[j - 1] + replace(a[i - 1], b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                next[j] = std::min(next[j], before[j - 2] + 2);
        }
        before.swap(row);
        row.swap(next);
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view text, std::span<const std::string_view> names) {
    constexpr std::size_t longest = 100;  // nobody mistypes more, and hostile keys must not cost time
    if (text.size() > longest) return std::nullopt;
    std::size_t best = 2 * std::max<std::size_t>(1, text.size() / 3) + 1;
    std::optional<std::string_view> nearest;
    const auto same_letter = [](char a, char b) { return in_lower_case(a) == in_lower_case(b); };
    for (const auto name : names) {
        if (std::equal(name.begin(), name.end(), text.begin(), text.end(), same_letter)) return name;
        const auto shorter = std::min(name.size(), text.size());
        if (2 * (std::max(name.size(), text.size()) - shorter) >= best) continue;
        if (const auto edits = distance(text, name); edits < best) {
            best = edits;
            nearest = name;
        }
    }
    return nearest;
}

}  // namespace vpnsim
