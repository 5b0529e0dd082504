#include "tools/importers/text_encoding.hpp"

#include <array>
#include <cstdint>

namespace vpnsim::importers {
namespace {

void append_utf8(std::string& out, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xc0 | point >> 6);
        byte(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        byte(0xe0 | point >> 12);
        byte(0x80 | (point >> 6 & 0x3f));
        byte(0x80 | (point & 0x3f));
    } else {
        byte(0xf0 | point >> 18);
        byte(0x80 | (point >> 12 & 0x3f));
        byte(0x80 | (point >> 6 & 0x3f));
        byte(0x80 | (point & 0x3f));
    }
}

/// `high` and `low`: which byte of a pair is which. What is no character becomes U+FFFD.
std::string from_utf16(std::string_view bytes, std::size_t high, std::size_t low) {
    std::string out;
    const auto unit = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + high]) << 8 |
                                          static_cast<unsigned char>(bytes[at + low]));
    };
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        auto point = unit(at);
        if (point >= 0xd800 && point < 0xdc00 && at + 3 < bytes.size()) {
            if (const auto next = unit(at + 2); next >= 0xdc00 && next < 0xe000) {
                point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
                at += 2;
            }
        }
        append_utf8(out, point >= 0xd800 && point < 0xe000 ? 0xfffd : point);
    }
    return out;
}

/// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t more = lead < 0x80                   ? 0
                                 : lead >= 0xc2 && lead < 0xe0 ? 1
                                 : lead >= 0xe0 && lead < 0xf0 ? 2
                                 : lead >= 0xf0 && lead < 0xf5 ? 3
                                                               : 4;
        if (more == 4 || at + more >= text.size()) return false;
        for (std::size_t i = 1; i <= more; ++i) {
            if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return false;
        }
        const auto second = more == 0 ? 0 : static_cast<unsigned char>(text[at + 1]);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) || (lead == 0xf0 && second < 0x90) ||
            (lead == 0xf4 && second >= 0x90)) {
            return false;
        }
        at += more + 1;
    }
    return true;
}

}  // namespace

InputText decoded(std::string name, std::string bytes, Remarks& remarks) {
    const std::string_view all = bytes;
    if (all.starts_with("\xff\xfe")) bytes = from_utf16(all.substr(2), 1, 0);
    else if (all.starts_with("\xfe\xff")) bytes = from_utf16(all.substr(2), 0, 1);
    else if (all.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
    if (bytes.starts_with("PK\x03\x04")) {
        remarks.push_back({Gravity::error,
                           "binary-input",
                           "",
                           "this is an archive, perhaps a saved Terraform plan: give the output of "
                           "\"terraform show -json PLAN\" instead",
                           {name}});
        return {std::move(name), ""};
    }
    if (bytes.find('\0') != std::string::npos) {
        remarks.push_back(
            {Gravity::error,
             "binary-input",
             "",
             "this is no text: it has NUL characters. Save it as UTF-8, or as UTF-16 with a byte order mark",
             {name}});
        return {std::move(name), ""};
    }
    if (is_utf8(bytes)) return {std::move(name), std::move(bytes)};
    remarks.push_back({Gravity::note, "not-utf8", "", "this is not UTF-8; it is read as Latin-1", {name}});
    std::string text;
    for (const char c : bytes) append_utf8(text, static_cast<unsigned char>(c));
    return {std::move(name), std::move(text)};
}

}  // namespace vpnsim::importers
