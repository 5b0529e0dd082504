#include "junit_schema.hpp"

#include <stdexcept>

#include "run_program.hpp"

namespace vpnsim::test {

std::string junit_faults(const std::string& document) {
    const auto run =
        run_program("/usr/bin/xmllint",
                    {"--nonet", "--noout", "--schema", VPNSIM_SOURCE_DIR "/tests/schemas/junit.xsd", "-"}, {document});
    constexpr int no_xml = 1;
    constexpr int not_valid = 3;
    if (run.exit_code == 0) return {};
    if (run.exit_code == no_xml || run.exit_code == not_valid) return run.err;
    throw std::runtime_error{"xmllint (Debian package libxml2-utils) does not run: " + run.err};
}

}  // namespace vpnsim::test
