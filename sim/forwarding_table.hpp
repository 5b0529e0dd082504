#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "model/prefix.hpp"
#include "sim/interval_map.hpp"
#include "sim/table_entry.hpp"

namespace vpnsim {

/// A longest-prefix table (R15, N5). Built once; asked for ranges of addresses.
class ForwardingTable {
  public:
    struct Route {
        Prefix destination;
        std::uint32_t preference;  ///< decides between equal prefixes, smaller first; equal = each may win
        TableEntry entry;
    };
    explicit ForwardingTable(std::vector<Route> routes);

    /// What decides for every address of the range, or where to cut it because its addresses are answered differently.
    /// Routes that lead to the same answer under the same gate count as equal.
    [[nodiscard]] std::variant<const Levels*, AddressBits> find(Family family, const AddressRange& range) const;
    /// Where to cut the range because its addresses are not in the same routes; nothing where they are.
    [[nodiscard]] std::optional<AddressBits> border_in(Family family, const AddressRange& range) const;
    /// What decides for one address, in place of `out`: as `find`, with the very records, also where another one leads
    /// to the same answer.
    void deciding(const Address& address, Levels& out) const;
    /// The routes that contain an address: longest prefix first, then by preference, then as given.
    [[nodiscard]] std::vector<const Route*> covering(const Address& address) const;
    [[nodiscard]] std::span<const Route> routes() const { return routes_; }

  private:
    std::vector<Route> routes_;  ///< ascending by destination, then preference
    std::vector<Levels> levels_;
    IntervalMap cells_;  ///< index into levels_
};

}  // namespace vpnsim
