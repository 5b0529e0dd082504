#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/ports.hpp"
#include "model/protocol.hpp"

namespace vpnsim::importers {

// What Cisco ASA and IOS call protocols and ports in access lists.

/// "tcp", "ipinip", "58"; none for "ip" and for what is no protocol: see `is_any_protocol`.
[[nodiscard]] std::optional<Protocol> cisco_protocol(std::string_view word);
[[nodiscard]] constexpr bool is_any_protocol(std::string_view word) { return word == "ip" || word == "ipv6"; }

/// "443", "https", "isakmp"; none for protocols without ports.
[[nodiscard]] std::optional<std::uint16_t> cisco_port(std::string_view word, Protocol protocol);

/// The ports that an operator and its operands name: "eq", "neq", "gt", "lt", "range". `used` is how many words they
/// take, the operator included; empty and 0 = the words are no operator with ports. IOS allows several after "eq".
struct PortMatch {
    std::vector<PortRange> ranges;
    std::size_t used = 0;
};
[[nodiscard]] bool is_port_operator(std::string_view word);
[[nodiscard]] PortMatch port_match(const std::vector<std::string_view>& words, std::size_t at, Protocol protocol);

}  // namespace vpnsim::importers
