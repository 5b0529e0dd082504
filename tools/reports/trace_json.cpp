#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"
#include "tools/reports/trace_report.hpp"

namespace vpnsim {
namespace {

Json hop_json(const Scenario& scenario, const Hop& hop) {
    Json beaten = Json::array();
    for (const auto& other : hop.beaten) beaten.push_back({{"matched", other.matched}, {"why", other.why}});
    Json out{{"node", hop.node},       {"kind", text(hop.kind)},
             {"step", text(hop.step)}, {"matched", text_or_null(hop.matched)},
             {"detail", hop.detail},   {"beaten", std::move(beaten)}};
    add_place(out, scenario, hop.place);
    return out;
}

Json paths_json(const Scenario& scenario, const std::vector<Path>& paths) {
    Json out = Json::array();
    for (const auto& path : paths) {
        Json hops = Json::array();
        for (const auto& hop : path.hops) hops.push_back(hop_json(scenario, hop));
        Json choices = Json::array();
        for (const auto& choice : path.choices) {
            choices.push_back({{"at", choice.at},
                               {"reason", text(choice.reason)},
                               {"chosen", choice.chosen},
                               {"alternatives", choice.alternatives}});
        }
        out.push_back({{"disposition", text(path.disposition)},
                       {"connections", names_of(scenario.estate, path.connections)},
                       {"hops", std::move(hops)},
                       {"choices", std::move(choices)}});
    }
    return {{"paths", std::move(out)}};
}

}  // namespace

Json trace_object(const Simulation& simulation, const Trace& trace) {
    const auto& scenario = simulation.scenario();
    return {{"format", "vpnsim-trace/1"},
            {"flow", flow_json(trace.flow)},
            {"forward", paths_json(scenario, trace.forward)},
            {"return", paths_json(scenario, trace.reply)},
            {"symmetry", text(trace.symmetry)},
            {"assumptions", simulation.assumptions()}};
}

std::string trace_json(const Simulation& simulation, const Trace& trace) {
    return json_text(trace_object(simulation, trace));
}

}  // namespace vpnsim
