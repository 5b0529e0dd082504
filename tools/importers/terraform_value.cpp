#include "tools/importers/terraform_value.hpp"

namespace vpnsim::importers::terraform {

JsonValue JsonValue::member(std::string_view key) const {
    return exists() ? JsonValue{*document_, document_->member(node(), key)} : JsonValue{};
}

std::vector<JsonValue> JsonValue::children(std::size_t most) const {
    std::vector<JsonValue> out;
    if (!is(JsonKind::object) && !is(JsonKind::array)) return out;
    for (auto child = node().first_child; child != JsonNode::none && out.size() < most;
         child = (*document_)[child].next) {
        out.emplace_back(*document_, child);
    }
    return out;
}

JsonValue JsonValue::element(std::size_t index) const {
    if (!is(JsonKind::array)) return {};
    auto child = node().first_child;
    for (; child != JsonNode::none && index > 0; --index) child = (*document_)[child].next;
    return child == JsonNode::none ? JsonValue{} : JsonValue{*document_, child};
}

std::optional<std::string_view> JsonValue::text() const {
    if (!is(JsonKind::text) && !is(JsonKind::number)) return std::nullopt;
    return node().text.empty() ? std::nullopt : std::optional{node().text};
}

}  // namespace vpnsim::importers::terraform
