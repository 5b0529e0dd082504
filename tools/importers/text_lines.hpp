#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace vpnsim::importers {

/// A line of a text, without its end (LF, CR LF or CR) and without blanks at either end.
struct TextLine {
    std::uint32_t number = 0;  ///< from 1
    std::uint32_t indent = 0;  ///< blanks and tabs before the first other character
    std::string_view text;
};

/// The lines of a text that are not blank. Order: as written.
[[nodiscard]] std::vector<TextLine> text_lines(std::string_view text);

/// The words of a line, separated by blanks and tabs. Quotes mean nothing here.
[[nodiscard]] std::vector<std::string_view> words(std::string_view line);

/// A decimal number 0..4294967295, all of the text.
[[nodiscard]] bool parse_number(std::string_view text, std::uint32_t& number);

}  // namespace vpnsim::importers
