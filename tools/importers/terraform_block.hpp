#pragma once

#include <deque>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/prefix.hpp"
#include "tools/importers/key_fingerprints.hpp"
#include "tools/importers/terraform_references.hpp"

namespace vpnsim::importers::terraform {

/// What the records of one side, before or after, are made from.
struct Estate {
    Resources& resources;  ///< managed
    References& references;
    KeyFingerprints& keys;
    Remarks& remarks;
    std::map<std::string, const Resource*, std::less<>> by_id{};  ///< what has a real id, managed
    /// Objects that data sources found, by real id; `address` is the id. Only those that something refers to become
    /// records, see `used`.
    std::map<std::string, Resource, std::less<>> found_by_data{};
    std::deque<const Resource*> used{};  ///< of found_by_data, still to become records
    std::set<std::string> unmanaged{};   ///< real ids that nothing of the input has
    std::size_t linked = 0;              ///< references that the configuration names without doubt
};

enum class Need { required, optional };

/// The attributes of a resource, or of a block inside it, with what the plan does not know yet and what the
/// configuration says. null, "" and a missing attribute are all "not set". What cannot be read gives a remark.
class Block {
  public:
    Block(const Resource& resource, Estate& estate);

    [[nodiscard]] const Resource& resource() const { return *resource_; }
    [[nodiscard]] const std::string& address() const { return resource_->address; }
    [[nodiscard]] Estate& estate() const { return *estate_; }
    /// Returns true iff the plan says that the value is known after the apply only.
    [[nodiscard]] bool unknown(std::string_view key) const;
    /// What the configuration says about an attribute; none if it says nothing.
    [[nodiscard]] JsonValue expression(std::string_view key) const;

    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    /// The first that is set.
    [[nodiscard]] std::string text(std::initializer_list<std::string_view> keys) const;
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
    /// A number, or a text that is one.
    [[nodiscard]] std::optional<std::uint32_t> number(std::string_view key) const;
    /// A number that is not zero: zero stands for "not set".
    [[nodiscard]] std::optional<std::uint32_t> positive(std::string_view key) const;
    /// The elements of a list, or the parts of a text between commas, without blanks.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    [[nodiscard]] std::optional<Address> ip_address(std::string_view key) const;
    [[nodiscard]] std::optional<Prefix> prefix(std::string_view key) const;
    [[nodiscard]] std::vector<Prefix> prefixes(std::string_view key) const;
    /// The blocks of a list, or the one block that stands without one. Of those that are matched to the configuration
    /// by position; `by`, if it is not empty, is an attribute that identifies a block of a set.
    [[nodiscard]] std::vector<Block> blocks(std::string_view key, std::string_view by = {}) const;

    /// The id of the record that an attribute refers to: the address of a managed resource, or a real id. Empty if it
    /// is not set or, with a remark, if it cannot be found out.
    [[nodiscard]] std::string link(std::string_view key, Types wanted, Need need = Need::required) const;
    /// Whether `link` has an answer that nobody has to guess.
    [[nodiscard]] bool leads_somewhere(std::string_view key, Types wanted) const;
    /// `link` for a list or set of ids.
    [[nodiscard]] std::vector<std::string> links(std::string_view key, Types wanted) const;
    /// Every record of the wanted types that the configuration of an attribute names, known or not.
    [[nodiscard]] std::vector<std::string> all_named(std::string_view key, Types wanted) const;

    void remark(Gravity gravity, std::string kind, std::string message) const;

  private:
    [[nodiscard]] std::optional<Prefix> prefix_of(std::string_view key, std::string_view value) const;
    [[nodiscard]] std::string known(const std::string& id) const;
    [[nodiscard]] std::string inferred(std::string_view key, const Target& target) const;

    const Resource* resource_;
    Estate* estate_;
    JsonValue values_;
    JsonValue unknown_;
    JsonValue expressions_;
};

}  // namespace vpnsim::importers::terraform
