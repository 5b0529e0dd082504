#pragma once

#include <string_view>

#include "model/address.hpp"

namespace vpnsim::importers {

/// Whether an interface is called as tunnels of IPsec are: Tunnel1 (Cisco); vti42, xfrm42, ipsec42 (Linux).
[[nodiscard]] bool is_named_tunnel(std::string_view interface);
/// Whether an interface is called as the bridges that containers and virtual machines of one machine share: docker0,
/// br-0123456789ab, virbr0. Every machine has the same blocks there, and no other machine reaches them.
[[nodiscard]] bool is_own_bridge(std::string_view interface);
/// Whether an address is of use on one link only: 169.254.0.0/16, fe80::/10.
[[nodiscard]] bool is_link_local(const Address& address);

}  // namespace vpnsim::importers
