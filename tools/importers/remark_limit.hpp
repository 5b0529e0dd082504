#pragma once

#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// How many remarks of one kind and gravity a file may have; one more says how many were left out.
inline constexpr std::size_t remarks_of_a_kind = 100;

/// Keeps answers about hostile or very long inputs readable. The order stays.
[[nodiscard]] Remarks limited(Remarks remarks);

}  // namespace vpnsim::importers
