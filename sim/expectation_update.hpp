#pragma once

#include "sim/expectation_check.hpp"

namespace vpnsim {

/// What a scenario would meet today, for a person to review.
struct ExpectationUpdate {
    Expectations expect;               ///< as many flows and negotiations as before, in the same order
    std::vector<std::string> changes;  ///< one sentence each; empty = `expect` is what it was
    std::vector<std::string> left;     ///< expectations that no update can meet, and why
};

/// Turns the expectations selected among those of `expect` into what ExpectationCheck would accept. What they do not
/// state stays unstated, unless they state nothing: then everything that can be said is. An expectation is left as it
/// is where there is more than one answer to what it states; `return_via` goes where no reply ever arrives. Findings of
/// the list that are not there go; with `no_other_findings`, those that it forbids come. Requires: `listed(expect)`
/// gave `selected`; `findings` as for ExpectationCheck.
[[nodiscard]] ExpectationUpdate updated_expectations(const Network& network, const std::vector<Finding>& findings,
                                                     const ExpectationCheck::Accepted& accepted, std::size_t max_parts,
                                                     Expectations expect, const std::vector<Expectation>& selected);

/// Where a scenario that expects nothing yet starts, to be updated: every negotiation, stating nothing, and no other
/// findings than the errors and warnings that there are.
[[nodiscard]] Expectations first_expectations(const Estate& estate);

}  // namespace vpnsim
