#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vpnsim {

/// A piece of a section, its text without markup.
struct DocumentBlock {
    enum class Kind : std::uint8_t { paragraph, bullet, table } kind;
    std::string label{};                           ///< "Hurts" of a bullet that begins with "*Hurts:*"
    std::string text{};                            ///< of a paragraph or bullet, in one line
    std::vector<std::vector<std::string>> rows{};  ///< of a table; the first is its header
};

/// A section under a heading of the third level.
struct DocumentSection {
    std::string title;
    std::vector<DocumentBlock> blocks;  ///< in order; without what names `see`
    std::vector<std::string> see;       ///< what it names after "*See*": rules such as R5, or titles

    /// The text of all paragraphs before the first bullet or table, and that of a labelled bullet; empty = none.
    [[nodiscard]] std::string introduction() const;
    [[nodiscard]] std::string bullet(std::string_view label) const;
};

/// Returns the first section of a Markdown page whose heading begins with `heading`, without "### ".
[[nodiscard]] std::optional<DocumentSection> find_section(std::string_view page, std::string_view heading);
/// Returns the headings of the third level, without markup, in order.
[[nodiscard]] std::vector<std::string> section_titles(std::string_view page);

}  // namespace vpnsim
