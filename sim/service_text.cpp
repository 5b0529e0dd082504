#include "sim/service_text.hpp"

#include <algorithm>

#include "sim/class_rows.hpp"

namespace vpnsim {
namespace {

std::string ports_text(const PortRange& ports) { return ports.is_all() ? "any" : ports.text(); }

std::string protocols_text(const PortRange& range) {
    if (range.first == 0 && range.last == 255) return "any";
    if (range.first == range.last) return text(static_cast<Protocol>(range.first));
    return std::to_string(range.first) + '-' + std::to_string(range.last);
}

}  // namespace

std::vector<ServiceText> texts(const std::vector<Service>& services) {
    // Protocols with equal ports are one list, then ports with equal protocols.
    const auto add = [](std::string& list, const std::string& item) { list += (list.empty() ? "" : ",") + item; };
    const auto ports_first = [&](const Service& s) { return std::pair{s.source_ports, s.destination_ports}; };
    std::vector<std::pair<Service, std::string>> rows;
    for (const auto& service : services) {
        const auto same = std::find_if(rows.begin(), rows.end(),
                                       [&](const auto& r) { return ports_first(r.first) == ports_first(service); });
        if (same == rows.end()) rows.emplace_back(service, protocols_text(service.protocols));
        else add(same->second, protocols_text(service.protocols));
    }
    std::vector<ServiceText> out;
    for (const auto& [service, protocols] : rows) {
        const auto source_ports = ports_text(service.source_ports);
        const auto same = std::find_if(out.begin(), out.end(), [&, &p = protocols](const auto& o) {
            return o.protocol == p && o.source_ports == source_ports;
        });
        if (same == out.end()) out.push_back({protocols, source_ports, ports_text(service.destination_ports)});
        else add(same->ports, ports_text(service.destination_ports));
    }
    return out;
}

std::string text(const ServiceText& service) {
    std::string out = service.protocol == "any" ? "" : service.protocol;
    // Bare numbers would read as ports.
    if (!out.empty() && out.front() >= '0' && out.front() <= '9') out = "protocols " + out;
    const auto say = [&](std::string_view word, const std::string& ports) {
        if (ports != "any") out.append(out.empty() ? "" : " ").append(word).append(" ").append(ports);
    };
    say("source ports", service.source_ports);
    say("ports", service.ports);
    return out;
}

std::vector<Service> services_of(const std::vector<PacketBox>& boxes) {
    std::vector<PacketBox> disjoint;
    for (auto box : boxes) {
        auto any = PacketBox::everything(box.family);
        any.service = box.service;
        any.service.source_ports = {};
        add_disjoint(disjoint, any);
    }
    std::vector<Service> services;
    for (const auto& row : flow_rows(disjoint))
        services.insert(services.end(), row.services.begin(), row.services.end());
    return services;
}

}  // namespace vpnsim
