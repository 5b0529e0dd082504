#pragma once

#include <algorithm>
#include <string_view>

#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

[[nodiscard]] inline bool any(const Remarks& remarks, Gravity gravity) {
    return std::any_of(remarks.begin(), remarks.end(), [&](const Remark& r) { return r.gravity == gravity; });
}

/// "error", "ok-with-warnings" where something is missing or unreadable, else "ok".
[[nodiscard]] inline std::string_view outcome(const Remarks& remarks) {
    if (any(remarks, Gravity::error)) return "error";
    return any(remarks, Gravity::incomplete) ? "ok-with-warnings" : "ok";
}

}  // namespace vpnsim::importers
