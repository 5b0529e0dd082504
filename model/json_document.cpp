#include "model/json_document.hpp"

#include <algorithm>
#include <array>

namespace vpnsim {

std::string_view name(JsonKind kind) {
    constexpr std::array<std::string_view, 6> names{"null",   "true or false", "a number",
                                                    "a text", "a list",        "an object"};
    return names[static_cast<std::size_t>(kind)];
}

std::uint32_t JsonDocument::File::characters_before(std::uint32_t offset) const {
    if (characters.empty()) return offset;
    const auto block = offset / 64;
    const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
    const auto* const from = bytes.data() + std::size_t{block} * 64;
    return characters[block] + static_cast<std::uint32_t>(std::count_if(from, bytes.data() + offset, starts_character));
}

Place JsonDocument::place(std::size_t file, std::uint32_t offset) const {
    const File& source = *files_[file];
    const auto after = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), offset);
    const auto start = *std::prev(after);
    return {.file = static_cast<std::uint32_t>(file),
            .line = static_cast<std::uint32_t>(after - source.line_starts.begin()),
            .column = source.characters_before(offset) - source.characters_before(start) + 1};
}

std::vector<std::string> JsonDocument::files() const {
    std::vector<std::string> names;
    for (const auto& file : files_) names.push_back(file->name);
    return names;
}

std::uint32_t JsonDocument::member(const JsonNode& object, std::string_view key) const {
    if (object.kind != JsonKind::object) return JsonNode::none;
    auto child = object.first_child;
    while (child != JsonNode::none && nodes_[child].key != key) child = nodes_[child].next;
    return child;
}

}  // namespace vpnsim
