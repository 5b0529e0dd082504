#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/place.hpp"
#include "model/ports.hpp"
#include "model/prefix.hpp"
#include "model/protocol.hpp"

namespace vpnsim {

enum class FilterAction : std::uint8_t { accept, drop };
enum class SecurityGroupType : std::uint8_t { basic, advanced };

/// One rule of a network ACL, a security group, access rules or underlay rules. What it leaves out matches everything.
/// `ports` are destination ports in both directions (N16).
struct FilterRule {
    FilterAction action = FilterAction::accept;
    std::uint32_t priority = 1;  ///< security groups only; smaller first (N22)
    std::optional<Protocol> protocol;
    std::optional<Prefix> source;       ///< may be given in inbound rules; access and underlay rules allow both
    std::optional<Prefix> destination;  ///< may be given in outbound rules
    std::vector<PortRange> ports;       ///< empty = all
    Place place;
    friend bool operator==(const FilterRule&, const FilterRule&) = default;
};

struct FilterRules {
    std::vector<FilterRule> inbound;
    std::vector<FilterRule> outbound;
    friend bool operator==(const FilterRules&, const FilterRules&) = default;
};

}  // namespace vpnsim
