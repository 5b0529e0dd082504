#pragma once

#include <string>
#include <string_view>

#include "tools/reports/page.hpp"

namespace vpnsim {

/// Returns a page of HTML that needs no other file and no script. Requires: `body` is HTML.
[[nodiscard]] std::string html_page(std::string_view title, std::string_view body);

/// <span class="bad">text</span> …
[[nodiscard]] std::string html_spans(const Spans& spans);
/// A table that scrolls sideways where it is too wide.
[[nodiscard]] std::string html_table(const Table& table);
/// <p class="…">text</p>
[[nodiscard]] std::string html_paragraph(std::string_view text, std::string_view css_class = "");

}  // namespace vpnsim
