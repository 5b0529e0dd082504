#pragma once

#include <string>

#include "tools/diagnosis/log_reading.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

/// The log by the name under which it was given, and the scenario that it was read against, if any.
struct LogSubject {
    std::string log;
    const Scenario* scenario = nullptr;
};

[[nodiscard]] Json log_json(const LogReading& reading, const LogSubject& subject);
[[nodiscard]] std::string log_text(const LogReading& reading, const LogSubject& subject, Screen where_to);

}  // namespace vpnsim
