#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vpnsim {

// Text of a scenario as it may stand in a report that a browser shows. What would hide or reorder text is shown as
// `for_terminal` does it.

/// Text for an element or an attribute of HTML.
[[nodiscard]] std::string html_text(std::string_view text);

/// Text within a line of Markdown: no markup, no HTML, no mention, reference or link of a forge comes of it.
[[nodiscard]] std::string markdown_text(std::string_view text);
/// The same in the type of code.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// Returns `text`, or its first characters and "..." so that it is not longer than `most` bytes.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t most);

}  // namespace vpnsim
