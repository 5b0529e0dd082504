#pragma once

#include <string>
#include <vector>

#include "model/scenario_reader.hpp"

namespace vpnsim::test {

[[nodiscard]] std::string read_file(const std::string& path);
/// Gives any file of the disk; refuses what is not there.
[[nodiscard]] FileProvider disk_files();
/// Refuses everything: for scenarios that extend nothing.
[[nodiscard]] FileProvider no_files();
/// Reads a scenario of the disk. Throws with its errors if it is invalid.
[[nodiscard]] Scenario load_scenario(const std::string& path);
/// Every scenario file under scenarios/ that ought to load. Order: by path.
[[nodiscard]] std::vector<std::string> valid_scenario_files();

}  // namespace vpnsim::test
