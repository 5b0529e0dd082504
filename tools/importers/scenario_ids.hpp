#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace vpnsim::importers {

/// Returns `name` as an id of a scenario may be: no "/", no control characters, none of the words that are next hops
/// of their own, not endless. An empty name stays empty.
[[nodiscard]] std::string legal_id(std::string_view name);
/// "10.55.0.0-16"
[[nodiscard]] std::string id_part(std::string_view block);

/// The ids of one collection of a scenario, or of several that share their ids.
class ScenarioIds {
  public:
    /// Returns an id that no earlier call returned: the name, else `id`; where that is taken the name with " (id)",
    /// else with a number. The same calls give the same ids.
    [[nodiscard]] std::string take(std::string_view name, std::string_view id);

  private:
    std::unordered_set<std::string> taken_;
    std::unordered_map<std::string, std::uint32_t> last_number_;  ///< by what it was appended to
};

}  // namespace vpnsim::importers
