// What applying a change interrupts, and what has to be made by hand beforehand.
#include "sim/findings/finding_context.hpp"
#include "sim/peering.hpp"
#include "sim/remedy.hpp"

namespace vpnsim {
namespace {

/// Changing any of these makes the cloud negotiate the tunnel anew (C9).
bool resets(const IpsecConnection& a, const IpsecConnection& b) {
    return a.customer_gateway != b.customer_gateway || a.local_ts != b.local_ts || a.remote_ts != b.remote_ts ||
           a.psk != b.psk || a.ike != b.ike || a.esp != b.esp || a.nat_traversal != b.nat_traversal || a.dpd != b.dpd ||
           a.effective_immediately != b.effective_immediately || a.tunnels != b.tunnels;
}

}  // namespace

std::vector<std::string> interruptions(const Estate& before, const Estate& after) {
    std::vector<std::string> out;
    for (std::size_t g = 0; g < before.vpn_gateways.size(); ++g) {
        const auto& old = before.vpn_gateways[g];
        const auto& now = after.vpn_gateways[g];
        if ((!old.policy_route_priorities && now.policy_route_priorities) || (old.created && !now.created)) {
            out.push_back("Upgrading " + now.name + " interrupts its connections: plan a maintenance window.");
        }
        if (old.limits != now.limits) out.push_back("Higher quotas of " + now.name + " have to be granted first.");
    }
    for (std::size_t g = before.customer_gateways.size(); g < after.customer_gateways.size(); ++g) {
        const auto& added = after.customer_gateways[g];
        out.push_back("Customer gateway " + added.name + (added.address ? " (" + added.address->text() + ')' : "") +
                      " is new: the address of an existing one cannot be changed.");
    }
    for (std::size_t c = 0; c < before.ipsec_connections.size(); ++c) {
        const auto& now = after.ipsec_connections[c];
        if (!resets(before.ipsec_connections[c], now)) continue;
        out.push_back("The tunnel of " + now.name + " is reset: it carries nothing until it has negotiated again.");
    }
    std::vector<std::string> without_key;
    for (std::size_t c = before.ipsec_connections.size(); c < after.ipsec_connections.size(); ++c) {
        without_key.push_back(after.ipsec_connections[c].name);
    }
    for (const auto& view : device_tunnels(after)) {
        const auto& site = after[view.ref.site];
        const auto name = site.name + '/' + view.device->name + '/' + view.tunnel->name;
        const auto& old = before.sites[view.ref.site.index()].devices[view.ref.device.index()].tunnels;
        if (view.ref.tunnel.index() >= old.size()) without_key.push_back(name);
        else if (old[view.ref.tunnel.index()] != *view.tunnel) out.push_back(name + " negotiates again.");
    }
    if (!without_key.empty()) {
        out.push_back("New: " + enumerate(without_key) +
                      ". A change never holds keys: set the pre-shared key of their peer on them by hand, the one that "
                      "other connections to it have.");
    }
    return out;
}

}  // namespace vpnsim
