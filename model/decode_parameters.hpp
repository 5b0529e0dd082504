#pragma once

#include "model/connection.hpp"
#include "model/decoder.hpp"
#include "model/device_profile.hpp"
#include "model/filter.hpp"

namespace vpnsim {

/// Whose parameters are read: a cloud gateway has one value where a device may list several.
enum class End : std::uint8_t { cloud, device };

[[nodiscard]] std::optional<PreSharedKey> decode_psk(Decoder& in, const JsonValue& value);
[[nodiscard]] IkeParameters decode_ike(Decoder& in, const JsonValue& value, End end);
[[nodiscard]] EspParameters decode_esp(Decoder& in, const JsonValue& value, End end);
[[nodiscard]] BgpParameters decode_bgp(Decoder& in, const JsonValue& value);
[[nodiscard]] SelectorList decode_selectors(Decoder& in, const JsonValue& value);
/// A built-in name, or an object that overrides one (`like`, by default `base`).
[[nodiscard]] DeviceProfile decode_profile(Decoder& in, const JsonValue& value, std::string_view base);

/// Which of the members that only some filters have a rule may have.
enum class FilterKind : std::uint8_t { network_acl, security_group, access };
/// Reads "inbound" or "outbound".
enum class RuleDirection : std::uint8_t { inbound, outbound };
[[nodiscard]] std::vector<FilterRule> decode_rules(Decoder& in, const JsonValue& value, FilterKind kind,
                                                   RuleDirection direction);
/// Reads an object with "inbound" and "outbound".
[[nodiscard]] FilterRules decode_access_rules(Decoder& in, const JsonValue& value);

}  // namespace vpnsim
