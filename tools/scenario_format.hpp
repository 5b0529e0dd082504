#pragma once

#include <string>
#include <string_view>

namespace vpnsim {

/// Returns a JSON text in canonical layout: indented by two, comments and single blank lines kept, members in the order
/// of the file, an object or list of the third level or deeper on one line where it fits in 100 columns and holds no
/// comment, every text with as few escapes as possible. What the text means stays the same; formatting the result
/// again changes nothing.
/// Requires: `read_document` accepts the text.
[[nodiscard]] std::string canonical_text(std::string_view json);

}  // namespace vpnsim
