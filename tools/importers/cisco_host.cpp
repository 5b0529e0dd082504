#include "tools/importers/cisco_host.hpp"

#include <algorithm>
#include <set>

namespace vpnsim::importers {
namespace {

void add_interfaces(CiscoReading& reading, Host& host) {
    for (const auto& interface : reading.config.interfaces) {
        if (interface.shutdown) {
            reading.say(Gravity::note, "interface-shutdown", interface.name,
                        "The interface is shut down. Its addresses are left out.", interface.origin);
            continue;
        }
        if (!interface.vrf.empty()) {
            reading.say(Gravity::warning, "vrf-interface", interface.name,
                        "The interface belongs to a VRF. VRFs are not told apart: check that its networks are the "
                        "site's.",
                        interface.origin);
        }
        // Outside even where the map takes its own address from another interface.
        const bool outside = !interface.crypto_maps.empty();
        for (const auto& [address, connected] : interface.addresses) {
            host.interfaces.push_back({interface.name, address, connected, outside, interface.origin});
        }
    }
}

/// Routes out of an interface that is shut down are not in the table.
void add_routes(CiscoReading& reading, Host& host) {
    for (auto& route : reading.config.routes) {
        const bool down = std::ranges::any_of(route.next_hops, [&](const OsNextHop& hop) {
            const auto* const interface = interface_named(reading.config, hop.device);
            return interface != nullptr && interface->shutdown;
        });
        if (down) {
            reading.say(Gravity::warning, "route-not-in-force", route.destination.text(),
                        "The route leaves through an interface that is shut down. It was left out.", route.origin);
            continue;
        }
        host.routes.push_back(std::move(route));
    }
}

void choose_profile(CiscoReading& reading, Host& host) {
    const bool asa = reading.config.dialect == CiscoDialect::asa;
    const auto route_based = [](const Protection& p) { return p.route_based; };
    const bool any = std::ranges::any_of(host.protections, route_based);
    const bool all = any && std::ranges::all_of(host.protections, route_based);
    host.profile = all ? "cisco-vti" : asa ? "cisco-asa" : "cisco-ios";
    if (!any || all) return;
    for (const auto& protection : host.protections) {
        if (!protection.route_based) continue;
        reading.say(Gravity::warning, "mixed-tunnels", protection.name,
                    "The device has crypto maps and tunnel interfaces. One profile holds for a device: this tunnel is "
                    "judged by that of crypto maps, " +
                        host.profile + ", not by cisco-vti.",
                    protection.origin);
    }
}

}  // namespace

const CiscoInterface* interface_named(const CiscoConfig& config, std::string_view name) {
    const auto found = config.interface_index.find(name);
    return found == config.interface_index.end() ? nullptr : &config.interfaces[found->second];
}

void add_outer(Host& host, const CiscoInterface& interface, std::vector<Address>& local_addresses) {
    if (interface.dynamic_address) host.outer_address_dynamic = true;
    for (const auto& [address, connected] : interface.addresses) {
        const auto add_once = [outer = address](std::vector<Address>& list) {
            if (list.size() < most_outer_addresses && std::ranges::find(list, outer) == list.end())
                list.push_back(outer);
        };
        add_once(host.outer_addresses);
        add_once(local_addresses);
    }
}

Host cisco_host(CiscoReading& reading) {
    Host host;
    host.name = reading.config.hostname;
    host.name_is_said = reading.config.hostname_is_said;
    host.origin = {reading.file(), 0, 0};
    host.stateful_firewall = reading.config.dialect == CiscoDialect::asa;
    add_interfaces(reading, host);
    add_routes(reading, host);
    add_crypto_maps(reading, host);
    add_tunnel_interfaces(reading, host);
    if (host.outer_addresses.size() == most_outer_addresses) {
        reading.say(Gravity::incomplete, "too-many-outer-addresses", host.name,
                    "The device has more outer addresses than are kept. Check the addresses of its tunnels.",
                    host.origin);
    }
    const std::set<Address> outer(host.outer_addresses.begin(), host.outer_addresses.end());
    for (auto& interface : host.interfaces) interface.outside = interface.outside || outer.contains(interface.address);
    choose_profile(reading, host);
    check_nat(reading, host);
    return host;
}

}  // namespace vpnsim::importers
