#include <array>

#include "tools/reports/class_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

Answer run_classes(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    SimulationLimits limits;
    if (const auto most = max_classes(arguments)) limits.max_boxes = *most;
    const Simulation simulation{ScenarioInput{arguments}.read(arguments.positional().front()), limits};
    const auto& partition = simulation.partition();
    return {format == Format::json ? classes_json(simulation, partition)
                                   : classes_text(simulation, partition, where_to)};
}

constexpr std::array classes_options{option::max_classes, option::format, option::color, option::max_input,
                                     option::root};

}  // namespace

const Verb& classes_verb() {
    static constexpr Verb verb{
        "classes",
        "SCENARIO",
        "the exhaustive table of flows: every class of packets with its paths both ways",
        "The classes are disjoint and cover every packet that a declared network may send elsewhere; all packets of a\n"
        "class fare alike. Where --max-classes ends the analysis, the answer says what is left.\n",
        "  $ vpnsim classes one-connection.json\n"
        "  $ vpnsim classes one-connection.json --format json --max-classes 100000\n",
        1,
        1,
        classes_options,
        run_classes};
    return verb;
}

}  // namespace vpnsim
