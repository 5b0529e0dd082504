#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vpnsim {

/// Returns the name nearest to `text` by edit distance (insert, delete, replace, swap neighbours; letter case is half
/// an edit), if it is near enough to be what was meant: the same but for case, or at most a third of the length (one
/// edit at least). Of equally near names the first.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view text,
                                                           std::span<const std::string_view> names);

}  // namespace vpnsim
