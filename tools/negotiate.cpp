#include <algorithm>
#include <array>

#include "model/input_error.hpp"
#include "tools/reports/negotiation_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

std::optional<ConnectionId> find_connection(const Estate& estate, const std::optional<std::string>& name) {
    if (!name) return std::nullopt;
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < estate.ipsec_connections.size(); ++i) {
        if (estate.ipsec_connections[i].name == *name) return ConnectionId{i};
        names.push_back(estate.ipsec_connections[i].name);
    }
    throw UsageError{"the scenario has no connection " + in_quotes(*name) + suggestion(*name, names)};
}

Answer run_negotiate(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    auto scenario = ScenarioInput{arguments}.read(arguments.positional().front());
    const auto only = find_connection(scenario.estate, arguments.value("connection"));
    const Simulation simulation{std::move(scenario)};
    return {format == Format::json ? negotiations_json_text(simulation, only)
                                   : negotiations_text(simulation, only, where_to)};
}

constexpr std::array negotiate_options{Option{"connection", "ID", "only the negotiations of this connection"},
                                       option::format, option::color, option::max_input, option::root};

}  // namespace

const Verb& negotiate_verb() {
    static constexpr Verb verb{
        "negotiate",
        "SCENARIO",
        "predicts every IKE and ESP negotiation: outcome, error code, CHILD_SAs",
        "For each connection and device tunnel that meet: how phase 1 and phase 2 end, the first error on the wire "
        "with\n"
        "both values, what fails only at a rekey, and which SAs exist for certain or possibly.\n",
        "  $ vpnsim negotiate one-connection.json --connection conn-1\n"
        "  conn-1 <-> dc-1/fw-1/to-conn-1\n"
        "    phase 1   established\n"
        "    phase 2   established\n"
        "    CHILD_SA  10.66.90.0/24 === 10.55.193.0/24 certain\n",
        1,
        1,
        negotiate_options,
        run_negotiate};
    return verb;
}

}  // namespace vpnsim
