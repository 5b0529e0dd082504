#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Returns true iff a name matches a pattern of "*" (any characters) and "?" (one).
[[nodiscard]] bool matches_pattern(std::string_view name, std::string_view pattern);

/// Which of the given inputs an `include` means; nothing else is ever opened. A relative pattern counts from the
/// directory of the file that it stands in. The machine's own paths ("/etc/ipsec.d/*.conf") are seldom those of the
/// inputs, so that what fits as many of the last parts of the pattern as possible is taken. Order: of the inputs.
[[nodiscard]] std::vector<std::size_t> included_inputs(std::span<const InputText> inputs, std::size_t from,
                                                       std::string_view pattern);

/// What an include asks for, for a remark: nothing if it does not look like a path.
[[nodiscard]] std::string shown_path(std::string_view pattern);

/// The inputs of one machine that no other input includes.
struct MachineFiles {
    std::string host;  ///< see host_name
    std::vector<std::size_t> roots;
};
/// Files with one host name belong together. Files that only include one another count as roots. Order: of the inputs.
[[nodiscard]] std::vector<MachineFiles> machines(std::span<const InputText> inputs);

/// No more includes than this are followed in one import.
inline constexpr std::size_t max_includes = 1000;

}  // namespace vpnsim::importers
