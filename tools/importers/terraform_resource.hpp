#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "tools/importers/remark.hpp"
#include "tools/importers/terraform_value.hpp"

namespace vpnsim::importers::terraform {

/// An instance of a resource of a plan or a state.
struct Resource {
    std::string address;  ///< "module.branch[\"b\"].alicloud_vpn_connection.this[0]"
    std::string module;   ///< "module.branch[\"b\"]"; empty = the root module
    std::string type;
    std::string name;
    std::string key;  ///< as in the address, "[\"b\"]" or "[0]"; empty = neither for_each nor count
    bool data = false;
    std::size_t input = 0;
    JsonValue values;
    JsonValue unknown{};        ///< of a plan: after_unknown
    JsonValue configuration{};  ///< of a plan: the resource in its `configuration`
    Origin origin;
};
using Resources = std::vector<Resource>;

/// The address that Terraform gives to an instance, made of the members `mode`, `type`, `name` and `index` (or
/// `index_key`), which all versions write alike. Empty if type or name is missing.
[[nodiscard]] std::string address_of(std::string_view module, const JsonValue& resource);

/// The resources of a module of `terraform show -json` with those of its child modules. Order: as written.
/// What is no resource at all gives a remark.
void collect_module(const JsonValue& root_module, const Origin& file, std::size_t input, Resources& out,
                    Remarks& remarks);
/// The resources of a raw state, version 4.
void collect_raw_state(const JsonValue& state, const Origin& file, std::size_t input, Resources& out, Remarks& remarks);

}  // namespace vpnsim::importers::terraform
