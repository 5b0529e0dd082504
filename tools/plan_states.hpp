#pragma once

#include <string>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/scenario_input.hpp"

namespace vpnsim {

/// What a Terraform plan does to an estate.
struct PlanStates {
    Scenario before;
    Scenario after;
    std::string messages;  ///< what the import has to say, for standard error
};

/// Imports a plan together with other configuration, as `import` does: `others` are its operands. Throws UsageError,
/// and InputFailure where an input cannot be understood or is no plan.
[[nodiscard]] PlanStates plan_states(const Arguments& arguments, const std::string& plan,
                                     const std::vector<std::string>& others);

/// Applies what a plan changes to another scenario, but for keys. Throws InputFailure where the plan changes or removes
/// a record that the scenario does not have under the same id, or a connection whose `auto_routes` the two do not agree
/// on. Messages name the keys that the plan changes, and what it creates that the scenario has already.
[[nodiscard]] PlanStates plan_states_of_scenario(const Arguments& arguments, const std::string& plan,
                                                 const std::string& scenario);

/// The scenario of what the importers wrote: read like any other file, strictly. Throws InputFailure.
[[nodiscard]] Scenario scenario_of_import(const std::string& name, const std::string& text);

/// True iff a word of the command line is the name of a format.
[[nodiscard]] bool names_import_format(const std::string& word);

}  // namespace vpnsim
