#include <algorithm>

#include "tools/importers/cloud_scope.hpp"

namespace vpnsim::importers {
namespace {

constexpr std::size_t most_tunnels = 2;
constexpr std::size_t most_key_characters = 100;

/// What a parameter of one end of the cloud is said about.
struct Speaker {
    CloudScope& scope;
    std::string about;
    const Origin& origin;

    /// A cloud gateway states one value at most.
    template <class Value>
    void keep_first(std::vector<Value>& values, std::string_view what) const {
        if (values.size() <= 1) return;
        scope.lacks("several-values-" + std::string{what}, about,
                    "more than one " + std::string{what} + " is given, a cloud gateway has one; the first is used",
                    origin);
        values.resize(1);
    }
};

IkeParameters ike_of(IkeParameters ike, const Speaker& speaker) {
    speaker.keep_first(ike.encryption, "IKE encryption");
    speaker.keep_first(ike.integrity, "IKE integrity");
    speaker.keep_first(ike.dh_group, "IKE group");
    if (ike.dh_group == std::vector{DhGroup::disabled}) {
        ike.dh_group.clear();
        speaker.scope.lacks("ike-group", speaker.about, "phase 1 always has a DH group, \"disabled\" is left out",
                            speaker.origin);
    }
    if (ike.version == IkeVersion::any) {
        ike.version.reset();
        speaker.scope.lacks("ike-version", speaker.about, "the IKE version of this connection is not known",
                            speaker.origin);
    }
    return ike;
}

EspParameters esp_of(EspParameters esp, const Speaker& speaker) {
    speaker.keep_first(esp.encryption, "ESP encryption");
    speaker.keep_first(esp.integrity, "ESP integrity");
    speaker.keep_first(esp.dh_group, "ESP group");
    // A cloud gateway is ESP in tunnel mode without a lifetime by volume, always.
    esp.lifetime_bytes.reset();
    esp.protocol.reset();
    esp.encapsulation.reset();
    return esp;
}

std::optional<PreSharedKey> key_of(const std::optional<std::string>& fingerprint) {
    if (!fingerprint || fingerprint->empty() || fingerprint->size() > most_key_characters) return std::nullopt;
    return PreSharedKey{*fingerprint};
}

/// Selectors that are not known are those of destination routing.
void add_selectors(CloudScope& scope, const CloudConnection& record, IpsecConnection& out) {
    if (record.local.empty() || record.remote.empty()) {
        const std::string side = !record.local.empty() ? "remote" : record.remote.empty() ? "" : "local";
        scope.lacks("selectors-unknown", shown_name(record),
                    "the " + side + (side.empty() ? "" : " ") +
                        "selectors of this connection are not known; every address stands for them",
                    record.origin);
    }
    const auto& known = record.local.empty() ? record.remote : record.local;
    const auto everything = TrafficSelector::everything(known.empty() ? Family::ipv4 : known.front().family());
    out.local_ts = record.local.empty() ? SelectorList{everything} : record.local;
    out.remote_ts = record.remote.empty() ? SelectorList{everything} : record.remote;
}

/// A setting that the scenario has once for both tunnels.
void add_common_flag(CloudScope& scope, const CloudConnection& record, std::optional<bool> CloudTunnel::*member,
                     std::string_view what, std::optional<bool>& out) {
    for (const auto& tunnel : record.tunnels) {
        if (!(tunnel.*member)) continue;
        if (!out) out = tunnel.*member;
        if (out != tunnel.*member) {
            scope.say(Gravity::warning, "tunnels-differ", shown_name(record),
                      std::string{what} + " is on in one tunnel and off in the other; the scenario has one setting, " +
                          "and takes the first",
                      tunnel.origin);
        }
    }
}

void add_tunnels(CloudScope& scope, const CloudConnection& record, IpsecConnection& out) {
    std::vector<const CloudTunnel*> tunnels;
    for (const auto& tunnel : record.tunnels) tunnels.push_back(&tunnel);
    std::stable_sort(tunnels.begin(), tunnels.end(), [](const auto* a, const auto* b) { return a->index < b->index; });
    if (tunnels.size() > most_tunnels) {
        scope.lacks("too-many-tunnels", shown_name(record),
                    "a connection has two tunnels at most; the others are left out", record.origin);
        tunnels.resize(most_tunnels);
    }
    std::size_t position = 0;
    for (const auto* tunnel : tunnels) {
        const auto about = shown_name(record) + "/tunnel-" + std::to_string(++position);
        const Speaker speaker{scope, about, tunnel->origin};
        ConnectionTunnel made;
        made.name = "tunnel-" + std::to_string(position);
        const bool first = out.tunnels.empty();
        const auto usual =
            !first && out.tunnels[0].role == TunnelRole::active ? TunnelRole::standby : TunnelRole::active;
        made.role = tunnel->role.value_or(usual);
        if (!first && made.role == out.tunnels[0].role) {
            scope.lacks("same-role", about, "both tunnels have the same role; the second is taken for the other one",
                        tunnel->origin);
            made.role = usual;
        }
        const auto& gateway = tunnel->customer_gateway.empty() ? record.customer_gateway : tunnel->customer_gateway;
        made.customer_gateway = scope.customer_gateway(gateway, about, tunnel->origin);
        made.psk = key_of(tunnel->key);
        if (tunnel->ike != IkeParameters{}) made.ike = ike_of(tunnel->ike, speaker);
        if (tunnel->esp != EspParameters{}) made.esp = esp_of(tunnel->esp, speaker);
        made.bgp = tunnel->bgp;
        made.gateway_address = tunnel->gateway_address;
        out.tunnels.push_back(std::move(made));
    }
    // Without a role of its own the first tunnel is what the second is not.
    if (tunnels.size() == most_tunnels && !tunnels[0]->role && tunnels[1]->role) {
        out.tunnels[1].role = *tunnels[1]->role;
        out.tunnels[0].role = out.tunnels[1].role == TunnelRole::active ? TunnelRole::standby : TunnelRole::active;
    }
    add_common_flag(scope, record, &CloudTunnel::nat_traversal, "NAT traversal", out.nat_traversal);
    add_common_flag(scope, record, &CloudTunnel::dpd, "DPD", out.dpd);
}

/// The gateway, and the gateway's end of a single tunnel where it is not the gateway's first address.
void add_gateway(CloudScope& scope, const CloudConnection& record, IpsecConnection& out) {
    out.vpn_gateway = scope.gateway(record.vpn_gateway, record.origin);
    if (!out.vpn_gateway) {
        scope.lacks("vpn-gateway-unknown", shown_name(record),
                    "the input does not say which VPN gateway this connection has", record.origin);
        return;
    }
    if (!record.gateway_address) return;
    auto& addresses = scope[*out.vpn_gateway].addresses;
    if (addresses.empty()) addresses.push_back(*record.gateway_address);
    if (addresses.front() != *record.gateway_address) out.gateway_address = record.gateway_address;
}

}  // namespace

void add_connections(CloudScope& scope) {
    for (const auto& record : scope.cloud.connections) {
        if (!scope.is_new(scope.connections, record.id, "connection", record.origin)) continue;
        if (!record.attached_to.empty()) {
            scope.say(Gravity::warning, "not-a-vpn-gateway", shown_name(record),
                      "this connection is attached to " + record.attached_to +
                          ", not to a VPN gateway; it is not simulated and left out",
                      record.origin);
            if (!record.id.empty()) scope.not_simulated.insert(record.id);
            continue;
        }
        if (!record.id.empty()) {
            scope.connections.emplace(record.id, ConnectionId{scope.estate.ipsec_connections.size()});
        }
        const auto about = shown_name(record);
        const Speaker speaker{scope, about, record.origin};
        IpsecConnection out;
        out.name = scope.own_ids["ipsec_connections"].take(record.name, record.id);
        add_gateway(scope, record, out);
        add_selectors(scope, record, out);
        out.auto_routes = !record.policy_routes_known && record.auto_routes.value_or(true);
        out.psk = key_of(record.key);
        out.ike = ike_of(record.ike, speaker);
        out.esp = esp_of(record.esp, speaker);
        out.nat_traversal = record.nat_traversal;
        out.dpd = record.dpd;
        out.effective_immediately = record.effective_immediately;
        out.bgp = record.bgp;
        out.health_check = record.health_check;
        if (record.tunnels.empty()) {
            out.customer_gateway = scope.customer_gateway(record.customer_gateway, about, record.origin);
        } else {
            add_tunnels(scope, record, out);
        }
        scope.estate.ipsec_connections.push_back(std::move(out));
    }
}

}  // namespace vpnsim::importers
