#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {

// The text of `show running-config` of Cisco ASA and IOS: statements in the first column, each with the indented lines
// of its own mode below it.

/// A statement with the lines of its mode.
struct CiscoBlock {
    TextLine head;
    std::vector<TextLine> body;  ///< the lines of deeper modes too
};

struct CiscoLines {
    std::vector<CiscoBlock> blocks;  ///< as written, without what a later "no …" line takes back
    std::vector<TextLine> undone;    ///< the "no …" lines that took something back
    bool has_end = false;            ///< the last line of a whole configuration was seen
    std::string release;             ///< "9.16(4)", "15.9"; empty = not said
};

/// Leaves out comments, banners, prompts and what a terminal or `show running-config` prints around a configuration.
/// "no X" drops the statements before it, of the same mode, that are X or begin with the words X.
[[nodiscard]] CiscoLines cisco_lines(std::string_view text);

/// What stands behind the first `count` words of a line, without blanks at its beginning.
[[nodiscard]] std::string_view behind_words(std::string_view line, std::size_t count);

}  // namespace vpnsim::importers
