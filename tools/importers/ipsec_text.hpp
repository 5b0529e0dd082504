#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.hpp"
#include "model/traffic_selector.hpp"
#include "tools/importers/remark.hpp"

// How strongSwan and Libreswan write lists, times, addresses and traffic selectors.
namespace vpnsim::importers {

/// Where a value stands and whose it is, for remarks about it.
struct RemarkPlace {
    Remarks& remarks;
    std::string about;
    Origin origin;
    void say(Gravity gravity, const char* kind, std::string message) const {
        remarks.push_back({gravity, kind, about, std::move(message), origin});
    }
};

/// Longer lists are cut off, with a remark.
inline constexpr std::size_t max_list_elements = 4096;

/// The elements of a comma separated list, joined by commas alone.
[[nodiscard]] std::string comma_list(std::string_view text);

/// "3600", "3600s", "60m", "24h", "1d", "1w": seconds. Nothing for anything else and beyond 2^32 - 1.
[[nodiscard]] std::optional<std::uint32_t> seconds(std::string_view text);

/// "yes", "true", "enabled", "1" / "no", "false", "disabled", "0"
[[nodiscard]] std::optional<bool> truth(std::string_view text);

/// A word that may stand in a remark: a keyword of small letters, or else "statement".
[[nodiscard]] std::string shown_keyword(std::string_view word);

/// Outer addresses as a list gives them.
struct OuterAddresses {
    std::vector<Address> addresses;
    bool any = false;  ///< %any, %defaultroute, a whole block, a range
};
/// Names of hosts are not looked up: a remark says that their addresses are missing.
[[nodiscard]] OuterAddresses outer_addresses(const std::vector<std::string_view>& elements, const RemarkPlace& place);

struct SelectorSide {
    SelectorList selectors;
    bool dynamic = false;  ///< "dynamic", "%dynamic" is among them: the outer or a virtual address
};
/// Reads selectors: a block, address or range each, then "[protocol/ports]". With a remark where one is not simulated
/// as written or cannot be read.
[[nodiscard]] SelectorSide selector_side(const std::vector<std::string_view>& elements, const RemarkPlace& place);
/// "tcp/443", "tcp", "/53", "17/1024-65535", "tcp/%any": narrows selectors to a protocol and ports.
[[nodiscard]] SelectorList with_protocol(const SelectorList& selectors, std::string_view text,
                                         const RemarkPlace& place);

}  // namespace vpnsim::importers
