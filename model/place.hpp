#pragma once

#include <cstdint>

namespace vpnsim {

/// Where a record stands in the input: the index of the file in `Scenario::files`, line and column from 1; line 0 means
/// "in no file" (automatic routes point at their connection instead).
///
/// Two places always compare equal: where a record stands is not part of what it says, so that a scenario equals its
/// rewritten copy.
struct Place {
    std::uint32_t file = 0;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend constexpr bool operator==(Place, Place) { return true; }
};

}  // namespace vpnsim
