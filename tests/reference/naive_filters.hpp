#pragma once

#include <vector>

#include "model/estate.hpp"
#include "tests/reference/naive_simulator.hpp"

namespace vpnsim {

enum class NaiveDirection : std::uint8_t { inbound, outbound };

/// Returns true iff the rule says something about the packet. Its ports are destination ports (N16); they restrict it
/// to tcp and udp unless one of them is the full range.
[[nodiscard]] bool matches(const FilterRule& rule, const NaivePacket& packet);
/// N16, N18: the first rule that matches decides, a packet that none matches is dropped.
[[nodiscard]] bool accepts(const std::vector<FilterRule>& rules, const NaivePacket& packet);
/// As above, but a direction without rules accepts everything.
[[nodiscard]] bool access_rules_accept(const Site& site, NaiveDirection direction, const NaivePacket& packet);
/// N15: a vSwitch without ACL accepts everything.
[[nodiscard]] bool network_acl_accepts(const Vpc& vpc, const VSwitch& vswitch, NaiveDirection direction,
                                       const NaivePacket& packet);

/// The instance of that address, null if none is declared.
[[nodiscard]] const Instance* declared_instance(const Vpc& vpc, Address address);
/// N20-N23: whether the groups of an instance let a new session out. True if it has none.
[[nodiscard]] bool groups_let_out(const Vpc& vpc, const Instance& sender, const NaivePacket& packet);
/// N20-N23: whether they let one in. `neighbour` is the instance of the same VPC that it comes from, null if it comes
/// from anything else.
[[nodiscard]] bool groups_let_in(const Vpc& vpc, const Instance& receiver, const Instance* neighbour,
                                 const NaivePacket& packet);

/// N9-N11, N13: whether a packet leaves by the public address of its sender, whatever the route table says.
[[nodiscard]] bool leaves_by_public_address(const Vpc& vpc, const Instance& sender, Address destination);

}  // namespace vpnsim
