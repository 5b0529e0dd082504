#include "tools/importers/cisco_masks.hpp"
#include "tools/importers/cisco_statements.hpp"

namespace vpnsim::importers {
namespace {

void ip_address(CiscoReading& reading, CiscoInterface& interface, const Words& said, const TextLine& line) {
    const auto first = word(said, 2);
    if (first == "dhcp" || first == "negotiated" || first == "pppoe" || first == "autoconfig" || first == "setroute") {
        interface.dynamic_address = true;
        return;
    }
    if (first == "link-local" || word(said, 3) == "link-local") return;
    // "ip address A MASK [secondary | standby A2]", "ipv6 address P/len [eui-64]"
    const bool v6 = said[0] == "ipv6";
    const auto host = reading.address(v6 ? first.substr(0, first.find('/')) : first);
    auto block = v6 ? Prefix::nearest(first) : std::optional<Prefix>{};
    const auto mask = netmask_length(word(said, 3));
    if (!v6 && host && host->family() == Family::ipv4 && mask) block = Prefix{*host, *mask};
    if (!host || !block) {
        return reading.say(Gravity::incomplete, "unreadable-address", interface.name,
                           "The interface's address cannot be read.", line);
    }
    interface.addresses.emplace_back(*host, *block);
}

void tunnel(CiscoTunnelSettings& out, const Words& said) {
    const auto what = word(said, 1);
    const auto value = word(said, 2);
    if (what == "source") out.source = value == "interface" ? word(said, 3) : value;
    else if (what == "destination") out.destination = value == "ipv4" || value == "ipv6" ? word(said, 3) : value;
    else if (what == "mode") out.mode = std::string{value}.append(" ").append(word(said, 3));
    else if (what == "protection" && value == "ipsec" && word(said, 3) == "profile") out.profile = word(said, 4);
    else if (what == "protection" && value == "ipsec" && word(said, 3) == "policy") out.acl = said.back();
}

void filter(CiscoReading& reading, const CiscoInterface& interface, std::string_view list, const TextLine& line) {
    reading.say(Gravity::warning, "interface-filter", std::string{list},
                "The access list filters traffic on interface " + interface.name +
                    ". Filters of single interfaces are not simulated: add access rules to the site by hand if it "
                    "matters.",
                line);
}

}  // namespace

void read_interface(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    if (parts.size() < 2) return reading.unknown("interface", block.head);
    CiscoInterface interface;
    interface.name = parts[1];
    interface.origin = reading.origin(block.head);
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        const auto what = said[0];
        const auto second = word(said, 1);
        const auto third = word(said, 2);
        if (what == "nameif" && !second.empty()) {
            interface.name = second;
        } else if ((what == "ip" || what == "ipv6") && second == "address") {
            ip_address(reading, interface, said, line);
        } else if (what == "standby" || what == "vrrp") {
            // "standby 1 ip A": the address that the pair of routers shares.
            const auto shared = word(said, 2) == "ip" ? reading.address(word(said, 3)) : std::nullopt;
            if (shared) interface.addresses.emplace_back(*shared, Prefix::host(*shared));
        } else if (what == "shutdown") {
            interface.shutdown = true;
        } else if (what == "crypto" && second == "map" && !third.empty()) {
            interface.crypto_maps.emplace_back(third);
        } else if (what == "vrf" && second == "forwarding") {
            interface.vrf = third;
        } else if (what == "ip" && second == "vrf" && third == "forwarding") {
            interface.vrf = word(said, 3);
        } else if (what == "tunnel") {
            tunnel(interface.tunnel, said);
        } else if ((what == "ip" && second == "access-group") || (what == "ipv6" && second == "traffic-filter")) {
            filter(reading, interface, third, line);
        } else if ((what == "ip" && second == "policy") || what == "policy-route") {
            reading.say(Gravity::warning, "policy-routing", interface.name,
                        "A route map steers what comes in here. It is not read: add policy routes to the site by hand.",
                        line);
        } else if (what == "ip" && second == "unnumbered") {
            reading.say(Gravity::note, "interface-unnumbered", interface.name,
                        "The interface borrows the address of another one.", line);
        }
    }
    reading.config.interfaces.push_back(std::move(interface));
}

}  // namespace vpnsim::importers
