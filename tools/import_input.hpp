#pragma once

#include <string>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/importers/import_run.hpp"

namespace vpnsim {

/// What the operands of an import name, read.
struct ImportInput {
    std::vector<importers::ImportGroup> groups;
    importers::Remarks remarks;  ///< which format was guessed, what is no text
    std::vector<std::string> paths;
};

namespace option {
inline constexpr Option site{"site", "NAME",
                             "the site of the inputs that follow; a single one counts for all (default: on-premises)",
                             Option::Times::any};
inline constexpr Option salt{"salt", "TEXT",
                             "what fingerprints of keys are made with: give the same to compare imports of several "
                             "days (default: taken from the inputs)"};
}  // namespace option

/// Reads `[FORMAT] INPUT...` groups: a word that is the name of a format begins a group, everything else is a file, a
/// directory (all its files, by name) or `-`. Without a format each file is guessed. Throws UsageError, InputFailure.
[[nodiscard]] ImportInput read_import_input(const Arguments& arguments, const std::vector<std::string>& words);

/// The salt that the command line gives, or what the inputs hold.
[[nodiscard]] std::string fingerprint_salt(const Arguments& arguments, const ImportInput& input);

/// The remarks for standard error: everything but what was skipped, which is counted unless option "verbose" is given.
/// Throws InputFailure where an input could not be understood.
[[nodiscard]] std::string remark_messages(const Arguments& arguments, const importers::Remarks& remarks);

}  // namespace vpnsim
