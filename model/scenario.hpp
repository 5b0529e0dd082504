#pragma once

#include <string>
#include <vector>

#include "model/assumptions.hpp"
#include "model/estate.hpp"
#include "model/expectation.hpp"

namespace vpnsim {

/// A scenario file with everything that it extends merged in.
struct Scenario {
    std::string name;
    std::string description;
    Assumptions assumptions;
    Estate estate;
    std::vector<Suppression> suppressions;
    Expectations expect;
    std::vector<std::string> files;  ///< as named on the command line or in `extends`; `Place::file` points here
    /// Where the input came from is not part of what it says.
    friend bool operator==(const Scenario& a, const Scenario& b) {
        return a.name == b.name && a.description == b.description && a.assumptions == b.assumptions &&
               a.estate == b.estate && a.suppressions == b.suppressions && a.expect == b.expect;
    }
};

}  // namespace vpnsim
