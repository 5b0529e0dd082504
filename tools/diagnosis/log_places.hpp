#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/simulation.hpp"

namespace vpnsim {

/// Which ends a log line speaks of.
struct LogPlace {
    std::string label{};              ///< as the answer shows it: "conn-1", "conn-1/tunnel-2", "198.51.100.1"; or empty
    std::vector<CloudEndRef> ends{};  ///< ascending; empty = any
};

/// Returns true iff one of the two is any end, or they share one.
[[nodiscard]] bool meet(const std::vector<CloudEndRef>& a, const std::vector<CloudEndRef>& b);

/// Recognises the connections of an estate, their tunnels and the addresses of their peers in log lines. Names that
/// hold other ASCII characters than letters, digits and "_-.:" are not recognised.
class LogPlaces {
  public:
    explicit LogPlaces(const Simulation& simulation);
    /// Looks at the first 64 KiB of the line. A named connection counts more than an address.
    [[nodiscard]] LogPlace find(std::string_view line) const;
    /// The ends that an entity of a finding is about, ascending; empty = not tied to any.
    [[nodiscard]] std::vector<CloudEndRef> of_entity(const std::string& entity) const;

  private:
    const Estate& estate_;
    std::unordered_map<std::string, std::vector<CloudEndRef>> connections_;  ///< by id
    std::map<Address, std::vector<CloudEndRef>> peers_;
    std::map<std::string, std::vector<CloudEndRef>> entities_;
};

}  // namespace vpnsim
