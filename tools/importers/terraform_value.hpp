#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/json_document.hpp"

namespace vpnsim::importers::terraform {

/// A value of a JSON text, or none: what is asked of none is none again.
class JsonValue {
  public:
    JsonValue() = default;
    JsonValue(const JsonDocument& document, std::uint32_t node) : document_{&document}, node_{node} {}

    [[nodiscard]] bool exists() const { return document_ != nullptr && node_ != JsonNode::none; }
    /// Requires: exists().
    [[nodiscard]] const JsonNode& node() const { return (*document_)[node_]; }
    [[nodiscard]] bool is(JsonKind kind) const { return exists() && node().kind == kind; }
    [[nodiscard]] bool is_true() const { return is(JsonKind::boolean) && node().text == "true"; }
    /// Neither missing nor null.
    [[nodiscard]] bool is_set() const { return exists() && node().kind != JsonKind::null; }
    [[nodiscard]] JsonValue member(std::string_view key) const;
    /// The members of an object or the elements of a list, the first `most`; of anything else none.
    [[nodiscard]] std::vector<JsonValue> children(std::size_t most = static_cast<std::size_t>(-1)) const;
    [[nodiscard]] JsonValue element(std::size_t index) const;
    [[nodiscard]] std::string_view key() const { return exists() ? node().key : std::string_view{}; }
    /// A text that is not empty, or a number as written.
    [[nodiscard]] std::optional<std::string_view> text() const;
    [[nodiscard]] std::uint32_t line() const { return exists() ? document_->place(node()).line : 0; }
    /// The same for two values iff they are the same value of one document.
    friend auto operator<=>(const JsonValue&, const JsonValue&) = default;

  private:
    const JsonDocument* document_ = nullptr;
    std::uint32_t node_ = JsonNode::none;
};

}  // namespace vpnsim::importers::terraform
