#pragma once

namespace vpnsim {

/// Letters of ASCII; others stay as they are, whatever the locale.
[[nodiscard]] constexpr char in_lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace vpnsim
