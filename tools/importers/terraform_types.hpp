#pragma once

#include <string_view>

#include "tools/importers/remark.hpp"

namespace vpnsim::importers::terraform {

/// What it means for the result that resources of a type are not understood.
struct TypeInfo {
    Gravity gravity = Gravity::skipped;
    std::string_view why{};  ///< a sentence
};

/// For types without a maker (see maker_of): `warning` for what bears on forwarding and is not simulated, `incomplete`
/// for what is not known although its name says that it belongs to VPNs, VPCs, routes or filters, else `skipped`.
[[nodiscard]] TypeInfo info_of(std::string_view type);

}  // namespace vpnsim::importers::terraform
