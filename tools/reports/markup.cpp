#include "tools/reports/markup.hpp"

#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

/// Of zero width: what follows no longer belongs to what stands before.
constexpr std::string_view gap = "&#8203;";

std::string_view entity(char c) {
    switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        default: return {};
    }
}

/// Whether letters or digits stand on both sides: an underscore there is no emphasis.
bool within_word(std::string_view text, std::size_t at) {
    const auto alphanumeric = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return at > 0 && at + 1 < text.size() && alphanumeric(text[at - 1]) && alphanumeric(text[at + 1]);
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char c : for_terminal(text)) {
        const auto name = entity(c);
        if (name.empty()) out += c;
        else out += name;
    }
    return out;
}

std::string markdown_text(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]|~$";
    constexpr std::string_view references = "@#!%&~$";  // forges look for these in the finished text
    const auto shown = for_terminal(text);
    std::string out;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const char c = shown[i];
        const bool ends_word = i + 1 == shown.size() || shown[i + 1] == ' ';
        const auto rest = std::string_view{shown}.substr(i);
        if (const auto name = entity(c); !name.empty()) out += name;
        else if (markup.find(c) != std::string_view::npos && (c != '_' || !within_word(shown, i))) out += {'\\', c};
        else out += c;
        const bool starts_link = rest.starts_with("://") || (c == 'w' && rest.starts_with("w."));
        if ((references.find(c) != std::string_view::npos && !ends_word) || starts_link) out += gap;
    }
    return out;
}

std::string markdown_code(std::string_view text) { return "<code>" + markdown_text(text) + "</code>"; }

std::string clipped(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string{text};
    auto end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return std::string{text.substr(0, end)} + "...";
}

}  // namespace vpnsim
