#pragma once

#include "../support/run_program.hpp"
#include "../support/temporary_folder.hpp"

namespace vpnsim {

inline ProgramRun vpnsim_run(const std::vector<std::string>& arguments, const ProgramInput& input = {}) {
    return run_program(VPNSIM_PROGRAM, arguments, input);
}
inline ProgramRun vpnsim_on(const std::string& scenario, std::vector<std::string> arguments) {
    return vpnsim_run(arguments, {.bytes = scenario});
}

}  // namespace vpnsim
