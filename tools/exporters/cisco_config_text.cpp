#include "tools/exporters/cisco_config_text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace vpnsim::exporters {
namespace {

bool one_entry(const DeviceSideTunnel& a, const DeviceSideTunnel& b) {
    auto same_ids = b.ike;
    same_ids.local_id = a.ike.local_id;
    same_ids.remote_id = a.ike.remote_id;
    return !a.route_based && a.end.connection == b.end.connection && a.local_ts == b.local_ts &&
           a.remote_ts == b.remote_ts && a.ike == same_ids && a.esp == b.esp && a.nat_traversal == b.nat_traversal;
}

std::string dotted(std::uint32_t bits) { return Address{Family::ipv4, bits}.text(); }

std::uint32_t mask_bits(const Prefix& block) {
    return static_cast<std::uint32_t>(Prefix::everything(Family::ipv4).last().bits() -
                                      (block.last().bits() - block.first().bits()));
}

std::string ports(const PortRange& range) {
    if (range.is_all()) return {};
    if (range.first == range.last) return " eq " + std::to_string(range.first);
    return " range " + std::to_string(range.first) + ' ' + std::to_string(range.last);
}

/// The keywords of "icmpv6" and "ah" are others on each of the devices; numbers are the same on all.
std::string protocol_word(Protocol protocol) {
    const bool number = protocol == Protocol::icmpv6 || protocol == Protocol::ah;
    return number ? std::to_string(static_cast<unsigned>(protocol)) : text(protocol);
}

std::vector<Prefix> blocks(const CiscoEntry& entry, const TrafficSelector& selector, CiscoWriter& out) {
    if (const auto block = selector.prefix()) return {*block};
    out.look(entry.first().end_name, "the range " + selector.text() +
                                         " is written as the networks that cover it; the device negotiates an SA for "
                                         "each of them.");
    return cover(selector.first, selector.last);
}

}  // namespace

void CiscoWriter::cannot(std::string_view about, std::string_view why) {
    comment(std::string{"NOT EXPRESSED: "}.append(why));
    look(about, why);
}

void CiscoWriter::look(std::string_view about, std::string_view why) {
    auto message = std::string{about}.append(": ").append(why);
    if (std::find(messages_.begin(), messages_.end(), message) == messages_.end())
        messages_.push_back(std::move(message));
}

Configuration CiscoWriter::take(const std::vector<CiscoEntry>& entries) && {
    std::size_t tunnels = 0;
    for (const auto& entry : entries) tunnels += entry.tunnels.size();
    return {std::move(text_), std::move(messages_), tunnels};
}

bool has_chinese_algorithms(const DeviceSideTunnel& tunnel) {
    const auto& ike = tunnel.ike;
    const auto& esp = tunnel.esp;
    return ike.encryption.front() == Encryption::sm4 || ike.integrity.front() == Integrity::sm3 ||
           esp.encryption.front() == Encryption::sm4 ||
           (!esp.integrity.empty() && esp.integrity.front() == Integrity::sm3);
}

std::vector<CiscoEntry> cisco_entries(const DeviceSide& side) {
    std::vector<CiscoEntry> out;
    for (const auto& tunnel : side.tunnels) {
        if (!out.empty() && one_entry(out.back().first(), tunnel)) {
            auto& tunnels = out.back().tunnels;
            tunnels.insert(tunnel.role == TunnelRole::active ? tunnels.begin() : tunnels.end(), &tunnel);
        } else {
            out.push_back({{&tunnel}, "VPN-" + tunnel.name});
        }
    }
    return out;
}

std::string netmask(const Prefix& block) { return dotted(mask_bits(block)); }
std::string wildcard(const Prefix& block) { return dotted(~mask_bits(block)); }

