#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/importers/remark.hpp"

namespace vpnsim::importers {

/// strongSwan's settings: sections in sections, with values, as written. A section that is written twice is one; what
/// it takes over from others by reference is found by `SettingsView`.
class SettingsTree {
  public:
    using Node = std::uint32_t;  ///< a section; 0 = the text as a whole

    struct Value {
        std::string name;
        std::string text;  ///< empty = cleared: what a reference would give does not count
        Origin origin;
    };
    struct Reference {
        std::vector<std::string> path;  ///< from the root
        Origin origin;
    };
    struct Section {
        std::string name;
        Origin origin;
        std::vector<Value> values;          ///< order: as first written
        std::vector<Node> sections;         ///< order: as first written
        std::vector<Reference> references;  ///< order: as written
        std::map<std::string, std::size_t, std::less<>> value_by_name;
        std::map<std::string, Node, std::less<>> section_by_name;
    };

    SettingsTree() : nodes_(1) {}
    [[nodiscard]] const Section& operator[](Node node) const { return nodes_[node]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    /// The section of that name, made if it is new.
    Node section(Node parent, std::string_view name, const Origin& origin);
    /// The last value of a name wins.
    void set(Node node, Value value);
    void refer(Node node, Reference reference) { nodes_[node].references.push_back(std::move(reference)); }

  private:
    std::vector<Section> nodes_;
};

/// A section together with everything that it takes over: the first of `nodes` that has a value or a section wins.
struct SettingsView {
    std::vector<SettingsTree::Node> nodes;
};

/// Follows references: forward ones, chains, references in what is referred to. Cycles are left where they close.
/// What a hostile text could multiply is cut off after `max_steps` sections.
class SettingsReader {
  public:
    static constexpr std::size_t max_steps = 1'000'000;

    /// Requires: `tree` outlives it and does not change.
    explicit SettingsReader(const SettingsTree& tree) : tree_{tree} {}

    [[nodiscard]] SettingsView root() const { return {{0}}; }
    [[nodiscard]] SettingsView section(const SettingsView& view, std::string_view name);
    /// The names of all sections of a view. Order: own ones first, then those taken over.
    [[nodiscard]] std::vector<std::string_view> sections(const SettingsView& view);
    /// Nothing if the value is missing or cleared.
    [[nodiscard]] const SettingsTree::Value* value(const SettingsView& view, std::string_view name) const;

    /// All values of a view, of each name the one that counts, cleared ones too.
    [[nodiscard]] std::vector<const SettingsTree::Value*> values(const SettingsView& view);

    /// References that were looked at, and whether they lead to a section.
    [[nodiscard]] const std::map<const SettingsTree::Reference*, bool>& followed() const { return followed_; }
    [[nodiscard]] bool cut_off() const { return steps_ > max_steps; }

  private:
    void add(SettingsTree::Node node, SettingsView& to);
    void resolve(const SettingsTree::Reference& reference, SettingsView& to);

    const SettingsTree& tree_;
    std::size_t steps_ = 0;
    std::vector<const SettingsTree::Reference*> open_;         ///< being followed
    std::map<const SettingsTree::Reference*, bool> followed_;  ///< whether it leads somewhere
};

}  // namespace vpnsim::importers
