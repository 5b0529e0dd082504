#include <algorithm>
#include <chrono>

#include "tools/importers/terraform_records.hpp"

// VPN gateways, customer gateways and IPsec connections.

namespace vpnsim::importers::terraform {
namespace {

/// "2023-05-01" of milliseconds since 1970, or of a text that begins with a date.
std::string date_of(const std::string& created) {
    if (created.size() >= 10 && created[4] == '-' && created[7] == '-') return created.substr(0, 10);
    if (created.size() < 12 || created.size() > 14 || created.find_first_not_of("0123456789") != std::string::npos) {
        return {};
    }
    const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{std::stoll(created) / 86'400'000}}};
    const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(day.year())) + '-' + two(static_cast<unsigned>(day.month())) + '-' +
           two(static_cast<unsigned>(day.day()));
}

std::optional<BgpParameters> bgp_parameters(const Block& block) {
    BgpParameters bgp{.tunnel_cidr = block.prefix("tunnel_cidr"),
                      .local_address = block.ip_address("local_bgp_ip"),
                      .local_asn = block.positive("local_asn")};
    return bgp.tunnel_cidr ? std::optional{bgp} : std::nullopt;
}

std::optional<HealthCheck> health_check(const Block& block) {
    if (block.boolean("enable") != true) return std::nullopt;
    HealthCheck out{.source = block.ip_address("sip"), .destination = block.ip_address("dip")};
    out.interval_seconds = block.positive("interval").value_or(out.interval_seconds);
    out.retries = block.positive("retry").value_or(out.retries);
    if (block.text("policy") == "revoke_route") out.on_failure = HealthCheckFailure::revoke_route;
    return out;
}

std::optional<TunnelRole> role_of(const Block& block) {
    const auto role = block.text("role");
    if (role == "master") return TunnelRole::active;
    if (role == "slave") return TunnelRole::standby;
    if (role) block.remark(Gravity::incomplete, "unknown-value", "role is neither master nor slave. It is left out.");
    return std::nullopt;
}

CloudTunnel tunnel_of(const Block& block, std::size_t position, bool bgp) {
    CloudTunnel out;
    out.index = block.positive("tunnel_index").value_or(static_cast<std::uint32_t>(position + 1));
    out.role = role_of(block);
    out.customer_gateway = block.link("customer_gateway_id", customer_gateway_types);
    out.gateway_address = block.ip_address("internet_ip");
    out.nat_traversal = block.boolean("enable_nat_traversal");
    out.dpd = block.boolean("enable_dpd");
    out.origin = block.resource().origin;
    for (const auto& ike : block.blocks("tunnel_ike_config")) {
        out.ike = ike_parameters(ike);
        out.key = key_of(ike);
    }
    for (const auto& esp : block.blocks("tunnel_ipsec_config")) out.esp = esp_parameters(esp);
    for (const auto& one : block.blocks("tunnel_bgp_config")) {
        if (bgp) out.bgp = bgp_parameters(one);
    }
    note_defaults(block, out.ike, out.esp);
    return out;
}

SelectorList selectors(const Block& block, std::string_view key) {
    SelectorList out;
    for (const auto& prefix : needed_prefixes(block, key)) out.push_back(TrafficSelector::of(prefix));
    return out;
}

void read_tunnels(const Block& block, CloudConnection& out) {
    const bool bgp = block.boolean("enable_tunnels_bgp") != false;
    const auto tunnels = block.blocks("tunnel_options_specification", "tunnel_index");
    for (std::size_t i = 0; i < std::min<std::size_t>(tunnels.size(), 2); ++i) {
        out.tunnels.push_back(tunnel_of(tunnels[i], i, bgp));
    }
    if (tunnels.size() > 2) {
        block.remark(Gravity::incomplete, "too-many-tunnels", "More than two tunnels. The rest is left out.");
    }
    std::stable_sort(out.tunnels.begin(), out.tunnels.end(),
                     [](const CloudTunnel& a, const CloudTunnel& b) { return a.index < b.index; });
}

}  // namespace

