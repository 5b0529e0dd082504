#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/estate.hpp"

namespace vpnsim {

/// Which records of two lists are the same one: those of one name. Both sides are counted by one numbering: a record
/// of `before` by its position, one that is new in `after` by numbers from the size of `before` on.
class Counterparts {
  public:
    Counterparts() = default;
    /// Requires: names are unique in each list.
    template <class Record>
    Counterparts(const std::vector<Record>& before, const std::vector<Record>& after) : after_of_(before.size()) {
        numbers_.reserve(after.size());
        std::unordered_map<std::string_view, std::size_t> by_name;
        for (std::size_t i = 0; i < after.size(); ++i) {
            std::optional<std::size_t> found;
            if (i < before.size() && before[i].name == after[i].name) {
                found = i;
            } else {
                if (by_name.empty()) {
                    for (std::size_t b = 0; b < before.size(); ++b) by_name.emplace(before[b].name, b);
                }
                if (const auto entry = by_name.find(after[i].name); entry != by_name.end()) found = entry->second;
            }
            numbers_.push_back(static_cast<std::uint32_t>(found.value_or(before.size() + i)));
            if (found) after_of_[*found] = i;
        }
    }
    [[nodiscard]] std::size_t before_size() const { return after_of_.size(); }
    [[nodiscard]] std::size_t after_size() const { return numbers_.size(); }
    /// The common number of a record of `after`.
    [[nodiscard]] std::uint32_t number(std::size_t after) const { return numbers_[after]; }
    [[nodiscard]] std::optional<std::size_t> before(std::size_t after) const {
        return numbers_[after] < after_of_.size() ? std::optional<std::size_t>{numbers_[after]} : std::nullopt;
    }
    [[nodiscard]] std::optional<std::size_t> after(std::size_t before) const { return after_of_[before]; }

  private:
    std::vector<std::uint32_t> numbers_;                ///< by position in `after`
    std::vector<std::optional<std::size_t>> after_of_;  ///< by position in `before`
};

/// The counterparts of everything that has a name of its own in two estates. What is inside a VPC, site, device or
/// connection has counterparts where its owner has one.
struct Correspondence {
    Correspondence(const Estate& before, const Estate& after);

    Counterparts vpcs;
    Counterparts vpn_gateways;
    Counterparts customer_gateways;
    Counterparts ipsec_connections;
    Counterparts sites;
    std::vector<Counterparts> devices;                      ///< by SiteId in `after`; empty where the site is new
    std::vector<std::vector<Counterparts>> device_tunnels;  ///< by SiteId and DeviceIndex in `after`

    /// As `before` would name it, or nothing.
    [[nodiscard]] std::optional<DeviceTunnelRef> before(const DeviceTunnelRef& after) const;
};

}  // namespace vpnsim
