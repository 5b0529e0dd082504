#include "model/json_text.hpp"

namespace vpnsim {

void JsonText::text(std::string_view key, std::string_view text) {
    begin(key);
    value(text);
}

void JsonText::number(std::string_view key, std::uint64_t number) {
    begin(key);
    value(number);
}

void JsonText::boolean(std::string_view key, bool value) {
    begin(key);
    out_ += value ? "true" : "false";
}

void JsonText::null(std::string_view key) {
    begin(key);
    out_ += "null";
}

void JsonText::begin(std::string_view key) {
    separate();
    value(key);
    out_ += ": ";
}

void JsonText::separate() {
    if (out_.empty()) return;
    if (out_.back() != '{' && out_.back() != '[') out_ += ',';
    new_line();
}

void JsonText::new_line() {
    out_ += '\n';
    out_.append(2 * depth_, ' ');
}

void JsonText::value(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out_ += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            out_ += "\\u00";
            out_ += hex[byte >> 4];
            out_ += hex[byte & 15];
        } else {
            if (c == '"' || c == '\\') out_ += '\\';
            out_ += c;
        }
    }
    out_ += '"';
}

}  // namespace vpnsim
