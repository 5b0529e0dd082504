#pragma once

#include <chrono>
#include <optional>

#include "model/connection.hpp"
#include "model/device_profile.hpp"
#include "model/filter.hpp"
#include "model/json_text.hpp"

namespace vpnsim {

/// Writes a collection keyed by id, or nothing if it is empty; `body` writes the members of one record.
template <class Records, class Body>
void write_collection(JsonText& out, std::string_view key, const Records& records, const Body& body) {
    if (records.empty()) return;
    out.object(key, [&] {
        for (const auto& record : records) out.object(record.name, [&] { body(record); });
    });
}

/// Each writes nothing where there is nothing to say.
void write_text(JsonText& out, std::string_view key, const std::optional<std::string>& value);
void write_flag(JsonText& out, std::string_view key, const std::optional<bool>& value);
void write_address(JsonText& out, std::string_view key, const std::optional<Address>& value);
void write_prefix(JsonText& out, std::string_view key, const std::optional<Prefix>& value);
template <class Number>
void write_number(JsonText& out, std::string_view key, const std::optional<Number>& value) {
    if (value) out.number(key, *value);
}
void write_prefixes(JsonText& out, std::string_view key, const std::vector<Prefix>& values);
void write_ports(JsonText& out, const std::vector<PortRange>& ports);
void write_day(JsonText& out, std::string_view key, const std::optional<std::chrono::year_month_day>& value);
void write_psk(JsonText& out, const std::optional<PreSharedKey>& psk);
/// Leaves the default, everything of IPv4, out.
void write_selectors(JsonText& out, std::string_view key, const SelectorList& selectors);
void write_ike(JsonText& out, const IkeParameters& ike);
void write_esp(JsonText& out, const EspParameters& esp);
void write_bgp(JsonText& out, const std::optional<BgpParameters>& bgp);
/// Leaves a profile that equals the built-in one called `base` out.
void write_profile(JsonText& out, const DeviceProfile& profile, std::string_view base);
void write_rules(JsonText& out, const FilterRules& rules);

}  // namespace vpnsim
