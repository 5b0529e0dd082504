#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/terraform_value.hpp"

namespace vpnsim::importers::terraform {

/// A part of a reference or of an address: `app["c"]` is the name "app" with the key `["c"]`.
struct Step {
    std::string_view name;
    std::string_view key;
    friend bool operator==(const Step&, const Step&) = default;
};

/// Splits "module.a[\"x.y\"].alicloud_vpc.b.id" at its points; keys may hold points. At most `most_steps`, what follows
/// is left out.
inline constexpr std::size_t most_steps = 128;
[[nodiscard]] std::vector<Step> steps(std::string_view address);

/// An instance of a module with its place in the configuration.
struct Module {
    std::size_t input = 0;
    std::size_t parent = 0;   ///< itself for a root module
    std::string call;         ///< the name after "module."
    std::string key;          ///< `["b"]`, `[0]` or empty
    JsonValue configuration;  ///< resources, outputs, module_calls
    JsonValue module_call;    ///< expressions, for_each_expression; none for a root module
};

/// The instances of modules of all inputs, found by address. They exist from when they are first asked for.
class Modules {
  public:
    /// `roots[n]`: the member root_module of the configuration of input n; none in a state.
    explicit Modules(std::vector<JsonValue> roots);

    [[nodiscard]] const Module& operator[](std::size_t module) const { return modules_[module]; }
    [[nodiscard]] bool is_root(std::size_t module) const { return modules_[module].parent == module; }
    [[nodiscard]] std::size_t at(std::size_t input, std::string_view address);
    [[nodiscard]] std::size_t child(std::size_t parent, std::string_view call, std::string_view key);
    using ByKey = std::map<std::string, std::size_t, std::less<>>;
    /// The instances of a call that were asked for so far, by key.
    [[nodiscard]] const ByKey& instances(std::size_t parent, std::string_view call) const;

    /// The resource "alicloud_vpc.app" or "data.alicloud_vpcs.all" in the module's configuration.
    [[nodiscard]] JsonValue resource(std::size_t module, const std::string& address);
    /// The expression that the caller passes for a variable; none for a root module.
    [[nodiscard]] JsonValue input(std::size_t module, std::string_view name);
    [[nodiscard]] JsonValue output(std::size_t module, std::string_view name);

  private:
    using Members = std::map<std::string, JsonValue, std::less<>>;
    [[nodiscard]] JsonValue found(const JsonValue& collection, std::string_view name);

    std::vector<Module> modules_;
    std::map<std::size_t, std::map<std::string, ByKey, std::less<>>> children_;  ///< parent, call, key
    std::map<JsonValue, Members> collections_;  ///< members by key, resources by address
};

}  // namespace vpnsim::importers::terraform
