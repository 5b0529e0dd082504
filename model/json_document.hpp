#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/input_error.hpp"
#include "model/place.hpp"

namespace vpnsim {

/// A file as it was read: the name that messages use, and its bytes.
struct SourceText {
    std::string name;
    std::string bytes;
};

/// What a hostile file may cost.
struct ReadLimits {
    std::size_t depth = 64;              ///< of nested objects and lists
    std::size_t values = 8'000'000;      ///< of one file, each about 60 bytes of memory
    std::size_t token_bytes = 1U << 20;  ///< of one text, number, comment or run of blanks
    std::size_t errors = 1000;           ///< reported; one more line says how many were left out
    std::size_t extends = 16;            ///< files that extend one another
};

enum class JsonKind : std::uint8_t { null, boolean, number, text, array, object };
/// "a list"
[[nodiscard]] std::string_view name(JsonKind kind);

/// A value of a JSON text with the place where it stands. Children are a linked list, so that a merge patch relinks
/// instead of copying.
struct JsonNode {
    static constexpr std::uint32_t none = 0xffffffff;

    std::string_view key{};   ///< of a member; its text lives in the document
    std::string_view text{};  ///< of a text (unescaped), a number or a boolean (as written)
    std::uint32_t first_child = none;
    std::uint32_t next = none;
    std::uint32_t begin = 0;      ///< byte offset of the value
    std::uint32_t key_begin = 0;  ///< byte offset of the key of a member, else of the value
    std::uint16_t file = 0;
    JsonKind kind = JsonKind::null;
};

/// An error and its place as a number, for sorting.
struct PlacedError {
    Place place;
    InputError error;
};

/// A JSON text, or several merged into one, as a tree of nodes that know their place.
///
/// nlohmann::json as a DOM keeps no places, lets the last of two equal keys win and needs unbounded stack and memory
/// for hostile input; this tree does none of that. Nodes hold views into the bytes, which the document shares.
class JsonDocument {
  public:
    [[nodiscard]] const JsonNode& operator[](std::uint32_t node) const { return nodes_[node]; }
    [[nodiscard]] std::uint32_t root() const { return root_; }
    /// Where the key of a member stands, or a value that is no member. Lines and columns count from 1.
    [[nodiscard]] Place place(const JsonNode& node) const { return place(node.file, node.key_begin); }
    [[nodiscard]] Place value_place(const JsonNode& node) const { return place(node.file, node.begin); }
    [[nodiscard]] std::vector<std::string> files() const;
    [[nodiscard]] const std::string& file_name(std::size_t file) const { return files_[file]->name; }
    /// Returns the member `key` of `object`, or JsonNode::none.
    [[nodiscard]] std::uint32_t member(const JsonNode& object, std::string_view key) const;
    /// Problems that leave a tree to go on with: duplicate keys. Order: as in the file.
    [[nodiscard]] const std::vector<PlacedError>& errors() const { return errors_; }

  private:
    friend class JsonTreeBuilder;
    friend class JsonMerger;
    struct File {
        std::string name;
        std::string bytes;
        std::deque<std::string> unescaped;  ///< texts that had escapes
        std::vector<std::uint32_t> line_starts;
        std::vector<std::uint32_t> characters;  ///< before each block of 64 bytes; empty = all bytes are ASCII
        [[nodiscard]] std::uint32_t characters_before(std::uint32_t offset) const;
    };
    [[nodiscard]] Place place(std::size_t file, std::uint32_t offset) const;

    std::vector<std::shared_ptr<const File>> files_;
    std::vector<JsonNode> nodes_;
    std::vector<PlacedError> errors_;
    std::uint32_t root_ = JsonNode::none;
};

/// Reads one JSON text strictly (RFC 8259; comments and a byte order mark are allowed). A text that is no JSON gives
/// the one error that ended the reading.
[[nodiscard]] std::variant<JsonDocument, InputError> read_document(SourceText source, const ReadLimits& limits = {});

}  // namespace vpnsim
