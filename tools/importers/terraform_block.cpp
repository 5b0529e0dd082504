#include "tools/importers/terraform_block.hpp"

#include <algorithm>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers::terraform {
namespace {

constexpr std::size_t most_elements = 10'000;  ///< of one list of a resource

/// Any element of an expression of several blocks: {"ike_config": {"references": …}} instead of one list of blocks.
bool is_expression(const JsonValue& value) {
    return value.member("references").is(JsonKind::array) || value.member("constant_value").exists();
}

}  // namespace

Block::Block(const Resource& resource, Estate& estate)
    : resource_{&resource},
      estate_{&estate},
      values_{resource.values},
      unknown_{resource.unknown},
      expressions_{resource.configuration.member("expressions")} {}

bool Block::unknown(std::string_view key) const {
    if (unknown_.is_true()) return true;
    const auto at = unknown_.member(key);
    if (at.is_true()) return true;
    const auto elements = at.is(JsonKind::array) ? at.children(most_elements) : std::vector<JsonValue>{};
    return std::any_of(elements.begin(), elements.end(), [](const JsonValue& e) { return e.is_true(); });
}

JsonValue Block::expression(std::string_view key) const {
    if (is_expression(expressions_)) return expressions_;
    return expressions_.member(key);
}

std::optional<std::string> Block::text(std::string_view key) const {
    const auto value = values_.member(key);
    const auto text = value.text();
    if (!text && value.is_set() && !value.is(JsonKind::text)) {
        remark(Gravity::incomplete, "unreadable-value", std::string{key} + " is no text. It is left out.");
    }
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

std::string Block::text(std::initializer_list<std::string_view> keys) const {
    for (const auto key : keys) {
        if (auto found = text(key)) return *found;
    }
    return {};
}

std::optional<bool> Block::boolean(std::string_view key) const {
    const auto value = values_.member(key);
    if (!value.is_set()) return std::nullopt;
    if (value.is(JsonKind::boolean) || value.is(JsonKind::text)) {
        if (value.node().text == "true") return true;
        if (value.node().text == "false") return false;
        if (value.node().text.empty()) return std::nullopt;
    }
    remark(Gravity::incomplete, "unreadable-value", std::string{key} + " is neither true nor false. It is left out.");
    return std::nullopt;
}

std::optional<std::uint32_t> Block::number(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    std::uint32_t number = 0;
    if (parse_number(*value, number)) return number;
    remark(Gravity::incomplete, "unreadable-value",
           std::string{key} + " is no whole number of 32 bits. It is left out.");
    return std::nullopt;
}

std::optional<std::uint32_t> Block::positive(std::string_view key) const {
    const auto value = number(key);
    return value && *value == 0 ? std::nullopt : value;
}

std::vector<std::string> Block::texts(std::string_view key) const {
    std::vector<std::string> out;
    const auto value = values_.member(key);
    const auto add = [&](std::string_view list) {
        for (const auto element : list_elements(list, ",")) out.emplace_back(element);
    };
    bool readable = true;
    if (value.is(JsonKind::array)) {
        for (const auto& element : value.children()) {
            if (const auto text = element.text()) {
                add(*text);
            } else {
                readable = readable && (!element.is_set() || element.is(JsonKind::text));
            }
        }
    } else if (const auto text = value.text()) {
        add(*text);
    } else {
        readable = !value.is_set() || value.is(JsonKind::text);
    }
    if (out.size() > most_elements) {
        remark(
            Gravity::incomplete, "too-many-elements",
            std::string{key} + " has more than " + std::to_string(most_elements) + " elements. The rest is left out.");
        out.resize(most_elements);
    }
    if (!readable) {
        remark(Gravity::incomplete, "unreadable-value",
               std::string{key} + " holds something else than texts. It is left out.");
    }
    return out;
}

std::optional<Address> Block::ip_address(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    if (const auto address = Address::parse(trimmed(*value))) return address;
    remark(Gravity::incomplete, "bad-address", std::string{key} + " is no IP address. It is left out.");
    return std::nullopt;
}

std::optional<Prefix> Block::prefix_of(std::string_view key, std::string_view value) const {
    const auto block = Prefix::nearest(value);
    if (!block) {
        remark(Gravity::incomplete, "bad-cidr",
               std::string{key} + " holds something that is no CIDR block. It is left out.");
    } else if (!Prefix::parse(value)) {
        remark(Gravity::warning, "host-bits",
               std::string{key} + " has bits set beyond the length of its mask. It is read as " + block->text() +
                   ". Correct it in the configuration.");
    }
    return block;
}

std::optional<Prefix> Block::prefix(std::string_view key) const {
    const auto value = text(key);
    return value ? prefix_of(key, trimmed(*value)) : std::nullopt;
}

std::vector<Prefix> Block::prefixes(std::string_view key) const {
    std::vector<Prefix> out;
    for (const auto& part : texts(key)) {
        if (const auto block = prefix_of(key, part)) out.push_back(*block);
    }
    return out;
}

std::vector<Block> Block::blocks(std::string_view key, std::string_view by) const {
    std::vector<Block> out;
    const auto value = values_.member(key);
    auto found = value.is(JsonKind::array) ? value.children() : std::vector<JsonValue>{};
    if (value.is(JsonKind::object)) found.push_back(value);
    if (!value.is(JsonKind::array) && !value.is(JsonKind::object) && value.is_set() && value.text()) {
        remark(Gravity::incomplete, "unreadable-value", std::string{key} + " is no block. It is left out.");
    }
    if (found.size() > most_elements) {
        remark(
            Gravity::incomplete, "too-many-elements",
            std::string{key} + " has more than " + std::to_string(most_elements) + " elements. The rest is left out.");
        found.resize(most_elements);
    }
    const auto unknown = unknown_.is_true() ? unknown_ : unknown_.member(key);
    const auto unknowns = unknown.children(most_elements);
    const auto shared = expression(key);
    const auto expressions = is_expression(shared) ? std::vector<JsonValue>{} : shared.children(most_elements);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i].is(JsonKind::object)) continue;
        Block block = *this;
        block.values_ = found[i];
        block.unknown_ = value.is(JsonKind::object) || unknown.is_true() ? unknown
                         : i < unknowns.size()                           ? unknowns[i]
                                                                         : JsonValue{};
        block.expressions_ = is_expression(shared) || shared.is(JsonKind::object) ? shared
                             : i < expressions.size()                             ? expressions[i]
                                                                                  : JsonValue{};
        const auto wanted = found[i].member(by).text();
        if (!by.empty() && wanted && expressions.size() <= 100) {
            const auto same = std::find_if(expressions.begin(), expressions.end(), [&](const JsonValue& e) {
                return e.member(by).member("constant_value").text() == wanted;
            });
            if (same != expressions.end()) block.expressions_ = *same;
        }
        out.push_back(block);
    }
    return out;
}

void Block::remark(Gravity gravity, std::string kind, std::string message) const {
    auto origin = resource_->origin;
    origin.path.clear();  // `about` says it
    estate_->remarks.push_back({gravity, std::move(kind), address(), std::move(message), std::move(origin)});
}

}  // namespace vpnsim::importers::terraform
