#include "tools/importers/ipsec_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// As C's strtol with base 0 reads it: 0x50, 0120, 80.
std::optional<std::uint32_t> any_base_number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text.front() == '0') {
        base = 8;
        text.remove_prefix(1);
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

/// The services that configurations name, by the registry of IANA.
constexpr auto services = std::to_array<std::pair<std::string_view, std::uint16_t>>({
    {"ftp-data", 20},        {"ftp", 21},          {"ssh", 22},      {"telnet", 23}, {"smtp", 25},
    {"domain", 53},          {"bootps", 67},       {"bootpc", 68},   {"tftp", 69},   {"http", 80},
    {"pop3", 110},           {"sunrpc", 111},      {"ntp", 123},     {"imap2", 143}, {"imap", 143},
    {"snmp", 161},           {"bgp", 179},         {"ldap", 389},    {"https", 443}, {"isakmp", 500},
    {"syslog", 514},         {"submission", 587},  {"ldaps", 636},   {"imaps", 993}, {"pop3s", 995},
    {"l2f", 1701},           {"l2tp", 1701},       {"radius", 1812}, {"nfs", 2049},  {"mysql", 3306},
    {"ms-wbt-server", 3389}, {"postgresql", 5432},
});

std::optional<std::uint32_t> port_number(std::string_view text) {
    if (const auto number = any_base_number(text)) return number;
    const auto found = std::find_if(services.begin(), services.end(), [&](const auto& s) { return s.first == text; });
    return found == services.end() ? std::nullopt : std::optional<std::uint32_t>{found->second};
}

std::optional<Protocol> protocol_named(std::string_view text) {
    if (text == "ipv6-icmp" || text == "icmp6") return Protocol::icmpv6;
    if (const auto number = any_base_number(text)) {
        return *number <= 255 ? std::optional{static_cast<Protocol>(*number)} : std::nullopt;
    }
    return parse_protocol(text);
}

std::optional<PortRange> port_range(std::string_view text) {
    const auto dash = text.find('-', 1);  // a service's name may hold one: it is tried as a whole first
    if (const auto port = port_number(text)) {
        if (*port > 0xffff) return std::nullopt;
        return PortRange{static_cast<std::uint16_t>(*port), static_cast<std::uint16_t>(*port)};
    }
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = any_base_number(text.substr(0, dash));
    const auto last = any_base_number(text.substr(dash + 1));
    if (!first || !last || *first > *last || *last > 0xffff) return std::nullopt;
    return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

SelectorList restricted(const SelectorList& selectors, Protocol protocol, PortRange ports) {
    auto out = selectors;
    for (auto& selector : out) {
        selector.protocol = protocol;
        selector.ports = ports;
    }
    return out;
}

std::optional<TrafficSelector> addresses(std::string_view text, const RemarkPlace& place) {
    if (const auto dash = text.find('-'); dash != std::string_view::npos) {
        const auto first = Address::parse(trimmed(text.substr(0, dash)));
        const auto last = Address::parse(trimmed(text.substr(dash + 1)));
        if (!first || !last || first->family() != last->family() || *last < *first) return std::nullopt;
        return TrafficSelector{*first, *last};
    }
    const auto prefix = Prefix::nearest(text);
    if (!prefix) return std::nullopt;
    if (!Prefix::parse(text)) {
        place.say(Gravity::warning, "host-bits",
                  "A block has bits set beyond its length; it is read as " + prefix->text() + ".");
    }
    return TrafficSelector::of(*prefix);
}

}  // namespace

std::string comma_list(std::string_view text) {
    std::string out;
    for (const auto element : list_elements(text, ",")) {
        if (!out.empty()) out += ',';
        out += element;
    }
    return out;
}

std::optional<std::uint32_t> seconds(std::string_view text) {
    text = trimmed(text);
    std::uint64_t unit = 1;
    constexpr auto units =
        std::to_array<std::pair<char, std::uint64_t>>({{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}});
    for (const auto& [letter, worth] : units) {
        if (text.empty() || text.back() != letter) continue;
        unit = worth;
        text = trimmed(text.substr(0, text.size() - 1));
        break;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || number > most) return std::nullopt;
    return number * unit > most ? std::nullopt : std::optional{static_cast<std::uint32_t>(number * unit)};
}

std::optional<bool> truth(std::string_view text) {
    for (const std::string_view yes : {"yes", "true", "enabled", "on", "1"}) {
        if (text == yes) return true;
    }
    for (const std::string_view no : {"no", "false", "disabled", "off", "0"}) {
        if (text == no) return false;
    }
    return std::nullopt;
}

std::string shown_keyword(std::string_view word) {
    constexpr std::size_t longest = 24;
    const bool plain = !word.empty() && word.size() <= longest && word.front() >= 'a' && word.front() <= 'z' &&
                       std::all_of(word.begin(), word.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
                       });
    return plain ? '"' + std::string{word} + '"' : "a statement";
}

