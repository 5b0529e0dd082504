#include "sim/packet_filter.hpp"

#include <algorithm>

namespace vpnsim {
namespace {

template <class Rank>
FilterTable filter(std::span<const FilterRule> rules, const Rank& rank, FilterAction otherwise) {
    constexpr auto last = ~std::uint64_t{0};
    std::vector<RankedTable::Record> records;
    const auto add = [&](const PacketBox& match, std::uint64_t at, FilterAction action, std::uint32_t rule) {
        records.push_back({match, at, {{}, static_cast<std::uint32_t>(action), rule}});
    };
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
        const auto& rule = rules[i];
        for (const auto& match : selected_packets(rule.source, rule.destination, rule.protocol, rule.ports)) {
            add(match, rank(rule, i), rule.action, i);
        }
    }
    for (const auto family : {Family::ipv4, Family::ipv6}) add(PacketBox::everything(family), last, otherwise, no_rule);
    return FilterTable{std::move(records)};
}

}  // namespace

std::vector<PacketBox> selected_packets(const std::optional<Prefix>& source, const std::optional<Prefix>& destination,
                                        const std::optional<Protocol>& protocol, const std::vector<PortRange>& ports) {
    const bool any_port =
        ports.empty() || std::any_of(ports.begin(), ports.end(), [](const auto& p) { return p.is_all(); });
    std::vector<Service> services;
    if (any_port) {
        services.emplace_back();
        if (protocol)
            services.back().protocols = {static_cast<std::uint8_t>(*protocol), static_cast<std::uint8_t>(*protocol)};
    } else {
        for (const auto with_ports : {Protocol::tcp, Protocol::udp}) {
            if (protocol && protocol != with_ports) continue;
            const auto number = static_cast<std::uint8_t>(with_ports);
            for (const auto& range : ports) services.push_back({{number, number}, {}, range});
        }
    }
    std::vector<PacketBox> boxes;
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        const auto from = source.value_or(Prefix::everything(family));
        const auto to = destination.value_or(Prefix::everything(family));
        if (from.family() != family || to.family() != family) continue;
        for (const auto& service : services) {
            boxes.push_back(PacketBox::of(from, to));
            boxes.back().service = service;
        }
    }
    return boxes;
}

FilterTable first_match_filter(std::span<const FilterRule> rules) {
    return filter(
        rules, [](const FilterRule&, std::uint32_t position) { return std::uint64_t{position}; }, FilterAction::drop);
}

FilterTable priority_filter(std::span<const FilterRule> rules, FilterAction otherwise) {
    return filter(
        rules,
        [](const FilterRule& rule, std::uint32_t) {
            return std::uint64_t{rule.priority} * 2 + (rule.action == FilterAction::accept ? 1 : 0);
        },
        otherwise);
}

std::string text(const FilterRule& rule) {
    std::string out = rule.action == FilterAction::accept ? "accept " : "drop ";
    out += rule.protocol ? text(*rule.protocol) : "all";
    if (rule.source) out += " from " + rule.source->text();
    if (rule.destination) out += " to " + rule.destination->text();
    for (std::size_t i = 0; i < rule.ports.size(); ++i) out += (i == 0 ? ", ports " : ", ") + rule.ports[i].text();
    return out;
}

}  // namespace vpnsim
