#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vpnsim {

/// An IP protocol number as IANA assigns it.
enum class Protocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17, gre = 47, esp = 50, ah = 51, icmpv6 = 58 };

/// Accepts icmp, icmpv6, tcp, udp, gre, esp, ah or a number 0..255.
[[nodiscard]] std::optional<Protocol> parse_protocol(std::string_view text);
[[nodiscard]] std::string text(Protocol protocol);
/// Returns true iff packets of this protocol carry ports.
[[nodiscard]] constexpr bool has_ports(Protocol protocol) {
    return protocol == Protocol::tcp || protocol == Protocol::udp;
}

}  // namespace vpnsim
