#pragma once

#include <string_view>

#include "model/json_document.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Looks into a JSON text of an input: members by name, places as origins.
class JsonMembers {
  public:
    JsonMembers(const JsonDocument& document, const InputText& input) : document_{document}, input_{input} {}

    [[nodiscard]] const InputText& input() const { return input_; }
    [[nodiscard]] const JsonNode& root() const { return document_[document_.root()]; }
    template <class Visit>
    void for_each(const JsonNode& parent, const Visit& visit) const {
        for (auto child = parent.first_child; child != JsonNode::none; child = document_[child].next) {
            visit(document_[child]);
        }
    }
    /// nullptr if there is none.
    [[nodiscard]] const JsonNode* member(const JsonNode& object, std::string_view key) const {
        const auto found = document_.member(object, key);
        return found == JsonNode::none ? nullptr : &document_[found];
    }
    /// Of a text, a number or a boolean: as written. Empty if there is none.
    [[nodiscard]] std::string_view text(const JsonNode& object, std::string_view key) const {
        const auto* found = member(object, key);
        return found == nullptr ? std::string_view{} : found->text;
    }
    [[nodiscard]] Origin origin(const JsonNode& node) const {
        const auto place = document_.value_place(node);
        return {input_.name, place.line, place.column};
    }

  private:
    const JsonDocument& document_;
    const InputText& input_;
};

}  // namespace vpnsim::importers
