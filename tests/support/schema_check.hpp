#pragma once

#include <string>
#include <vector>

namespace vpnsim::test {

/// Whether the JSON Schema of that name in tests/schemas accepts each file, as python3-jsonschema sees it. Throws
/// std::runtime_error where that cannot run.
[[nodiscard]] std::vector<bool> schema_accepts(const std::string& schema, const std::vector<std::string>& paths);

}  // namespace vpnsim::test
