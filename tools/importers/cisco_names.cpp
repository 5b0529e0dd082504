#include "tools/importers/cisco_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// IOS takes ten after one "eq".
constexpr std::size_t most_ports = 10;

using Named = std::pair<std::string_view, std::uint16_t>;

constexpr auto protocols = std::to_array<Named>(
    {{"icmp", 1},  {"igmp", 2}, {"ipinip", 4}, {"tcp", 6},   {"igrp", 9},  {"udp", 17},   {"gre", 47},
     {"pptp", 47}, {"esp", 50}, {"ipsec", 50}, {"ah", 51},   {"ahp", 51},  {"icmp6", 58}, {"eigrp", 88},
     {"ospf", 89}, {"nos", 94}, {"pim", 103},  {"pcp", 108}, {"snp", 109}, {"sctp", 132}});

constexpr auto ports = std::to_array<Named>({{"echo", 7},
                                             {"discard", 9},
                                             {"daytime", 13},
                                             {"chargen", 19},
                                             {"ftp-data", 20},
                                             {"ftp", 21},
                                             {"ssh", 22},
                                             {"telnet", 23},
                                             {"smtp", 25},
                                             {"time", 37},
                                             {"nameserver", 42},
                                             {"whois", 43},
                                             {"tacacs", 49},
                                             {"domain", 53},
                                             {"bootps", 67},
                                             {"bootpc", 68},
                                             {"tftp", 69},
                                             {"gopher", 70},
                                             {"finger", 79},
                                             {"www", 80},
                                             {"http", 80},
                                             {"hostname", 101},
                                             {"pop2", 109},
                                             {"pop3", 110},
                                             {"sunrpc", 111},
                                             {"ident", 113},
                                             {"nntp", 119},
                                             {"ntp", 123},
                                             {"netbios-ns", 137},
                                             {"netbios-dgm", 138},
                                             {"netbios-ssn", 139},
                                             {"netbios-ss", 139},
                                             {"imap4", 143},
                                             {"snmp", 161},
                                             {"snmptrap", 162},
                                             {"xdmcp", 177},
                                             {"bgp", 179},
                                             {"irc", 194},
                                             {"dnsix", 195},
                                             {"ldap", 389},
                                             {"mobile-ip", 434},
                                             {"https", 443},
                                             {"isakmp", 500},
                                             {"exec", 512},
                                             {"biff", 512},
                                             {"login", 513},
                                             {"who", 513},
                                             {"cmd", 514},
                                             {"rsh", 514},
                                             {"syslog", 514},
                                             {"lpd", 515},
                                             {"talk", 517},
                                             {"rip", 520},
                                             {"uucp", 540},
                                             {"klogin", 543},
                                             {"kshell", 544},
                                             {"rtsp", 554},
                                             {"ldaps", 636},
                                             {"kerberos", 750},
                                             {"lotusnotes", 1352},
                                             {"citrix-ica", 1494},
                                             {"sqlnet", 1521},
                                             {"radius", 1645},
                                             {"radius-acct", 1646},
                                             {"h323", 1720},
                                             {"pptp", 1723},
                                             {"nfs", 2049},
                                             {"ctiqbe", 2748},
                                             {"cifs", 3020},
                                             {"non500-isakmp", 4500},
                                             {"sip", 5060},
                                             {"aol", 5190},
                                             {"secureid-udp", 5510},
                                             {"pcanywhere-data", 5631},
                                             {"pcanywhere-status", 5632}});

template <std::size_t N>
std::optional<std::uint16_t> number(const std::array<Named, N>& names, std::string_view word, std::uint32_t limit) {
    std::uint32_t value = 0;
    if (parse_number(word, value))
        return value <= limit ? std::optional{static_cast<std::uint16_t>(value)} : std::nullopt;
    const auto* const found = std::ranges::find(names, word, &Named::first);
    return found == names.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

std::optional<Protocol> cisco_protocol(std::string_view word) {
    const auto value = number(protocols, word, 255);
    return value ? std::optional{static_cast<Protocol>(*value)} : std::nullopt;
}

std::optional<std::uint16_t> cisco_port(std::string_view word, Protocol protocol) {
    return has_ports(protocol) ? number(ports, word, 0xffff) : std::nullopt;
}

bool is_port_operator(std::string_view word) {
    return word == "eq" || word == "neq" || word == "gt" || word == "lt" || word == "range";
}

PortMatch port_match(const std::vector<std::string_view>& words, std::size_t at, Protocol protocol) {
    PortMatch out;
    if (at + 1 >= words.size() || !is_port_operator(words[at])) return out;
    const auto first = cisco_port(words[at + 1], protocol);
    if (!first) return out;
    const auto word = words[at];
    out.used = 2;
    if (word == "range") {
        const auto last = at + 2 < words.size() ? cisco_port(words[at + 2], protocol) : std::nullopt;
        if (!last) return {};
        out.used = 3;
        out.ranges.push_back({std::min(*first, *last), std::max(*first, *last)});
        return out;
    }
    const auto before = static_cast<std::uint16_t>(*first - 1);
    const auto after = static_cast<std::uint16_t>(*first + 1);
    if (word == "eq") {
        out.ranges.push_back({*first, *first});
        for (auto next = at + 2; next < words.size() && out.used <= most_ports; ++next, ++out.used) {
            const auto further = cisco_port(words[next], protocol);
            if (!further) break;
            out.ranges.push_back({*further, *further});
        }
    }
    if ((word == "neq" || word == "lt") && *first > 0) out.ranges.push_back({0, before});
    if ((word == "neq" || word == "gt") && *first < 0xffff) out.ranges.push_back({after, 0xffff});
    return out;
}

}  // namespace vpnsim::importers
