#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/joined_text.hpp"
#include "tools/command_line.hpp"

namespace vpnsim {

/// What a piece of text means; colours say it where there are colours.
enum class Ink : std::uint8_t { plain, strong, faint, good, bad, warning, note };

struct Span {
    std::string text;
    Ink ink = Ink::plain;
};
/// Text in several inks. A word is never torn between two lines unless it is wider than one.
using Spans = std::vector<Span>;

enum class Colour : std::uint8_t { off, on };

/// Where text goes. Default: what is right for a file.
struct Screen {
    std::size_t width = 100;
    Colour colour = Colour::off;
};
/// What option::color, NO_COLOR, TERM and standard output say.
[[nodiscard]] Screen screen(const Arguments& arguments);

struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<Spans>> rows;
    std::size_t left_out = 0;  ///< rows that are not shown; a line says so
};

/// A text report under construction, one block after the other. Whatever is put in is escaped for the terminal and
/// wrapped at the width of the screen.
class Page {
  public:
    explicit Page(Screen screen) : screen_{screen} {}

    void blank();
    /// A paragraph; lines after the first stand `hanging` further right.
    void paragraph(std::size_t indent, const Spans& spans, std::size_t hanging = 0);
    void paragraph(std::size_t indent, std::string text, Ink ink = Ink::plain) {
        paragraph(indent, Spans{{std::move(text), ink}});
    }
    /// "label     text", the text in its own column.
    void labelled(std::size_t indent, std::string_view label, const Spans& spans);
    /// Columns as wide as their cells; where that is too wide the widest ones are wrapped.
    void table(std::size_t indent, const Table& table);
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    struct Line {
        Spans spans;
        std::size_t columns = 0;
    };
    [[nodiscard]] static std::vector<Line> wrapped(const Spans& spans, std::size_t first, std::size_t rest);
    void put(const Spans& spans);

    Screen screen_;
    std::string out_;
};

/// "and 4 more (use --format json)"
[[nodiscard]] std::string and_more(std::size_t count);
/// "1 error", "3 errors"
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);
/// "a, b, +3": at most `most` of them.
[[nodiscard]] std::string some_of(std::vector<std::string> items, std::size_t most);

}  // namespace vpnsim
