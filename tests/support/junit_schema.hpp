#pragma once

#include <string>

namespace vpnsim::test {

/// Returns what xmllint says against `document` as tests/schemas/junit.xsd describes it; empty = it is valid. Throws
/// std::runtime_error where xmllint cannot run.
[[nodiscard]] std::string junit_faults(const std::string& document);

}  // namespace vpnsim::test
