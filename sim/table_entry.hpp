#pragma once

#include <compare>
#include <cstdint>
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
};

/// The records that can decide a look-up: the first level with a record that holds wins, and each record of it that
/// holds may win. Order: best level first.
using Levels = std::vector<std::vector<TableEntry>>;

}  // namespace vpnsim
