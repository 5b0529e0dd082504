#pragma once

#include <string>

#include "tools/reports/names.hpp"
#include "tools/reports/page.hpp"

namespace vpnsim {

[[nodiscard]] Ink ink_of(Disposition disposition);
[[nodiscard]] Ink ink_of(Symmetry symmetry);
/// "possibly asymmetric"
[[nodiscard]] std::string in_words(Symmetry symmetry);
/// "delivered conn-1, conn-4; no route": one part for each disposition. Requires: sorted by disposition.
[[nodiscard]] Spans trips_spans(const Estate& estate, const std::vector<Trip>& trips);

}  // namespace vpnsim
