#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tools/importers/cisco_host.hpp"
#include "tools/importers/cisco_protected.hpp"
#include "tools/importers/cisco_statements.hpp"
#include "tools/importers/selector_box.hpp"

namespace vpnsim::importers {
namespace {

/// What a NAT rule of the ASA looks for and whether it leaves the packet as it is.
struct NatRule {
    std::vector<SelectorBox> boxes;
    bool identity = false;
    unsigned section = 1;  ///< twice NAT, then objects, then twice NAT "after-auto"
    const CiscoNat* nat = nullptr;
};

SelectorList named(CiscoReading& reading, std::string_view name, const Origin& origin) {
    if (name == "any" || name.empty()) {
        return {TrafficSelector::everything(Family::ipv4), TrafficSelector::everything(Family::ipv6)};
    }
    // An address, an object or a group: what a name means is looked up as in access lists.
    const TextLine line{origin.line, origin.column - 1, {}};
    CiscoObjects objects{reading, "nat"};
    std::size_t at = 0;
    if (reading.config.groups.contains(name)) return objects.addresses({"object-group", name}, at, line);
    if (const auto address = reading.address(name)) return {TrafficSelector::of(Prefix::host(*address))};
    return objects.object(name, line);
}

NatRule rule_of(CiscoReading& reading, const CiscoNat& nat) {
    const auto said = words(nat.line);
    NatRule out;
    out.nat = &nat;
    SelectorList source;
    SelectorList destination = named(reading, "any", nat.origin);
    if (!nat.object.empty()) {
        // nat (a,b) static X | dynamic X, inside an object: the object is what is looked for.
        out.section = 2;
        source = named(reading, nat.object, nat.origin);
        out.identity = word(said, 0) == "static" && word(said, 1) == nat.object;
    } else {
        const auto from = std::ranges::find(said, "source");
        const auto to = std::ranges::find(said, "destination");
        const auto at = [&](auto keyword, std::ptrdiff_t behind) {
            return said.end() - keyword > behind ? *(keyword + behind) : std::string_view{};
        };
        if (word(said, 0) == "after-auto") out.section = 3;
        source = named(reading, at(from, 2), nat.origin);
        // "destination static MAPPED REAL": the packet is addressed to what is mapped.
        if (to != said.end()) destination = named(reading, at(to, 2), nat.origin);
        out.identity =
            at(from, 1) == "static" && at(from, 2) == at(from, 3) && (to == said.end() || at(to, 2) == at(to, 3));
    }
    for (const auto& s : source) {
        for (const auto& d : destination) {
            if (s.family() != d.family() || ++reading.pairs > most_pairs_of_all) continue;
            out.boxes.push_back({s, d});
        }
    }
    return out;
}

/// The most parts that the packets of one pair are cut into by rules that leave them alone.
constexpr std::size_t most_parts = 64;

/// Whether a rule that changes packets gets hold of some of a pair that no earlier rule left alone.
const CiscoNat* changed_by(CiscoReading& reading, const SelectorBox& pair, const std::vector<NatRule>& rules) {
    std::vector<SelectorBox> open{pair};
    for (const auto& rule : rules) {
        for (const auto& box : rule.boxes) {
            if (++reading.steps > most_steps) return nullptr;
            const auto hit = [&](const SelectorBox& part) { return overlap(part, box); };
            if (std::ranges::none_of(open, hit)) continue;
            if (!rule.identity) return rule.nat;
            std::vector<SelectorBox> rest;
            for (const auto& part : open) {
                const auto parts = without(part, box);
                rest.insert(rest.end(), parts.begin(), parts.end());
            }
            if (rest.size() > most_parts) return nullptr;
            open = std::move(rest);
        }
    }
    return nullptr;
}

}  // namespace

void check_nat(CiscoReading& reading, const Host& host) {
    // A rule holds between its own interfaces; the tunnels are on the outer ones.
    std::set<std::string_view> outer{"", "any"};
    for (const auto& interface : host.interfaces) {
        if (interface.outside) outer.insert(interface.interface_name);
    }
    std::vector<NatRule> rules;
    for (const auto& nat : reading.config.nat) {
        if (outer.contains(nat.mapped_interface)) rules.push_back(rule_of(reading, nat));
    }
    std::ranges::stable_sort(rules, {}, &NatRule::section);
    for (const auto& protection : host.protections) {
        if (protection.route_based) continue;
        const CiscoNat* changing = nullptr;
        for (const auto& group : protection.groups) {
            for (const auto& local : group.local) {
                for (const auto& remote : group.remote) {
                    if (changing == nullptr) changing = changed_by(reading, {local, remote}, rules);
                }
            }
        }
        if (changing == nullptr) continue;
        reading.say(Gravity::warning, "nat-changes-protected-traffic", protection.name,
                    "A NAT rule changes packets that this entry protects. NAT is not simulated: exempt the networks of "
                    "the tunnel from it, or give the selectors as they are behind NAT.",
                    changing->origin);
    }
    if (reading.steps > most_steps || reading.pairs > most_pairs_of_all) {
        reading.say(Gravity::incomplete, "nat-not-checked", "",
                    "The groups of this file are too large: not every NAT rule was held against the tunnels.",
                    host.origin);
    }
}

}  // namespace vpnsim::importers
