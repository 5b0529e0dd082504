#pragma once

#include <string>
#include <string_view>

#include "tools/command_line.hpp"

namespace vpnsim {

/// Writes to a standard stream. A reader that went away is no error; anything else throws std::system_error.
void write_standard(int descriptor, std::string_view bytes);

/// Throws UsageError where the file cannot be opened, std::system_error where writing fails. A file that is replaced
/// keeps its old content until the new one is complete.
void write_file(const OutputFile& file);

/// Throws UsageError where one of the files cannot be written: asked before the first is, so that all or none are.
void require_writable(const std::vector<OutputFile>& files);

/// Throws UsageError where an answer would take the place of a file that it was made from, by whatever name.
void require_no_input(const std::string& output, const std::vector<std::string>& inputs);

}  // namespace vpnsim