OuterAddresses outer_addresses(const std::vector<std::string_view>& elements, const RemarkPlace& place) {
    OuterAddresses out;
    for (const auto element : elements) {
        if (out.addresses.size() == max_list_elements) {
            place.say(Gravity::incomplete, "list-too-long", "A list of addresses is too long; its end is left out.");
            break;
        }
        const auto address = Address::parse(element);
        if (address && address->bits() != 0) {
            if (std::find(out.addresses.begin(), out.addresses.end(), *address) == out.addresses.end()) {
                out.addresses.push_back(*address);
            }
        } else if (address || element.starts_with('%')) {
            out.any = true;
        } else if (Prefix::nearest(element) || addresses(element, place)) {
            out.any = true;
            const auto whole = Prefix::nearest(element);
            if (whole && whole->length() == 0) continue;
            place.say(Gravity::warning, "address-range",
                      "An outer address is given as a block or range; it is read as any address.");
        } else {
            place.say(Gravity::incomplete, "host-name",
                      "An outer address is given by name, and names are not looked up. Write the address instead.");
        }
    }
    return out;
}

SelectorList with_protocol(const SelectorList& selectors, std::string_view text, const RemarkPlace& place) {
    text = trimmed(text);
    const auto slash = text.find('/');
    const auto kind = trimmed(text.substr(0, slash));
    const auto port = slash == std::string_view::npos ? std::string_view{} : trimmed(text.substr(slash + 1));
    std::optional<Protocol> protocol;
    if (!kind.empty() && kind != "any" && kind != "%any" && kind != "0") {
        protocol = protocol_named(kind);
        if (!protocol) {
            place.say(Gravity::incomplete, "unknown-protocol",
                      "A selector names a protocol that is not known. The selector is left out.");
            return {};
        }
    }
    const bool all_ports = port.empty() || port == "any" || port == "%any" || port == "0" || port == "%all";
    if (protocol && !has_ports(*protocol)) {
        if (!all_ports) {
            place.say(
                Gravity::warning, "selector-wider",
                "A selector is limited to a type of " + vpnsim::text(*protocol) + "; it is simulated for all types.");
        }
        return restricted(selectors, *protocol, {});
    }
    if (port == "opaque" || port == "%opaque") {
        place.say(Gravity::warning, "selector-wider", "A selector is for opaque ports; it is simulated for all ports.");
        return protocol ? restricted(selectors, *protocol, {}) : selectors;
    }
    if (all_ports) return protocol ? restricted(selectors, *protocol, {}) : selectors;
    const auto ports = port_range(port);
    if (!ports) {
        place.say(Gravity::incomplete, "unknown-port",
                  "A selector names a port that is not known. The selector is left out. Write the number.");
        return {};
    }
    if (protocol) return restricted(selectors, *protocol, *ports);
    place.say(Gravity::warning, "port-without-protocol",
              "A selector has a port and no protocol; it is simulated for tcp and udp.");
    auto out = restricted(selectors, Protocol::tcp, *ports);
    const auto more = restricted(selectors, Protocol::udp, *ports);
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

namespace {

/// Adds one selector: a block, address or range, then "[protocol/ports]".
void add_selector(std::string_view text, SelectorSide& to, const RemarkPlace& place) {
    const auto bracket = text.find('[');
    const auto block = trimmed(text.substr(0, bracket));
    if (block == "dynamic" || block == "%dynamic") {
        to.dynamic = true;
        if (bracket != std::string_view::npos) {
            place.say(Gravity::warning, "selector-wider",
                      "The protocol of a dynamic selector is not read; it is simulated for every protocol.");
        }
        return;
    }
    const auto selector = addresses(block, place);
    if (!selector) {
        place.say(Gravity::incomplete, "bad-selector",
                  "A selector is no address, block or range. It is left out; correct it in the input.");
        return;
    }
    SelectorList found{*selector};
    if (bracket != std::string_view::npos) {
        auto inside = text.substr(bracket + 1);
        if (!inside.ends_with(']')) {
            place.say(Gravity::incomplete, "bad-selector", "A selector lacks its closing bracket. It is left out.");
            return;
        }
        inside.remove_suffix(1);
        found = with_protocol(found, inside, place);
    }
    to.selectors.insert(to.selectors.end(), found.begin(), found.end());
}

}  // namespace

SelectorSide selector_side(const std::vector<std::string_view>& elements, const RemarkPlace& place) {
    SelectorSide out;
    for (const auto element : elements) {
        if (out.selectors.size() >= max_list_elements) {
            place.say(Gravity::incomplete, "list-too-long", "A list of selectors is too long; its end is left out.");
            break;
        }
        add_selector(element, out, place);
    }
    return out;
}

}  // namespace vpnsim::importers
