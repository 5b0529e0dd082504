#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "sim/packet_box.hpp"

namespace vpnsim {

/// A function of the address that is constant on intervals: what a longest-prefix table answers, flattened. Neighbours
/// with equal values are one interval, so that a range of addresses is answered alike iff it lies in one interval.
class IntervalMap {
  public:
    struct Interval {
        AddressBits first;
        std::uint32_t value;
        friend bool operator==(const Interval&, const Interval&) = default;
    };
    /// Requires: intervals ascend and the first starts at 0; what follows the last belongs to it.
    IntervalMap(std::vector<Interval> ipv4, std::vector<Interval> ipv6)
        : ipv4_{merged(std::move(ipv4))}, ipv6_{merged(std::move(ipv6))} {}
    /// The constant function.
    explicit IntervalMap(std::uint32_t value) : IntervalMap{{{0, value}}, {{0, value}}} {}

    /// The value of the whole range, or the border in the middle of those that the range crosses.
    [[nodiscard]] std::variant<std::uint32_t, AddressBits> find(Family family, const AddressRange& range) const {
        const auto& all = intervals(family);
        const auto from = std::prev(after(all, range.first));
        if (std::next(from) == all.end() || std::next(from)->first > range.last) return from->value;
        const auto to = std::prev(after(all, range.last));
        return std::next(from, (to - from + 1) / 2)->first;
    }
    [[nodiscard]] std::uint32_t at(const Address& address) const {
        return std::prev(after(intervals(address.family()), address.bits()))->value;
    }
    [[nodiscard]] const std::vector<Interval>& intervals(Family family) const {
        return family == Family::ipv4 ? ipv4_ : ipv6_;
    }

  private:
    static std::vector<Interval>::const_iterator after(const std::vector<Interval>& all, AddressBits bits) {
        return std::upper_bound(all.begin(), all.end(), bits,
                                [](AddressBits b, const Interval& i) { return b < i.first; });
    }
    static std::vector<Interval> merged(std::vector<Interval> all) {
        all.erase(std::unique(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.value == b.value; }),
                  all.end());
        return all;
    }
    std::vector<Interval> ipv4_;
    std::vector<Interval> ipv6_;
};

}  // namespace vpnsim
