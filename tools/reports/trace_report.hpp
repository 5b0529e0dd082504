#pragma once

#include <string>

#include "sim/simulation.hpp"
#include "tools/reports/json_text.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

struct TraceQuestion {
    Endpoint from;
    Flow flow;
    std::string source_name;       ///< as asked for: "web", or the address
    std::string destination_name;  ///< likewise
};

[[nodiscard]] Json trace_object(const Simulation& simulation, const Trace& trace);
[[nodiscard]] std::string trace_json(const Simulation& simulation, const Trace& trace);
[[nodiscard]] std::string trace_text(const Simulation& simulation, const TraceQuestion& question, const Trace& trace,
                                     Screen screen);
/// Only its paths there and back, and the verdict.
[[nodiscard]] std::string trace_paths_text(const Simulation& simulation, const Trace& trace, Screen screen);

}  // namespace vpnsim
