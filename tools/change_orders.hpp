#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vpnsim {

/// Some of several changes, by position.
using ChangeSet = std::vector<std::size_t>;

/// A state between the first and the last change that is worse than both ends of the way.
struct UnsafeState {
    ChangeSet applied;
    std::string why;
};

/// Whether changes may be applied in any order: by the states that lie between the first change and the last.
struct ChangeOrders {
    std::size_t changes;
    std::uint64_t orders;                              ///< all of them
    std::uint64_t safe_orders;                         ///< those that pass no unsafe state
    std::optional<std::vector<std::size_t>> one_safe;  ///< the first in the order of the changes, if there is one
    std::vector<UnsafeState> unsafe;                   ///< fewest changes first
};

/// At most so many changes: 2^12 states.
inline constexpr std::size_t most_changes = 12;

/// `fault` says what is wrong with the state after some of the changes, ascending; it is asked once for each state but
/// the first and the last. Requires: 1 <= changes <= most_changes.
[[nodiscard]] ChangeOrders change_orders(std::size_t changes,
                                         const std::function<std::optional<std::string>(const ChangeSet&)>& fault);

}  // namespace vpnsim
