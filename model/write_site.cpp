#include "model/write_estate.hpp"
#include "model/write_parameters.hpp"

namespace vpnsim {
namespace {

std::string text(const Site& site, const SiteNextHop& hop) {
    struct Print {
        const Site& site;
        std::string operator()(DeviceHop to) const { return site.devices[to.device.index()].name; }
        std::string operator()(TunnelHop to) const {
            const Device& device = site.devices[to.device.index()];
            return device.name + '/' + device.tunnels[to.tunnel.index()].name;
        }
        std::string operator()(Local) const { return "local"; }
        std::string operator()(Internet) const { return "internet"; }
        std::string operator()(Blackhole) const { return "blackhole"; }
    };
    return std::visit(Print{site}, hop);
}

void write_next_hops(JsonText& out, const Site& site, const std::vector<SiteNextHop>& hops) {
    out.one_or_more("next_hop", hops, [&](const SiteNextHop& hop) { return text(site, hop); });
}

void write_addresses(JsonText& out, std::string_view key, const std::vector<Address>& addresses) {
    if (!addresses.empty()) out.one_or_more(key, addresses, [](const Address& address) { return address.text(); });
}

void write_tunnel(JsonText& out, const DeviceTunnel& tunnel) {
    write_address(out, "peer", tunnel.peer);
    write_selectors(out, "local_ts", tunnel.local_ts);
    write_selectors(out, "remote_ts", tunnel.remote_ts);
    write_psk(out, tunnel.psk);
    write_flag(out, "initiates", tunnel.initiates);
    write_flag(out, "backup", tunnel.backup);
    if (tunnel.ike != IkeParameters{}) write_ike(out, tunnel.ike);
    if (tunnel.esp != EspParameters{}) write_esp(out, tunnel.esp);
    write_flag(out, "nat_traversal", tunnel.nat_traversal);
    write_flag(out, "dpd", tunnel.dpd);
    if (tunnel.dpd_order) out.text("dpd_order", name_of(dpd_order_names, *tunnel.dpd_order));
    write_flag(out, "commit_bit", tunnel.commit_bit);
    write_bgp(out, tunnel.bgp);
}

void write_device(JsonText& out, const Device& device) {
    if (device.dynamic_address) {
        out.text("address", "dynamic");
    } else {
        write_addresses(out, "address", device.addresses);
    }
    write_address(out, "nat_address", device.nat_address);
    write_addresses(out, "inside_addresses", device.inside_addresses);
    write_profile(out, device.profile, "generic");
    if (device.stateful_firewall) out.boolean("stateful_firewall", true);
    if (device.underlay_rules != FilterRules{}) {
        out.object("underlay_rules", [&] { write_rules(out, device.underlay_rules); });
    }
    write_collection(out, "tunnels", device.tunnels, [&](const DeviceTunnel& tunnel) { write_tunnel(out, tunnel); });
}

void write_routes(JsonText& out, const Site& site) {
    write_collection(out, "routes", site.routes, [&](const SiteRoute& route) {
        out.text("destination", route.destination.text());
        write_next_hops(out, site, route.next_hops);
        if (route.metric != 0) out.number("metric", route.metric);
    });
    write_collection(out, "policy_routes", site.policy_routes, [&](const SitePolicyRoute& route) {
        if (route.priority != SitePolicyRoute{}.priority) out.number("priority", route.priority);
        write_prefix(out, "source", route.source);
        write_prefix(out, "destination", route.destination);
        if (route.protocol) out.text("protocol", vpnsim::text(*route.protocol));
        write_ports(out, route.ports);
        write_next_hops(out, site, route.next_hops);
    });
}

void write_site(JsonText& out, const Site& site) {
    if (!site.networks.empty()) {
        out.object("networks", [&] {
            for (const auto& network : site.networks) out.text(network.name, network.cidr.text());
        });
    }
    write_number(out, "mtu", site.mtu);
    if (!site.region.empty()) out.text("region", site.region);
    write_collection(out, "hosts", site.hosts, [&](const Host& host) { out.text("address", host.address.text()); });
    write_routes(out, site);
    if (site.access_rules != FilterRules{}) {
        out.object("access_rules", [&] { write_rules(out, site.access_rules); });
    }
    write_collection(out, "devices", site.devices, [&](const Device& device) { write_device(out, device); });
}

}  // namespace

void write_sites(JsonText& out, const Estate& estate) {
    write_collection(out, "sites", estate.sites, [&](const Site& site) { write_site(out, site); });
}

}  // namespace vpnsim
