#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/interval_map.hpp"
#include "sim/table_entry.hpp"

namespace vpnsim {

/// What a record of a table does, in numbers that both networks share.
struct RecordKey {
    PacketBox match;
    std::uint64_t rank;
    Gate gate;
    std::uint64_t answer;
    friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

/// Numbers for what both networks may have, the same for the same.
class Numbers {
  public:
    std::uint32_t of(const std::vector<std::uint64_t>& value) { return number(lists_, value); }
    std::uint32_t of(const std::string& value) { return number(texts_, value); }

  private:
    template <class Value>
    std::uint32_t number(std::map<Value, std::uint32_t>& numbers, const Value& value) {
        return numbers.emplace(value, static_cast<std::uint32_t>(numbers.size())).first->second;
    }
    std::map<std::vector<std::uint64_t>, std::uint32_t> lists_;
    std::map<std::string, std::uint32_t> texts_;
};

/// The two hold other records, or records that lead elsewhere: calls back with their matches.
template <class Record, class KeyBefore, class KeyAfter, class Touch>
void compare_tables(std::span<const Record> before, std::span<const Record> after, const KeyBefore& key_before,
                    const KeyAfter& key_after, const Touch& touch) {
    if (std::equal(before.begin(), before.end(), after.begin(), after.end(),
                   [&](const Record& b, const Record& a) { return key_before(b) == key_after(a); })) {
        return;
    }
    std::vector<RecordKey> one;
    std::vector<RecordKey> other;
    std::transform(before.begin(), before.end(), std::back_inserter(one), key_before);
    std::transform(after.begin(), after.end(), std::back_inserter(other), key_after);
    std::sort(one.begin(), one.end());
    std::sort(other.begin(), other.end());
    std::vector<RecordKey> differing;
    std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(differing));
    for (const auto& key : differing) touch(key.match);
}

/// Calls back with the ranges of addresses that the two maps, read by the two functions, give different values.
template <class ReadBefore, class ReadAfter, class Visit>
void compare_maps(const IntervalMap& before, const IntervalMap& after, Family family, const ReadBefore& read_before,
                  const ReadAfter& read_after, const Visit& visit) {
    const auto& one = before.intervals(family);
    const auto& other = after.intervals(family);
    std::size_t b = 0;
    std::size_t a = 0;
    AddressBits first = 0;
    while (true) {
        const bool b_ends = b + 1 < one.size();
        const bool a_ends = a + 1 < other.size();
        AddressBits last = last_bits(family);
        if (b_ends) last = std::min(last, AddressBits{one[b + 1].first - 1});
        if (a_ends) last = std::min(last, AddressBits{other[a + 1].first - 1});
        if (read_before(one[b].value) != read_after(other[a].value)) visit(AddressRange{first, last});
        if (last == last_bits(family)) return;
        first = last + 1;
        if (b_ends && one[b + 1].first == first) ++b;
        if (a_ends && other[a + 1].first == first) ++a;
    }
}

}  // namespace vpnsim
