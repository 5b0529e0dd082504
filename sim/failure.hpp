#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/scenario.hpp"
#include "sim/negotiation.hpp"

namespace vpnsim {

/// Something that may fail as a whole, from the cloud outwards.
enum class FailureKind : std::uint8_t {
    vpn_gateway,      ///< with all its connections
    gateway_address,  ///< of a gateway at several of whose addresses connections or their tunnels stand
    connection,
    tunnel,            ///< of a dual-tunnel connection
    customer_gateway,  ///< the device behind it, where the file does not have it
    device             ///< with everything that ends there and nowhere else
};
[[nodiscard]] std::string_view text(FailureKind kind);

struct FailureElement {
    FailureKind kind;
    std::string name;  ///< "vgw-1", "vgw-1/203.0.113.10", "conn-1", "conn-1/tunnel-1", "cgw-1", "dc-1/fw-1"
    friend bool operator==(const FailureElement&, const FailureElement&) = default;
};

/// What fails, as forwarding sees it: these cloud ends are down (docs/failover.md). Elements that take
/// the same ends with them are one failure.
struct Failure {
    std::vector<FailureElement> elements;  ///< never empty; order: kind, then as in the file
    std::vector<CloudEndRef> ends;         ///< never empty, ascending; none that is declared down anyway
};

/// Everything in an estate that may fail on its own. Order: by the first element.
[[nodiscard]] std::vector<Failure> possible_failures(const Estate& estate, const Negotiations& negotiations);

/// The scenario with these ends declared down.
[[nodiscard]] Scenario with_failed(Scenario scenario, const std::vector<CloudEndRef>& ends);

}  // namespace vpnsim
