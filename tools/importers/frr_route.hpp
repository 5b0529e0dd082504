#pragma once

#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// Understands what follows `ip route` or `ipv6 route`, as written or as `show running-config` orders it. `vrf` is the
/// VRF of the block that the line stands in, empty for the default one; routes of another have the table "vrf NAME".
/// Nothing is returned for what cannot be read or simulated; a remark says so.
[[nodiscard]] std::optional<OsRoute> frr_route(std::span<const std::string_view> words, Family family,
                                               std::string_view vrf, const Origin& origin, Remarks& remarks);

/// The static routes of a configuration, as its lines add and undo them.
class FrrRoutes {
  public:
    /// A line with the destination and distance of one that is there is a further next hop of it.
    void add(OsRoute route);
    /// What a `no` line names; the line need not repeat tag and distance.
    void remove(const OsRoute& route);
    /// Order: of the first line of each.
    [[nodiscard]] std::vector<OsRoute> take() &&;

  private:
    using Key = std::pair<std::string, Prefix>;  ///< table, destination
    std::vector<OsRoute> routes_;
    std::map<Key, std::vector<std::size_t>> places_;
};

}  // namespace vpnsim::importers
