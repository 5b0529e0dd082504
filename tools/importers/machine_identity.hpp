#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "tools/importers/host.hpp"

namespace vpnsim::importers {

/// What tells one machine from another: addresses of its own, and the name that its configuration says.
struct MachineIdentity {
    std::set<Address> addresses;                   ///< not those that many machines have alike
    std::map<Prefix, std::set<Address>> on_block;  ///< its addresses on each block that it is connected to
    std::set<std::string> said_names;              ///< `hostname` of configurations
    std::set<Address> outer;                       ///< where its tunnels end
};

/// Addresses of bridges of its own, of tunnels, of loopbacks and of one link prove nothing and are not among them.
[[nodiscard]] MachineIdentity identity_of(const Host& host);

/// Returns why both are not one machine, as a sentence; nothing if they may be one. Different names that the
/// configurations say, and different addresses on the same block, forbid it.
[[nodiscard]] std::optional<std::string> why_two_machines(const MachineIdentity& a, const MachineIdentity& b);

/// Whether both have outer addresses, and none in common.
[[nodiscard]] bool outer_differ(const MachineIdentity& a, const MachineIdentity& b);

/// What `machine` is known by once `more` is a part of it.
void join(MachineIdentity& machine, const MachineIdentity& more);

}  // namespace vpnsim::importers
