#include "tools/importers/aliyun_record.hpp"

#include <charconv>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

bool is_plain(const JsonNode& node) {
    return node.kind == JsonKind::text || node.kind == JsonKind::number || node.kind == JsonKind::boolean;
}

}  // namespace

const JsonNode* AliyunRecord::find(std::string_view member) const {
    if (node_ == nullptr || node_->kind != JsonKind::object) return nullptr;
    const auto found = document_->member(*node_, member);
    if (found == JsonNode::none) return nullptr;
    const auto& node = (*document_)[found];
    return node.kind == JsonKind::null ? nullptr : &node;
}

std::string AliyunRecord::text(std::string_view member) const {
    const auto* const node = find(member);
    return node != nullptr && is_plain(*node) ? std::string{trimmed(node->text)} : std::string{};
}

std::optional<std::uint64_t> AliyunRecord::number(std::string_view member) const {
    const auto written = text(member);
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), out);
    if (written.empty() || error != std::errc{} || end != written.data() + written.size()) return std::nullopt;
    return out;
}

std::optional<bool> AliyunRecord::flag(std::string_view member) const {
    const auto written = in_lower_case(text(member));
    if (written == "true") return true;
    if (written == "false") return false;
    return std::nullopt;
}

AliyunRecord AliyunRecord::child(std::string_view member) const {
    const auto* const node = find(member);
    if (node == nullptr || node->kind != JsonKind::object) return {};
    return {document_, *node, path_ + '/' + std::string{member}};
}

const JsonNode* AliyunRecord::elements(std::string_view wrapper, std::string_view item) const {
    const auto* node = find(wrapper);
    if (node != nullptr && node->kind == JsonKind::object) {
        const auto inner = document_->member(*node, item);
        node = inner == JsonNode::none ? nullptr : &(*document_)[inner];
    }
    return node != nullptr && node->kind == JsonKind::array ? node : nullptr;
}

std::vector<AliyunRecord> AliyunRecord::list(std::string_view wrapper, std::string_view item) const {
    std::vector<AliyunRecord> out;
    const auto* const node = elements(wrapper, item);
    if (node == nullptr) return out;
    std::size_t position = 0;
    for (auto child = node->first_child; child != JsonNode::none; child = (*document_)[child].next, ++position) {
        const auto& element = (*document_)[child];
        if (element.kind != JsonKind::object) continue;
        out.emplace_back(document_, element,
                         path_ + '/' + std::string{wrapper} + '/' + std::string{item} + '/' + std::to_string(position));
    }
    return out;
}

std::vector<std::string> AliyunRecord::texts(std::string_view wrapper, std::string_view item) const {
    const auto* const node = elements(wrapper, item);
    if (node == nullptr) {
        const auto written = text(wrapper);
        const auto elements = list_elements(written, ",");
        return {elements.begin(), elements.end()};
    }
    std::vector<std::string> out;
    for (auto child = node->first_child; child != JsonNode::none; child = (*document_)[child].next) {
        const auto& element = (*document_)[child];
        if (is_plain(element) && !trimmed(element.text).empty()) out.emplace_back(trimmed(element.text));
    }
    return out;
}

Origin AliyunRecord::origin() const {
    if (node_ == nullptr) return {};
    const auto place = document_->value_place(*node_);
    return {document_->file_name(node_->file), place.line, place.column, path_};
}

}  // namespace vpnsim::importers
