#pragma once

#include <optional>

#include "model/json_document.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

enum class TerraformKind : std::uint8_t { plan, state, raw_state };

struct TerraformInput {
    TerraformKind kind;
    JsonDocument document;
};

/// Reads a text and tells what it is by its top-level members. What is neither a plan nor a state as JSON gives a
/// remark `error` that says which command writes one.
[[nodiscard]] std::optional<TerraformInput> read_terraform(const InputText& input, Remarks& remarks);

}  // namespace vpnsim::importers
