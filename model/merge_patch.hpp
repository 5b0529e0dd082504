#pragma once

#include "model/json_document.hpp"

namespace vpnsim {

/// RFC 7396: `patch` merged over `target`. Members that stay keep their order, new ones follow; what the patch says
/// points into the patch's files, which come after the target's in `files()`. Both documents' errors are kept.
[[nodiscard]] JsonDocument merge_patch(JsonDocument target, const JsonDocument& patch);

}  // namespace vpnsim
