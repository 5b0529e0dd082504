#include "tools/importers/cisco_statements.hpp"

namespace vpnsim::importers {
namespace {

bool is_null(std::string_view interface) { return interface == "Null0" || interface == "null0" || interface == "Null"; }

void unreadable(CiscoReading& reading, const TextLine& line) {
    reading.say(Gravity::incomplete, "unreadable-route", "", "The route cannot be read and was left out.", line);
}

/// "{GW | IF [GW] | Null0} [distance] [tag T] [track n] [permanent] [name X]" from `at` on.
void rest_of_route(CiscoReading& reading, OsRoute route, const Words& parts, std::size_t at, const TextLine& line) {
    route.origin = reading.origin(line);
    route.distance = 1;
    OsNextHop hop;
    if (at < parts.size() && !reading.address(parts[at])) hop.device = parts[at++];
    if (at < parts.size()) hop.via = reading.address(parts[at]);
    if (hop.via) ++at;
    if (hop.device == "dhcp" || (hop.device.empty() && !hop.via)) return unreadable(reading, line);
    for (; at < parts.size(); ++at) {
        std::uint32_t number = 0;
        if (parse_number(parts[at], number)) {
            route.distance = number;
        } else if (parts[at] == "tag" && parse_number(word(parts, at + 1), number)) {
            route.tag = number;
            ++at;
        } else if (parts[at] == "track") {
            reading.say(Gravity::warning, "tracked-route", route.destination.text(),
                        "The route is withdrawn when what it tracks is down. It is taken to be in force.", line);
            ++at;
        } else if (parts[at] == "tunneled") {
            return reading.say(Gravity::warning, "tunneled-route", route.destination.text(),
                               "The route holds only for what comes out of tunnels. It was left out.", line);
        } else if (parts[at] == "name") {
            ++at;
        } else if (parts[at] != "permanent" && parts[at] != "global" && parts[at] != "multicast" &&
                   parts[at] != "unicast") {
            return unreadable(reading, line);
        }
    }
    if (is_null(hop.device)) route.type = OsRouteType::blackhole;
    else route.next_hops.push_back(std::move(hop));
    reading.config.routes.push_back(std::move(route));
}

/// "vrf V": the table and where the route goes on.
std::string table_of(CiscoReading& reading, const Words& parts, std::size_t& at, const TextLine& line) {
    if (word(parts, at) != "vrf" || at + 1 >= parts.size()) return "main";
    std::string out{parts[at + 1]};
    at += 2;
    reading.say(Gravity::warning, "vrf-route", out,
                "The route belongs to a VRF. It is kept apart from the routes of the global table; only those become "
                "routes of the site.",
                line);
    return out;
}

}  // namespace

void read_asa_route(CiscoReading& reading, const TextLine& line, const Words& parts) {
    const auto destination = reading.block(word(parts, 2), word(parts, 3), line);
    if (!destination) return unreadable(reading, line);
    auto said = parts;
    // The interface stands before the destination; behind it is where IOS has it.
    said.insert(said.begin() + 4, parts[1]);
    rest_of_route(reading, OsRoute{.destination = *destination, .next_hops = {}, .origin = {}}, said, 4, line);
}

void read_ios_route(CiscoReading& reading, const TextLine& line, const Words& parts) {
    std::size_t at = 2;
    // "ip route static bfd", "ip route profile": nothing that forwards.
    if (word(parts, at) == "static" || word(parts, at) == "profile") return;
    const auto table = table_of(reading, parts, at, line);
    const auto destination = reading.block(word(parts, at), word(parts, at + 1), line);
    if (!destination) return unreadable(reading, line);
    rest_of_route(reading, OsRoute{.table = table, .destination = *destination, .next_hops = {}, .origin = {}}, parts,
                  at + 2, line);
}

void read_ipv6_route(CiscoReading& reading, const TextLine& line, const Words& parts) {
    std::size_t at = 2;
    const auto table = table_of(reading, parts, at, line);
    auto said = parts;
    // ASA: "ipv6 route IF P/len GW", IOS: "ipv6 route P/len {GW | IF [GW]}"
    if (reading.config.dialect == CiscoDialect::asa && at + 1 < said.size()) std::swap(said[at], said[at + 1]);
    const auto destination = at < said.size() ? reading.block(said[at], line) : std::nullopt;
    if (!destination) return unreadable(reading, line);
    rest_of_route(reading, OsRoute{.table = table, .destination = *destination, .next_hops = {}, .origin = {}}, said,
                  at + 1, line);
}

}  // namespace vpnsim::importers
