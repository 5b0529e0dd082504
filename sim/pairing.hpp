#pragma once

#include <optional>
#include <vector>

#include "sim/peering.hpp"
#include "sim/proposal_match.hpp"
#include "sim/sa_alternatives.hpp"

namespace vpnsim {

[[nodiscard]] SelectorEnd selector_end(const Estate& estate, ConnectionId connection);
[[nodiscard]] SelectorEnd selector_end(const Estate& estate, DeviceTunnelRef tunnel);

/// All ends of an estate, prepared for negotiation. Order: file order.
struct NegotiatingEnds {
    std::vector<CloudEndParameters> cloud;
    std::vector<SelectorEnd> cloud_selectors;
    std::vector<DeviceTunnelView> device;
    std::vector<SelectorEnd> device_selectors;

    /// Requires: `estate` outlives it.
    explicit NegotiatingEnds(const Estate& estate);
    [[nodiscard]] ParameterComparison compared(std::size_t end, std::size_t tunnel) const {
        return compare(cloud[end], *device[tunnel].device, *device[tunnel].tunnel);
    }
    /// A device tunnel that does not initiate leaves it to the cloud end, which always may.
    [[nodiscard]] PossibleInitiator possible_initiator(std::size_t end, std::size_t tunnel) const;
};

enum class PairKind : std::uint8_t {
    meet,             ///< outer addresses agree
    address_differs,  ///< the tunnel aims at the gateway from an address that the customer gateway does not have
    no_tunnel,        ///< a device has the address and no tunnel to the gateway address
    mirror_image      ///< no device is known: a mirror image is assumed
};
struct EndPair {
    std::size_t end;
    std::optional<std::size_t> tunnel;  ///< absent for `no_tunnel` and `mirror_image`
    PairKind kind;
    friend bool operator==(const EndPair&, const EndPair&) = default;
};
struct Pairing {
    std::vector<EndPair> pairs;                   ///< order: end, tunnel; every cloud end is in one at least
    std::vector<std::size_t> without_connection;  ///< tunnels that aim at a gateway of the estate and meet nobody
};

/// Decides who negotiates with whom among the ends that may meet (docs/semantics.md, "Which ends meet"): exact mirror
/// images if a cloud end has some, otherwise every tunnel that it can agree with; an end that agrees with nobody is
/// paired once, with the nearest: by the number of equal parameters, then of common addresses, then by position.
[[nodiscard]] Pairing paired(const NegotiatingEnds& ends, const Peering& peering);

}  // namespace vpnsim
