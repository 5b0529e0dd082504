#pragma once

#include <string_view>
#include <vector>

#include "tools/importers/cisco_objects.hpp"

namespace vpnsim::importers {

/// One entry of an access list, with every group and service looked up.
struct CiscoAclEntry {
    bool permit = true;
    std::vector<CiscoService> services;
    SelectorList sources;
    SelectorList destinations;
    TextLine line;
};

/// The most entries of one access list that are read for a tunnel.
inline constexpr std::size_t most_acl_entries = 4096;

/// The entries of an extended access list that are in force, in order. What cannot be read is said and left out.
[[nodiscard]] std::vector<CiscoAclEntry> cisco_access_list(CiscoReading& reading, std::string_view name,
                                                           const std::string& about, const Origin& used_at);

}  // namespace vpnsim::importers
