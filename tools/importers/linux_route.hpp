#pragma once

#include <optional>

#include "tools/importers/host.hpp"
#include "tools/importers/linux_statement.hpp"

namespace vpnsim::importers {

/// A route with what only a reader of whole listings can use.
struct LinuxRoute {
    OsRoute route;
    std::optional<InterfaceAddress> address;  ///< the route tells an address of the machine
    bool bookkeeping = false;                 ///< of the kernel's own: loopback, link-local, broadcast, multicast
};

/// Understands a line of `ip route`, or what follows `ip route add`. Nothing is returned for a route that cannot be
/// simulated or read; a remark says so.
[[nodiscard]] std::optional<LinuxRoute> linux_route(const LinuxStatement& statement, Remarks& remarks);

/// Returns true iff a route's line may begin with this word: a type, "default" or a block.
[[nodiscard]] bool begins_route(std::string_view word);

}  // namespace vpnsim::importers
