#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/importers/terraform_modules.hpp"
#include "tools/importers/terraform_resource.hpp"

namespace vpnsim::importers::terraform {

/// Types of resources, as Terraform names them.
using Types = std::span<const std::string_view>;

/// What an expression of the configuration leads to: a resource, or an id that is written there or known elsewhere.
struct Target {
    const Resource* resource = nullptr;
    std::string id{};       ///< without `resource`
    bool certain = true;    ///< false: a key or an element had to be guessed
    std::string through{};  ///< ", the input vpn_gateway_id of module branch": the way there
    [[nodiscard]] bool same_as(const Target& other) const { return resource == other.resource && id == other.id; }
};

/// Finds resources whose ids are not known yet by what the configuration of a plan says about them.
class References {
  public:
    /// Requires: `resources` outlive this. `roots`: see Modules.
    References(const Resources& resources, std::vector<JsonValue> roots);

    /// The configuration of a resource; none in a state.
    [[nodiscard]] JsonValue configuration(const Resource& resource);
    /// The different targets of the wanted types that `expression`, which belongs to `from`, may have, each once: of a
    /// resource with several instances the one with the same key, else all. What is looked at is bounded: the result
    /// of an expression that leads to thousands of others may be short.
    [[nodiscard]] std::vector<Target> follow(const Resource& from, const JsonValue& expression, Types wanted);
    /// The only instance of the wanted types in the module of `from`, if there is one.
    [[nodiscard]] const Resource* only_candidate(const Resource& from, Types wanted);

  private:
    friend class Walk;
    using ByKey = std::map<std::string, const Resource*, std::less<>>;
    [[nodiscard]] const ByKey& instances(std::size_t module, const std::string& name) const;

    Modules modules_;
    std::map<const Resource*, std::size_t> module_of_;
    std::map<std::pair<std::size_t, std::string>, ByKey> instances_;  ///< "alicloud_vpc.app"
    std::map<std::pair<std::size_t, std::string>, std::vector<const Resource*>> of_type_;
};

}  // namespace vpnsim::importers::terraform
