#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tools/diagnosis/diagnosis_codes.hpp"

namespace vpnsim {

/// Words of an IPsec log, each with a code that it may mean. "*" stands for up to 64 characters.
struct LogHint {
    std::string_view keyword;
    std::string_view code;
    std::string_view source;  ///< short name of docs/semantics.md, section "Sources"
};

/// Order: by keyword; of one keyword the code that names its cause most narrowly first.
[[nodiscard]] std::span<const LogHint> log_hints();

/// A keyword with every code that it may mean.
struct LogKeyword {
    std::string_view text;
    std::string_view source;
    std::vector<const DiagnosisCode*> codes;  ///< most specific first; never empty
    std::vector<std::size_t> within;          ///< positions of shorter keywords inside of this one, the longest first
};

/// Order: as in `log_hints`. What a keyword means includes what the keywords inside of it mean, after its own codes.
[[nodiscard]] std::span<const LogKeyword> log_keywords();
/// Positions of the keywords that contain `part`, letter case and blanks aside. Requires: part has another character
/// than blanks.
[[nodiscard]] std::vector<std::size_t> keywords_with(std::string_view part);
/// Returns true iff keyword `a` is more specific than `b`: it means fewer codes, or as many and is longer.
[[nodiscard]] bool more_specific(std::size_t a, std::size_t b);

}  // namespace vpnsim
