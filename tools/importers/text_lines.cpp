#include "tools/importers/text_lines.hpp"

#include <charconv>

namespace vpnsim::importers {
namespace {

constexpr std::string_view blanks = " \t";

}  // namespace

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

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> out;
    for (auto at = line.find_first_not_of(blanks); at != std::string_view::npos;
         at = line.find_first_not_of(blanks, at)) {
        const auto end = std::min(line.find_first_of(blanks, at), line.size());
        out.push_back(line.substr(at, end - at));
        at = end;
    }
    return out;
}

bool parse_number(std::string_view text, std::uint32_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace vpnsim::importers
