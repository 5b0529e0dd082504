#include "tools/importers/tunnel_interfaces.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "tools/importers/interface_kinds.hpp"

namespace vpnsim::importers {
namespace {

bool has_open_end(const Protection& p) { return p.loaded && p.route_based && p.interface_name.empty(); }

/// "ipsec42" -> 42; 0 if the name ends with no number.
std::uint32_t number_of(std::string_view name) {
    const auto last = name.find_last_not_of("0123456789");
    const auto digits = last == std::string_view::npos ? name : name.substr(last + 1);
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc{} ? out : 0;
}

/// Tunnel interfaces that no protection names yet, by number.
std::map<std::uint32_t, std::set<std::string>> free_interfaces(const Host& host) {
    std::set<std::string> taken;
    for (const auto& p : host.protections) taken.insert(p.interface_name);
    std::map<std::uint32_t, std::set<std::string>> out;
    const auto add = [&](const std::string& name) {
        if (is_named_tunnel(name) && !taken.contains(name)) out[number_of(name)].insert(name);
    };
    for (const auto& i : host.interfaces) add(i.interface_name);
    for (const auto& route : host.routes) {
        for (const auto& hop : route.next_hops) add(hop.device);
    }
    return out;
}

void warn_of_lost_routes(const Host& host, Remarks& remarks) {
    std::set<std::string> lost;
    for (const auto& [number, names] : free_interfaces(host)) lost.insert(names.begin(), names.end());
    for (const auto& route : host.routes) {
        if (route.connected) continue;
        for (const auto& hop : route.next_hops) {
            if (lost.erase(hop.device) == 0) continue;
            remarks.push_back({Gravity::warning, "tunnel-interface-unknown", host.name + '/' + hop.device,
                               "Routes of the machine lead into this interface, such as that to " +
                                   route.destination.text() +
                                   ", and no tunnel of the input is known to be behind it. They are left out: write "
                                   "them as routes of the site to \"device/tunnel\".",
                               route.origin});
        }
    }
    if (host.routes.empty()) return;
    for (const auto& p : host.protections) {
        if (!has_open_end(p)) continue;
        remarks.push_back({Gravity::warning, "tunnel-interface-unknown", host.name + '/' + p.name,
                           "Routes choose this tunnel through an interface of its own, and which interface that is is "
                           "not in the input. Routes into it are left out: write them as routes of the site to "
                           "\"device/tunnel\".",
                           p.origin});
    }
}

}  // namespace

void tie_tunnel_interfaces(Host& host, Remarks& remarks) {
    if (host.protections.empty()) return;
    const auto by_number = free_interfaces(host);
    for (auto& p : host.protections) {
        if (!has_open_end(p) || p.interface_id == 0) continue;
        const auto found = by_number.find(p.interface_id);
        if (found != by_number.end() && found->second.size() == 1) p.interface_name = *found->second.begin();
    }
    const auto left = free_interfaces(host);
    const auto first = std::find_if(host.protections.begin(), host.protections.end(), has_open_end);
    if (left.size() == 1 && left.begin()->second.size() == 1 &&
        std::count_if(first, host.protections.end(), has_open_end) == 1) {
        first->interface_name = *left.begin()->second.begin();
        remarks.push_back({Gravity::note, "tunnel-interface-inferred", host.name + '/' + first->name,
                           "The interface of the tunnel is taken to be " + first->interface_name +
                               ": the only tunnel interface that no other tunnel has.",
                           first->origin});
    }
    warn_of_lost_routes(host, remarks);
}

bool leads_into(const Host& host, const OsNextHop& hop, const Protection& protection) {
    if (!protection.route_based || protection.interface_name.empty()) return false;
    if (!hop.device.empty()) return hop.device == protection.interface_name;
    return hop.via && std::any_of(host.interfaces.begin(), host.interfaces.end(), [&](const InterfaceAddress& i) {
               return i.interface_name == protection.interface_name && i.connected.contains(*hop.via);
           });
}

}  // namespace vpnsim::importers
