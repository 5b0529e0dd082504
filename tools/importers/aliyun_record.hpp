#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/json_document.hpp"
#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// A JSON object of an answer of the cloud, or the place where one is missing: then every member is missing too.
///
/// The cloud writes one and the same value as a number, a text or a boolean, depending on the call and on how deep it
/// stands; the members are read by what they mean.
class AliyunRecord {
  public:
    AliyunRecord() = default;
    AliyunRecord(std::shared_ptr<const JsonDocument> document, const JsonNode& node, std::string path)
        : document_{std::move(document)}, node_{&node}, path_{std::move(path)} {}

    [[nodiscard]] bool has(std::string_view member) const { return find(member) != nullptr; }
    /// The value as written, without blanks at its ends; empty if it is missing, null, an object or a list.
    [[nodiscard]] std::string text(std::string_view member) const;
    /// "86400" and 86400 alike; nothing if it is missing, no number or beyond 64 bits.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view member) const;
    /// "true", true, "TRUE" alike.
    [[nodiscard]] std::optional<bool> flag(std::string_view member) const;
    [[nodiscard]] AliyunRecord child(std::string_view member) const;
    /// The objects of a list, wrapped twice as in the older calls ("Vpcs": {"Vpc": [...]}) or once.
    [[nodiscard]] std::vector<AliyunRecord> list(std::string_view wrapper, std::string_view item) const;
    /// The texts of a list in either shape, or the parts of a comma-separated text.
    [[nodiscard]] std::vector<std::string> texts(std::string_view wrapper, std::string_view item) const;
    [[nodiscard]] Origin origin() const;

  private:
    [[nodiscard]] const JsonNode* find(std::string_view member) const;
    /// The list, whichever way it is wrapped; nullptr if there is none.
    [[nodiscard]] const JsonNode* elements(std::string_view wrapper, std::string_view item) const;

    std::shared_ptr<const JsonDocument> document_;
    const JsonNode* node_ = nullptr;
    std::string path_;
};

}  // namespace vpnsim::importers
