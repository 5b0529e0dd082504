#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vpnsim {

/// "a, b, c"
[[nodiscard]] std::string joined(const std::vector<std::string>& items, std::string_view separator = ", ");

}  // namespace vpnsim
