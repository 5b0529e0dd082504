#include "tools/importers/machine_identity.hpp"

#include <algorithm>

#include "tools/importers/address_words.hpp"
#include "tools/importers/interface_kinds.hpp"

namespace vpnsim::importers {
namespace {

bool share(const std::set<Address>& a, const std::set<Address>& b) {
    return std::any_of(a.begin(), a.end(), [&](const Address& address) { return b.contains(address); });
}

bool proves_nothing(const Address& address) {
    return address.bits() == 0 || is_bookkeeping(Prefix::host(address)) || is_link_local(address);
}

}  // namespace

MachineIdentity identity_of(const Host& host) {
    MachineIdentity out;
    std::set<std::string> tunnels;
    out.outer.insert(host.outer_addresses.begin(), host.outer_addresses.end());
    for (const auto& protection : host.protections) {
        out.outer.insert(protection.local_addresses.begin(), protection.local_addresses.end());
        if (protection.route_based) tunnels.insert(protection.interface_name);
    }
    for (const auto& policy : host.spd) {
        if (policy.direction == SpdDirection::out && policy.outer_source) out.outer.insert(*policy.outer_source);
    }
    std::erase_if(out.outer, proves_nothing);
    out.addresses = out.outer;
    for (const auto& i : host.interfaces) {
        const auto& name = i.interface_name;
        if (is_own_bridge(name) || is_named_tunnel(name) || (!name.empty() && tunnels.contains(name))) continue;
        if (proves_nothing(i.address)) continue;
        out.addresses.insert(i.address);
        if (i.connected != Prefix::host(i.address)) out.on_block[i.connected].insert(i.address);
    }
    if (host.name_is_said) out.said_names.insert(host.name);
    return out;
}

std::optional<std::string> why_two_machines(const MachineIdentity& a, const MachineIdentity& b) {
    if (!a.said_names.empty() && !b.said_names.empty() && a.said_names != b.said_names)
        return "Their configurations say different host names.";
    for (const auto& [block, addresses] : a.on_block) {
        const auto other = b.on_block.find(block);
        if (other == b.on_block.end() || share(addresses, other->second)) continue;
        return "On " + block.text() + " one has the address " + addresses.begin()->text() + ", the other " +
               other->second.begin()->text() + '.';
    }
    return std::nullopt;
}

bool outer_differ(const MachineIdentity& a, const MachineIdentity& b) {
    return !a.outer.empty() && !b.outer.empty() && !share(a.outer, b.outer);
}

void join(MachineIdentity& machine, const MachineIdentity& more) {
    machine.addresses.insert(more.addresses.begin(), more.addresses.end());
    for (const auto& [block, addresses] : more.on_block)
        machine.on_block[block].insert(addresses.begin(), addresses.end());
    machine.said_names.insert(more.said_names.begin(), more.said_names.end());
    machine.outer.insert(more.outer.begin(), more.outer.end());
}

}  // namespace vpnsim::importers
