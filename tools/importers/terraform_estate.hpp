#pragma once

#include "tools/importers/cloud.hpp"
#include "tools/importers/terraform_block.hpp"

namespace vpnsim::importers::terraform {

/// Makes the records of all resources, managed ones first, then what data sources found and something refers to.
/// Requires: `unknown` and `configuration` of the resources are set where a plan has them. `roots`: see Modules.
[[nodiscard]] Cloud cloud_of(Resources& resources, std::vector<JsonValue> roots, KeyFingerprints& keys,
                             Remarks& remarks);

}  // namespace vpnsim::importers::terraform
