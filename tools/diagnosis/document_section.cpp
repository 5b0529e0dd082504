#include "tools/diagnosis/document_section.hpp"

#include <algorithm>
#include <charconv>

namespace vpnsim {
namespace {

constexpr std::string_view heading_mark = "### ";

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Takes the next line off the front of `rest`.
std::string_view next_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

/// Emphasis and code marks fall away; of a link its text remains.
std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto close = text[i] == '[' ? text.find("](", i) : std::string_view::npos;
        const auto end = close == std::string_view::npos ? close : text.find(')', close);
        if (end != std::string_view::npos) {
            out += plain(text.substr(i + 1, close - i - 1));
            i = end;
        } else if (text[i] != '*' && text[i] != '`') {
            out += text[i];
        }
    }
    return out;
}

std::vector<std::string> cells(std::string_view row) {
    std::vector<std::string> out;
    row.remove_prefix(1);
    for (auto bar = row.find('|'); bar != std::string_view::npos; bar = row.find('|')) {
        out.push_back(plain(trimmed(row.substr(0, bar))));
        row.remove_prefix(bar + 1);
    }
    return out;
}

/// The items of "C4, R5" or "Error codes"; a range such as N9-N11 as each of its rules.
void add_items(std::vector<std::string>& out, std::string_view list) {
    const auto number_of = [](std::string_view rule) -> std::optional<int> {
        int number = 0;
        if (rule.empty() || std::string_view{"RNC"}.find(rule[0]) == std::string_view::npos) return std::nullopt;
        const auto [end, error] = std::from_chars(rule.data() + 1, rule.data() + rule.size(), number);
        return error == std::errc{} && end == rule.data() + rule.size() ? std::optional{number} : std::nullopt;
    };
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        const auto item = trimmed(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        const auto dash = std::min(item.find('-'), item.size());
        const auto first = number_of(item.substr(0, dash));
        const auto last = dash == item.size() ? first : number_of(item.substr(dash + 1));
        if (first && last) {
            for (int n = *first; n <= *last; ++n) out.push_back(item[0] + std::to_string(n));
        } else if (!item.empty()) {
            out.emplace_back(item);
        }
    }
}

/// Moves what follows "*See*", up to the end of the sentence, from a text to the list.
void take_references(std::string& text, std::vector<std::string>& see) {
    constexpr std::string_view mark = "*See*";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
        auto end = std::min(text.find(". ", at), text.size());
        if (end == text.size() && text.ends_with('.')) --end;
        add_items(see, plain(std::string_view{text}.substr(at + mark.size(), end - at - mark.size())));
        const auto from = at > 0 && text[at - 1] == ' ' ? at - 1 : at;
        text.erase(from, std::min(end + 1, text.size()) - from);
    }
}

/// "*Hurts:* no tunnel." -> its label and its text.
void take_label(DocumentBlock& block) {
    if (!block.text.starts_with('*')) return;
    const auto end = block.text.find(":*", 1);
    if (end == std::string::npos) return;
    block.label = block.text.substr(1, end - 1);
    block.text = trimmed(std::string_view{block.text}.substr(end + 2));
}

std::vector<DocumentBlock> blocks_of(std::string_view text) {
    std::vector<DocumentBlock> out;
    bool open = false;  // the next line may continue the last block
    while (!text.empty()) {
        const auto line = trimmed(next_line(text));
        using enum DocumentBlock::Kind;
        if (line.empty()) {
            open = false;
        } else if (line.starts_with("|--") || line.starts_with("| --")) {
            continue;
        } else if (line.starts_with('|')) {
            if (!open || out.back().kind != table) out.push_back({table});
            out.back().rows.push_back(cells(line));
            open = true;
        } else if (line.starts_with("- ")) {
            out.push_back({bullet, "", std::string{line.substr(2)}});
            open = true;
        } else if (open && out.back().kind != table) {
            out.back().text.append(" ").append(line);
        } else {
            out.push_back({paragraph, "", std::string{line}});
            open = true;
        }
    }
    return out;
}

}  // namespace

std::string DocumentSection::introduction() const {
    std::string out;
    for (const auto& block : blocks) {
        if (block.kind != DocumentBlock::Kind::paragraph) break;
        out += (out.empty() ? "" : " ") + block.text;
    }
    return out;
}

std::string DocumentSection::bullet(std::string_view label) const {
    const auto found = std::find_if(blocks.begin(), blocks.end(), [&](const auto& b) { return b.label == label; });
    return found == blocks.end() ? "" : found->text;
}

std::optional<DocumentSection> find_section(std::string_view page, std::string_view heading) {
    while (!page.empty()) {
        const auto line = next_line(page);
        if (!line.starts_with(heading_mark) || !line.substr(heading_mark.size()).starts_with(heading)) continue;
        const auto end = std::min(page.find("\n## "), page.find("\n### "));
        DocumentSection out{plain(line.substr(heading_mark.size())), blocks_of(page.substr(0, end)), {}};
        for (auto& block : out.blocks) {
            take_references(block.text, out.see);
            take_label(block);
            block.text = plain(block.text);
        }
        std::erase_if(out.blocks, [](const auto& b) { return b.text.empty() && b.rows.empty(); });
        return out;
    }
    return std::nullopt;
}

std::vector<std::string> section_titles(std::string_view page) {
    std::vector<std::string> out;
    while (!page.empty()) {
        const auto line = next_line(page);
        if (line.starts_with(heading_mark)) out.push_back(plain(line.substr(heading_mark.size())));
    }
    return out;
}

}  // namespace vpnsim
