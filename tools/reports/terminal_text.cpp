#include "tools/reports/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vpnsim {
namespace {

struct CodePoint {
    char32_t value;
    std::size_t length;  ///< bytes; 0 = not UTF-8
};

/// Requires: `at` < text.size().
CodePoint decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return {0, 0};
    char32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return {0, 0};
        value = value << 6 | (byte(i) & 0x3fU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {0, 0};
    return {value, length};
}

struct Range {
    char32_t first;
    char32_t last;
};
template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return r.first <= c && c <= r.last; });
}

constexpr std::array<Range, 9> deceptive{{{0x80, 0x9f},
                                          {0xad, 0xad},
                                          {0x61c, 0x61c},
                                          {0x200b, 0x200f},
                                          {0x2028, 0x202e},
                                          {0x2060, 0x206f},
                                          {0xfeff, 0xfeff},
                                          {0xfffe, 0xffff},
                                          {0xe0000, 0xe007f}}};
constexpr std::array<Range, 11> wide{{{0x1100, 0x115f},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0xa4cf},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1f64f},
                                      {0x1f900, 0x1f9ff},
                                      {0x20000, 0x3fffd}}};
constexpr std::array<Range, 4> combining{{{0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}}};

std::string hex(std::uint32_t value, std::size_t least_digits) {
    std::string out;
    for (; value != 0 || out.size() < least_digits; value >>= 4) {
        out.insert(out.begin(), "0123456789abcdef"[value & 15U]);
    }
    return out;
}

}  // namespace

std::string for_terminal(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto [value, length] = decode(text, i);
        if (length == 0 || value < 0x20 || value == 0x7f) {
            out += "\\x" + hex(static_cast<unsigned char>(text[i]), 2);
        } else if (in(deceptive, value)) {
            out += "\\u{" + hex(value, 1) + '}';
        } else {
            out.append(text, i, length);
        }
        i += std::max<std::size_t>(length, 1);
    }
    return out;
}

std::size_t columns(std::string_view text) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto [value, length] = decode(text, i);
        if (!in(combining, value)) out += in(wide, value) ? 2U : 1U;
        i += std::max<std::size_t>(length, 1);
    }
    return out;
}

}  // namespace vpnsim
