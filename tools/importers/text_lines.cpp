#include "tools/importers/text_lines.hpp"

#include <algorithm>
#include <charconv>
#include <range/v3/algorithm/contains.hpp>

#include "model/ascii.hpp"

namespace vpnsim::importers {

std::vector<TextLine> text_lines(std::string_view text) {
    std::vector<TextLine> out;
    for (std::uint32_t number = 1; !text.empty(); ++number) {
        const auto end = text.find_first_of("\r\n");
        auto line = text.substr(0, end);
        text.remove_prefix(line.size());
        if (text.substr(0, 2) == "\r\n") text.remove_prefix(2);
        else if (!text.empty()) text.remove_prefix(1);
        const auto first = line.find_first_not_of(blanks);
        if (first == std::string_view::npos) continue;
        line.remove_prefix(first);
        line = line.substr(0, line.find_last_not_of(blanks) + 1);
        out.push_back({number, static_cast<std::uint32_t>(first), line});
    }
    return out;
}

Words words(std::string_view line) {
    Words out;
    for (auto at = line.find_first_not_of(blanks); at != std::string_view::npos;
         at = line.find_first_not_of(blanks, at)) {
        const auto end = std::min(line.find_first_of(blanks, at), line.size());
        out.push_back(line.substr(at, end - at));
        at = end;
    }
    return out;
}

Words list_elements(std::string_view text, std::string_view separators) {
    Words out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        const auto element = trimmed(text.substr(0, end));
        if (!element.empty()) out.push_back(element);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view around = " \t\r\n";
    const auto first = text.find_first_not_of(around);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(around) - first + 1);
}

std::string in_lower_case(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = vpnsim::in_lower_case(c);
    return out;
}

bool is_one_of(std::string_view word, WordSpan list) { return ranges::contains(list, word); }
bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
    return ranges::contains(list, word);
}

bool parse_number(std::string_view text, std::uint32_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace vpnsim::importers
