#include "schema_check.hpp"

#include <sstream>
#include <stdexcept>

#include "run_program.hpp"

namespace vpnsim::test {

std::vector<bool> schema_accepts(const std::string& schema, const std::vector<std::string>& paths) {
    const std::string tests = std::string{VPNSIM_SOURCE_DIR} + "/tests/";
    std::vector<std::string> call{"python3", tests + "support/check_schema.py", tests + "schemas/" + schema};
    call.insert(call.end(), paths.begin(), paths.end());
    const auto run = run_program("/usr/bin/env", call);
    std::vector<bool> out;
    std::istringstream lines{run.out};
    for (std::string line; std::getline(lines, line);) out.push_back(line.starts_with("accepted "));
    if (out.size() != paths.size()) throw std::runtime_error{"needs python3 with python3-jsonschema: " + run.err};
    return out;
}

}  // namespace vpnsim::test
