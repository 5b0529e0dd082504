#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/importers/imported.hpp"

// Importing the texts of a test, and asking what was said of them.

namespace vpnsim::importers {

inline Imported import_texts(Importer importer, const std::vector<InputText>& inputs) {
    KeyFingerprints keys{"salt"};
    return importer(inputs, keys);
}
inline Imported import_text(Importer importer, std::string name, std::string text) {
    return import_texts(importer, {{std::move(name), std::move(text)}});
}

inline Prefix block(std::string_view text) { return Prefix::parse(text).value(); }
inline Address address(std::string_view text) { return Address::parse(text).value(); }

/// The same text with the line ends of Windows.
inline std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string{"\r\n"} : std::string{c};
    return out;
}

inline const Host& only_host(const Imported& imported) {
    REQUIRE(imported.hosts.size() == 1);
    return imported.hosts.front();
}

/// The tunnel of that name at the only machine.
inline const Protection& protection_of(const Imported& imported, const std::string& name) {
    const auto& all = only_host(imported).protections;
    const auto found = std::ranges::find(all, name, &Protection::name);
    REQUIRE(found != all.end());
    return *found;
}

/// How often a kind of remark was made with a gravity, about that record or any.
inline std::ptrdiff_t said(const Remarks& remarks, Gravity gravity, std::string_view kind,
                           std::optional<std::string_view> about = {}) {
    return std::ranges::count_if(remarks, [&](const Remark& r) {
        return r.gravity == gravity && r.kind == kind && (!about || r.about == *about);
    });
}
inline std::ptrdiff_t said(const Imported& imported, Gravity gravity, std::string_view kind,
                           std::optional<std::string_view> about = {}) {
    return said(imported.remarks, gravity, kind, about);
}
inline std::ptrdiff_t said(const Remarks& remarks, Gravity gravity) {
    return std::ranges::count(remarks, gravity, &Remark::gravity);
}

/// The first remark of a kind, or none.
inline const Remark* remark_of(const Remarks& remarks, std::string_view kind) {
    const auto found = std::ranges::find(remarks, kind, &Remark::kind);
    return found == remarks.end() ? nullptr : &*found;
}

}  // namespace vpnsim::importers
