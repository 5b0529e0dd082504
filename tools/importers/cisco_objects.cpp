#include "tools/importers/cisco_objects.hpp"

#include "tools/importers/cisco_masks.hpp"
#include "tools/importers/cisco_names.hpp"

namespace vpnsim::importers {

/// One walk through a group and the groups in it.
struct CiscoObjects::Walk {
    SelectorList addresses{};
    std::vector<CiscoService> services{};
    std::vector<PortRange> ports{};
    std::set<std::string_view> seen{};
    std::set<std::string_view> open{};  ///< the groups that the walk is inside of
    bool full = false;

    [[nodiscard]] std::size_t size() const { return addresses.size() + services.size() + ports.size(); }
};

bool CiscoObjects::may_look(const TextLine& line) {
    if (++reading_.steps <= most_steps) return true;
    incomplete("too-many-members", "The groups of this file are too large to be expanded. What follows is missing.",
               line);
    return false;
}

void CiscoObjects::wildcard_or_mask(std::string_view address, std::string_view mask, const TextLine& line,
                                    SelectorList& out) {
    if (const auto block = reading_.block(address, mask, line)) out.push_back(TrafficSelector::of(*block));
    else incomplete("unreadable-address", "The address or its mask cannot be read. The entry was left out.", line);
}

SelectorList CiscoObjects::addresses(const std::vector<std::string_view>& words, std::size_t& at,
                                     const TextLine& line) {
    if (at >= words.size()) {
        incomplete("unreadable-address", "The line ends where an address should stand. The entry was left out.", line);
        return {};
    }
    const auto word = words[at++];
    const auto next = at < words.size() ? words[at] : std::string_view{};
    if (word == "any" || word == "any4") return {TrafficSelector::everything(Family::ipv4)};
    if (word == "any6") return {TrafficSelector::everything(Family::ipv6)};
    if (word == "object" || word == "object-group" || word == "interface" || word == "host") {
        ++at;
        if (word == "object") return object(next, line);
        if (word == "host") {
            if (const auto host = reading_.address(next)) return {TrafficSelector::of(Prefix::host(*host))};
            incomplete("unreadable-address", "The host's address cannot be read. The entry was left out.", line);
            return {};
        }
        if (word == "interface") {
            SelectorList own;
            const auto named = reading_.config.interface_index.find(next);
            if (named != reading_.config.interface_index.end()) {
                for (const auto& [address, block] : reading_.config.interfaces[named->second].addresses) {
                    own.push_back({address, address});
                }
            }
            if (own.empty()) incomplete("dangling-reference", "An interface is named that has no address here.", line);
            return own;
        }
        Walk walk;
        if (!reading_.config.groups.contains(next)) {
            incomplete("dangling-reference", "An object group is named that is not in this file. Add it.", line);
            return {};
        }
        visit_group(next, 0, walk);
        return walk.addresses;
    }
    if (word.find_first_of("/:") != std::string_view::npos) {
        if (const auto block = reading_.block(word, line)) return {TrafficSelector::of(*block)};
        incomplete("unreadable-address", "The address cannot be read. The entry was left out.", line);
        return {};
    }
    ++at;
    SelectorList out;
    if (reading_.config.dialect == CiscoDialect::asa) {
        wildcard_or_mask(word, next, line, out);
        return out;
    }
    const auto blocks = wildcard_blocks(word, next);
    if (blocks.empty() && netmask_length(next)) {
        incomplete(
            "netmask-for-wildcard",
            "A netmask stands where IOS takes a wildcard mask, so the entry matches something else than it seems "
            "to. It was left out; write the mask the other way round.",
            line);
        return {};
    }
    if (blocks.empty()) {
        incomplete("unreadable-address",
                   "The address or its wildcard mask cannot be read, or stands for more than " +
                       std::to_string(most_wildcard_blocks) + " blocks. The entry was left out.",
                   line);
    }
    if (!blocks.empty() && has_host_bits(word, next)) {
        reading_.say(Gravity::warning, "host-bits", blocks.front().text(),
                     "The address has bits set that the wildcard mask ignores. They were cleared; check that the mask "
                     "is a wildcard mask and no netmask.",
                     line);
    }
    for (const auto& block : blocks) out.push_back(TrafficSelector::of(block));
    return out;
}

SelectorList CiscoObjects::object(std::string_view name, const TextLine& line) {
    const auto found = reading_.config.objects.find(name);
    if (found == reading_.config.objects.end()) {
        incomplete("dangling-reference", "An object is named that is not in this file. Add it.", line);
        return {};
    }
    SelectorList out;
    for (const auto& member : found->second.lines) {
        if (!may_look(member)) break;
        const auto parts = words(member.text);
        const auto second = parts.size() > 1 ? parts[1] : std::string_view{};
        if (parts[0] == "host" || (parts[0] == "subnet" && parts.size() == 2)) {
            if (const auto block = reading_.block(second, member)) out.push_back(TrafficSelector::of(*block));
            else incomplete("unreadable-address", "The object's address cannot be read.", member);
        } else if (parts[0] == "subnet" && parts.size() > 2) {
            wildcard_or_mask(second, parts[2], member, out);
        } else if (parts[0] == "range" && parts.size() > 2) {
            const auto first = reading_.address(second);
            const auto last = reading_.address(parts[2]);
            if (first && last && first->family() == last->family() && *first <= *last) out.push_back({*first, *last});
            else incomplete("unreadable-address", "The object's range cannot be read.", member);
        } else if (parts[0] == "fqdn") {
            incomplete("name-not-resolved", "The object is a host name. Its addresses are not in this file.", member);
        } else if (parts[0] != "description" && parts[0] != "nat" && parts[0] != "no") {
            reading_.unknown(about_, member);
        }
        // An object has one value; a later one replaces it, so that hostile files cannot pile them up.
        if (out.size() > 1) out.erase(out.begin(), out.end() - 1);
    }
    if (out.empty()) incomplete("empty-object", "The object has no address in this file.", line);
    return out;
}

bool CiscoObjects::is_port_group(std::string_view name) const {
    const auto found = reading_.config.groups.find(name);
    return found != reading_.config.groups.end() && !found->second.ports_for.empty();
}

void CiscoObjects::visit_group(std::string_view name, unsigned depth, Walk& walk) {
    const auto found = reading_.config.groups.find(name);
    if (found == reading_.config.groups.end()) return;
    if (!walk.seen.insert(found->first).second) {
        if (!walk.open.contains(found->first) || found->second.lines.empty()) return;
        incomplete("group-cycle", "An object group contains itself. The inner mention was left out.",
                   found->second.lines.front());
        return;
    }
    if (depth == deepest_group) {
        incomplete("group-too-deep",
                   "Object groups are nested more than " + std::to_string(deepest_group) +
                       " deep. What is deeper was left out.",
                   found->second.lines.empty() ? TextLine{} : found->second.lines.front());
        return;
    }
    walk.open.insert(found->first);
    for (const auto& member : found->second.lines) {
        if (walk.full || !may_look(member)) break;
        if (walk.size() >= most_members) {
            walk.full = true;
            incomplete(
                "group-too-large",
                "An object group has more than " + std::to_string(most_members) + " members. The others were left out.",
                member);
            break;
        }
        if (found->second.type == "network") network_member(member, depth, walk);
        else service_member(member, depth, walk);
    }
    walk.open.erase(found->first);
}

void CiscoObjects::network_member(const TextLine& member, unsigned depth, Walk& walk) {
    const auto parts = words(member.text);
    if (parts[0] == "description" || parts[0] == "no") return;
    if (parts[0] == "group-object") {
        if (parts.size() > 1 && reading_.config.groups.contains(parts[1]))
            return visit_group(parts[1], depth + 1, walk);
        return incomplete("dangling-reference", "An object group is named that is not in this file. Add it.", member);
    }
    if (parts[0] == "range" && parts.size() > 2) {
        const auto first = reading_.address(parts[1]);
        const auto last = reading_.address(parts[2]);
        if (first && last && first->family() == last->family() && *first <= *last) {
            walk.addresses.push_back({*first, *last});
            return;
        }
        return incomplete("unreadable-address", "The range cannot be read.", member);
    }
    const std::size_t at = parts[0] == "network-object" ? 1 : 0;
    const auto first = parts.size() > at ? parts[at] : std::string_view{};
    const auto second = parts.size() > at + 1 ? parts[at + 1] : std::string_view{};
    if (first == "object" && at == 1) {
        const auto named = object(second, member);
        walk.addresses.insert(walk.addresses.end(), named.begin(), named.end());
        return;
    }
    if (first == "any") {
        walk.addresses.push_back(TrafficSelector::everything(Family::ipv4));
        return;
    }
    const bool single = first == "host" || second.empty() || second.starts_with('/');
    const auto host = first == "host" ? std::string{second} : std::string{first}.append(second);
    const auto block = single ? reading_.block(host, member) : reading_.block(first, second, member);
    if (block) walk.addresses.push_back(TrafficSelector::of(*block));
    else incomplete("unreadable-address", "A member of an object group cannot be read. It was left out.", member);
}

void CiscoObjects::service_member(const TextLine& member, unsigned depth, Walk& walk) {
    auto parts = words(member.text);
    if (parts[0] == "description" || parts[0] == "no") return;
    if (parts[0] == "group-object" && parts.size() > 1) {
        if (reading_.config.groups.contains(parts[1])) return visit_group(parts[1], depth + 1, walk);
        return incomplete("dangling-reference", "An object group is named that is not in this file. Add it.", member);
    }
    if (parts[0] == "port-object") {
        // Names of ports are the same for both protocols.
        const auto match = port_match(parts, 1, Protocol::tcp);
        if (match.used == 0) return incomplete("unreadable-port", "The port of a group cannot be read.", member);
        walk.ports.insert(walk.ports.end(), match.ranges.begin(), match.ranges.end());
        return;
    }
    const std::size_t at = parts[0] == "service-object" || parts[0] == "protocol-object" ? 1 : 0;
    const auto services = parts.size() > at + 1 && at == 1 && parts[1] == "object" ? service(parts[2], member)
                                                                                   : service(parts, at, member);
    walk.services.insert(walk.services.end(), services.begin(), services.end());
}

std::vector<PortRange> CiscoObjects::ports(std::string_view name, const TextLine&) {
    Walk walk;
    visit_group(name, 0, walk);
    return walk.ports;
}

std::vector<CiscoService> CiscoObjects::service(std::string_view name, const TextLine& line) {
    const auto found = reading_.config.objects.find(name);
    if (found != reading_.config.objects.end() && found->second.type == "service") {
        for (const auto& member : found->second.lines) {
            const auto parts = words(member.text);
            if (parts[0] == "service") return service(parts, 1, member);
        }
    }
    if (!reading_.config.groups.contains(name)) {
        incomplete("dangling-reference", "A service is named that is not in this file. Add it.", line);
        return {};
    }
    Walk walk;
    visit_group(name, 0, walk);
    return walk.services;
}

std::vector<CiscoService> CiscoObjects::service(const std::vector<std::string_view>& words, std::size_t at,
                                                const TextLine& line) {
    const auto word = at < words.size() ? words[at] : std::string_view{};
    std::vector<std::optional<Protocol>> protocols;
    if (is_any_protocol(word)) protocols = {std::nullopt};
    else if (word == "tcp-udp") protocols = {Protocol::tcp, Protocol::udp};
    else if (const auto protocol = cisco_protocol(word)) protocols = {protocol};
    if (protocols.empty())
        incomplete("unreadable-protocol", "The protocol is not known. The entry was left out.", line);
    std::vector<CiscoService> out;
    for (const auto& protocol : protocols) {
        std::vector<PortRange> source{PortRange{}};
        std::vector<PortRange> destination{PortRange{}};
        for (auto next = at + 1; protocol && has_ports(*protocol) && next < words.size();) {
            auto& side = words[next] == "source" ? source : destination;
            if (words[next] == "source" || words[next] == "destination") ++next;
            const auto match = port_match(words, next, *protocol);
            if (match.used == 0) {
                incomplete("unreadable-port", "The ports of a service cannot be read. The entry was left out.", line);
                return {};
            }
            side = match.ranges;
            next += match.used;
        }
        for (const auto& s : source) {
            for (const auto& d : destination) out.push_back({protocol, s, d});
        }
    }
    return out;
}

}  // namespace vpnsim::importers
