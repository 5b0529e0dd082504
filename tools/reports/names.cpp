#include "tools/reports/names.hpp"

#include <algorithm>
#include <array>

namespace vpnsim {
std::string label(const Estate& estate, const DeviceTunnelRef& tunnel) {
    const auto& site = estate[tunnel.site];
    const auto& device = site.devices[tunnel.device.index()];
    return site.name + '/' + device.name + '/' + device.tunnels[tunnel.tunnel.index()].name;
}

std::string label(const Estate& estate, const CloudEndRef& end) {
    const auto& connection = estate[end.connection];
    return end.tunnel ? connection.name + '/' + connection.tunnels[end.tunnel->index()].name : connection.name;
}

std::string label(const Network& network, const Endpoint& endpoint) {
    if (const auto* const vpc = std::get_if<VpcId>(&endpoint)) return network.estate()[*vpc].name;
    if (const auto* const site = std::get_if<SiteId>(&endpoint)) return network.estate()[*site].name;
    return "mirror image of " + label(network.estate(), network.ends()[std::get<MirrorImage>(endpoint).end].ref);
}

std::vector<std::string> names_of(const Estate& estate, const std::vector<ConnectionId>& connections) {
    std::vector<std::string> out;
    for (const auto id : connections) out.push_back(estate[id].name);
    return out;
}

std::string where(const Scenario& scenario, Place place) {
    if (place.line == 0 || place.file >= scenario.files.size()) return {};
    return scenario.files[place.file] + ':' + std::to_string(place.line);
}

std::vector<std::string> texts(const std::vector<Prefix>& prefixes) {
    std::vector<std::string> out;
    for (const auto& prefix : prefixes) out.push_back(prefix.text());
    return out;
}

std::vector<std::string> texts(const SelectorList& selectors) {
    std::vector<std::string> out;
    for (const auto& selector : selectors) out.push_back(selector.text());
    return out;
}

std::string text(const Flow& flow) {
    const auto end = [&](const Address& address, std::uint16_t port) {
        if (!has_ports(flow.protocol)) return address.text();
        const bool brackets = address.family() == Family::ipv6;
        return (brackets ? '[' + address.text() + ']' : address.text()) + ':' + std::to_string(port);
    };
    return end(flow.source, flow.source_port) + " -> " + end(flow.destination, flow.destination_port) + ' ' +
           text(flow.protocol);
}

std::string spaced(std::string_view name) {
    std::string out{name};
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

std::string in_words(Disposition disposition) { return spaced(text(disposition)); }

std::string_view text(Severity severity) {
    constexpr std::array<std::string_view, 3> names{"error", "warning", "note"};
    return names[static_cast<std::size_t>(severity)];
}

}  // namespace vpnsim
