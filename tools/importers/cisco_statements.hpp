#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/importers/cisco_config.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {

// Statements that both dialects have, read into the configuration. Each function takes a whole statement with the
// lines of its mode. `parts` are the words of its head.

/// The word at a place, empty behind the end.
[[nodiscard]] inline std::string_view word(const Words& parts, std::size_t at) {
    return at < parts.size() ? parts[at] : std::string_view{};
}

/// "crypto map …" and "crypto dynamic-map …" in both styles: a statement a line, or a mode.
void read_crypto_map(CiscoReading& reading, const CiscoBlock& block, const Words& parts);
/// "match address ACL", "set …", "reverse-route" from `parts[at]` on.
void read_ipsec_setting(CiscoReading& reading, CiscoIpsecSettings& settings, const Words& parts, std::size_t at,
                        const std::string& about, const TextLine& line);
/// "crypto ipsec …"
void read_crypto_ipsec(CiscoReading& reading, const CiscoBlock& block, const Words& parts);
/// "crypto isakmp …", "crypto ikev1 …", "crypto ikev2 …", "crypto keyring …"
void read_crypto_ike(CiscoReading& reading, const CiscoBlock& block, const Words& parts);
/// "crypto keyring N", "crypto ikev2 keyring N", "crypto isakmp key K …"
void read_keyring(CiscoReading& reading, const CiscoBlock& block, std::string_view name);
void read_ikev2_keyring(CiscoReading& reading, const CiscoBlock& block, std::string_view name);
void read_isakmp_key(CiscoReading& reading, const TextLine& line);
/// "tunnel-group N ipsec-attributes" of the ASA.
void read_tunnel_group(CiscoReading& reading, const CiscoBlock& block, const Words& parts);
/// Everything that begins with "crypto".
void read_crypto(CiscoReading& reading, const CiscoBlock& block, const Words& parts);

/// "interface N" with its lines.
void read_interface(CiscoReading& reading, const CiscoBlock& block, const Words& parts);
/// "route IF DST MASK GW …" of the ASA, "ip route …" of IOS, "ipv6 route …" of both.
void read_asa_route(CiscoReading& reading, const TextLine& line, const Words& parts);
void read_ios_route(CiscoReading& reading, const TextLine& line, const Words& parts);
void read_ipv6_route(CiscoReading& reading, const TextLine& line, const Words& parts);

/// "object network N", "object-group network N", "object service N", with their lines. Keeps NAT statements too.
void read_object(CiscoReading& reading, const CiscoBlock& block, const Words& parts);
/// "(inside,outside)"
void set_nat_interfaces(CiscoNat& nat, std::string_view pair);
/// A line of an access list from behind its name on.
void add_access_list_line(CiscoReading& reading, std::string_view name, TextLine line, std::string_view rest);

}  // namespace vpnsim::importers
