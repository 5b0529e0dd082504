#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace vpnsim {

/// The condition under which a record takes part in a look-up. Most always do; the others depend on facts that differ
/// from world to world (sim/world.hpp).
struct Gate {
    enum class Kind : std::uint8_t {
        always,
        sa_present,    ///< `subject` = a cloud end, `member` = its SA
        effective,     ///< `subject` = an active/standby group, `member` = the route of it (R7, R9)
        connection_up  ///< `subject` = a connection (BGP routes of a down connection are withdrawn)
    };
    Kind kind = Kind::always;
    std::uint32_t subject = 0;
    std::uint32_t member = 0;
    friend constexpr auto operator<=>(const Gate&, const Gate&) = default;
};

/// A record of a table as a look-up sees it. `answer` is what the record leads to; `record` names it for people.
struct TableEntry {
    Gate gate;
    std::uint32_t answer;
    std::uint32_t record;
    std::uint32_t level = 0;  ///< among those that can decide one look-up, see `Levels`
};

/// The records that can decide a look-up: the first level with a record that holds wins, and each record of it that
/// holds may win. Order: best level first, levels count from 0.
using Levels = std::vector<TableEntry>;

/// The entries of the level that starts at `from`, or that ends before `to`. Requires: there is one.
[[nodiscard]] inline std::span<const TableEntry> level_at(const Levels& levels, std::size_t from) {
    std::size_t to = from;
    while (to < levels.size() && levels[to].level == levels[from].level) ++to;
    return std::span{levels}.subspan(from, to - from);
}
[[nodiscard]] inline std::span<const TableEntry> last_level(const Levels& levels) {
    std::size_t from = levels.size();
    while (from > 0 && levels[from - 1].level == levels.back().level) --from;
    return std::span{levels}.subspan(from);
}

}  // namespace vpnsim
