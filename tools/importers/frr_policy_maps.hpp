#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/importers/host.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {

/// The pbr-maps of a configuration of FRR with the nexthop-groups that they name and the interfaces that use them,
/// gathered statement by statement, in whatever order they stand.
class FrrPolicyMaps {
  public:
    explicit FrrPolicyMaps(Remarks& remarks) : remarks_{remarks} {}

    /// `pbr-map NAME seq N`. Returns false if no entry was begun.
    bool begin(WordSpan w, bool undone, const Origin& origin);
    /// A match or set statement of the entry begun last. Requires: there is one.
    void statement(WordSpan w, bool undone, const Origin& origin);
    /// `nexthop-group NAME`
    void group(std::string_view name, bool undone);
    /// A statement of a group. Returns false for what belongs to none.
    bool group_statement(const std::string& group, WordSpan w, bool undone, const Origin& origin);
    /// `pbr-policy MAP` of an interface
    void bind(std::string_view map, const std::string& interface_name, const Origin& origin);

    /// Order: by map and sequence.
    [[nodiscard]] std::vector<PbrRule> take() &&;

  private:
    using Key = std::pair<std::string, std::uint32_t>;

    void remark(Gravity gravity, std::string kind, std::string about, std::string message, const Origin& origin);
    static OsNextHop hop(WordSpan w, std::string& other);
    void settle(PbrRule& rule, const std::string& about);

    Remarks& remarks_;
    Key current_;
    std::map<Key, PbrRule> rules_;
    std::map<Key, std::string> group_of_;
    std::map<std::string, std::vector<OsNextHop>> groups_;
    std::map<std::string, std::vector<std::pair<std::string, Origin>>> bound_;  ///< interfaces, by map
    std::size_t copied_ = 0;
};

}  // namespace vpnsim::importers
