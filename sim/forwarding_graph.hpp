#pragma once

#include <vector>

#include "sim/negotiation.hpp"

namespace vpnsim {

/// Which VPCs and sites can reach one another at all: by connections, gateways and peering, whatever their routes.
struct Reach {
    std::vector<std::size_t> vpcs;   ///< number of the component of each VPC
    std::vector<std::size_t> sites;  ///< likewise
};
[[nodiscard]] Reach components(const Estate& estate, const Negotiations& negotiations);

}  // namespace vpnsim
