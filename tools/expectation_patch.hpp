#pragma once

#include <string>

#include "model/expectation.hpp"

namespace vpnsim {

/// The RFC 7396 patch that turns the `expect` section of a scenario file with `before` into one with `after`: only what
/// differs, but lists whole, with the elements that stay written as the file writes them.
/// Requires: `after` has the flows of `before`, in the same order, and negotiations behind those of `before`.
[[nodiscard]] std::string expectation_patch(const std::string& file_bytes, const Expectations& before,
                                            const Expectations& after);

}  // namespace vpnsim
