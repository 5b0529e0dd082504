#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/simulation.hpp"
#include "tools/diagnosis/diagnosis_codes.hpp"
#include "tools/diagnosis/ipsec_log.hpp"

namespace vpnsim {

/// Something that the simulation of a scenario says, and that a log may show.
struct Prediction {
    const DiagnosisCode* code = nullptr;  ///< null for a finding that has none: it can only be a cause
    std::string rule{};                   ///< of a finding; empty for a difference that a negotiation shows
    std::vector<std::string> entities{};
    std::string message{};
    std::string remedy{};  ///< empty: that of the code
    std::string pointer{};
    Place place{};
    std::vector<CloudEndRef> ends{};  ///< ascending; empty = not tied to any
    bool fails = false;               ///< the log of a running estate must show it
};

struct Account {
    std::size_t prediction;
    const DiagnosisCode* code;                          ///< of the keyword
    enum class By : std::uint8_t { code, cause } by{};  ///< the prediction has that code, or may lead to it
};

/// What one event of a log means.
struct EventReading {
    std::vector<const DiagnosisCode*> codes;  ///< most likely first
    std::vector<Account> accounts;            ///< in the order of `codes`; empty = nothing predicted accounts for it
};

struct LogReading {
    IpsecLog log;
    std::vector<EventReading> events;      ///< for each of `log.events`
    std::vector<Prediction> predictions;   ///< findings in their order, then differences in order of negotiation
    std::vector<std::size_t> not_shown{};  ///< predictions that fail and that nothing in the log shows
};

/// What the codes of the log's keywords say alone. Of several codes of a keyword those come first that another keyword
/// of the same place names without doubt.
[[nodiscard]] LogReading read_alone(IpsecLog log);
/// The same against what the simulation says: a prediction accounts for an event if it concerns the same ends and has a
/// code of the keyword; if there is none, findings that may lead to such a code do.
[[nodiscard]] LogReading read_against(IpsecLog log, const Simulation& simulation, const std::vector<Finding>& findings,
                                      const LogPlaces& places);

}  // namespace vpnsim
