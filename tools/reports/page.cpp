#include "tools/reports/page.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include "tools/reports/terminal_text.hpp"

namespace vpnsim {
namespace {

constexpr std::size_t label_columns = 10;
constexpr std::size_t column_gap = 2;

std::string_view escape(Ink ink) {
    constexpr std::array<std::string_view, 7> codes{"",         "\x1b[1m",  "\x1b[2m", "\x1b[32m",
                                                    "\x1b[31m", "\x1b[33m", "\x1b[36m"};
    return codes[static_cast<std::size_t>(ink)];
}

/// The longest beginning of `text` that is at most `limit` columns wide, at least one character.
std::size_t fitting(std::string_view text, std::size_t limit) {
    std::size_t end = 0;
    while (end < text.size()) {
        auto next = end + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0U) == 0x80U) ++next;
        if (end > 0 && columns(text.substr(0, next)) > limit) break;
        end = next;
    }
    return end;
}

}  // namespace

Screen screen(const Arguments& arguments) {
    constexpr std::array<std::string_view, 3> words{"auto", "always", "never"};
    const auto wanted = arguments.one_of(option::color.name, words);
    Screen out;
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    winsize size{};
    if (terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        out.width = std::clamp<std::size_t>(size.ws_col, 60, 120);
    }
    const char* const no_color = std::getenv("NO_COLOR");
    const char* const kind = std::getenv("TERM");
    const bool capable = terminal && kind != nullptr && std::string_view{kind} != "dumb";
    const bool forbidden = no_color != nullptr && *no_color != '\0';
    out.colour = !forbidden && (wanted == 1 || (wanted == 0 && capable)) ? Colour::on : Colour::off;
    return out;
}

void Page::blank() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
}

std::vector<Page::Line> Page::wrapped(const Spans& spans, std::size_t first, std::size_t rest) {
    std::vector<Line> lines(1);
    bool blank_before = false;
    const auto room = [&] { return lines.size() == 1 ? first : rest; };
    const auto append = [&](std::string_view text, Ink ink) {
        auto& line = lines.back();
        if (line.spans.empty() || line.spans.back().ink != ink) line.spans.push_back({"", ink});
        line.spans.back().text += text;
        line.columns += columns(text);
    };
    for (const auto& span : spans) {
        const auto text = for_terminal(span.text);
        for (std::size_t begin = 0; begin < text.size();) {
            if (text[begin] == ' ') {
                blank_before = true;
                ++begin;
                continue;
            }
            const auto end = std::min(text.find(' ', begin), text.size());
            auto word = std::string_view{text}.substr(begin, end - begin);
            begin = end;
            const std::size_t space = blank_before && lines.back().columns > 0 ? 1 : 0;
            if (lines.back().columns > 0 && lines.back().columns + space + columns(word) > room() && space > 0) {
                lines.emplace_back();
            } else if (space > 0) {
                append(" ", lines.back().spans.back().ink == span.ink ? span.ink : Ink::plain);
            }
            blank_before = false;
            while (lines.back().columns + columns(word) > room()) {
                const auto part =
                    fitting(word, std::max<std::size_t>(room() - std::min(room(), lines.back().columns), 1));
                append(word.substr(0, part), span.ink);
                word.remove_prefix(part);
                if (word.empty()) break;
                lines.emplace_back();
            }
            append(word, span.ink);
        }
    }
    return lines;
}

void Page::put(const Spans& spans) {
    for (const auto& span : spans) {
        if (span.text.empty()) continue;
        if (screen_.colour == Colour::off || span.ink == Ink::plain) out_ += span.text;
        else out_.append(escape(span.ink)).append(span.text).append("\x1b[0m");
    }
}

void Page::paragraph(std::size_t indent, const Spans& spans, std::size_t hanging) {
    auto margin = indent;
    for (const auto& line : wrapped(spans, screen_.width - indent, screen_.width - indent - hanging)) {
        out_.append(margin, ' ');
        put(line.spans);
        out_ += '\n';
        margin = indent + hanging;
    }
}

void Page::labelled(std::size_t indent, std::string_view label, const Spans& spans) {
    const auto text = indent + label_columns;
    bool first = true;
    for (const auto& line : wrapped(spans, screen_.width - text, screen_.width - text)) {
        out_.append(indent, ' ');
        std::string left{first ? label : ""};
        left.resize(label_columns, ' ');
        put({{std::move(left), Ink::faint}});
        put(line.spans);
        out_ += '\n';
        first = false;
    }
}

void Page::table(std::size_t indent, const Table& table) {
    std::vector<std::size_t> widths;
    for (const auto& title : table.header) widths.push_back(columns(title));
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            const auto lines = wrapped(row[c], 100'000, 100'000);
            widths[c] = std::max(widths[c], lines.front().columns);
        }
    }
    const auto available = screen_.width - indent - column_gap * (widths.size() - 1);
    for (auto total = std::accumulate(widths.begin(), widths.end(), std::size_t{0}); total > available; --total) {
        auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= 8) break;
        --*widest;
    }
    const auto print = [&](const std::vector<Spans>& cells) {
        std::vector<std::vector<Line>> columns_of;
        std::size_t height = 1;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            columns_of.push_back(wrapped(cells[c], widths[c], widths[c]));
            height = std::max(height, columns_of.back().size());
        }
        for (std::size_t l = 0; l < height; ++l) {
            std::size_t pending = indent;
            for (std::size_t c = 0; c < cells.size(); ++c) {
                const auto& lines = columns_of[c];
                const std::size_t used = l < lines.size() ? lines[l].columns : 0;
                if (used > 0) {
                    out_.append(pending, ' ');
                    put(lines[l].spans);
                    pending = 0;
                }
                pending += widths[c] - std::min(used, widths[c]) + column_gap;
            }
            out_ += '\n';
        }
    };
    std::vector<Spans> header;
    for (const auto& title : table.header) header.push_back({{title, Ink::faint}});
    print(header);
    for (const auto& row : table.rows) print(row);
    if (table.left_out > 0) paragraph(indent, "... " + and_more(table.left_out), Ink::faint);
}

std::string and_more(std::size_t count) { return "and " + std::to_string(count) + " more (use --format json)"; }

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + ' ' + std::string{noun} + (count == 1 ? "" : "s");
}

std::string some_of(std::vector<std::string> items, std::size_t most) {
    if (items.size() > most) {
        const auto left = items.size() - most;
        items.resize(most);
        items.push_back('+' + std::to_string(left));
    }
    return joined(items);
}

}  // namespace vpnsim
