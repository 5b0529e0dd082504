#include "sim/failover.hpp"

#include <algorithm>
#include <array>

#include "tools/reports/failover_report.hpp"
#include "tools/scenario_input.hpp"
#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t most_failures = 4;

/// The least effect that counts, or nothing for "never".
std::optional<FailoverEffect> fail_on(const Arguments& arguments) {
    constexpr std::array<std::string_view, 5> words{"may-die", "dies", "asymmetric", "moves", "never"};
    constexpr std::array<std::optional<FailoverEffect>, 5> effects{FailoverEffect::may_die, FailoverEffect::dies,
                                                                   FailoverEffect::may_become_asymmetric,
                                                                   FailoverEffect::moves, std::nullopt};
    return effects[arguments.one_of("fail-on", words)];
}

Answer run_failover(const Arguments& arguments) {
    const auto format = answer_format(arguments);
    const Screen where_to = screen(arguments);
    const auto least = fail_on(arguments);
    const auto most = static_cast<std::size_t>(arguments.number("max-failures", 1, most_failures).value_or(1));
    SimulationLimits limits;
    if (const auto boxes = max_classes(arguments)) limits.max_boxes = *boxes;
    const Simulation simulation{ScenarioInput{arguments}.read(arguments.positional().front()), limits};
    const auto found = failover(simulation, most);
    const FailoverReport report{simulation, found, most, simulation.scenario().files.back()};
    Answer answer{format == Format::json ? failover_json(report) : failover_text(report, where_to)};
    const bool fails = least && (!found.complete || std::any_of(found.combinations.begin(), found.combinations.end(),
                                                                [&](const auto& c) { return c.worst() >= least; }));
    if (fails) answer.code = ExitCode::findings;
    return answer;
}

constexpr std::array failover_options{
    Option{"max-failures", "K", "how many may fail at the same time: 1 to 4 (default: 1)"},
    Option{"fail-on", "dies|may-die|asymmetric|moves|never",
           "exit code 1 if this or worse happens to a flow that is delivered today (default: may-die)"},
    option::format,
    option::max_classes,
    option::color,
    option::max_input,
    option::root};

}  // namespace

const Verb& failover_verb() {
    static constexpr Verb verb{
        "failover",
        "SCENARIO",
        "what failures do to traffic: single points of failure, flows that move, become asymmetric or die",
        "Lets connections, tunnels, VPN gateways, their addresses and customer devices fail, each alone and up to K "
        "at\n"
        "a time, and says for every flow that is delivered today how it fares then. Elements that fail alike are told\n"
        "together; of several failures only what they do beyond what some of them do.\n",
        "  $ vpnsim failover estate.json\n"
        "  $ vpnsim failover estate.json --max-failures 2 --format json\n",
        1,
        1,
        failover_options,
        run_failover};
    return verb;
}

}  // namespace vpnsim
