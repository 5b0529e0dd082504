#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vpnsim {

/// What becomes of pre-shared keys: a file of its owner keeps them, what is shown has "key-1", "key-2" … in their
/// place, the same for equal keys.
enum class KeyText : std::uint8_t { kept, replaced };

/// Returns a JSON text in canonical layout: indented by two, comments and single blank lines kept, members in the order
/// of the file, an object or list of the third level or deeper on one line where it fits in 100 columns and holds no
/// comment, every text with as few escapes as possible. What the text means stays the same; formatting the result
/// again changes nothing.
/// Requires: `read_document` accepts the text.
[[nodiscard]] std::string canonical_text(std::string_view json, KeyText keys);

struct PatchedText {
    std::string text;
    std::size_t comments_lost;  ///< of members that the patch removes or replaces
};
/// The same layout with an RFC 7396 patch applied; comments stay with the members that they stand at
/// and with the elements that a list keeps. A file that
/// extends another one is a patch itself: what goes from it becomes null, so that it goes from what it extends as well.
/// Requires: `read_document` accepts both and both are objects.
[[nodiscard]] PatchedText patched_text(std::string_view json, std::string_view patch);

}  // namespace vpnsim
