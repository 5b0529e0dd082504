#include <algorithm>

#include "tools/importers/cisco_host.hpp"
#include "tools/importers/cisco_protected.hpp"

namespace vpnsim::importers {
namespace {

SelectorGroup everything(Family family) {
    return {{TrafficSelector::everything(family)}, {TrafficSelector::everything(family)}};
}

void add_source(CiscoReading& reading, Host& host, const CiscoTunnelSettings& tunnel, Protection& out) {
    if (const auto address = reading.address(tunnel.source)) {
        out.local_addresses.push_back(*address);
        auto& outer = host.outer_addresses;
        if (std::ranges::find(outer, *address) == outer.end()) outer.push_back(*address);
        return;
    }
    const auto* const source = interface_named(reading.config, tunnel.source);
    if (source != nullptr) return add_outer(host, *source, out.local_addresses);
    reading.say(Gravity::incomplete, "dangling-reference", out.name,
                "The tunnel's source is an interface that is not in this file. Add it.", out.origin);
}

/// What the tunnel's SA carries: routes choose the tunnel, unless an access list says what it protects.
void add_selectors(CiscoReading& reading, const CiscoTunnelSettings& tunnel, Protection& out) {
    if (!tunnel.acl.empty()) {
        auto protected_pairs = cisco_protected(reading, tunnel.acl, out.name, out.origin);
        out.groups = std::move(protected_pairs.groups);
        out.sas = protected_pairs.sas;
        if (protected_pairs.per_entry) out.pairing = "per-entry";
        return;
    }
    out.sas = 1;
    const bool gre =
        tunnel.mode.starts_with("gre") || (tunnel.mode.empty() && reading.config.dialect == CiscoDialect::ios);
    if (!gre) {
        out.groups = {everything(tunnel.mode == "ipsec ipv6" ? Family::ipv6 : Family::ipv4)};
        return;
    }
    reading.say(Gravity::warning, "gre-tunnel", out.name,
                "The tunnel carries GRE inside IPsec. Cloud gateways do not take GRE: use \"tunnel mode ipsec ipv4\".",
                out.origin);
    if (out.local_addresses.empty() || out.peers.empty()) return;
    auto local = TrafficSelector::of(Prefix::host(out.local_addresses.front()));
    auto remote = TrafficSelector::of(Prefix::host(out.peers.front()));
    local.protocol = remote.protocol = Protocol::gre;
    out.groups = {{{local}, {remote}}};
}

void add_tunnel(CiscoReading& reading, Host& host, const CiscoInterface& interface, const CiscoIpsecSettings& profile) {
    auto settings = profile;
    settings.acl.clear();
    settings.peers.clear();
    settings.origin = interface.origin;
    const auto& tunnel = interface.tunnel;
    const bool responder = tunnel.destination == "dynamic" || interface.name.starts_with("Virtual-Template");
    if (!responder) settings.peers.push_back(tunnel.destination);
    auto out = cisco_protection(reading, settings, interface.name);
    out.route_based = true;
    out.interface_name = interface.name;
    out.loaded = !interface.shutdown;
    if (responder) {
        out.any_peer = true;
        out.initiates = false;
    }
    if (interface.shutdown) {
        reading.say(Gravity::warning, "interface-shutdown", out.name, "The tunnel interface is shut down.", out.origin);
    }
    add_source(reading, host, tunnel, out);
    add_selectors(reading, tunnel, out);
    settle_mode(reading, out);
    add_ike(reading, settings, out);
    host.protections.push_back(std::move(out));
}

}  // namespace

void add_tunnel_interfaces(CiscoReading& reading, Host& host) {
    for (const auto& interface : reading.config.interfaces) {
        const auto& tunnel = interface.tunnel;
        if (tunnel.profile.empty()) {
            if (tunnel.destination.empty()) continue;
            reading.say(Gravity::warning, "tunnel-without-ipsec", interface.name,
                        "The tunnel interface is not protected by IPsec. It is not simulated.", interface.origin);
            continue;
        }
        const auto profile = reading.config.ipsec_profiles.find(tunnel.profile);
        if (profile == reading.config.ipsec_profiles.end()) {
            reading.say(Gravity::incomplete, "dangling-reference", interface.name,
                        "The tunnel names an IPsec profile that is not in this file. Add it.", interface.origin);
            continue;
        }
        add_tunnel(reading, host, interface, profile->second);
    }
}

}  // namespace vpnsim::importers