std::vector<CiscoAccessLine> access_lines(const CiscoEntry& entry, CiscoWriter& out) {
    std::vector<CiscoAccessLine> lines;
    const auto& tunnel = entry.first();
    for (const auto& local : tunnel.local_ts) {
        for (const auto& remote : tunnel.remote_ts) {
            if (local.family() != remote.family()) continue;
            if (local.protocol && remote.protocol && local.protocol != remote.protocol) continue;
            const auto protocol = local.protocol ? local.protocol : remote.protocol;
            for (const auto& from : blocks(entry, local, out)) {
                for (const auto& to : blocks(entry, remote, out)) {
                    lines.push_back({protocol ? protocol_word(*protocol) : "ip", from, to, ports(local.ports),
                                     ports(remote.ports)});
                }
            }
        }
    }
    return lines;
}

void tell_sas(const CiscoEntry& entry, std::size_t lines, CiscoWriter& out) {
    if (lines <= 1) return;
    out.look(entry.first().end_name,
             "the device negotiates an SA for each of its " + std::to_string(lines) +
                 " access list entries, a cloud connection keeps one for all. Use one network on each "
                 "side of a connection, or let a review show which pair communicates.");
}

void cisco_head(CiscoWriter& out, const DeviceSide& side, std::string_view vendor) {
    out.comment(std::string{vendor}.append(": the device side of ").append(side.device));
    out.comment("Made from the cloud's connections. Before it is pasted: put the keys in place of <...>, check the");
    out.comment("names of interfaces, and check that numbers and names are not in use on the device yet.");
    out.line("!");
    std::set<Address> own;
    for (const auto& tunnel : side.tunnels) {
        if (tunnel.local_address) own.insert(*tunnel.local_address);
    }
    if (own.size() <= 1) return;
    std::string all;
    for (const auto& address : own) all += (all.empty() ? "" : ", ") + address.text();
    out.cannot(side.device, "the connections face several addresses of the device (" + all +
                                "), but one outer interface is written. Bind each connection to the interface that " +
                                "has its address.");
}

void entry_head(CiscoWriter& out, const CiscoEntry& entry) {
    out.line("!");
    for (const auto* tunnel : entry.tunnels) {
        out.comment(tunnel->end_name + ", peer " + tunnel->peer.text());
        for (const auto& assumed : tunnel->assumed)
            out.comment("  chosen here, the connection leaves it open: " + assumed);
        if (!tunnel->assumed.empty()) {
            out.look(tunnel->end_name,
                     "the connection leaves parameters open; what was chosen stands in the comments.");
        }
    }
    if (entry.tunnels.size() > 1) {
        out.look(
            entry.first().end_name,
            "both peers stand in one entry: the device uses one at a time, the other tunnel stays down until then.");
    }
}

std::string lifetime(CiscoWriter& out, const DeviceSideTunnel& tunnel, std::optional<std::uint32_t> seconds,
                     CiscoLifetimes accepted) {
    if (!seconds) return {};
    if (*seconds >= accepted.least && *seconds <= accepted.most) return std::to_string(*seconds);
    out.cannot(tunnel.end_name, "a lifetime of " + std::to_string(*seconds) + " seconds is not accepted here, only " +
                                    std::to_string(accepted.least) + " to " + std::to_string(accepted.most) +
                                    ". The device takes its default.");
    return {};
}

std::string no_interface(const DeviceSideTunnel& tunnel) {
    for (const auto* const side : {&tunnel.local_ts, &tunnel.remote_ts}) {
        for (const auto& selector : *side) {
            if (selector.family() == tunnel.peer.family()) continue;
            return "a tunnel interface carries the address family of its peer here, but " + selector.text() +
                   " is of the other one. Use a connection of its own for it, with a peer of that family.";
        }
    }
    return {};
}

std::string key_placeholder(const DeviceSideTunnel& tunnel) { return "<key-of-" + tunnel.name + '>'; }

std::string inside_address(const DeviceSideTunnel& tunnel) {
    if (!tunnel.bgp || !tunnel.bgp->tunnel_cidr || !tunnel.bgp->local_address) return {};
    const auto& network = *tunnel.bgp->tunnel_cidr;
    if (network.family() != Family::ipv4 || network.length() > 30) return {};
    auto address = Address{Family::ipv4, network.first().bits() + 1};
    if (address == *tunnel.bgp->local_address) address = {Family::ipv4, network.first().bits() + 2};
    return address.text() + ' ' + netmask(network);
}

}  // namespace vpnsim::exporters
