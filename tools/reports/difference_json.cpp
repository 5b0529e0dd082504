#include <array>

#include "tools/reports/difference_report.hpp"
#include "tools/reports/json_parts.hpp"
#include "tools/reports/names.hpp"

namespace vpnsim {
namespace {

Json behaviour_json(const Estate& estate, const Behaviour& behaviour) {
    Json out{{"forward", trips_json(estate, forward_trips(behaviour))},
             {"return", trips_json(estate, reply_trips(behaviour))}};
    out["symmetry"] = behaviour.empty() ? Json{} : Json(text(symmetry(behaviour)));
    return out;
}

std::string_view id_of(FlowEffect effect) {
    constexpr std::array<std::string_view, 5> ids{"lost", "may_be_lost", "rerouted", "gained", "otherwise"};
    return ids[static_cast<std::size_t>(effect)];
}

Json witness_json(const ChangedRow& row) {
    const auto& service = row.service;
    if (service.protocol != "any") return flow_json(row.witness);
    return {
        {"source", row.witness.source.text()}, {"destination", row.witness.destination.text()}, {"protocol", "any"}};
}

Json flows_json(const StateChange& difference) {
    Json out = Json::array();
    for (const auto& row : changed_rows(difference.comparison)) {
        const auto& change = *row.change;
        out.push_back({{"at", change.before ? label(difference.before.network(), *change.before)
                                            : label(difference.after.network(), *change.after)},
                       {"from", texts(row.from)},
                       {"to", texts(row.to)},
                       {"protocol", row.service.protocol},
                       {"source_ports", row.service.source_ports},
                       {"ports", row.service.ports},
                       {"effect", id_of(effect(change))},
                       {"before", behaviour_json(difference.before.scenario().estate, change.behaviour_before)},
                       {"after", behaviour_json(difference.after.scenario().estate, change.behaviour_after)},
                       {"witness", witness_json(row)}});
    }
    return out;
}

Json negotiations_json(const StateChange& difference) {
    Json out = Json::array();
    for (const auto& change : difference.comparison.negotiations) {
        const auto side = [](const Simulation& simulation, std::optional<std::size_t> pair) {
            return pair ? negotiation_json(simulation.scenario().estate, simulation.negotiations().pairs[*pair])
                        : Json{};
        };
        auto before = side(difference.before, change.before);
        auto after = side(difference.after, change.after);
        auto connection = change.after ? after["connection"] : before["connection"];
        out.push_back(
            {{"connection", std::move(connection)}, {"before", std::move(before)}, {"after", std::move(after)}});
    }
    return out;
}

Json difference_json(const StateChange& difference) {
    const auto& comparison = difference.comparison;
    const auto findings = [](const Simulation& simulation, const std::vector<Finding>& all) {
        Json out = Json::array();
        for (const auto& finding : all) out.push_back(finding_json(simulation.scenario(), finding));
        return out;
    };
    Json affected = Json::array();
    for (const auto& connection : affected_connections(difference)) {
        affected.push_back({{"connection", connection.name},
                            {"effect", id_of(connection.effect)},
                            {"now_also_over", connection.gained}});
    }
    return {{"verdict", text(verdict(comparison))},
            {"change", difference.change},
            {"findings",
             {{"added", findings(difference.after, comparison.added)},
              {"removed", findings(difference.before, comparison.removed)},
              {"grown", findings(difference.after, comparison.grown)}}},
            {"negotiations", {{"changed", negotiations_json(difference)}}},
            {"flows", {{"changed", flows_json(difference)}}},
            {"affected_connections", std::move(affected)},
            {"complete", comparison.complete}};
}

Json orders_json(const WhatIf& what_if) {
    const auto names = [&](const std::vector<std::size_t>& changes) {
        Json out = Json::array();
        for (const auto c : changes) out.push_back(what_if.steps[c].change);
        return out;
    };
    const auto& orders = *what_if.orders;
    Json unsafe = Json::array();
    for (const auto& state : orders.unsafe) unsafe.push_back({{"after", names(state.applied)}, {"why", state.why}});
    return {{"any_order_is_safe", orders.safe_orders == orders.orders},
            {"orders", orders.orders},
            {"safe_orders", orders.safe_orders},
            {"one_safe_order", orders.one_safe ? names(*orders.one_safe) : Json{}},
            {"unsafe_states", std::move(unsafe)}};
}

}  // namespace

std::string what_if_json(const WhatIf& what_if) {
    Json out{{"format", "vpnsim-whatif/1"}, {"scenario", what_if.file}};
    out.update(difference_json(what_if.total));
    if (!what_if.steps.empty()) {
        out["steps"] = Json::array();
        for (const auto& step : what_if.steps) out["steps"].push_back(difference_json(step));
    }
    if (what_if.orders) out["orders"] = orders_json(what_if);
    out["assumptions"] = what_if.total.after.assumptions();
    return json_text(out);
}

}  // namespace vpnsim
