#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vpnsim {

/// Returns `text` as it may be sent to a terminal: control characters and bytes that are no UTF-8 as "\x1b",
/// characters that reorder or hide text and U+FFFE and U+FFFF, which are none, as "\u{202e}". Scenario files come from
/// elsewhere.
[[nodiscard]] std::string for_terminal(std::string_view text);

/// How many columns a text that `for_terminal` returned takes.
[[nodiscard]] std::size_t columns(std::string_view text);

}  // namespace vpnsim
