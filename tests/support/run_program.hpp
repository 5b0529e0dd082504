#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vpnsim {

/// How a program ended and what it said.
struct ProgramRun {
    int exit_code = -1;  ///< 128 + the signal that ended it
    std::string out;
    std::string err;
};

struct ProgramInput {
    std::string bytes{};                                             ///< on standard input, through a pipe
    std::vector<std::pair<std::string, std::string>> environment{};  ///< beside the tests' own, without NO_COLOR
    std::string directory{};                                         ///< where it runs; empty = where the tests do
};

/// Runs a program to its end. Throws std::runtime_error if it cannot be started.
[[nodiscard]] ProgramRun run_program(const std::string& path, const std::vector<std::string>& arguments,
                                     const ProgramInput& input = {});

}  // namespace vpnsim
