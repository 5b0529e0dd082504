#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/diagnosis/log_places.hpp"

namespace vpnsim {

/// A line of a log on which a keyword stands. Nothing else of the line is kept: it may hold secrets.
struct LogSighting {
    std::size_t line;    ///< from 1
    std::string time{};  ///< as written; empty = the line states none
};

/// A keyword in the lines that speak of one place.
struct LogEvent {
    std::size_t keyword;  ///< position in `log_keywords`
    LogPlace place{};
    std::size_t count = 0;  ///< lines
    LogSighting first{};
    LogSighting last{};
};

struct IpsecLog {
    std::size_t lines = 0;
    std::vector<LogEvent> events;  ///< by the time of the first sighting, then its line; a line without time stands
                                   ///< with the one before
};

/// Reads an exported log of whatever form: a record a line, a time near its start, keywords anywhere. Linear in the
/// bytes, whatever they are. `places` may be null.
[[nodiscard]] IpsecLog read_ipsec_log(std::string_view bytes, const LogPlaces* places);

}  // namespace vpnsim
