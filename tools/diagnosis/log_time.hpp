#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vpnsim {

/// A point of time as a log line states it.
struct LogTime {
    std::int64_t milliseconds;  ///< since 1970, UTC; a time without zone is taken for UTC
    std::string written;        ///< as in the line; an epoch in ISO 8601
};

/// Reads the times of the lines of one log, in their order. Known forms: ISO 8601 with T or blank, with - or / in the
/// day; syslog ("May  1 10:00:00"), whose year is that of the time before, or one more after the end of a year; seconds
/// or milliseconds since 1970.
class LogClock {
  public:
    /// Returns the first time near the start of the line, if any.
    [[nodiscard]] std::optional<LogTime> read(std::string_view line);

  private:
    int year_ = 1972;  ///< for syslog; the first one has a 29 February
    std::optional<std::int64_t> syslog_before_;
};

}  // namespace vpnsim
