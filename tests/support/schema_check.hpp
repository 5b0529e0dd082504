#pragma once

#include <string>

namespace vpnsim::test {

/// Whether the JSON Schema of that name in tests/schemas accepts the file, as python3-jsonschema sees it. Throws
/// std::runtime_error where that cannot run.
[[nodiscard]] bool schema_accepts(const std::string& schema, const std::string& path);

}  // namespace vpnsim::test
