#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/cisco_access_list.hpp"

namespace vpnsim::importers {

/// What an access list of a crypto map protects.
struct CiscoProtected {
    std::vector<SelectorGroup> groups;
    std::uint32_t sas = 0;   ///< one for each pair of source and destination
    bool per_entry = false;  ///< the pairs are not the full product of two lists
};

/// The most pairs of source and destination that one access list may stand for.
inline constexpr std::size_t most_pairs = 4096;
/// The same for all access lists of one configuration together.
inline constexpr std::size_t most_pairs_of_all = 200'000;

/// Each permit entry is a group of sources times destinations. Groups that form one full product together become one.
/// What an earlier deny entry takes away is cut out of the selectors, where blocks and ranges can say that.
[[nodiscard]] CiscoProtected cisco_protected(CiscoReading& reading, std::string_view access_list,
                                             const std::string& about, const Origin& used_at);

}  // namespace vpnsim::importers
