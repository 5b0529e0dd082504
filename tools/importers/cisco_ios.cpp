#include <array>

#include "tools/importers/cisco_document.hpp"

namespace vpnsim::importers {
namespace {

void named_access_list(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    // ip access-list extended|standard N, ipv6 access-list N
    const bool v6 = parts[0] == "ipv6";
    const auto name = word(parts, v6 ? 2 : 3);
    if (name.empty()) return reading.unknown("access-list", block.head);
    reading.config.access_lists[std::string{name}];
    if (!v6 && word(parts, 2) == "standard") return;
    for (const auto& line : block.body) add_access_list_line(reading, name, line, line.text);
}

void ios_nat(CiscoReading& reading, const TextLine& line, const Words& parts) {
    // ip nat inside|outside source …; pools, time-outs and the rest change nothing by themselves.
    if (word(parts, 3) != "source") return;
    reading.say(
        Gravity::warning, "nat", "",
        "The router translates addresses. NAT is not simulated: check that the networks of the tunnels are exempt.",
        line);
}

bool ip_statement(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const auto what = word(parts, 1);
    if (what == "route") {
        if (parts[0] == "ipv6") read_ipv6_route(reading, block.head, parts);
        else read_ios_route(reading, block.head, parts);
    } else if (what == "access-list") {
        named_access_list(reading, block, parts);
    } else if (what == "nat") {
        ios_nat(reading, block.head, parts);
    } else if (what == "local" && word(parts, 2) == "policy") {
        reading.say(Gravity::warning, "policy-routing", "",
                    "A route map steers what the router sends by itself. It is not read.", block.head);
    } else {
        return false;
    }
    return true;
}

bool ios_switched_off(CiscoReading& reading, const TextLine& line) {
    if (line.text.starts_with("no crypto ipsec nat-transparency udp-encap")) reading.config.nat_traversal = false;
    return false;
}

bool ios_statement(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const auto what = parts[0];
    if (what == "hostname") reading.config.hostname = word(parts, 1);
    else if (what == "interface") read_interface(reading, block, parts);
    else if (what == "object-group") read_object(reading, block, parts);
    else if (what == "access-list") {
        add_access_list_line(reading, word(parts, 1), block.head, behind_words(block.head.text, 2));
    } else if (what == "ip" || what == "ipv6") return ip_statement(reading, block, parts);
    else if (what == "crypto") read_crypto(reading, block, parts);
    else if (what == "no") return ios_switched_off(reading, block.head);
    else return not_simulated(reading, block, parts);
    return true;
}

}  // namespace

Imported import_cisco_ios(std::span<const InputText> inputs, KeyFingerprints& keys) {
    return import_cisco("cisco-ios", CiscoDialect::ios, ios_statement, inputs, keys);
}

unsigned looks_like_cisco_ios(std::string_view text) {
    static constexpr auto marks = std::to_array<CiscoMark>({{"crypto isakmp ", 35},
                                                            {"crypto ikev2 keyring ", 60},
                                                            {"crypto ikev2 profile ", 60},
                                                            {"crypto ikev2 proposal ", 50},
                                                            {"crypto ipsec transform-set ", 35},
                                                            {"set ikev2-profile ", 40},
                                                            {"set transform-set ", 30},
                                                            {"crypto keyring ", 50},
                                                            {"service timestamps ", 40},
                                                            {"boot-start-marker", 60},
                                                            {"ip access-list extended ", 30},
                                                            {"ip route ", 5},
                                                            {"interface GigabitEthernet", 10},
                                                            {"version 15", 40},
                                                            {"version 16", 40},
                                                            {"version 17", 40},
                                                            {"Current configuration :", 40}});
    return likeness(text, marks);
}

}  // namespace vpnsim::importers
