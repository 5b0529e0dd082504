#include "schema_check.hpp"

#include <stdexcept>

#include "run_program.hpp"

namespace vpnsim::test {

bool schema_accepts(const std::string& schema, const std::string& path) {
    const std::string tests = std::string{VPNSIM_SOURCE_DIR} + "/tests/";
    const auto run =
        run_program("/usr/bin/env", {"python3", tests + "support/check_schema.py", tests + "schemas/" + schema, path});
    if (run.out == "accepted " + path + '\n') return true;
    if (run.out == "refused " + path + '\n') return false;
    throw std::runtime_error{"needs python3 with python3-jsonschema: " + run.err};
}

}  // namespace vpnsim::test
