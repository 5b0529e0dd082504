#include "model/input_error.hpp"

#include <array>

namespace vpnsim {
namespace {

using enum InputFault;
constexpr std::array<InputFaultInfo, 34> faults{{
    {unreadable, "unreadable", SeenBy::reader},
    {empty_input, "empty-input", SeenBy::reader},
    {syntax, "syntax", SeenBy::reader},
    {number_too_large, "number-too-large", SeenBy::reader},
    {too_deep, "too-deep", SeenBy::schema},
    {too_long, "too-long", SeenBy::reader},
    {too_many_values, "too-many-values", SeenBy::reader},
    {duplicate_key, "duplicate-key", SeenBy::reader},
    {extends_cycle, "extends-cycle", SeenBy::reader},
    {extends_chain, "extends-chain", SeenBy::reader},
    {unsupported_format, "unsupported-format", SeenBy::schema},
    {unknown_key, "unknown-key", SeenBy::schema},
    {missing_key, "missing-key", SeenBy::schema},
    {wrong_type, "wrong-type", SeenBy::schema},
    {not_an_integer, "not-an-integer", SeenBy::reader},
    {out_of_range, "out-of-range", SeenBy::schema},
    {unknown_value, "unknown-value", SeenBy::schema},
    {empty_list, "empty-list", SeenBy::schema},
    {bad_id, "bad-id", SeenBy::schema},
    {ambiguous_id, "ambiguous-id", SeenBy::reader},
    {bad_address, "bad-address", SeenBy::schema},
    {bad_cidr, "bad-cidr", SeenBy::schema},
    {host_bits, "host-bits", SeenBy::reader},
    {bad_selector, "bad-selector", SeenBy::schema},
    {bad_ports, "bad-ports", SeenBy::schema},
    {bad_protocol, "bad-protocol", SeenBy::schema},
    {bad_date, "bad-date", SeenBy::schema},
    {bad_key_length, "bad-key-length", SeenBy::schema},
    {dangling_reference, "dangling-reference", SeenBy::reader},
    {too_many_tunnels, "too-many-tunnels", SeenBy::schema},
    {same_role, "same-role", SeenBy::reader},
    {second_system_table, "second-system-table", SeenBy::reader},
    {incomplete_order, "incomplete-order", SeenBy::reader},
    {more_errors, "more-errors", SeenBy::reader},
}};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string escaped(char control) {
    constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(control);
    return {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
}

/// The length of the longest start of `text` that has at most `most` bytes and no broken UTF-8 sequence at its end.
std::size_t whole_characters(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text.size();
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) --most;
    return most;
}

}  // namespace

std::span<const InputFaultInfo> input_faults() { return faults; }

std::string_view code(InputFault fault) { return faults[static_cast<std::size_t>(fault)].code; }

std::string InputError::text() const {
    std::string out = file;
    if (line != 0) out += ':' + std::to_string(line) + ':' + std::to_string(column);
    out += ": ";
    if (!pointer.empty()) out += pointer + ": ";
    return out + message + " [" + std::string{code(fault)} + ']';
}

std::string in_quotes(std::string_view text) {
    const auto end = whole_characters(text, 80);
    std::string out = "\"";
    for (const char c : text.substr(0, end)) {
        if (is_control(c)) {
            out += escaped(c);
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + (end < text.size() ? "...\"" : "\"");
}

void append_pointer(std::string& pointer, std::string_view key) {
    const auto end = whole_characters(key, 200);
    pointer += '/';
    for (const char c : key.substr(0, end)) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else if (is_control(c)) {
            pointer += escaped(c);
        } else {
            pointer += c;
        }
    }
    if (end < key.size()) pointer += "...";
}

}  // namespace vpnsim
