#include <array>

#include "tools/importers/cisco_document.hpp"

namespace vpnsim::importers {
namespace {

void access_group(CiscoReading& reading, const TextLine& line, const Words& parts) {
    // access-group ACL in|out interface IF | access-group ACL global
    const bool global = word(parts, 2) == "global";
    reading.say(Gravity::warning, "interface-filter", std::string{word(parts, 1)},
                std::string{"The access list filters traffic on "} +
                    (global ? "every interface" : "interface " + std::string{word(parts, 4)}) +
                    ". Filters of single interfaces are not simulated: add access rules to the site by hand if it "
                    "matters.",
                line);
}

void asa_nat(CiscoReading& reading, const TextLine& line, const Words& parts) {
    CiscoNat out{behind_words(line.text, 2), {}, {}, {}, reading.origin(line)};
    set_nat_interfaces(out, word(parts, 1));
    const auto said = words(out.line);
    for (const auto each : said) {
        if (each == "source") return reading.config.nat.push_back(std::move(out));
    }
    // Releases before 8.3: "nat (inside) 0 access-list X".
    reading.say(Gravity::warning, "old-nat", "",
                "NAT is written as before release 8.3. It is not read: check that the tunnels' networks are exempt.",
                line);
}

void group_policy(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    for (const auto& line : block.body) {
        const auto said = words(line.text);
        if (said[0] != "vpn-filter" || word(said, 1) != "value") continue;
        reading.say(
            Gravity::warning, "tunnel-filter", std::string{word(parts, 1)},
            "The access list " + std::string{word(said, 2)} +
                " filters what goes through the tunnels of this policy. It is not simulated: add access rules to "
                "the site by hand.",
            line);
    }
}

bool asa_switched_off(CiscoReading& reading, const TextLine& line) {
    if (line.text == "no sysopt connection permit-vpn") {
        reading.say(
            Gravity::warning, "tunnel-filter", "",
            "What comes out of tunnels passes the access lists of interfaces. They are not simulated: add access "
            "rules to the site by hand.",
            line);
    } else if (line.text.starts_with("no crypto isakmp nat-traversal")) {
        reading.config.nat_traversal = false;
    }
    return false;
}

bool asa_statement(CiscoReading& reading, const CiscoBlock& block, const Words& parts) {
    const auto what = parts[0];
    const auto& line = block.head;
    if (what == "hostname") reading.config.hostname = word(parts, 1);
    else if (what == "name") {
        // name A ALIAS [description …]
        if (const auto address = Address::parse(word(parts, 1))) {
            reading.config.aliases.emplace(word(parts, 2), *address);
        } else {
            reading.unknown("name", line);
        }
    } else if (what == "interface") read_interface(reading, block, parts);
    else if (what == "object" || what == "object-group") read_object(reading, block, parts);
    else if (what == "access-list") add_access_list_line(reading, word(parts, 1), line, behind_words(line.text, 2));
    else if (what == "route") read_asa_route(reading, line, parts);
    else if (what == "ipv6" && word(parts, 1) == "route") read_ipv6_route(reading, line, parts);
    else if (what == "crypto") read_crypto(reading, block, parts);
    else if (what == "tunnel-group") read_tunnel_group(reading, block, parts);
    else if (what == "group-policy") group_policy(reading, block, parts);
    else if (what == "nat") asa_nat(reading, line, parts);
    else if (what == "static" || what == "global") {
        reading.say(
            Gravity::warning, "old-nat", "",
            "NAT is written as before release 8.3. It is not read: check that the tunnels' networks are exempt.", line);
    } else if (what == "access-group") access_group(reading, line, parts);
    else if (what == "no") return asa_switched_off(reading, line);
    else return not_simulated(reading, block, parts);
    return true;
}

}  // namespace

Imported import_cisco_asa(std::span<const InputText> inputs, KeyFingerprints& keys) {
    return import_cisco("cisco-asa", CiscoDialect::asa, asa_statement, inputs, keys);
}

unsigned looks_like_cisco_asa(std::string_view text) {
    static constexpr auto marks = std::to_array<CiscoMark>({{"ASA Version ", 95},
                                                            {": Saved", 40},
                                                            {"nameif ", 30},
                                                            {"tunnel-group ", 35},
                                                            {"object network ", 20},
                                                            {"network-object ", 10},
                                                            {"route outside ", 20},
                                                            {"route inside ", 20},
                                                            {"crypto ipsec ikev1 transform-set ", 40},
                                                            {"crypto ipsec ikev2 ipsec-proposal ", 40},
                                                            {"crypto ikev1 ", 30},
                                                            {"crypto ikev2 enable ", 40},
                                                            {"crypto map ", 15}});
    // One-line crypto maps are the ASA's; IOS has the settings on lines of their own.
    return likeness(text, marks);
}

}  // namespace vpnsim::importers
