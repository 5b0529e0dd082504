#pragma once

#include <algorithm>
#include <vector>

#include "sim/ranked_table.hpp"

namespace vpnsim {

/// The slow twin of `RankedTable` for one packet: every record is asked. Order: by rank, then as given.
inline std::vector<RankedTable::Record> linear_deciding(std::vector<RankedTable::Record> records, const Flow& flow) {
    std::erase_if(records, [&](const auto& r) { return !r.match.contains(PacketBox::of(flow)); });
    std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
    const auto final = std::find_if(records.begin(), records.end(),
                                    [](const auto& r) { return r.entry.gate.kind == Gate::Kind::always; });
    if (final != records.end()) std::erase_if(records, [rank = final->rank](const auto& r) { return r.rank > rank; });
    return records;
}

}  // namespace vpnsim
