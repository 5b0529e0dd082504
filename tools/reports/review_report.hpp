#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/remedy.hpp"
#include "sim/simulation.hpp"
#include "tools/reports/page.hpp"
#include "tools/reports/reachability.hpp"

namespace vpnsim {

/// One scenario, reviewed.
struct Review {
    Simulation simulation;
    std::vector<Finding> findings;  ///< without the suppressed ones; as `Simulation::findings` orders them
    std::size_t suppressed;
    std::vector<std::string> suppressions_not_in_force;
    Reachability reachability;
    bool complete;  ///< the flow classes cover everything
    /// As `findings`, for answers that show them; without value where the budget of verification was used up before.
    std::vector<std::optional<std::vector<VerifiedRemedy>>> remedies{};
    [[nodiscard]] std::size_t count(Severity severity) const;
    /// As named on the command line.
    [[nodiscard]] const std::string& file() const { return simulation.scenario().files.back(); }
};

/// One object, or a list of several.
[[nodiscard]] std::string reviews_json(const std::vector<Review>& reviews);
[[nodiscard]] std::string reviews_text(const std::vector<Review>& reviews, Screen screen);

}  // namespace vpnsim
