// Remedies at gateways and devices themselves: upgrades, limits, customer gateways, missing counterparts, user CIDRs.
#include <range/v3/algorithm/contains.hpp>

#include "sim/cloud_end.hpp"
#include "sim/findings/finding_context.hpp"
#include "sim/peering.hpp"
#include "sim/remedies/flow_sides.hpp"

namespace vpnsim {
namespace {

template <class Record>
const Record* named(const std::vector<Record>& records, const std::vector<std::string>& entities) {
    const auto found = std::find_if(records.begin(), records.end(),
                                    [&](const Record& r) { return ranges::contains(entities, r.name); });
    return found == records.end() ? nullptr : &*found;
}

/// The address that a device is seen from.
std::optional<Address> outer_address(const Device& device) {
    if (device.nat_address) return device.nat_address;
    return device.addresses.empty() ? std::nullopt : std::optional{device.addresses.front()};
}

/// Returns a customer gateway with that address, and makes one like `model` if there is none: an address cannot be
/// changed once a customer gateway exists.
CustomerGatewayId customer_gateway_at(Estate& estate, const Address& address, const std::string& stem,
                                      std::optional<std::uint32_t> asn) {
    auto& all = estate.customer_gateways;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const CustomerGateway& g) { return g.address == address; });
    if (found != all.end()) return CustomerGatewayId{static_cast<std::size_t>(found - all.begin())};
    all.push_back({unused_name(all, stem), address, asn, {}});
    return CustomerGatewayId{all.size() - 1};
}

/// What one end states, for a new tunnel that faces it; no key.
DeviceTunnel mirror_of(const IpsecConnection& connection, const CloudEndParameters& cloud) {
    auto out = mirrored_tunnel(cloud);
    out.psk.reset();
    out.name = "to-" + connection.name;
    out.local_ts = connection.remote_ts;
    out.remote_ts = connection.local_ts;
    out.initiates = true;
    return out;
}

void add_device_tunnels(RemedyContext& context, const Negotiation& pair) {
    const auto cloud = cloud_end_parameters(context.estate, pair.cloud);
    const auto& connection = context.estate[pair.cloud.connection];
    for (std::size_t s = 0; s < context.estate.sites.size(); ++s) {
        const auto& site = context.estate.sites[s];
        for (std::size_t d = 0; d < site.devices.size(); ++d) {
            const auto& device = site.devices[d];
            const bool has_address =
                cloud.customer_address && (ranges::contains(device.addresses, *cloud.customer_address) ||
                                           device.nat_address == cloud.customer_address);
            if (!has_address) continue;
            context.propose("Configure a tunnel for " + connection.name + " on " + site.name + '/' + device.name + '.',
                            "", [&](Estate& estate) {
                                auto& tunnels = estate.sites[s].devices[d].tunnels;
                                auto added = mirror_of(connection, cloud);
                                added.name = unused_name(tunnels, added.name);
                                tunnels.push_back(std::move(added));
                                return true;
                            });
        }
    }
}

