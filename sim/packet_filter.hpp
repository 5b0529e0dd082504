#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/filter.hpp"
#include "sim/ranked_table.hpp"

namespace vpnsim {

/// The packets that a condition selects, as boxes of one family each. What is absent selects everything; ports without
/// a protocol are those of TCP and UDP, and a protocol without ports has none to match.
[[nodiscard]] std::vector<PacketBox> selected_packets(const std::optional<Prefix>& source,
                                                      const std::optional<Prefix>& destination,
                                                      const std::optional<Protocol>& protocol,
                                                      const std::vector<PortRange>& ports);

/// One direction of a filter made ready for boxes: answers are `FilterAction`, records are positions in the list of
/// rules, or `no_rule` where none matches. A table without records accepts everything.
using FilterTable = RankedTable;
inline constexpr std::uint32_t no_rule = ~std::uint32_t{0};

/// The first rule that matches decides; no match drops (N16, N18).
[[nodiscard]] FilterTable first_match_filter(std::span<const FilterRule> rules);
/// The rule of the smallest priority decides, a drop before an accept of equal priority; no match does `otherwise`
/// (N21-N23).
[[nodiscard]] FilterTable priority_filter(std::span<const FilterRule> rules, FilterAction otherwise);

enum class FilterDirection : std::uint8_t { inbound, outbound };
[[nodiscard]] constexpr std::string_view text(FilterDirection direction) {
    return direction == FilterDirection::inbound ? "inbound" : "outbound";
}

struct Filter {
    FilterTable inbound;
    FilterTable outbound;
    [[nodiscard]] const FilterTable& operator[](FilterDirection direction) const {
        return direction == FilterDirection::inbound ? inbound : outbound;
    }
};
[[nodiscard]] inline const std::vector<FilterRule>& rules_of(const FilterRules& rules, FilterDirection direction) {
    return direction == FilterDirection::inbound ? rules.inbound : rules.outbound;
}

/// "accept tcp from 10.55.0.0/16, ports 443"
[[nodiscard]] std::string text(const FilterRule& rule);

}  // namespace vpnsim
