#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vpnsim {

/// Ports first..last, both included. The default is every port.
struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0xffff;

    /// Accepts "all", "443" or "1000-2000" with first <= last.
    [[nodiscard]] static std::optional<PortRange> parse(std::string_view text);
    [[nodiscard]] constexpr bool is_all() const { return first == 0 && last == 0xffff; }
    [[nodiscard]] constexpr bool contains(std::uint16_t port) const { return first <= port && port <= last; }
    [[nodiscard]] constexpr bool contains(const PortRange& other) const {
        return first <= other.first && other.last <= last;
    }
    [[nodiscard]] std::string text() const;
    friend constexpr auto operator<=>(const PortRange&, const PortRange&) = default;
};
/// Ports below are the well-known ones: services have them, clients do not call from them.
inline constexpr std::uint16_t first_client_port = 1024;

}  // namespace vpnsim