void add_connection(RemedyContext& context, const DeviceTunnelView& view) {
    const auto address = outer_address(*view.device);
    if (!address || !view.tunnel->peer) return;
    for (std::size_t g = 0; g < context.estate.vpn_gateways.size(); ++g) {
        const auto& gateway = context.estate.vpn_gateways[g];
        if (!ranges::contains(gateway.addresses, *view.tunnel->peer)) continue;
        context.propose(
            "Create an IPsec connection on " + gateway.name + " for " + context.name(view.ref) + '.',
            "It takes one more of the gateway's quota of connections.", [&](Estate& estate) {
                IpsecConnection added;
                added.name = unused_name(estate.ipsec_connections, view.tunnel->name);
                added.vpn_gateway = GatewayId{g};
                added.customer_gateway = customer_gateway_at(estate, *address, "cgw", std::nullopt);
                if (view.tunnel->peer != gateway.addresses.front()) added.gateway_address = view.tunnel->peer;
                added.local_ts = view.tunnel->remote_ts;
                added.remote_ts = view.tunnel->local_ts;
                added.ike = view.tunnel->ike;
                std::swap(added.ike.local_id, added.ike.remote_id);
                if (added.ike.version == IkeVersion::any) added.ike.version = IkeVersion::ikev2;
                added.esp.encryption = view.tunnel->esp.encryption;
                added.esp.integrity = view.tunnel->esp.integrity;
                added.esp.dh_group = view.tunnel->esp.dh_group;
                const auto one = [](auto& values) {
                    const bool offered = !values.empty();
                    if constexpr (!std::is_same_v<typename std::decay_t<decltype(values)>::value_type, Integrity>) {
                        keep_known_to_cloud(values);
                    }
                    if (values.size() > 1) values.resize(1);
                    return !offered || !values.empty();
                };
                const bool possible = one(added.ike.encryption) && one(added.ike.integrity) &&
                                      one(added.ike.dh_group) && one(added.esp.encryption) &&
                                      one(added.esp.integrity) && one(added.esp.dh_group);
                if (!possible) return false;
                estate.ipsec_connections.push_back(std::move(added));
                return true;
            });
    }
}

}  // namespace

void upgrade_gateway(RemedyContext& context) {
    for (std::size_t g = 0; g < context.estate.vpn_gateways.size(); ++g) {
        const auto& gateway = context.estate.vpn_gateways[g];
        if (!ranges::contains(context.finding.entities, gateway.name)) continue;
        context.propose("Upgrade " + gateway.name + " so that it knows policy-route priorities.", "",
                        [&](Estate& estate) {
                            estate.vpn_gateways[g].policy_route_priorities = true;
                            return true;
                        });
        // The file has no other way to say that an old gateway was upgraded.
        context.propose("Upgrade " + gateway.name + ", and leave its date of creation out of the file from then on.",
                        "The file no longer says how old the gateway is.", [&](Estate& estate) {
                            estate.vpn_gateways[g].policy_route_priorities = true;
                            estate.vpn_gateways[g].created.reset();
                            return true;
                        });
    }
}

/// quota: the file says what the owner has been granted.
void raise_limits(RemedyContext& context) {
    const auto& estate = context.estate;
    std::optional<std::size_t> subject;
    if (const auto* const gateway = named(estate.vpn_gateways, context.finding.entities)) {
        subject = static_cast<std::size_t>(gateway - estate.vpn_gateways.data());
    } else if (!context.connections.empty() && estate[context.connections.front()].vpn_gateway) {
        subject = estate[context.connections.front()].vpn_gateway->index();
    }
    if (!subject) return;
    const auto count = [](std::uint32_t& limit, std::size_t used) {
        limit = std::max(limit, static_cast<std::uint32_t>(used));
    };
    const auto& gateway = estate.vpn_gateways[*subject];
    context.propose(
        "Ask for quotas of " + gateway.name + " that hold what is configured, and state them under limits.",
        "The cloud must grant them before anything else is applied.", [&](Estate& changed) {
            auto& limits = changed.vpn_gateways[*subject].limits;
            count(limits.policy_routes, context.simulation.network()[GatewayId{*subject}].policy_routes.size());
            count(limits.destination_routes, gateway.destination_routes.size());
            count(limits.bgp_routes, gateway.bgp_routes.size());
            std::size_t connections = 0;
            for (const auto& connection : estate.ipsec_connections) {
                if (connection.vpn_gateway != GatewayId{*subject}) continue;
                ++connections;
                count(limits.cidrs_per_side, std::max(connection.local_ts.size(), connection.remote_ts.size()));
            }
            count(limits.connections, connections);
            return true;
        });
}

