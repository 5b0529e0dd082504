#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/importers/aliyun_answers.hpp"

namespace vpnsim::importers {

/// How much of the lists of the cloud was seen, by what the answers say of themselves. A list has a scope where its
/// call asks for one: the VPN gateway of gateway routes, the route table of route entries; else the scope is empty.
class AliyunLists {
  public:
    /// Says which lists lack pages.
    AliyunLists(const std::vector<AliyunAnswer>& answers, Remarks& remarks);

    /// Returns true iff a list of this kind was seen, whole or not, with or without entries.
    [[nodiscard]] bool seen(AliyunKind kind) const { return seen_.contains(kind); }
    /// Returns true iff the list was seen from its first to its last entry.
    [[nodiscard]] bool whole(AliyunKind kind, const std::string& scope) const { return whole_.contains({kind, scope}); }
    [[nodiscard]] bool has_entries(AliyunKind kind, const std::string& scope) const {
        return with_entries_.contains({kind, scope});
    }
    /// How many whole lists without entries were seen. They do not say of what they are.
    [[nodiscard]] std::size_t empty_lists(AliyunKind kind) const {
        const auto found = empty_.find(kind);
        return found == empty_.end() ? 0 : found->second;
    }

  private:
    using Scoped = std::pair<AliyunKind, std::string>;
    std::set<AliyunKind> seen_;
    std::set<Scoped> with_entries_;
    std::set<Scoped> whole_;
    std::map<AliyunKind, std::size_t> empty_;
};

}  // namespace vpnsim::importers
