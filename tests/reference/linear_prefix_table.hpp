#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "model/prefix.hpp"

namespace vpnsim {

/// The slow twin of `PrefixTrie`: a sorted vector in which every question looks at every prefix. Order of all results:
/// CIDR, but `covering` most specific first.
template <class V>
class LinearPrefixTable {
  public:
    using Entry = std::pair<Prefix, V>;
    using Entries = std::vector<Entry>;

    void insert(const Prefix& prefix, const V& value) {
        erase(prefix);
        entries_.emplace_back(prefix, value);
        std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.first < b.first; });
    }
    bool erase(const Prefix& prefix) {
        return std::erase_if(entries_, [&](const Entry& entry) { return entry.first == prefix; }) > 0;
    }
    [[nodiscard]] const Entries& all() const { return entries_; }
    [[nodiscard]] Entries exact(const Prefix& prefix) const {
        return select([&](const Prefix& stored) { return stored == prefix; });
    }
    [[nodiscard]] Entries covering(const Prefix& prefix) const {
        Entries result = select([&](const Prefix& stored) { return stored.contains(prefix); });
        std::reverse(result.begin(), result.end());
        return result;
    }
    [[nodiscard]] Entries covered(const Prefix& prefix) const {
        return select([&](const Prefix& stored) { return prefix.contains(stored); });
    }
    [[nodiscard]] Entries overlapping(const Prefix& prefix) const {
        return select([&](const Prefix& stored) { return stored.overlaps(prefix); });
    }

  private:
    template <class Test>
    [[nodiscard]] Entries select(Test test) const {
        Entries result;
        std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(result),
                     [&](const Entry& entry) { return test(entry.first); });
        return result;
    }
    Entries entries_;
};

}  // namespace vpnsim
