#pragma once

#include <span>
#include <string_view>

#include "tools/importers/cisco_statements.hpp"
#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

/// Reads one statement of a dialect; returns false iff it is none that the importer needs.
using CiscoStatement = bool (*)(CiscoReading& reading, const CiscoBlock& block, const Words& parts);

/// A host for each input, by the statements of one dialect.
[[nodiscard]] Imported import_cisco(std::string_view format, CiscoDialect dialect, CiscoStatement statement,
                                    std::span<const InputText> inputs, KeyFingerprints& keys);

/// How much the beginning of a text looks like one dialect: the sum of what its lines weigh, at most 100.
struct CiscoMark {
    std::string_view beginning;  ///< of a line, blanks before it left out
    unsigned weight;
};
[[nodiscard]] unsigned likeness(std::string_view text, std::span<const CiscoMark> marks);

/// A statement of routing or filtering that both dialects have and that is not simulated. Returns false iff it is none.
[[nodiscard]] bool not_simulated(CiscoReading& reading, const CiscoBlock& block, const Words& parts);

}  // namespace vpnsim::importers
