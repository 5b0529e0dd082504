#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/comparison.hpp"
#include "sim/service_text.hpp"
#include "tools/change_orders.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

/// Two states of a scenario and what differs between them.
struct StateChange {
    const Simulation& before;
    const Simulation& after;
    Comparison comparison;  ///< without suppressed findings
    std::string change;     ///< the file that makes the one the other
};

/// What changes do to a scenario.
struct WhatIf {
    std::string file;                    ///< of the scenario
    StateChange total;                   ///< from the scenario to the state after all changes
    std::vector<StateChange> steps;      ///< one after the other, if there are several changes
    std::optional<ChangeOrders> orders;  ///< if asked for
};

/// Flows that change alike: every source × every destination × the service.
struct ChangedRow {
    std::vector<Prefix> from;
    std::vector<Prefix> to;
    ServiceText service;
    Flow witness;
    const FlowChange* change;  ///< one of those of the row; they start at one place and behave alike
};
/// Order: effect, then as in the comparison, then from and to. Requires: the comparison outlives the rows.
[[nodiscard]] std::vector<ChangedRow> changed_rows(const Comparison& comparison);

/// A connection that carried flows before that change now.
struct AffectedConnection {
    std::string name;
    FlowEffect effect;                ///< the worst
    std::vector<std::string> gained;  ///< connections that carry its flows, or their replies, now and did not before
};
/// Order: as in the scenario before.
[[nodiscard]] std::vector<AffectedConnection> affected_connections(const StateChange& difference);

/// "may be lost"
[[nodiscard]] std::string_view in_words(FlowEffect effect);

[[nodiscard]] std::string what_if_json(const WhatIf& what_if);
[[nodiscard]] std::string what_if_text(const WhatIf& what_if, Screen screen);

}  // namespace vpnsim
