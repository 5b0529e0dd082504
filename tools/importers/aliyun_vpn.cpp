#include <algorithm>
#include <chrono>

#include "tools/importers/aliyun_parts.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// "2025-11-20" of milliseconds since 1970
std::string day_of(std::uint64_t milliseconds) {
    constexpr std::uint64_t last = 253'402'300'799'000;  // the end of the year 9999
    if (milliseconds == 0 || milliseconds > last) return {};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{milliseconds}})};
    const auto padded = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(day.year())) + '-' + padded(static_cast<unsigned>(day.month())) + '-' +
           padded(static_cast<unsigned>(day.day()));
}

/// The gateway's member "Tag" is a JSON text: {"PbrPriority":"true", ...}. Old gateways have none of that.
std::optional<bool> has_priorities(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    const auto tag = record.text("Tag");
    if (tag.empty()) return std::nullopt;
    auto read = read_document({record.origin().file, tag});
    auto* document = std::get_if<JsonDocument>(&read);
    if (document == nullptr) {
        in.incomplete(
            "gateway-tag", about,
            "the member Tag of this VPN gateway cannot be read; whether it has priorities of policy routes is "
            "not known",
            record.origin());
        return std::nullopt;
    }
    const auto shared = std::make_shared<const JsonDocument>(std::move(*document));
    return AliyunRecord{shared, (*shared)[shared->root()], ""}.flag("PbrPriority").value_or(false);
}

std::optional<BgpParameters> bgp_of(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    if (record.flag("EnableBgp") == false) return std::nullopt;
    BgpParameters out;
    if (const auto block = record.text("TunnelCidr"); !block.empty()) {
        out.tunnel_cidr = in.block(block, record, "TunnelCidr", about);
    }
    out.local_address = in.address(record, "LocalBgpIp", about);
    if (!out.tunnel_cidr && !out.local_address) return std::nullopt;
    if (const auto asn = in.number(record, "LocalAsn", about); asn.value_or(0) != 0) out.local_asn = asn;
    return out;
}

std::optional<HealthCheck> health_check_of(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    if (record.flag("Enable") != true) return std::nullopt;
    HealthCheck out;
    out.source = in.address(record, "Sip", about);
    out.destination = in.address(record, "Dip", about);
    out.interval_seconds = in.number(record, "Interval", about).value_or(out.interval_seconds);
    out.retries = in.number(record, "Retry", about).value_or(out.retries);
    if (record.text("Policy") == "revoke_route") out.on_failure = HealthCheckFailure::revoke_route;
    return out;
}

CloudTunnel tunnel_of(AliyunImport& in, const AliyunRecord& record, const std::string& connection) {
    CloudTunnel out;
    out.origin = record.origin();
    const auto stated = record.number("TunnelIndex");
    const auto about = connection + "/tunnel-" + (stated ? std::to_string(*stated) : "?");
    if (const auto index = in.number(record, "TunnelIndex", about)) {
        if (*index == 1 || *index == 2) out.index = *index;
        else in.incomplete("tunnel-index", about, "the index of a tunnel is 1 or 2; this one is not used", out.origin);
    }
    const auto role = in_lower_case(record.text("Role"));
    if (role == "master") out.role = TunnelRole::active;
    else if (role == "slave") out.role = TunnelRole::standby;
    else if (!role.empty()) in.incomplete("tunnel-role", about, "the role is neither master nor slave", out.origin);
    out.customer_gateway = record.text("CustomerGatewayId");
    out.gateway_address = in.address(record, "InternetIp", about);
    const auto ike = record.child("TunnelIkeConfig");
    out.key = aliyun_key(in, ike);
    out.ike = aliyun_ike(in, ike, about);
    out.esp = aliyun_esp(in, record.child("TunnelIpsecConfig"), about);
    out.nat_traversal = record.flag("EnableNatTraversal");
    out.dpd = record.flag("EnableDpd");
    out.bgp = bgp_of(in, record.child("TunnelBgpConfig"), about);
    return out;
}

/// What a connection belongs to that is no VPN gateway; empty = a VPN gateway.
std::string attachment_of(const AliyunRecord& record) {
    if (auto router = record.text("TransitRouterId"); !router.empty()) return router;
    const auto type = in_lower_case(record.text("AttachType"));
    if (type == "cen") return "a transit router";
    if (type == "no_associated") return "nothing";
    return {};
}