void make_gateway(const Block& block, Draft& draft) {
    CloudVpnGateway out;
    out.id = block.address();
    out.name = block.text({"vpn_gateway_name", "name"});
    out.vpc = block.link("vpc_id", vpc_types);
    out.auto_propagate = block.boolean("auto_propagate");
    out.created = date_of(block.text({"create_time"}));
    out.origin = block.resource().origin;
    const auto kind = block.text({"vpn_type", "gateway_type"});
    if (!kind.empty()) out.kind = kind == "NationalStandard" ? "national_standard" : "normal";
    const auto status = block.text({"business_status"});
    if (!status.empty()) out.business_status = status == "FinancialLocked" ? "financial_locked" : "normal";
    out.bandwidth_mbps = block.positive("bandwidth");
    for (const auto* key : {"internet_ip", "disaster_recovery_internet_ip"}) {
        if (const auto address = block.ip_address(key)) out.addresses.push_back(*address);
    }
    out.dual_tunnel =
        block.text("disaster_recovery_vswitch_id").has_value() ||
        (block.unknown("disaster_recovery_vswitch_id") && block.expression("disaster_recovery_vswitch_id").exists());
    if (block.boolean("enable_ipsec") == false) {
        block.remark(Gravity::warning, "ipsec-disabled",
                     "enable_ipsec is false: the gateway carries no IPsec connection. It is imported as if it did.");
    }
    if (out.addresses.empty()) {
        block.estate().remarks.push_back(
            {Gravity::warning, "unknown-until-apply", "vpn gateway address",
             block.address() +
                 (block.unknown("internet_ip") ? " gets its address when the plan is applied." : " has no address.") +
                 " Which devices aim at it cannot be checked before that.",
             block.resource().origin});
    }
    draft.cloud.vpn_gateways.push_back(std::move(out));
}

void make_customer_gateway(const Block& block, Draft& draft) {
    const auto address = block.ip_address("ip_address");
    if (!address && !block.text("ip_address")) {
        block.remark(Gravity::incomplete, "unknown-until-apply",
                     "The address of the device is not known before the apply. Its connections have no peer.");
    }
    draft.cloud.customer_gateways.push_back({.id = block.address(),
                                             .name = block.text({"customer_gateway_name", "name"}),
                                             .address = address,
                                             .asn = block.positive("asn"),
                                             .origin = block.resource().origin});
}

void make_connection(const Block& block, Draft& draft) {
    const bool attachment = block.resource().type == "alicloud_vpn_gateway_vpn_attachment";
    CloudConnection out;
    out.id = block.address();
    out.name = block.text({attachment ? "vpn_attachment_name" : "vpn_connection_name", "name"});
    out.vpn_gateway = attachment ? std::string{} : block.link("vpn_gateway_id", gateway_types);
    out.customer_gateway = block.link("customer_gateway_id", customer_gateway_types, Need::optional);
    out.local = selectors(block, "local_subnet");
    out.remote = selectors(block, "remote_subnet");
    out.auto_routes = block.boolean("auto_config_route");
    out.nat_traversal = block.boolean("enable_nat_traversal");
    out.dpd = block.boolean("enable_dpd");
    out.effective_immediately = block.boolean("effect_immediately");
    out.attached_to = attachment ? "no gateway" : "";
    out.origin = block.resource().origin;
    for (const auto& ike : block.blocks("ike_config")) {
        out.ike = ike_parameters(ike);
        out.key = key_of(ike);
    }
    for (const auto& esp : block.blocks("ipsec_config")) out.esp = esp_parameters(esp);
    for (const auto& bgp : block.blocks("bgp_config")) {
        if (bgp.boolean("enable") == true) out.bgp = bgp_parameters(bgp);
    }
    for (const auto& check : block.blocks("health_check_config")) out.health_check = health_check(check);
    read_tunnels(block, out);
    if (out.tunnels.empty()) note_defaults(block, out.ike, out.esp);
    if (out.tunnels.empty() && out.customer_gateway.empty() && !block.unknown("customer_gateway_id")) {
        block.remark(Gravity::incomplete, "missing-value",
                     "customer_gateway_id is not set and there are no tunnels. The connection has no peer.");
    }
    if (!attachment && out.vpn_gateway.empty() && !block.unknown("vpn_gateway_id")) {
        block.remark(Gravity::incomplete, "missing-value", "vpn_gateway_id is not set. The connection has no gateway.");
    }
    draft.cloud.connections.push_back(std::move(out));
}

void make_transit_router_attachment(const Block& block, Draft& draft) {
    const auto connection = block.link("vpn_id", connection_types);
    const auto router = block.link("transit_router_id", transit_router_types);
    if (!connection.empty()) draft.transit_routers[connection] = router.empty() ? "a transit router" : router;
}

}  // namespace vpnsim::importers::terraform
