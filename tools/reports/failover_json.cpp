#include <algorithm>

#include "tools/reports/difference_report.hpp"
#include "tools/reports/failover_report.hpp"
#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Json names(const Failure& failure) {
    Json out = Json::array();
    for (const auto& element : failure.elements) out.push_back(element.name);
    return out;
}

Json failure_json(const Estate& estate, const Failure& failure) {
    Json elements = Json::array();
    for (const auto& element : failure.elements)
        elements.push_back({{"kind", text(element.kind)}, {"name", element.name}});
    Json down = Json::array();
    for (const auto& end : failure.ends) down.push_back(label(estate, end));
    return {{"elements", std::move(elements)}, {"down", std::move(down)}};
}

Json fate_json(const Estate& estate, const Behaviour& behaviour) {
    return {{"forward", trips_json(estate, forward_trips(behaviour))},
            {"return", trips_json(estate, reply_trips(behaviour))},
            {"symmetry", text(symmetry(behaviour))}};
}

Json combination_json(const FailoverReport& report, const FailureCombination& combination) {
    const auto& network = report.simulation.network();
    Json failures = Json::array();
    for (const auto f : combination.failures) failures.push_back(names(report.failover.failures[f]));
    Json flows = Json::array();
    Comparison comparison;
    comparison.flows = combination.flows;
    for (const auto& row : changed_rows(comparison)) {
        flows.push_back({{"effect", text(failover_effect(*row.change))},
                         {"at", label(network, *row.change->before)},
                         {"from", texts(row.from)},
                         {"to", texts(row.to)},
                         {"protocol", row.service.protocol},
                         {"source_ports", row.service.source_ports},
                         {"ports", row.service.ports},
                         {"before", fate_json(network.estate(), row.change->behaviour_before)},
                         {"after", fate_json(network.estate(), row.change->behaviour_after)},
                         {"witness", flow_json(row.witness)}});
    }
    const auto worst = combination.worst();
    return {{"failures", std::move(failures)},
            {"effect", worst ? Json(text(*worst)) : Json("none")},
            {"flows", std::move(flows)}};
}

}  // namespace

std::string failover_json(const FailoverReport& report) {
    const auto& scenario = report.simulation.scenario();
    Json failures = Json::array();
    for (const auto& failure : report.failover.failures) failures.push_back(failure_json(scenario.estate, failure));
    Json points = Json::array();
    Json combinations = Json::array();
    for (const auto& combination : report.failover.combinations) {
        const auto worst = combination.worst();
        if (combination.failures.size() == 1 && worst && *worst >= FailoverEffect::may_die) {
            points.push_back({{"elements", names(report.failover.failures[combination.failures.front()])},
                              {"effect", text(*worst)}});
        }
        combinations.push_back(combination_json(report, combination));
    }
    return json_text({{"format", "vpnsim-failover/1"},
                      {"scenario", scenario.name.empty() ? report.file : scenario.name},
                      {"file", report.file},
                      {"max_failures", report.max_failures},
                      {"single_points_of_failure", std::move(points)},
                      {"failures", std::move(failures)},
                      {"combinations", std::move(combinations)},
                      {"complete", report.failover.complete},
                      {"assumptions", report.simulation.assumptions()}});
}

}  // namespace vpnsim