void say_if_not_established(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    const auto status = in_lower_case(record.text("Status"));
    if (status != "ike_sa_not_established" && status != "ipsec_sa_not_established") return;
    in.say(Gravity::note, "not-established", about,
           "the cloud said " + status + " when the answer was saved; the scenario has what is configured",
           record.origin());
}

}  // namespace

void read_vpn_gateway(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudVpnGateway>(record, "VpnGatewayId", "Name");
    out.vpc = record.text("VpcId");
    const auto& about = shown_name(out);
    for (const std::string_view member : {"InternetIp", "DisasterRecoveryInternetIp"}) {
        if (const auto address = in.address(record, member, about)) out.addresses.push_back(*address);
    }
    out.dual_tunnel = !record.text("DisasterRecoveryVSwitchId").empty() || out.addresses.size() > 1;
    out.policy_route_priorities = has_priorities(in, record, about);
    out.auto_propagate = record.flag("AutoPropagate");
    out.region = record.text("RegionId");
    out.created = day_of(record.number("CreateTime").value_or(0));
    const auto status = in_lower_case(record.text("BusinessStatus"));
    out.business_status = status == "financiallocked" ? "financial_locked" : status;
    const auto kind = in_lower_case(record.text("VpnType"));
    out.kind = kind == "nationalstandard" ? "national_standard" : kind;
    auto spec = record.text("Spec");
    if (spec.ends_with('M')) spec.pop_back();
    if (std::uint32_t bandwidth = 0; spec.size() < 10 && parse_number(spec, bandwidth)) out.bandwidth_mbps = bandwidth;
    if (const auto state = in_lower_case(record.text("Status")); state == "deleting" || state == "deleted") {
        in.say(Gravity::warning, "being-deleted", about,
               "the cloud was deleting this VPN gateway when the answer was saved; it is simulated as if it stayed",
               out.origin);
    }
    if (in_lower_case(record.text("IpsecVpn")) == "disable") {
        in.say(Gravity::warning, "ipsec-disabled", about,
               "IPsec is switched off at this VPN gateway; its connections are simulated as if it were on", out.origin);
    }
    in.keep(in.made.cloud.vpn_gateways, "vpn gateway", std::move(out));
}

void read_customer_gateway(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudCustomerGateway>(record, "CustomerGatewayId", "Name");
    const auto& about = shown_name(out);
    out.address = in.address(record, "IpAddress", about);
    if (const auto asn = in.number(record, "Asn", about); asn.value_or(0) != 0) out.asn = asn;
    in.keep(in.made.cloud.customer_gateways, "customer gateway", std::move(out));
}

void read_connection(AliyunImport& in, const AliyunRecord& record) {
    auto out = begun<CloudConnection>(record, "VpnConnectionId", "Name");
    const auto& about = shown_name(out);
    out.vpn_gateway = record.text("VpnGatewayId");
    out.customer_gateway = record.text("CustomerGatewayId");
    out.attached_to = attachment_of(record);
    out.local = aliyun_selectors(in, record, "LocalSubnet", about);
    out.remote = aliyun_selectors(in, record, "RemoteSubnet", about);
    for (const auto& tunnel : record.list("TunnelOptionsSpecification", "TunnelOptions")) {
        out.tunnels.push_back(tunnel_of(in, tunnel, about));
        say_if_not_established(in, tunnel, about);
    }
    std::stable_sort(out.tunnels.begin(), out.tunnels.end(),
                     [](const CloudTunnel& a, const CloudTunnel& b) { return a.index < b.index; });
    if (out.tunnels.empty()) {  // what stands beside tunnels is not in use
        const auto ike = record.child("IkeConfig");
        out.key = aliyun_key(in, ike);
        out.ike = aliyun_ike(in, ike, about);
        out.esp = aliyun_esp(in, record.child("IpsecConfig"), about);
        out.bgp = bgp_of(in, record.child("VpnBgpConfig"), about);
        out.gateway_address = in.address(record, "InternetIp", about);
        out.health_check = health_check_of(in, record.child("VcoHealthCheck"), about);
        out.nat_traversal = record.flag("EnableNatTraversal");
        out.dpd = record.flag("EnableDpd");
        say_if_not_established(in, record, about);
    } else {
        // A key that is not in use is a secret all the same.
        (void)aliyun_key(in, record.child("IkeConfig"));
        out.customer_gateway.clear();
    }
    out.auto_routes = record.flag("AutoConfigRoute");
    out.effective_immediately = record.flag("EffectImmediately");
    in.keep(in.made.cloud.connections, "connection", std::move(out));
}

}  // namespace vpnsim::importers
