#include "tools/importers/cisco_lines.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// The words with one blank between them and one behind each, so that what begins with it begins with its words.
std::string normal(std::string_view line) {
    std::string out;
    for (const auto word : words(line)) out.append(word) += ' ';
    return out;
}

/// "fw-1#", "fw-1# show running-config", "R1(config)#exit", "fw-1>"
bool is_prompt(std::string_view line) {
    const auto mark = line.find_first_of("#> ");
    if (mark == std::string_view::npos || mark == 0 || line[mark] == ' ') return false;
    const auto typed = words(line.substr(mark + 1));
    if (typed.empty()) return true;
    return std::ranges::any_of(std::to_array<std::string_view>({"sh", "show", "more", "term", "terminal", "exit", "end",
                                                                "conf", "configure", "en", "enable", "wr"}),
                               [&](std::string_view command) { return typed[0] == command; });
}

bool is_decoration(std::string_view line) {
    constexpr auto beginnings = std::to_array<std::string_view>(
        {"!", ":", "Building configuration", "Current configuration", "Result of the command",
         "Cryptochecksum:", "Using ", "<--- More", "--More--", "NVRAM config", "Load for ", "Time source is"});
    return std::ranges::any_of(beginnings, [&](std::string_view b) { return line.starts_with(b); }) || is_prompt(line);
}

/// The character that ends a banner of IOS ("^C" counts as one), if the line does not end it itself.
std::optional<std::string_view> open_banner(std::string_view line) {
    const auto parts = words(line);
    if (parts.size() < 3 || parts[0] != "banner") return std::nullopt;
    const auto text = behind_words(line, 2);
    // The ASA repeats "banner motd" on every line and needs no delimiter; IOS prints its one as ^C.
    const auto length = text.starts_with("^C") ? 2U : 1U;
    if (length == 1 && text[0] != '\x03') return std::nullopt;
    const auto delimiter = text.substr(0, length);
    return text.find(delimiter, length) == std::string_view::npos ? std::optional{delimiter} : std::nullopt;
}

/// Which of `lines` a later "no …" line takes back, the "no …" lines included.
struct Undone {
    std::vector<bool> dropped;
    std::vector<std::size_t> by;
};
template <class Lines, class TextOf>
Undone undone(const Lines& lines, const TextOf& text_of) {
    Undone out{std::vector<bool>(lines.size(), false), {}};
    // Most modes say "no …" of nothing that was said before, or do not say it at all.
    if (std::ranges::none_of(lines, [&](const auto& line) { return text_of(line).starts_with("no "); })) return out;
    std::multimap<std::string, std::size_t> said;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto written = normal(text_of(lines[i]));
        if (!written.starts_with("no ")) {
            said.emplace(written, i);
            continue;
        }
        out.dropped[i] = true;
        const auto taken = written.substr(3);
        if (taken.empty()) continue;
        auto at = said.lower_bound(taken);
        if (at == said.end() || !at->first.starts_with(taken)) {
            out.dropped[i] = false;
            continue;
        }
        out.by.push_back(i);
        while (at != said.end() && at->first.starts_with(taken)) {
            out.dropped[at->second] = true;
            at = said.erase(at);
        }
    }
    return out;
}

template <class Lines>
void drop(Lines& lines, const std::vector<bool>& dropped) {
    std::size_t i = 0;
    std::erase_if(lines, [&](const auto&) { return dropped[i++]; });
}

void take_back(CiscoLines& lines) {
    for (auto& block : lines.blocks) {
        const auto gone = undone(block.body, [](const TextLine& line) { return line.text; });
        for (const auto i : gone.by) lines.undone.push_back(block.body[i]);
        drop(block.body, gone.dropped);
    }
    const auto gone = undone(lines.blocks, [](const CiscoBlock& block) { return block.head.text; });
    for (const auto i : gone.by) lines.undone.push_back(lines.blocks[i].head);
    drop(lines.blocks, gone.dropped);
}

}  // namespace

std::string_view behind_words(std::string_view line, std::size_t count) {
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
        if (count-- == 0 || line.empty()) return line;
        line.remove_prefix(std::min(line.find_first_of(blanks), line.size()));
    }
}

CiscoLines cisco_lines(std::string_view text) {
    CiscoLines out;
    const auto all = text_lines(text);
    // A configuration pasted into a mail may stand further right as a whole.
    std::uint32_t margin = 0xffffffffU;
    for (const auto& line : all) {
        if (!is_decoration(line.text)) margin = std::min(margin, line.indent);
    }
    std::optional<std::string_view> banner;
    for (const auto& line : all) {
        if (banner) {
            if (line.text.find(*banner) != std::string_view::npos) banner.reset();
            continue;
        }
        if (line.text == ": end" || line.text == "end" || line.text.starts_with("Cryptochecksum:")) out.has_end = true;
        if (line.text.starts_with("ASA Version ") || (line.indent <= margin && line.text.starts_with("version "))) {
            out.release = words(line.text).back();
        }
        if (is_decoration(line.text)) continue;
        banner = open_banner(line.text);
        if (banner || line.text.starts_with("banner ")) continue;
        if (line.indent <= margin || out.blocks.empty()) out.blocks.push_back({line, {}});
        else out.blocks.back().body.push_back(line);
    }
    take_back(out);
    return out;
}

}  // namespace vpnsim::importers
