#pragma once

#include <string>
#include <vector>

#include "tools/importers/cisco_config.hpp"

namespace vpnsim::importers {

/// The device that a configuration describes, with all names looked up.
[[nodiscard]] Host cisco_host(CiscoReading& reading);

// Its parts.

/// A protection with what an entry and the statements it names say: selectors, proposals of both phases, peers, keys.
[[nodiscard]] Protection cisco_protection(CiscoReading& reading, const CiscoIpsecSettings& settings, std::string name);
/// Transport mode where the selectors are the two ends themselves; IOS ignores it for all other traffic, with a note.
/// Requires: the selectors are set.
void settle_mode(CiscoReading& reading, Protection& out);
/// The entries of all crypto maps, by map and sequence number.
void add_crypto_maps(CiscoReading& reading, Host& host);
/// The tunnel interfaces.
void add_tunnel_interfaces(CiscoReading& reading, Host& host);
/// Phase 1, the keys and what goes with them. Requires: version and peers are set.
void add_ike(CiscoReading& reading, const CiscoIpsecSettings& settings, Protection& protection);
/// Warns of NAT rules that change packets which the tunnels protect.
void check_nat(CiscoReading& reading, const Host& host);

/// The interface of a name, none if there is none.
[[nodiscard]] const CiscoInterface* interface_named(const CiscoConfig& config, std::string_view name);
/// The most outer addresses of one device that are kept.
inline constexpr std::size_t most_outer_addresses = 64;
/// Marks the addresses of an interface as outer ones.
void add_outer(Host& host, const CiscoInterface& interface, std::vector<Address>& local_addresses);

}  // namespace vpnsim::importers
