#include "tools/importers/terraform_resource.hpp"

namespace vpnsim::importers::terraform {
namespace {

/// `["b"]` with Terraform's escapes, `[0]`, or nothing.
std::string key_of(const JsonValue& index) {
    if (!index.is_set()) return {};
    if (index.is(JsonKind::number)) return "[" + std::string{index.node().text} + "]";
    if (!index.is(JsonKind::text)) return {};
    std::string out = "[\"";
    for (const char c : index.node().text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"]";
}

std::string text_of(const JsonValue& value) { return std::string{value.text().value_or("")}; }

JsonValue index_of(const JsonValue& resource) {
    const auto index = resource.member("index");
    return index.exists() ? index : resource.member("index_key");
}

std::string address_of(std::string_view module, const JsonValue& resource, const JsonValue& index) {
    const auto type = text_of(resource.member("type"));
    const auto name = text_of(resource.member("name"));
    if (type.empty() || name.empty()) return {};
    std::string out{module};
    if (!out.empty()) out += '.';
    if (resource.member("mode").text() == "data") out += "data.";
    return out + type + '.' + name + key_of(index);
}

Remark unreadable(const Origin& origin, const JsonValue& where) {
    Origin here = origin;
    here.line = where.line();
    return {Gravity::incomplete, "unreadable-resource", "",
            "This resource has no type, no name or no values. It is left out. Save the file again and do not edit it.",
            here};
}

/// Requires: `description` has type and name.
Resource resource_of(const JsonValue& description, const JsonValue& index, const std::string& module,
                     const JsonValue& values, const Origin& file, std::size_t input) {
    Resource out{.address = address_of(module, description, index),
                 .module = module,
                 .type = text_of(description.member("type")),
                 .name = text_of(description.member("name")),
                 .key = key_of(index),
                 .data = description.member("mode").text() == "data",
                 .input = input,
                 .values = values,
                 .origin = file};
    out.origin.line = description.line();
    out.origin.path = out.address;
    return out;
}

}  // namespace

std::string address_of(std::string_view module, const JsonValue& resource) {
    return address_of(module, resource, index_of(resource));
}

// Modules nest as deep as the reader allows objects to nest, no deeper.
void collect_module(const JsonValue& root_module, const Origin& file, std::size_t input, Resources& out,
                    Remarks& remarks) {
    const auto module = text_of(root_module.member("address"));
    for (const auto& resource : root_module.member("resources").children()) {
        if (resource.member("deposed_key").is_set()) continue;
        const auto values = resource.member("values");
        if (address_of(module, resource).empty() || !values.is(JsonKind::object)) {
            remarks.push_back(unreadable(file, resource));
            continue;
        }
        out.push_back(resource_of(resource, index_of(resource), module, values, file, input));
    }
    for (const auto& child : root_module.member("child_modules").children()) {
        collect_module(child, file, input, out, remarks);
    }
}

void collect_raw_state(const JsonValue& state, const Origin& file, std::size_t input, Resources& out,
                       Remarks& remarks) {
    for (const auto& resource : state.member("resources").children()) {
        const auto module = text_of(resource.member("module"));
        if (address_of(module, resource, {}).empty() || !resource.member("instances").is(JsonKind::array)) {
            remarks.push_back(unreadable(file, resource));
            continue;
        }
        for (const auto& instance : resource.member("instances").children()) {
            if (instance.member("deposed").is_set()) continue;
            const auto values = instance.member("attributes");
            if (!values.is(JsonKind::object)) {
                remarks.push_back(unreadable(file, instance));
                continue;
            }
            out.push_back(resource_of(resource, index_of(instance), module, values, file, input));
        }
    }
}

}  // namespace vpnsim::importers::terraform
