#include "tools/importers/terraform_input.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "tools/importers/terraform_value.hpp"

namespace vpnsim::importers {
namespace {

using terraform::JsonValue;

constexpr std::string_view how_to =
    "Run: terraform show -json PLANFILE > plan.json (or terraform show -json > state.json for the state).";

std::string_view beginning(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text;
}

bool is_binary_plan(std::string_view text) { return text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06"); }

/// Words at the beginning of a line of a *.tf file, or of what `terraform plan` prints for people.
bool is_configuration(std::string_view text) {
    constexpr auto words = std::to_array<std::string_view>(
        {"resource \"", "terraform {", "provider \"", "variable \"", "module \"", "data \"", "locals {", "output \"",
         "Terraform will perform", "Terraform used the selected providers", "OpenTofu will perform",
         "OpenTofu used the selected providers"});
    text = text.substr(0, 65'536);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
            if (at == 0 || text[at - 1] == '\n') return true;
        }
        return false;
    });
}

/// The major version of format_version, "1.2" -> "1".
std::string_view major_version(const JsonValue& root) {
    const auto version = root.member("format_version").text().value_or("");
    return version.substr(0, version.find('.'));
}

}  // namespace

std::optional<TerraformInput> read_terraform(const InputText& input, Remarks& remarks) {
    const auto fail = [&](std::string kind, std::string message, std::uint32_t line = 0, std::uint32_t column = 0) {
        remarks.push_back({Gravity::error, std::move(kind), "", std::move(message), {input.name, line, column}});
        return std::nullopt;
    };
    const auto start = beginning(input.text);
    if (is_binary_plan(input.text)) {
        return fail("binary-plan", "This is a plan as Terraform keeps it, not JSON. " + std::string{how_to});
    }
    if (start.empty()) return fail("empty-input", "The file is empty. " + std::string{how_to});
    if (start.front() != '{' && is_configuration(start)) {
        return fail("configuration-text",
                    "This is configuration (HCL) or output for people, not JSON. " + std::string{how_to});
    }
    if (start.starts_with("{\"@level\"")) {
        return fail("log-of-plan", "This is the log that terraform plan -json writes. " + std::string{how_to});
    }
    auto result = read_document({input.name, input.text});
    if (const auto* error = std::get_if<InputError>(&result)) {
        if (error->fault == InputFault::too_deep || error->fault == InputFault::too_many_values ||
            error->fault == InputFault::too_long || error->fault == InputFault::number_too_large) {
            return fail("too-large", "The JSON text nests too deep, or holds too much.", error->line, error->column);
        }
        return fail("not-json", "The text is no JSON, or it is cut off here. " + std::string{how_to}, error->line,
                    error->column);
    }
    auto& document = std::get<JsonDocument>(result);
    for (const auto& error : document.errors()) {
        remarks.push_back({Gravity::incomplete,
                           "duplicate-member",
                           "",
                           "A member stands twice in one object. Terraform never writes that. One of them is left out.",
                           {input.name, error.error.line, error.error.column}});
    }
    const JsonValue root{document, document.root()};
    const auto has = [&](std::string_view key) { return root.member(key).exists(); };
    const auto is = [&](TerraformKind kind) { return TerraformInput{kind, std::move(document)}; };
    if (has("lineage") || (has("serial") && has("resources"))) {
        if (root.member("version").text() == "4") return is(TerraformKind::raw_state);
        return fail("old-state",
                    "Only states of version 4 (Terraform 0.12 and later) are understood. " + std::string{how_to});
    }
    if (has("encrypted_data")) return fail("encrypted-state", "The state is encrypted. " + std::string{how_to});
    if (!has("format_version")) {
        return fail("no-terraform",
                    "This JSON text is neither a plan nor a state of Terraform. " + std::string{how_to});
    }
    if (major_version(root) != "0" && major_version(root) != "1") {
        return fail("unknown-version", "Only versions 0 and 1 of Terraform's JSON format are understood.");
    }
    if (has("planned_values") || has("resource_changes")) return is(TerraformKind::plan);
    if (!has("values")) {
        remarks.push_back(
            {Gravity::warning, "empty-state", "", "The state is empty: it holds no resources.", {input.name}});
    }
    return is(TerraformKind::state);
}

unsigned looks_like_terraform(std::string_view text) {
    if (is_binary_plan(text)) return 70;
    const auto start = beginning(text);
    const auto has = [&](std::string_view word) { return start.find(word) != std::string_view::npos; };
    if (start.starts_with('{')) {
        if (has("\"format_version\"")) {
            return has("\"terraform_version\"") || has("\"planned_values\"") || has("\"resource_changes\"") ? 100 : 80;
        }
        if (has("\"lineage\"") && has("\"serial\"")) return 100;
        return 0;
    }
    return is_configuration(start) ? 70 : 0;
}

}  // namespace vpnsim::importers