/// peer-address-mismatch: a customer gateway with the address that the device sends from.
void register_address(RemedyContext& context) {
    for (const auto* pair : context.pairs()) {
        if (!pair->peer) continue;
        const auto& device = context.estate[pair->peer->site].devices[pair->peer->device.index()];
        const auto address = outer_address(device);
        const auto cloud = cloud_end_parameters(context.estate, pair->cloud);
        if (!address || address == cloud.customer_address || !cloud.customer_gateway) continue;
        const auto& old = context.estate[*cloud.customer_gateway];
        const auto& connection = context.estate[pair->cloud.connection];
        context.propose("Register " + address->text() + ", which " + device.name +
                            " sends from, as customer gateway of " + connection.name + '.',
                        "", [&](Estate& estate) {
                            const auto id = customer_gateway_at(estate, *address, old.name, old.asn);
                            auto& changed = connection_in(estate, pair->cloud.connection);
                            if (pair->cloud.tunnel) changed.tunnels[pair->cloud.tunnel->index()].customer_gateway = id;
                            else changed.customer_gateway = id;
                            return true;
                        });
    }
}

/// peer-not-configured: the end that is missing, as the mirror image of the one that is there.
void add_counterpart(RemedyContext& context) {
    for (const auto* pair : context.pairs()) {
        if (!pair->peer) add_device_tunnels(context, *pair);
    }
    for (const auto& view : device_tunnels(context.estate)) {
        if (ranges::contains(context.finding.entities, context.name(view.ref))) add_connection(context, view);
    }
}

/// mtu (C15): of the connection or site that the finding names.
void lower_mtu(RemedyContext& context) {
    for (const std::uint32_t most : {1399U, 1300U}) {
        const auto lower = [&](auto& record) {
            if (ranges::contains(context.finding.entities, record.name) && record.mtu.value_or(0) > most)
                record.mtu = most;
        };
        context.propose("Lower the MTU to " + std::to_string(most) + '.', "More packets for the same data.",
                        [&](Estate& estate) {
                            for (auto& connection : estate.ipsec_connections) lower(connection);
                            for (auto& site : estate.sites) lower(site);
                            return true;
                        });
    }
}

/// user-cidr-missing: the site's block becomes a user CIDR of the VPCs that the finding names (N10).
void declare_user_cidr(RemedyContext& context) {
    std::vector<Prefix> destinations;
    if (const auto flows = flow_sides(context)) destinations = flows->site;
    for (const auto& [site, name] : context.site_records()) {
        for (const auto& network : context.estate[site].networks) {
            if (network.name == name) destinations = {network.cidr};
        }
    }
    for (const auto& [gateway, name] : context.gateway_records()) {
        const auto named = [&, &n = name](const auto& routes) {
            for (const auto& route : routes) {
                if (route.name == n) destinations = {route.destination};
            }
        };
        named(context.estate[gateway].policy_routes);
        named(context.estate[gateway].destination_routes);
        named(context.estate[gateway].bgp_routes);
    }
    for (const auto id : context.connections) destinations = blocks(context.estate[id].remote_ts);
    for (std::size_t v = 0; v < context.estate.vpcs.size(); ++v) {
        const auto& vpc = context.estate.vpcs[v];
        const auto pointed_at = "/vpcs/" + vpc.name;
        const bool pointed =
            context.finding.pointer == pointed_at || context.finding.pointer.starts_with(pointed_at + '/');
        if (!pointed && !ranges::contains(context.finding.entities, vpc.name)) continue;
        constexpr std::size_t most_user_cidrs = 3;  // N10
        if (vpc.user_cidrs.size() >= most_user_cidrs) continue;
        for (const auto& block : destinations) {
            context.propose("Declare " + block.text() + " as user CIDR of " + vpc.name + '.',
                            "Packets to it follow the route tables from then on, for every instance of the VPC.",
                            [&](Estate& estate) {
                                estate.vpcs[v].user_cidrs.push_back(block);
                                return true;
                            });
        }
    }
}

}  // namespace vpnsim
