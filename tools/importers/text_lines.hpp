#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vpnsim::importers {

inline constexpr std::string_view blanks = " \t";
using Words = std::vector<std::string_view>;
using WordSpan = std::span<const std::string_view>;

/// A line of a text, without its end (LF, CR LF or CR) and without blanks at either end.
struct TextLine {
    std::uint32_t number = 0;  ///< from 1
    std::uint32_t indent = 0;  ///< blanks and tabs before the first other character
    std::string_view text;
};

/// The lines of a text that are not blank. Order: as written.
[[nodiscard]] std::vector<TextLine> text_lines(std::string_view text);

/// The words of a line, separated by blanks and tabs. Quotes mean nothing here.
[[nodiscard]] Words words(std::string_view line);

/// The elements between any of the separators, without blanks around them; empty ones do not count.
[[nodiscard]] Words list_elements(std::string_view text, std::string_view separators);

/// Without blanks, tabs and ends of lines at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Letters of ASCII; others stay as they are.
[[nodiscard]] std::string in_lower_case(std::string_view text);

[[nodiscard]] bool is_one_of(std::string_view word, WordSpan list);
[[nodiscard]] bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list);

/// A decimal number 0..4294967295, all of the text.
[[nodiscard]] bool parse_number(std::string_view text, std::uint32_t& number);

}  // namespace vpnsim::importers
