#include "model/write_estate.hpp"
#include "model/write_parameters.hpp"

namespace vpnsim {
namespace {

std::string text(const Estate& estate, const VpcNextHop& hop) {
    struct Print {
        const Estate& estate;
        std::string operator()(GatewayId id) const { return estate[id].name; }
        std::string operator()(VpcId id) const { return estate[id].name; }
        std::string operator()(InstanceRef ref) const { return estate[ref.vpc].instances[ref.instance.index()].name; }
        std::string operator()(Local) const { return "local"; }
        std::string operator()(Internet) const { return "internet"; }
        std::string operator()(Blackhole) const { return "blackhole"; }
    };
    return std::visit(Print{estate}, hop);
}

void write_vswitch(JsonText& out, const Vpc& vpc, const VSwitch& vswitch) {
    out.text("cidr", vswitch.cidr.text());
    if (vswitch.route_table) out.text("route_table", vpc.route_tables[vswitch.route_table->index()].name);
    if (vswitch.network_acl) out.text("network_acl", vpc.network_acls[vswitch.network_acl->index()].name);
}

void write_route_table(JsonText& out, const Estate& estate, const RouteTable& table) {
    if (table.type == RouteTableType::system) out.text("type", "system");
    write_collection(out, "routes", table.routes, [&](const VpcRoute& route) {
        out.text("destination", route.destination.text());
        out.text("next_hop", text(estate, route.next_hop));
    });
}

void write_instance(JsonText& out, const Vpc& vpc, const Instance& instance) {
    out.text("address", instance.address.text());
    if (!instance.security_groups.empty()) {
        out.values("security_groups", instance.security_groups,
                   [&](SecurityGroupIndex id) { return vpc.security_groups[id.index()].name; });
    }
    if (instance.public_address) out.boolean("public_address", true);
}

void write_vpc(JsonText& out, const Estate& estate, const Vpc& vpc) {
    write_prefixes(out, "cidrs", vpc.cidrs);
    write_prefixes(out, "user_cidrs", vpc.user_cidrs);
    if (vpc.ipv4_gateway) out.boolean("ipv4_gateway", true);
    write_collection(out, "vswitches", vpc.vswitches, [&](const VSwitch& v) { write_vswitch(out, vpc, v); });
    write_collection(out, "route_tables", vpc.route_tables,
                     [&](const RouteTable& table) { write_route_table(out, estate, table); });
    write_collection(out, "network_acls", vpc.network_acls,
                     [&](const NetworkAcl& acl) { write_rules(out, acl.rules); });
    write_collection(out, "security_groups", vpc.security_groups, [&](const SecurityGroup& group) {
        if (group.type == SecurityGroupType::advanced) out.text("type", "advanced");
        write_rules(out, group.rules);
    });
    write_collection(out, "instances", vpc.instances, [&](const Instance& i) { write_instance(out, vpc, i); });
}

void write_limits(JsonText& out, const GatewayLimits& limits) {
    if (limits == GatewayLimits{}) return;
    out.object("limits", [&] {
        const auto number = [&](std::string_view key, std::uint32_t GatewayLimits::*member) {
            if (limits.*member != GatewayLimits{}.*member) out.number(key, limits.*member);
        };
        number("policy_routes", &GatewayLimits::policy_routes);
        number("destination_routes", &GatewayLimits::destination_routes);
        number("connections", &GatewayLimits::connections);
        number("bgp_routes", &GatewayLimits::bgp_routes);
        number("cidrs_per_side", &GatewayLimits::cidrs_per_side);
    });
}

void write_tables(JsonText& out, const Estate& estate, const VpnGateway& gateway) {
    write_collection(out, "policy_routes", gateway.policy_routes, [&](const PolicyRoute& route) {
        out.text("source", route.source.text());
        out.text("destination", route.destination.text());
        out.text("next_hop", estate[route.next_hop].name);
        if (route.weight != 100) out.number("weight", route.weight);
        if (route.priority != 10) out.number("priority", route.priority);
        if (route.published) out.boolean("published", true);
    });
    write_collection(out, "destination_routes", gateway.destination_routes, [&](const DestinationRoute& route) {
        out.text("destination", route.destination.text());
        out.text("next_hop", estate[route.next_hop].name);
        if (route.weight != 100) out.number("weight", route.weight);
        if (route.published) out.boolean("published", true);
    });
    write_collection(out, "bgp_routes", gateway.bgp_routes, [&](const BgpRoute& route) {
        out.text("destination", route.destination.text());
        out.text("next_hop", estate[route.next_hop].name);
        if (!route.as_path.empty()) {
            out.values("as_path", route.as_path, [](std::uint32_t asn) { return std::uint64_t{asn}; });
        }
    });
}

void write_gateway(JsonText& out, const Estate& estate, const VpnGateway& gateway) {
    if (gateway.vpc) out.text("vpc", estate[*gateway.vpc].name);
    if (!gateway.addresses.empty()) {
        out.values("addresses", gateway.addresses, [](const Address& address) { return address.text(); });
    }
    write_profile(out, gateway.profile, "alibaba");
    write_day(out, "created", gateway.created);
    if (gateway.kind == GatewayKind::national_standard) out.text("kind", "national_standard");
    if (!gateway.auto_propagate) out.boolean("auto_propagate", false);
    if (!gateway.region.empty()) out.text("region", gateway.region);
    if (gateway.business_status == BusinessStatus::financial_locked) out.text("business_status", "financial_locked");
    write_number(out, "bandwidth_mbps", gateway.bandwidth_mbps);
    write_limits(out, gateway.limits);
    if (!gateway.policy_route_priorities) out.boolean("policy_route_priorities", false);
    if (gateway.policy_route_order) {
        out.values("policy_route_order", *gateway.policy_route_order, [](const std::string& name) { return name; });
    }
    write_tables(out, estate, gateway);
}

std::string_view text(LinkState state) { return state == LinkState::up ? "up" : "down"; }

void write_tunnel(JsonText& out, const Estate& estate, const ConnectionTunnel& tunnel) {
    out.text("role", tunnel.role == TunnelRole::active ? "active" : "standby");
    if (tunnel.customer_gateway) out.text("customer_gateway", estate[*tunnel.customer_gateway].name);
    write_psk(out, tunnel.psk);
    if (tunnel.ike) write_ike(out, *tunnel.ike);
    if (tunnel.esp) write_esp(out, *tunnel.esp);
    write_bgp(out, tunnel.bgp);
    write_address(out, "gateway_address", tunnel.gateway_address);
    if (tunnel.state) out.text("state", text(*tunnel.state));
}

void write_health_check(JsonText& out, const HealthCheck& check) {
    out.object("health_check", [&] {
        write_address(out, "source", check.source);
        write_address(out, "destination", check.destination);
        if (check.interval_seconds != HealthCheck{}.interval_seconds)
            out.number("interval_seconds", check.interval_seconds);
        if (check.retries != HealthCheck{}.retries) out.number("retries", check.retries);
        if (check.on_failure == HealthCheckFailure::revoke_route) out.text("on_failure", "revoke_route");
    });
}

void write_connection(JsonText& out, const Estate& estate, const IpsecConnection& connection) {
    if (connection.vpn_gateway) out.text("vpn_gateway", estate[*connection.vpn_gateway].name);
    if (connection.customer_gateway) out.text("customer_gateway", estate[*connection.customer_gateway].name);
    write_selectors(out, "local_ts", connection.local_ts);
    write_selectors(out, "remote_ts", connection.remote_ts);
    if (!connection.auto_routes) out.boolean("auto_routes", false);
    if (connection.publish_auto_routes) out.boolean("publish_auto_routes", true);
    write_psk(out, connection.psk);
    if (connection.ike != IkeParameters{}) write_ike(out, connection.ike);
    if (connection.esp != EspParameters{}) write_esp(out, connection.esp);
    write_flag(out, "nat_traversal", connection.nat_traversal);
    write_flag(out, "dpd", connection.dpd);
    write_flag(out, "effective_immediately", connection.effective_immediately);
    write_number(out, "mtu", connection.mtu);
    write_bgp(out, connection.bgp);
    if (connection.health_check) write_health_check(out, *connection.health_check);
    write_address(out, "gateway_address", connection.gateway_address);
    write_collection(out, "tunnels", connection.tunnels,
                     [&](const ConnectionTunnel& tunnel) { write_tunnel(out, estate, tunnel); });
    if (connection.state) out.text("state", text(*connection.state));
}

}  // namespace

void write_vpcs(JsonText& out, const Estate& estate) {
    write_collection(out, "vpcs", estate.vpcs, [&](const Vpc& vpc) { write_vpc(out, estate, vpc); });
}

void write_gateways(JsonText& out, const Estate& estate) {
    write_collection(out, "vpn_gateways", estate.vpn_gateways,
                     [&](const VpnGateway& gateway) { write_gateway(out, estate, gateway); });
}

void write_customer_gateways(JsonText& out, const Estate& estate) {
    write_collection(out, "customer_gateways", estate.customer_gateways, [&](const CustomerGateway& gateway) {
        write_address(out, "address", gateway.address);
        write_number(out, "asn", gateway.asn);
    });
}

void write_connections(JsonText& out, const Estate& estate) {
    write_collection(out, "ipsec_connections", estate.ipsec_connections,
                     [&](const IpsecConnection& connection) { write_connection(out, estate, connection); });
}

}  // namespace vpnsim
