// several-values, lifetime-differs, lifetime-by-volume, dpd-differs, nobody-initiates, tunnel-pair: parameters that let
// a tunnel come up and make it less dependable than it looks.
#include <set>

#include "sim/findings/met_pair.hpp"

namespace vpnsim {
namespace {

template <class Value>
std::string listed(const std::vector<Value>& values) {
    std::set<std::string> distinct;
    std::vector<std::string> out;
    for (const auto& value : values) {
        if (distinct.insert(text(value)).second) out.push_back(text(value));
    }
    return out.size() > 1 ? enumerate(out) : std::string{};
}

/// "phase 1 encryption aes128 and aes256 (the cloud: aes256)" for each parameter with several values.
std::vector<std::string> several_values(const MetPair& pair) {
    std::vector<std::string> out;
    const auto check = [&](const std::string& name, const auto& device, const auto& cloud) {
        const auto values = listed(device);
        if (values.empty()) return;
        const auto other = cloud.empty() ? std::string{} : " (the cloud: " + text(cloud.front()) + ')';
        out.push_back(name + ' ' + values + other);
    };
    const auto& cloud = pair.cloud;
    const auto& device = pair.tunnel;
    // An `any` device begins with IKEv2, which a cloud end of IKEv1 refuses; with IKEv2 it never shows.
    if (device.ike.version == IkeVersion::any && cloud.ike.version == IkeVersion::ikev1) {
        out.emplace_back("IKE version ikev1 and ikev2 (the cloud: ikev1)");
    }
    check("phase 1 encryption", device.ike.encryption, cloud.ike.encryption);
    check("phase 1 integrity", device.ike.integrity, cloud.ike.integrity);
    check("phase 1 DH group", device.ike.dh_group, cloud.ike.dh_group);
    check("phase 2 encryption", device.esp.encryption, cloud.esp.encryption);
    check("phase 2 integrity", device.esp.integrity, cloud.esp.integrity);
    check("phase 2 DH group", device.esp.dh_group, cloud.esp.dh_group);
    return out;
}

void check_several_values(const FindingContext& context, const MetPair& pair, Findings& out) {
    if (!cloud_profile(context.estate, pair.cloud.ref.connection).single_value) return;
    const auto several = several_values(pair);
    if (several.empty()) return;
    auto finding = context.about("several-values", pair.device_record, pair.entities);
    finding.message = pair.device_record.entity + " offers several values to " + pair.cloud_record.entity + ": " +
                      enumerate(several) + '.';
    finding.why =
        "The cloud supports a single value for each parameter; negotiations with lists succeed at times and fail at "
        "others, a rekey included.";
    finding.remedy = "Leave the one value on the device that the connection states.";
    finding.reference = "C7";
    out.push_back(std::move(finding));
}

void check_lifetimes(const FindingContext& context, const MetPair& pair, Findings& out) {
    std::vector<std::string> differences;
    const auto compare = [&](const std::string& phase, const auto& cloud, const auto& device) {
        if (!cloud || !device || *cloud == *device) return;
        differences.push_back(phase + ' ' + std::to_string(*cloud) + " s in the cloud, " + std::to_string(*device) +
                              " s at the device");
    };
    compare("phase 1", pair.cloud.ike.lifetime_seconds, pair.tunnel.ike.lifetime_seconds);
    compare("phase 2", pair.cloud.esp.lifetime_seconds, pair.tunnel.esp.lifetime_seconds);
    if (!differences.empty()) {
        auto finding = context.about("lifetime-differs", pair.cloud_record, pair.entities);
        finding.message = pair.cloud_record.entity + " and " + pair.device_record.entity +
                          " state different SA lifetimes: " + enumerate(differences) + '.';
        finding.why =
            "No negotiation fails for it: each end keeps its own. Some devices tear the SA down when the other end "
            "renews it early.";
        finding.remedy = "Set the same lifetimes on both ends.";
        finding.reference = std::string{text(ErrorCode::lifetime_mismatch)};
        out.push_back(std::move(finding));
    }
    if (const auto bytes = pair.tunnel.esp.lifetime_bytes.value_or(0); bytes > 0) {
        auto finding = context.about("lifetime-by-volume", pair.device_record, pair.entities);
        finding.message = pair.device_record.entity + " renews its SAs after " + std::to_string(bytes) + " bytes; " +
                          pair.cloud_record.entity + " knows lifetimes by time only.";
        finding.why = "Under load the device gives up SAs that the cloud still holds: the tunnel drops now and then.";
        finding.remedy = "Switch the lifetime by volume off: 0, or whatever the device takes for unlimited.";
        finding.reference = "C7";
        out.push_back(std::move(finding));
    }
}

void check_dead_peer_detection(const FindingContext& context, const MetPair& pair, Findings& out) {
    if (!pair.cloud.dpd || !pair.tunnel.dpd || pair.cloud.dpd == pair.tunnel.dpd) return;
    const auto word = [](bool on) { return std::string{on ? "on" : "off"}; };
    auto finding = context.about("dpd-differs", pair.cloud_record, pair.entities);
    finding.message = "Dead peer detection is " + word(*pair.cloud.dpd) + " at " + pair.cloud_record.entity + " and " +
                      word(*pair.tunnel.dpd) + " at " + pair.device_record.entity + '.';
    finding.why = "One end notices a dead tunnel and renews it, the other one goes on sending into it.";
    finding.remedy = "Switch dead peer detection on at both ends.";
    finding.reference = "C7";
    out.push_back(std::move(finding));
}

void check_initiation(const FindingContext& context, const MetPair& pair, Findings& out) {
    const auto& connection = context.estate[pair.cloud.ref.connection];
    if (connection.effective_immediately.value_or(false) || pair.tunnel.initiates != false) return;
    auto finding = context.about("nobody-initiates", pair.cloud_record, pair.entities);
    finding.message = "Neither " + pair.cloud_record.entity + " nor " + pair.device_record.entity +
                      " starts the negotiation: effective_immediately is " +
                      (connection.effective_immediately ? "false" : "left out, which is false") +
                      " in the cloud, initiates is false at the device.";
    finding.why = "The tunnel stays down until the VPC sends something; the site alone never brings it up (C9).";
    finding.remedy = "Set effective_immediately on the connection, or let the device initiate.";
    finding.reference = "C9";
    out.push_back(std::move(finding));
}

/// C10, C11: exactly two tunnels, at two addresses of the gateway.
void check_tunnel_pair(const FindingContext& context, ConnectionId id, Findings& out) {
    const auto& connection = context.estate[id];
    if (connection.tunnels.empty()) return;
    std::string fault;
    if (connection.tunnels.size() == 1) {
        fault = "has one tunnel, " + connection.tunnels.front().name;
    } else {
        const auto first = cloud_end_parameters(context.estate, {id, TunnelIndex{0}}).gateway_address;
        const auto second = cloud_end_parameters(context.estate, {id, TunnelIndex{1}}).gateway_address;
        if (!first || first != second) return;
        fault = "has both tunnels at the gateway address " + first->text();
    }
    const auto record = context.connection(id);
    auto finding = context.about("tunnel-pair", record, {record.entity});
    finding.message = record.entity + ' ' + fault + '.';
    finding.why =
        "A dual-tunnel connection has an active tunnel at the first address of its gateway and a standby one at the "
        "second. With less than that, nothing takes over.";
    finding.remedy = "Configure both tunnels, one at each address; or no tunnels, for single-tunnel mode.";
    finding.reference = "C10, C11";
    out.push_back(std::move(finding));
}

}  // namespace

void find_parameter_problems(const FindingContext& context, Findings& out) {
    for_each_met_pair(context, [&](const MetPair& pair) {
        check_several_values(context, pair, out);
        check_lifetimes(context, pair, out);
        check_dead_peer_detection(context, pair, out);
        check_initiation(context, pair, out);
    });
    for (const auto id : context.scope.connections) check_tunnel_pair(context, id, out);
}

}  // namespace vpnsim
